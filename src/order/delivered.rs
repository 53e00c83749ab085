//! What an order delivered: the services that its lines name, and how many are still to be named.
//!
//! Services are only ever found from the order's own details, never by comparing lists before and
//! after: another order of the account may be delivered in the meantime.

use std::collections::BTreeMap;

use tokio::join;

use super::OrderId;
use super::added::Added;
use super::context::at_once;
use super::outcome::{Missing, Service};
use crate::types::{BillingItemDetailOrderPlan, BillingOrderDetail, OrderDetailType};
use crate::{Client, Error, Kind};

/// Reads the lines of an order (`GET /me/order/{orderId}/details`, and each of them). Right after
/// the checkout there can be none.
///
/// # Errors
/// If a read fails. Nothing is changed.
pub async fn details(client: &Client, order: OrderId) -> Result<Vec<BillingOrderDetail>, Error> {
    let ids = client.list_me_order_details().order_id(order).send();
    let details = ids.await?.into_iter().map(|id| {
        let call = client.get_me_order_details().order_id(order);
        call.order_detail_id(id).send()
    });
    at_once(details.collect()).await.into_iter().collect()
}

/// Finds what an order delivered so far: the plan and the service of each of its lines.
///
/// A line is named by its `domain`, or in the US by its operations
/// (`GET /me/order/{orderId}/details/{orderDetailId}/operations`); its plan is in its `extension`.
///
/// # Errors
/// If a read fails. Nothing is changed.
pub async fn services(client: &Client, order: OrderId) -> Result<Vec<Service>, Error> {
    let lines = lines(client, order).await?;
    Ok(Delivered::of(&lines, &BTreeMap::new()).services)
}

/// A line of an order.
pub(super) struct Line {
    plan_code: Option<String>,
    kind: Option<OrderDetailType>,
    service: Option<String>,
    /// How many services it should name: none for what leaves no service, and for options, which
    /// belong to that of their item.
    expected: usize,
}

/// Reads what the lines of an order say of its services.
pub(super) async fn lines(client: &Client, order: OrderId) -> Result<Vec<Line>, Error> {
    let ids = client.list_me_order_details().order_id(order).send();
    let lines = ids.await?.into_iter().map(|id| line(client, order, id));
    at_once(lines.collect()).await.into_iter().collect()
}

async fn line(client: &Client, order: OrderId, id: i64) -> Result<Line, Error> {
    let detail = client.get_me_order_details().order_id(order);
    let extension = client.get_me_order_details_extension().order_id(order);
    let (detail, extension) = join!(
        detail.order_detail_id(id).send(),
        extension.order_detail_id(id).send(),
    );
    let detail = detail?;
    let plan = if_there(extension)?.and_then(|extension| extension.order?.plan);
    let expected = expected_of(&detail, plan.as_ref());
    let mut service = named(&detail);
    if service.is_none() && expected > 0 {
        service = named_by_operations(client, order, id).await?;
    }
    Ok(Line {
        plan_code: plan.and_then(|plan| plan.code),
        kind: detail.detail_type,
        service,
        expected,
    })
}

/// The service that a line names; before delivery its domain is a placeholder that begins with an
/// asterisk, and in the US it stays that.
fn named(detail: &BillingOrderDetail) -> Option<String> {
    let domain = detail.domain.as_deref()?;
    (!domain.is_empty() && !domain.starts_with('*')).then(|| domain.to_owned())
}

/// The service that the operations of a line work on. Only the US has them.
async fn named_by_operations(
    client: &Client,
    order: OrderId,
    line: i64,
) -> Result<Option<String>, Error> {
    let ids = client
        .list_me_order_details_operations()
        .order_id(order)
        .order_detail_id(line)
        .send()
        .await;
    for id in if_there(ids)?.unwrap_or_default() {
        let operation = client
            .get_me_order_details_operations()
            .order_id(order)
            .order_detail_id(line)
            .operation_id(id)
            .send()
            .await;
        let name = if_there(operation)?.and_then(|operation| operation.resource?.name);
        if let Some(name) = name.filter(|name| !name.is_empty()) {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

/// What was read, or `None` where it is not there: the regions name services in different ways.
pub(super) fn if_there<T>(read: Result<T, Error>) -> Result<Option<T>, Error> {
    match read {
        Err(error) if matches!(error.kind(), Kind::NotFound | Kind::Refused) => Ok(None),
        read => read.map(Some),
    }
}

fn expected_of(detail: &BillingOrderDetail, plan: Option<&BillingItemDetailOrderPlan>) -> usize {
    let domain = detail.domain.as_deref().unwrap_or_default();
    let is_option = domain.starts_with('*') && domain.contains('.');
    let duration = plan.and_then(|plan| plan.duration.as_deref());
    let lasts = match (duration, &detail.detail_type) {
        (Some(duration), _) => duration != "P0D",
        (None, kind) => !matches!(
            kind,
            Some(OrderDetailType::Installation | OrderDetailType::Gift)
        ),
    };
    if is_option || !lasts {
        return 0;
    }
    let quantity = detail.quantity.as_ref();
    quantity
        .and_then(|quantity| quantity.to_string().parse().ok())
        .unwrap_or(1)
}

/// How many services of each plan an order is to deliver, from what was put into its cart.
pub(super) fn expected(added: &[Added]) -> BTreeMap<String, usize> {
    let mut expected = BTreeMap::new();
    let items = added.iter().filter(|it| it.parent.is_none() && it.lasts());
    for item in items {
        let quantity = usize::try_from(item.selection.quantity).unwrap_or_default();
        *expected
            .entry(item.selection.plan_code.clone())
            .or_default() += quantity;
    }
    expected
}

/// The services of an order, and what is missing of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Delivered {
    pub services: Vec<Service>,
    pub missing: Vec<Missing>,
}

impl Delivered {
    /// Counts the services that lines name against those that are expected; if these are not known,
    /// against the lines themselves.
    pub(super) fn of(lines: &[Line], expected: &BTreeMap<String, usize>) -> Self {
        // In the US a line does not tell its plan.
        let mut plans = expected.keys();
        let only_plan = plans.next().filter(|_| plans.next().is_none());
        let mut services = Vec::new();
        for line in lines {
            let Some(service_name) = line.service.clone() else {
                continue;
            };
            let service = Service {
                plan_code: line.plan_code.clone().or_else(|| only_plan.cloned()),
                service_name,
            };
            if !services.contains(&service) {
                services.push(service);
            }
        }
        let missing = if expected.is_empty() {
            unnamed(lines)
        } else {
            lacking(&services, expected)
        };
        Self { services, missing }
    }
}

fn lacking(services: &[Service], expected: &BTreeMap<String, usize>) -> Vec<Missing> {
    let named = |plan: Option<&String>| {
        services
            .iter()
            .filter(|service| service.plan_code.as_ref() == plan)
            .count()
    };
    // A service whose plan is not known may be of any.
    let mut spare = named(None);
    let mut missing = Vec::new();
    for (plan, number) in expected {
        let lacking = number.saturating_sub(named(Some(plan)));
        let covered = lacking.min(spare);
        spare -= covered;
        if lacking > covered {
            missing.push(Missing {
                plan_code: Some(plan.clone()),
                number: lacking - covered,
            });
        }
    }
    missing
}

/// What the lines by themselves show to be missing: those that name no service yet. Installation and
/// time of a service are lines of their own, so of each plan the kind with the most lines counts.
fn unnamed(lines: &[Line]) -> Vec<Missing> {
    if lines.is_empty() {
        return vec![Missing {
            plan_code: None,
            number: 1,
        }];
    }
    let mut by_kind: BTreeMap<(Option<&String>, String), usize> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.service.is_none()) {
        let kind = line.kind.as_ref().map(ToString::to_string);
        let key = (line.plan_code.as_ref(), kind.unwrap_or_default());
        *by_kind.entry(key).or_default() += line.expected;
    }
    let mut by_plan: BTreeMap<Option<&String>, usize> = BTreeMap::new();
    for ((plan, _), number) in by_kind {
        let most = by_plan.entry(plan).or_default();
        *most = number.max(*most);
    }
    by_plan
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(plan, number)| Missing {
            plan_code: plan.cloned(),
            number,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn line(plan: &str, kind: &str, service: &str) -> Line {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Line {
            plan_code: text(plan),
            kind: Some(kind.into()),
            service: text(service),
            expected: 1,
        }
    }

    fn shown(lines: &[Line], expected: &[(&str, usize)]) -> String {
        let expected = expected
            .iter()
            .map(|(plan, number)| ((*plan).to_owned(), *number))
            .collect();
        let Delivered { services, missing } = Delivered::of(lines, &expected);
        let services = services.iter().map(|service| {
            let plan = service.plan_code.as_deref().unwrap_or("?");
            format!("{plan} {}", service.service_name)
        });
        let missing = missing.iter().map(|missing| format!("lacks {missing}"));
        services.chain(missing).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn services_are_counted_against_the_order() {
        let first = || line("vps", "DURATION", "vps-1");
        let second = || line("vps", "DURATION", "vps-2");
        let unnamed = || line("vps", "DURATION", "");
        let of_us = || line("", "DURATION", "vps-1");
        let two: &[_] = &[("vps", 2)];
        type Case<'a> = (&'a [Line], &'a [(&'a str, usize)], &'a str);
        let cases: [Case<'_>; 9] = [
            (&[first(), second()], two, "vps vps-1, vps vps-2"),
            (&[first(), unnamed()], two, "vps vps-1, lacks 1 of vps"),
            // A line that has not come yet is missing, too.
            (&[first()], two, "vps vps-1, lacks 1 of vps"),
            (&[], two, "lacks 2 of vps"),
            (
                &[line("vps", "INSTALLATION", "vps-1"), first()],
                &[("vps", 1)],
                "vps vps-1",
            ),
            (&[of_us()], &[("vps", 1)], "vps vps-1"),
            (
                &[of_us()],
                &[("eco", 1), ("vps", 1)],
                "? vps-1, lacks 1 of vps",
            ),
            (
                &[first(), line("vps", "INSTALLATION", ""), unnamed()],
                &[],
                "vps vps-1, lacks 1 of vps",
            ),
            (&[], &[], "lacks 1"),
        ];
        for (lines, expected, outcome) in cases {
            assert_eq!(shown(lines, expected), outcome, "{expected:?}");
        }
    }

    #[test]
    fn a_placeholder_is_no_service() {
        for (domain, expected) in [
            ("*001", None),
            ("*", None),
            ("", None),
            ("ns1.ip", Some("ns1.ip".to_owned())),
        ] {
            let detail = json!({ "domain": domain });
            let detail = serde_json::from_value(detail).unwrap();
            assert_eq!(named(&detail), expected, "{domain}");
        }
    }

    #[test]
    fn options_and_what_does_not_last_are_not_expected_to_name_a_service() {
        for (domain, kind, duration, expected) in [
            ("*001", "DURATION", Some("P1M"), 2),
            ("*001", "INSTALLATION", Some("P1M"), 2),
            ("*001.001", "DURATION", Some("P1M"), 0),
            ("*001", "INSTALLATION", Some("P0D"), 0),
            ("*001", "INSTALLATION", None, 0),
            ("*001", "DURATION", None, 2),
        ] {
            let detail = json!({"domain": domain, "detailType": kind, "quantity": "2"});
            let detail = serde_json::from_value(detail).unwrap();
            let plan = duration
                .map(|duration| serde_json::from_value(json!({ "duration": duration })).unwrap());
            let found = expected_of(&detail, plan.as_ref());
            assert_eq!(found, expected, "{domain} {kind} {duration:?}");
        }
    }
}
