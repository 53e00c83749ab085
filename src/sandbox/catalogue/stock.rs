//! Stock of virtual private and dedicated servers.

use serde_json::{Map, Value, json};

use crate::sandbox::cart::calls::subsidiary;
use crate::sandbox::catalogue::plans::{Catalogue, Delivers, OptionFamily, Plan};
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::world::World;

const AVAILABILITIES: &str = "/dedicated/server/datacenter/availabilities";

/// The query parameters that name a field of the answer.
const FILTERS: &[&str] = &[
    "planCode",
    "server",
    "memory",
    "storage",
    "gpu",
    "systemStorage",
];

pub const ROUTES: &[Route] = &[
    Route::open("GET", "/vps/order/rule/datacenter", datacenters),
    Route::open("GET", "/vps/order/rule/osChoices", systems),
    Route::open("GET", AVAILABILITIES, availabilities),
];

fn datacenters(world: &mut World, call: &Call<'_>) -> Answer {
    let place = subsidiary(&call.required_query("ovhSubsidiary")?)?;
    let code = call.required_query("planCode")?;
    let plan = world.catalogue.plan("vps", &code, place);
    let plan = plan.ok_or_else(|| Refusal::no_object("planCode", &code))?;
    let shown = plan.stock.iter().map(|(code, status)| {
        json!({
            "code": code.to_lowercase(),
            "datacenter": code,
            "daysBeforeDelivery": 0,
            "linuxStatus": status,
            "status": status,
            "windowsStatus": status,
        })
    });
    Ok(json!({ "datacenters": shown.collect::<Vec<_>>() }))
}

fn systems(world: &mut World, call: &Call<'_>) -> Answer {
    let datacenter = call.required_query("datacenter")?;
    let asked = call.required_query("os")?;
    let stocked =
        |plan: &&&Plan| plan.delivers == Delivers::Vps && plan.stock.contains_key(&datacenter);
    let plans: Vec<&Plan> = world.catalogue.plans.iter().map(AsRef::as_ref).collect();
    let plan = plans.iter().find(stocked);
    let plan = plan.ok_or_else(|| Refusal::no_object("datacenter", &datacenter))?;
    let labels = plan
        .configurations
        .iter()
        .filter(|known| known.label == "vps_os");
    let names = labels.flat_map(|label| label.values.iter().flatten().flatten());
    let choice = |name: &String| {
        let status = if *name == asked {
            "checked-by-default"
        } else {
            "available"
        };
        json!({ "name": name, "status": status })
    };
    Ok(json!({ "choices": names.map(choice).collect::<Vec<_>>() }))
}

fn availabilities(world: &mut World, call: &Call<'_>) -> Answer {
    let exclude = call.query_flag("excludeDatacenters")?.unwrap_or_default();
    let named = call.query("datacenters");
    let wanted = |datacenter: &str| {
        let list = named.as_deref();
        list.is_none_or(|list| list.split(',').any(|name| name == datacenter) != exclude)
    };
    let catalogue = &world.catalogue;
    let plans = catalogue.plans.iter();
    let servers = plans.filter(|plan| plan.delivers == Delivers::Server);
    let all = servers.flat_map(|plan| combinations(catalogue, plan));
    let asked = all.filter(|(_, shown)| is_asked(call, shown));
    let found = asked.map(|(plan, shown)| with_datacenters(shown, plan, &wanted));
    Ok(found.collect())
}

fn is_asked(call: &Call<'_>, shown: &Map<String, Value>) -> bool {
    FILTERS.iter().all(|name| {
        let asked = call.query(name);
        asked.is_none_or(|asked| shown.get(*name) == Some(&json!(asked)))
    })
}

/// Each memory with each storage of a plan.
fn combinations<'a>(
    catalogue: &'a Catalogue,
    plan: &'a Plan,
) -> impl Iterator<Item = (&'a Plan, Map<String, Value>)> {
    let products = move |name: &'static str| {
        let families = plan
            .options
            .iter()
            .filter(move |family: &&OptionFamily| family.name == name);
        let codes = families.flat_map(|family| &family.addons);
        codes.filter_map(|code| Some(catalogue.addon(code)?.product.as_str()))
    };
    products("memory").flat_map(move |memory| {
        products("storage").map(move |storage| (plan, combination(plan, memory, storage)))
    })
}

fn combination(plan: &Plan, memory: &str, storage: &str) -> Map<String, Value> {
    Map::from_iter([
        (
            "fqn".to_owned(),
            json!(format!("{}.{memory}.{storage}", plan.plan_code)),
        ),
        ("memory".to_owned(), json!(memory)),
        ("planCode".to_owned(), json!(plan.plan_code)),
        ("server".to_owned(), json!(plan.product)),
        ("storage".to_owned(), json!(storage)),
    ])
}

fn with_datacenters(
    mut shown: Map<String, Value>,
    plan: &Plan,
    wanted: &impl Fn(&str) -> bool,
) -> Value {
    let stock = plan
        .stock
        .iter()
        .filter(|(datacenter, _)| wanted(datacenter));
    let datacenters = stock.map(|(datacenter, availability)| {
        json!({ "availability": availability, "datacenter": datacenter })
    });
    shown.insert("datacenters".to_owned(), datacenters.collect());
    Value::Object(shown)
}
