//! Where plans can be had: stock of virtual private and dedicated servers.
//!
//! The figures come from the data file and stay: an order takes nothing out of stock.

use serde_json::{Map, Value, json};

use crate::sandbox::catalogue::plans::{Catalogue, Delivers, Plan};
use crate::sandbox::catalogue::subsidiary;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::world::World;

/// The query parameters that name a field of an availability.
const FILTERS: &[&str] = &[
    "planCode",
    "server",
    "memory",
    "storage",
    "gpu",
    "systemStorage",
];

pub fn datacenters(world: &mut World, call: &Call<'_>) -> Answer {
    let subsidiary = subsidiary::asked(&call.needed_query("ovhSubsidiary")?)?;
    let code = call.needed_query("planCode")?;
    let plan = world
        .catalogue
        .plan("vps", &code, subsidiary)
        .ok_or_else(|| Refusal::no_object("planCode", &code))?;
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

pub fn systems(world: &mut World, call: &Call<'_>) -> Answer {
    let datacenter = call.needed_query("datacenter")?;
    let asked = call.needed_query("os")?;
    let plan = world
        .catalogue
        .plans
        .iter()
        .find(|plan| plan.delivers == Delivers::Vps && plan.stock.contains_key(&datacenter))
        .ok_or_else(|| Refusal::no_object("datacenter", &datacenter))?;
    let names = plan
        .configurations
        .iter()
        .filter(|requirement| requirement.label == "vps_os")
        .flat_map(|requirement| requirement.values.iter().flatten().flatten());
    let choices = names.map(|name| {
        let is_asked = *name == asked;
        let status = if is_asked {
            "checked-by-default"
        } else {
            "available"
        };
        json!({ "name": name, "status": status })
    });
    Ok(json!({ "choices": choices.collect::<Vec<_>>() }))
}

pub fn availabilities(world: &mut World, call: &Call<'_>) -> Answer {
    let exclude = call.query_flag("excludeDatacenters")?.unwrap_or_default();
    let named = call.query("datacenters");
    let is_wanted = |datacenter: &str| match &named {
        Some(list) => list.split(',').any(|name| name == datacenter) != exclude,
        None => true,
    };
    let mut found = Vec::new();
    for plan in &world.catalogue.plans {
        if plan.delivers != Delivers::Server {
            continue;
        }
        let stock = plan
            .stock
            .iter()
            .filter(|(datacenter, _)| is_wanted(datacenter));
        let datacenters: Value = stock
            .map(|(name, stock)| json!({ "availability": stock, "datacenter": name }))
            .collect();
        for mut availability in combinations(&world.catalogue, plan) {
            if is_asked(call, &availability) {
                availability.insert("datacenters".to_owned(), datacenters.clone());
                found.push(availability);
            }
        }
    }
    Ok(json!(found))
}

/// Each memory with each storage of a plan.
fn combinations(catalogue: &Catalogue, plan: &Plan) -> Vec<Map<String, Value>> {
    let mut combinations = Vec::new();
    for memory in products(catalogue, plan, "memory") {
        for storage in products(catalogue, plan, "storage") {
            let fields = [
                ("fqn", format!("{}.{memory}.{storage}", plan.plan_code)),
                ("memory", memory.to_owned()),
                ("planCode", plan.plan_code.clone()),
                ("server", plan.product.clone()),
                ("storage", storage.to_owned()),
            ];
            let fields = fields.map(|(name, value)| (name.to_owned(), json!(value)));
            combinations.push(Map::from_iter(fields));
        }
    }
    combinations
}

/// The products of the options in a family of a plan.
fn products<'a>(
    catalogue: &'a Catalogue,
    plan: &'a Plan,
    family: &str,
) -> impl Iterator<Item = &'a str> {
    plan.options
        .iter()
        .filter(move |options| options.name == family)
        .flat_map(|options| &options.addons)
        .filter_map(|code| catalogue.addon(code))
        .map(|addon| addon.product.as_str())
}

fn is_asked(call: &Call<'_>, availability: &Map<String, Value>) -> bool {
    FILTERS.iter().all(|name| {
        let asked = call.query(name);
        asked.is_none_or(|asked| availability.get(*name) == Some(&json!(asked)))
    })
}
