//! Stock: warns when a datacenter does not have what is ordered.
//!
//! It is a warning and never a refusal: the API takes orders for what is out of stock.

use super::check::label_path;
use super::context::at_once;
use super::filled::{Entry, Filled};
use super::problem::listed;
use super::{Context, Event, Problem};
use crate::Client;
use crate::types::{
    DedicatedAvailability, DedicatedDatacenterAvailability, NichandleOvhSubsidiary,
    VpsOrderRuleDatacenter, VpsOrderRuleDatacenterStatus,
};

/// Warns of every item whose datacenter does not have it. Stock that cannot be read is not told.
pub(super) async fn warn(
    context: &Context,
    filled: &Filled<'_>,
    subsidiary: &NichandleOvhSubsidiary,
) {
    let reads = filled.entries.iter().map(|entry| async move {
        // Each reads nothing of what lacks its label.
        let of_vps = of_vps(&context.client, entry, subsidiary).await;
        let of_server = of_server(&context.client, entry, filled).await;
        of_vps.or(of_server)
    });
    let warnings = at_once(reads.collect()).await;
    for warning in warnings.into_iter().flatten() {
        for problem in filled.file.source.locate(vec![warning]) {
            context.tell(Event::Warning(problem));
        }
    }
}

async fn of_vps(
    client: &Client,
    entry: &Entry,
    subsidiary: &NichandleOvhSubsidiary,
) -> Option<Problem> {
    const LABEL: &str = "vps_datacenter";
    let wished = entry.configuration.get(LABEL)?;
    let call = client
        .get_vps_order_rule_datacenter()
        .plan_code(&entry.plan_code);
    let told = call.ovh_subsidiary(subsidiary.clone()).send().await.ok()?;
    let system = entry.configuration.get("vps_os").unwrap_or_default();
    let problem = vps_problem(&told.datacenters?, wished, system)?;
    Some(problem.at(label_path(&entry.path, LABEL)))
}

fn vps_problem(
    datacenters: &[VpsOrderRuleDatacenter],
    wished: &str,
    system: &str,
) -> Option<Problem> {
    use VpsOrderRuleDatacenterStatus as Status;
    let status = |datacenter: &VpsOrderRuleDatacenter| {
        let of_system = if system.starts_with("Windows") {
            &datacenter.windows_status
        } else {
            &datacenter.linux_status
        };
        of_system.clone().or_else(|| datacenter.status.clone())
    };
    let found = datacenters
        .iter()
        .find(|datacenter| datacenter.datacenter.as_deref() == Some(wished))?;
    let message = match status(found)? {
        Status::Available => return None,
        Status::OutOfStockPreorderAllowed => {
            format!("{wished} is out of stock; it can be preordered")
        }
        Status::OutOfStock => format!("{wished} is out of stock"),
        other => format!("{wished} is `{other}`"),
    };
    let others: Vec<_> = datacenters
        .iter()
        .filter(|datacenter| status(datacenter) == Some(Status::Available))
        .filter_map(|datacenter| datacenter.datacenter.as_deref())
        .collect();
    Some(available_in(message, &others))
}

async fn of_server(client: &Client, entry: &Entry, filled: &Filled<'_>) -> Option<Problem> {
    const LABEL: &str = "dedicated_datacenter";
    let wished = entry.configuration.get(LABEL)?;
    let call = client.list_dedicated_server_datacenter_availabilities();
    let told = call.plan_code(&entry.plan_code).send().await.ok()?;
    let options: Vec<_> = filled
        .entries
        .iter()
        .filter(|option| option.path.starts_with(&format!("{}.options", entry.path)))
        .map(|option| option.plan_code.as_str())
        .collect();
    let problem = server_problem(&told, wished, &options)?;
    Some(problem.at(label_path(&entry.path, LABEL)))
}

/// Stock is told for each combination of memory and storage, by names that the plan codes of the
/// options begin with: `ram-32g-ecc-2133` of `ram-32g-ecc-2133-24sk10`.
fn server_problem(
    told: &[DedicatedDatacenterAvailability],
    wished: &str,
    options: &[&str],
) -> Option<Problem> {
    let is_chosen = |part: &Option<String>| {
        let mut options = options.iter();
        part.as_deref()
            .is_none_or(|part| options.any(|option| option.starts_with(part)))
    };
    let datacenters: Vec<_> = told
        .iter()
        .filter(|told| is_chosen(&told.memory) && is_chosen(&told.storage))
        .flat_map(|told| told.datacenters.iter().flatten())
        .filter_map(|told| {
            Some((
                told.datacenter.as_ref()?.as_str(),
                told.availability.as_ref()?,
            ))
        })
        .collect();
    let (_, stock) = datacenters.iter().find(|(name, _)| *name == wished)?;
    let message = match delay(stock)? {
        Delay::Hours(hours) => format!("{wished} delivers in about {hours} hours"),
        Delay::Soon => format!("{wished} has none yet: it comes soon"),
        Delay::Never => format!("{wished} is out of stock"),
    };
    let others: Vec<_> = datacenters
        .iter()
        .filter(|(_, stock)| ["1H-high", "1H-low", "24H"].contains(&stock.as_str()))
        .map(|(name, _)| *name)
        .collect();
    Some(available_in(message, &others))
}

enum Delay {
    Hours(u32),
    Soon,
    Never,
}

/// How long an order waits for stock; nothing when it is there within a day, or when that is not told.
fn delay(stock: &DedicatedAvailability) -> Option<Delay> {
    match stock {
        DedicatedAvailability::Unavailable => Some(Delay::Never),
        DedicatedAvailability::ComingSoon => Some(Delay::Soon),
        stock => {
            let hours = stock.as_str().strip_suffix('H')?.parse().ok()?;
            (hours > 24).then_some(Delay::Hours(hours))
        }
    }
}

fn available_in(message: String, datacenters: &[&str]) -> Problem {
    let problem = Problem::new(message);
    if datacenters.is_empty() {
        return problem;
    }
    problem.hint(format!("available in {}", listed(datacenters)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(problem: Option<Problem>) -> Option<String> {
        problem.map(|problem| problem.to_string())
    }

    #[test]
    fn a_vps_has_the_stock_of_its_kind_of_system() {
        let datacenters = json!([
            {"datacenter": "GRA", "linuxStatus": "out-of-stock", "windowsStatus": "available"},
            {"datacenter": "SBG", "linuxStatus": "out-of-stock-preorder-allowed"},
            {"datacenter": "DE", "status": "available"},
        ]);
        let datacenters: Vec<_> = serde_json::from_value(datacenters).unwrap();
        let cases = [
            (
                "GRA",
                "Debian 13",
                Some("GRA is out of stock; available in `DE`"),
            ),
            ("GRA", "Windows Server 2025", None),
            (
                "SBG",
                "Debian 13",
                Some("SBG is out of stock; it can be preordered; available in `DE`"),
            ),
            ("DE", "Debian 13", None),
            ("WAW", "Debian 13", None),
        ];
        for (wished, system, expected) in cases {
            let problem = shown(vps_problem(&datacenters, wished, system));
            assert_eq!(problem.as_deref(), expected, "{wished} {system}");
        }
    }

    #[test]
    fn a_server_has_the_stock_of_its_memory_and_storage() {
        let of = |memory: &str, gra: &str, sbg: &str| {
            json!({"memory": memory, "storage": null, "datacenters": [
                {"datacenter": "gra", "availability": gra}, {"datacenter": "sbg", "availability": sbg},
            ]})
        };
        let told = json!([
            of("ram-32g", "unavailable", "1H-high"),
            of("ram-64g", "24H", "72H"),
            of("ram-128g", "comingSoon", "unknown"),
        ]);
        let told: Vec<_> = serde_json::from_value(told).unwrap();
        let cases = [
            (
                "gra",
                "ram-32g-ecc-24sk10",
                Some("gra is out of stock; available in `sbg`"),
            ),
            ("gra", "ram-64g-ecc-24sk10", None),
            (
                "sbg",
                "ram-64g-ecc-24sk10",
                Some("sbg delivers in about 72 hours; available in `gra`"),
            ),
            (
                "gra",
                "ram-128g-ecc-24sk10",
                Some("gra has none yet: it comes soon"),
            ),
            ("sbg", "ram-128g-ecc-24sk10", None),
            ("gra", "bandwidth-300", None),
        ];
        for (wished, option, expected) in cases {
            let problem = shown(server_problem(&told, wished, &[option]));
            assert_eq!(problem.as_deref(), expected, "{wished} {option}");
        }
    }
}
