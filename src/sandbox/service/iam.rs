//! `/v2/iam/resource`: the services as resources with a URN, which tools look up beside an order.

use serde_json::{Value, json};

use crate::sandbox::account::NICHANDLE;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::http::{Answer, Call, Refusal};
use crate::sandbox::ids;
use crate::sandbox::service::state::Service;
use crate::sandbox::world::World;

pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let (kind, name) = (call.query("resourceType"), call.query("resourceName"));
    let services = world.services(call.now());
    let resources = services
        .iter()
        .filter_map(|service| resource(world, service));
    let resources = resources.filter(|resource| {
        let asked = [("type", &kind), ("name", &name)];
        let mut asked = asked
            .into_iter()
            .filter_map(|(field, asked)| Some((field, asked.as_ref()?)));
        asked.all(|(field, value)| resource.get(field).is_some_and(|known| known == value))
    });
    Ok(resources.collect())
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let urn = call.arg("resourceURN");
    let services = world.services(call.now());
    services
        .iter()
        .filter_map(|service| resource(world, service))
        .find(|resource| resource.get("urn").is_some_and(|known| known == urn))
        .ok_or_else(|| Refusal::not_found("This resource does not exist"))
}

/// The same id and URN as `iam` of the service itself; services whose type is not known are left out.
fn resource(world: &World, service: &Service) -> Option<Value> {
    let name = &service.name;
    let kind = match service.plan.delivers {
        Delivers::Domain => "domain",
        Delivers::Project => "publicCloudProject",
        Delivers::Server => "dedicatedServer",
        Delivers::Vps => "vps",
        Delivers::Vrack => "vrack",
        Delivers::Nothing | Delivers::Service => return None,
    };
    let urn = world.subsidiary.urn(&format!("resource:{kind}:{name}"));
    let (id, urn, title) = if service.plan.delivers == Delivers::Project {
        let title = service.item.values("description").next();
        (ids::uuid(name), format!("{urn}:{NICHANDLE}"), title)
    } else {
        (ids::uuid(&ids::digest(name)), urn, None)
    };
    Some(json!({
        "displayName": title.unwrap_or(name),
        "id": id,
        "name": name,
        "owner": NICHANDLE,
        "tags": {},
        "type": kind,
        "urn": urn,
    }))
}
