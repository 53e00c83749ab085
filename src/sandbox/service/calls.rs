//! The sections of services, as far as they show what was delivered: a list, and one.

use serde_json::{Value, json};

use crate::sandbox::account::NICHANDLE;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Refusal};
use crate::sandbox::ids;
use crate::sandbox::service::state::Service;
use crate::sandbox::world::World;

pub fn servers(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(names(world, call, Delivers::Server))
}

pub fn private_servers(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(names(world, call, Delivers::Vps))
}

pub fn domains(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(names(world, call, Delivers::Domain))
}

pub fn server(world: &mut World, call: &Call<'_>) -> Answer {
    let service = find(world, call, Delivers::Server)?;
    let number = ids::seed(&service.name) % 1_000_000;
    Ok(json!({
        "bootId": 1,
        "commercialRange": service.plan.product,
        "datacenter": datacenter(&service),
        "iam": iam(world, &service, "dedicatedServer"),
        "ip": "192.0.2.1",
        "linkSpeed": 1000,
        "monitoring": true,
        "name": service.name,
        "noIntervention": false,
        "os": service.item.values("dedicated_os").next().unwrap_or("none_64"),
        "powerState": "poweron",
        "professionalUse": false,
        "rack": "SB01",
        "rescueMail": null,
        "reverse": service.name,
        "rootDevice": null,
        "serverId": number,
        "state": "ok",
        "supportLevel": "pro",
    }))
}

pub fn private_server(world: &mut World, call: &Call<'_>) -> Answer {
    let service = find(world, call, Delivers::Vps)?;
    Ok(json!({
        "cluster": "sandbox",
        "displayName": service.name,
        "iam": iam(world, &service, "vps"),
        "keymap": null,
        "lockStatus": null,
        "memoryLimit": 8192,
        "model": {
            "availableOptions": [],
            "datacenter": [],
            "disk": 75,
            "maximumAdditionnalIp": 16,
            "memory": 8192,
            "name": service.plan.product,
            "offer": service.plan.name,
            "vcore": 4,
            "version": "2019v1",
        },
        "monitoringIpBlocks": [],
        "name": service.name,
        "netbootMode": "local",
        "offerType": "ssd",
        "slaMonitoring": false,
        "state": "running",
        "vcore": 4,
        "zone": datacenter(&service),
    }))
}

pub fn domain(world: &mut World, call: &Call<'_>) -> Answer {
    let service = find(world, call, Delivers::Domain)?;
    Ok(json!({
        "dnssecSupported": true,
        "domain": service.name,
        "glueRecordIpv6Supported": true,
        "glueRecordMultiIpSupported": true,
        "hostSupported": true,
        "iam": iam(world, &service, "domain"),
        "lastUpdate": rfc3339(service.since),
        "nameServerType": "hosted",
        "offer": "gold",
        "owoSupported": true,
        "parentService": null,
        "state": "ok",
        "transferLockStatus": "locked",
        "whoisOwner": service.item.values("OWNER_CONTACT").next().unwrap_or(NICHANDLE),
    }))
}

fn names(world: &World, call: &Call<'_>, kind: Delivers) -> Value {
    let services = world.services(call.now()).into_iter();
    services
        .filter(|service| service.plan.delivers == kind)
        .map(|service| service.name)
        .collect()
}

fn find(world: &World, call: &Call<'_>, kind: Delivers) -> Result<Service, Refusal> {
    let name = call.arg("serviceName");
    if call.is_word("serviceName") {
        return Err(Refusal::not_emulated(
            call.request.method(),
            call.request.path(),
        ));
    }
    let mut services = world.services(call.now()).into_iter();
    services
        .find(|service| service.plan.delivers == kind && service.name == name)
        .ok_or_else(|| Refusal::not_found("This service does not exist"))
}

/// The datacenter that was ordered, or the first one that there is.
fn datacenter(service: &Service) -> String {
    let label = service
        .item
        .plan
        .datacenter_label()
        .map(|label| label.label.as_str());
    let ordered = label.and_then(|label| service.item.values(label).next());
    let first = service.plan.stock.keys().next();
    let first = first.map_or("sandbox", String::as_str);
    ordered.unwrap_or(first).to_owned()
}

fn iam(world: &World, service: &Service, kind: &str) -> Value {
    let name = &service.name;
    json!({
        "displayName": name,
        "id": ids::uuid(&ids::digest(name)),
        "state": "OK",
        "tags": {},
        "urn": world.subsidiary.urn(&format!("resource:{kind}:{name}")),
    })
}
