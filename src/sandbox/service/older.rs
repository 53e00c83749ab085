//! The older ordering operations, such as `/order/dedicated/server/{serviceName}/bandwidth/{duration}`:
//! answered from their descriptions alone, at made-up prices.
//!
//! `GET` prices an order, and `POST` places it at once and unpaid. A shorter path lists what can follow.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::auth::access::{self, Access};
use crate::sandbox::cart::checkout::{Terms, contracts, place};
use crate::sandbox::cart::quote::quote;
use crate::sandbox::cart::state::{Cart, Configuration, Item};
use crate::sandbox::catalogue::built_in::ORDER;
use crate::sandbox::catalogue::offer::{self, Choice};
use crate::sandbox::http::{
    Answer, Body, Call, Descriptions, Model, Operation, Refusal, Request, decode, is_below,
    parameters,
};
use crate::sandbox::world::World;

/// The durations that are offered, each with its pricing mode.
const DURATIONS: &[(&str, &str, &str)] = &[("01", "P1M", "default"), ("12", "P1Y", "upfront12")];

/// Whose services the operations below a path are for, by products of a cart. None sells what the other
/// paths are for.
const SERVICES: &[(&str, &[&str])] = &[
    ("/order/cdn/dedicated", &["cdn"]),
    ("/order/cloud/project", &["cloud"]),
    ("/order/dedicated/server", &["dedicated"]),
    (
        "/order/dedicatedCloud",
        &[
            "dedicatedCloud",
            "privateCloud",
            "privateCloudCDI",
            "privateCloudDC",
            "privateCloudEnterprise",
            "privateCloudReseller",
            "privateCloudResellerEnterprise",
            "privateCloudSDDC",
        ],
    ),
    ("/order/domain/zone", &["dns", "domain"]),
    ("/order/email/domain", &["emailDomain"]),
    ("/order/email/exchange", &["microsoftExchange"]),
    ("/order/email/pro", &["emailpro"]),
    (
        "/order/hosting/web",
        &["cloudweb", "powerHosting", "webHosting"],
    ),
    ("/order/license/cpanel", &["licensecPanel"]),
    ("/order/license/plesk", &["licensePlesk"]),
    ("/order/license/sqlserver", &["licenseSqlServer"]),
    ("/order/license/windows", &["licenseWindows"]),
    ("/order/overTheBox", &["otb", "otbReseller"]),
    ("/order/sms", &["sms"]),
    ("/order/telephony", &["telephony"]),
    ("/order/veeamCloudConnect", &["veeamcc"]),
    ("/order/vps", &["vps"]),
];

/// The answer of an older operation, if the path is that of one.
pub fn respond(world: &mut World, request: &Request, path: &str) -> Option<Answer> {
    let descriptions = Arc::clone(&world.descriptions);
    let operation = descriptions.older(request.operation_method(), path)?;
    let access = if operation.is_open {
        Access::Open
    } else {
        Access::Account
    };
    let call = match access::admit(world, request, access) {
        Ok(consumer) => Call {
            request,
            args: Vec::new(),
            consumer,
        },
        Err(refusal) => return Some(Err(refusal)),
    };
    let asked = Asked::read(world, &call, operation, path);
    Some(asked.and_then(|asked| {
        if operation.response == "string[]" {
            return Ok(listed(world, &call, operation));
        }
        ordered(world, &call, operation, asked)
    }))
}

/// The values of a call, as its description has them.
struct Asked {
    service: Option<String>,
    duration: Option<String>,
    values: Vec<(String, Value)>,
}

impl Asked {
    fn read(
        world: &World,
        call: &Call<'_>,
        operation: &Operation,
        path: &str,
    ) -> Result<Self, Refusal> {
        let (mut service, mut duration) = (None, None);
        for (name, value) in parameters(&operation.template, path).unwrap_or_default() {
            let value = decode(value);
            if name == "duration" {
                duration = Some(value);
            } else if service.is_none() {
                service = Some(value);
            }
        }
        if let Some(name) = &service
            && !services(world, call, operation).any(|known| known == *name)
        {
            return Err(Refusal::not_found("This service does not exist"));
        }
        let values = match operation.method.as_str() {
            "GET" => queried(&world.descriptions, call, operation)?,
            _ => posted(call, operation)?,
        };
        for (name, value) in &values {
            let kind = operation.kind(name);
            if !world.descriptions.allows(kind, value) {
                return Err(Refusal::wrong_type(name, value, kind));
            }
        }
        Ok(Self {
            service,
            duration,
            values,
        })
    }
}

fn queried(
    descriptions: &Descriptions,
    call: &Call<'_>,
    operation: &Operation,
) -> Result<Vec<(String, Value)>, Refusal> {
    let mut values = Vec::new();
    for parameter in operation.parameters_in("query") {
        let name = parameter.name.clone().unwrap_or_default();
        match call.query(&name) {
            Some(text) => values.push((name, typed(descriptions, &parameter.data_type, text))),
            None if parameter.required => return Err(Refusal::missing(&name)),
            None => {}
        }
    }
    Ok(values)
}

/// The text of a query as JSON has it, or as a text if it is not of this type.
fn typed(descriptions: &Descriptions, kind: &str, text: String) -> Value {
    if let Some(element) = kind.strip_suffix("[]") {
        return json!([typed(descriptions, element, text)]);
    }
    if matches!(kind, "long" | "double" | "boolean") {
        return serde_json::from_str(&text).unwrap_or(json!(text));
    }
    let values = descriptions.model(kind).and_then(Model::values);
    match text.parse().map(|number: i64| json!(number)) {
        Ok(number) if values.is_some_and(|values| values.contains(&number)) => number,
        _ => json!(text),
    }
}

fn posted(call: &Call<'_>, operation: &Operation) -> Result<Vec<(String, Value)>, Refusal> {
    let (mut needs, mut takes) = (Vec::new(), Vec::new());
    for parameter in operation.parameters_in("body") {
        let names = if parameter.required {
            &mut needs
        } else {
            &mut takes
        };
        names.extend(parameter.name.as_deref());
    }
    let body = Body::read(call, &needs, &takes)?;
    let names = needs.into_iter().chain(takes);
    Ok(names
        .map(|name| (name.to_owned(), body.value(name)))
        .filter(|(_, value)| !value.is_null())
        .collect())
}

/// What can follow a path: durations, the literal segments of a service, or the services.
fn listed(world: &World, call: &Call<'_>, operation: &Operation) -> Value {
    let below = world.descriptions.below(&operation.template);
    if below.contains(&"{duration}") {
        return DURATIONS.iter().map(|(duration, ..)| *duration).collect();
    }
    if operation.template.contains('{') {
        return below
            .into_iter()
            .filter(|name| !name.starts_with('{'))
            .collect();
    }
    services(world, call, operation).collect()
}

/// The names of the services that an operation is for.
fn services(world: &World, call: &Call<'_>, operation: &Operation) -> impl Iterator<Item = String> {
    let section = SERVICES
        .iter()
        .find(|(path, _)| is_below(path, &operation.template));
    let products = section.map_or(&[][..], |(_, products)| products);
    let services = world.services(call.now()).into_iter();
    let meant = services.filter(|service| products.iter().any(|product| service.is_of(product)));
    meant.map(|service| service.name)
}

fn ordered(world: &mut World, call: &Call<'_>, operation: &Operation, asked: Asked) -> Answer {
    let duration = asked.duration.as_deref().unwrap_or("01");
    let known = DURATIONS.iter().find(|(known, ..)| *known == duration);
    let Some((_, months, mode)) = known else {
        let message = format!("Invalid duration {duration}");
        return Err(Refusal::bad_request(message));
    };
    // A quantity from an enum is the size of one package.
    let is_counted = operation.kind("quantity") == "long";
    let mut values = asked.values.iter();
    let quantity = values.find(|(name, _)| is_counted && name == "quantity");
    let choice = Choice {
        duration: (*months).to_owned(),
        pricing_mode: (*mode).to_owned(),
        quantity: quantity.and_then(|(_, value)| value.as_i64()).unwrap_or(1),
    };
    let plan = world
        .catalogue
        .addon("order", ORDER, world.subsidiary)
        .cloned();
    let plan = plan.ok_or_else(Refusal::unknown_path)?;
    offer::choose(&plan, &choice).map_err(Refusal::bad_request)?;
    let configurations = asked
        .values
        .into_iter()
        .map(|(label, value)| Configuration {
            id: 0,
            label,
            value: value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned),
        });
    let item = Item {
        service: asked.service,
        configurations: configurations.collect(),
        ..Item::new(world.item_id(), "order", plan, choice)
    };
    let cart = Cart::of(world.subsidiary, world.tax_permille, item);
    if operation.method == "GET" {
        return Ok(quote(&cart, call.now()).shown(contracts(&cart), None));
    }
    place(world, call, &cart, &Terms::default())
}
