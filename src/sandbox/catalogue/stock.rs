//! Which plans are in stock where, for virtual private and dedicated servers.
//!
//! The figures come from the data file and stay, but for what the control API said.

use serde_json::{Value, json};

use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::catalogue::subsidiary;
use crate::sandbox::http::{Answer, Call, Refusal};
use crate::sandbox::stock::{SERVER, VPS};
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
    let left = world.stock_left(call.now());
    let shown = plan.stock.iter().map(|(code, status)| {
        let status = if world.obstacles.empty_stock(code) {
            VPS.none
        } else {
            left.told(&plan.plan_code, code, status, &VPS)
        };
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
        .sold(world.subsidiary)
        .find(|plan| plan.delivers == Delivers::Vps && plan.stock.contains_key(&datacenter))
        .ok_or_else(|| Refusal::no_object("datacenter", &datacenter))?;
    let names = plan
        .configurations
        .iter()
        .filter(|requirement| requirement.label == "vps_os")
        .flat_map(|requirement| requirement.choices());
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
    let left = world.stock_left(call.now());
    let mut found = Vec::new();
    for plan in world.catalogue.sold(world.subsidiary) {
        if plan.delivers != Delivers::Server {
            continue;
        }
        let mut datacenters = Vec::new();
        for (name, stock) in &plan.stock {
            let is_left_out = named
                .as_ref()
                .is_some_and(|list| list.split(',').any(|listed| listed == name) == exclude);
            if is_left_out {
                continue;
            }
            let stock = if world.obstacles.empty_stock(name) {
                SERVER.none
            } else {
                left.told(&plan.plan_code, name, stock, &SERVER)
            };
            datacenters.push(json!({ "availability": stock, "datacenter": name }));
        }
        for memory in products(world, plan, "memory") {
            for storage in products(world, plan, "storage") {
                let availability = json!({
                    "datacenters": datacenters,
                    "fqn": format!("{}.{memory}.{storage}", plan.plan_code),
                    "memory": memory,
                    "planCode": plan.plan_code,
                    "server": plan.product,
                    "storage": storage,
                });
                if is_asked(call, &availability) {
                    found.push(availability);
                }
            }
        }
    }
    Ok(json!(found))
}

/// The products of the options in a family of a plan.
fn products<'a>(
    world: &'a World,
    plan: &'a Plan,
    family: &'static str,
) -> impl Iterator<Item = &'a str> {
    plan.options
        .iter()
        .filter(move |options| options.name == family)
        .flat_map(|options| &options.addons)
        .filter_map(|code| {
            let subsidiary = world.subsidiary;
            world.catalogue.addon(&plan.family, code, subsidiary)
        })
        .map(|addon| addon.product.as_str())
}

fn is_asked(call: &Call<'_>, availability: &Value) -> bool {
    FILTERS.iter().all(|name| {
        let asked = call.query(name);
        asked.is_none_or(|asked| availability.get(name) == Some(&json!(asked)))
    })
}
