//! The operations under `/sandbox`, beside the API: for whoever runs the sandbox, not for its clients.

use std::net::SocketAddr;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};

use crate::sandbox::clock::{self, Pace, rfc3339};
use crate::sandbox::control::sent;
use crate::sandbox::control::snapshot;
use crate::sandbox::http::{Answer, Refusal, Request, is_local, nearest_operation, parameters};
use crate::sandbox::ids::digest;
use crate::sandbox::order::state::Order;
use crate::sandbox::order::status::Status;
use crate::sandbox::quirk::Quirk;
use crate::sandbox::stock::Level;
use crate::sandbox::wallet::Wallet;
use crate::sandbox::world::World;
use crate::sandbox::worlds::{Worlds, check_fault};

/// The path that all operations are below.
pub const PATH: &str = "/sandbox";

/// Where snapshots are read and put.
pub const STATE: &str = "/sandbox/state";

/// The one operation with a query.
const RESET: &str = "/sandbox/reset";

type Run = fn(&mut Worlds, &Request) -> Answer;

const OPERATIONS: &[(&str, &str, Run)] = &[
    ("GET", PATH, index),
    ("GET", "/sandbox/health", health),
    ("GET", "/sandbox/clock", read_clock),
    ("POST", "/sandbox/clock", move_clock),
    ("GET", "/sandbox/faults", faults),
    ("POST", "/sandbox/faults", add_faults),
    ("DELETE", "/sandbox/faults", clear_faults),
    ("GET", "/sandbox/quirks", quirks),
    ("PUT", "/sandbox/quirks", set_quirks),
    ("GET", "/sandbox/wallet", wallet),
    ("PUT", "/sandbox/wallet", set_wallet),
    ("GET", "/sandbox/stock", stock),
    ("POST", "/sandbox/stock", set_stock),
    ("POST", "/sandbox/orders/{orderId}", move_order),
    ("GET", STATE, state),
    ("PUT", STATE, restore),
    ("POST", RESET, reset),
    ("GET", "/sandbox/log", log),
    ("GET", "/sandbox/counters", counters),
];

/// Whether a path is one of the control API.
pub fn is_control(path: &str) -> bool {
    let rest = path.strip_prefix(PATH);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request if it comes from this machine and has the token.
pub fn respond(worlds: &mut Worlds, request: &Request, peer: SocketAddr) -> Answer {
    if !is_local(peer, &request.head.headers) {
        return Err(Refusal::forbidden(
            "the control API answers only to this machine",
        ));
    }
    let sent = request.authorization("Bearer").unwrap_or_default();
    // Digests, so that the time of the comparison says nothing about the token.
    if digest(sent) != digest(&worlds.token) {
        let body = json!({
            "class": "Client::Unauthorized",
            "message": "send the token that the sandbox printed at its start: Authorization: Bearer TOKEN",
        });
        return Err(Refusal::of_body(StatusCode::UNAUTHORIZED, body));
    }
    let method = request.method();
    let path = request.path().trim_end_matches('/');
    let found = OPERATIONS
        .iter()
        .find(|(known, template, _)| *known == method && parameters(template, path).is_some());
    match found {
        Some((_, template, run)) => {
            let takes: &[&str] = if *template == RESET { &["all"] } else { &[] };
            request.takes_query(takes)?;
            run(worlds, request)
        }
        None => {
            let known = OPERATIONS.iter();
            let known = known.map(|(method, template, _)| (*method, *template));
            let nearest = nearest_operation(method, path, known, &[]).unwrap_or_default();
            let message = format!("unknown operation {method} {path}; {nearest}");
            Err(Refusal::not_found(message.trim_end_matches("; ")))
        }
    }
}

fn index(_: &mut Worlds, _: &Request) -> Answer {
    let operations = OPERATIONS.iter();
    let operations = operations.map(|(method, template, _)| format!("{method} {template}"));
    Ok(json!({ "operations": operations.collect::<Vec<_>>() }))
}

fn health(worlds: &mut Worlds, request: &Request) -> Answer {
    let now = worlds.of(request)?.hands.now(request.wall);
    Ok(json!({ "now": rfc3339(now), "status": "up", "version": env!("CARGO_PKG_VERSION") }))
}

fn read_clock(worlds: &mut Worlds, request: &Request) -> Answer {
    Ok(clock_of(worlds.of(request)?, request))
}

fn clock_of(world: &World, request: &Request) -> Value {
    let now = world.hands.now(request.wall);
    json!({ "now": rfc3339(now), "pace": world.hands.to_string() })
}

/// First the pace, then the time, so that one request can do both.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockBody {
    pace: Option<String>,
    set: Option<String>,
    advance: Option<String>,
}

fn move_clock(worlds: &mut Worlds, request: &Request) -> Answer {
    let body: ClockBody = body(request)?;
    let world = worlds.of(request)?;
    let mut hands = world.hands;
    if let Some(pace) = body.pace {
        let pace: Pace = pace.parse().map_err(Refusal::bad_request)?;
        hands
            .change(pace, request.wall)
            .map_err(Refusal::bad_request)?;
    }
    if let Some(text) = body.set {
        let to = clock::parse(&text)
            .ok_or_else(|| Refusal::bad_request(format!("`{text}` is not a time")))?;
        hands.set(to, request.wall).map_err(Refusal::bad_request)?;
    }
    if let Some(by) = body.advance {
        hands
            .advance(&by, request.wall)
            .map_err(Refusal::bad_request)?;
    }
    world.hands = hands;
    Ok(clock_of(world, request))
}

fn faults(worlds: &mut Worlds, request: &Request) -> Answer {
    Ok(json!(worlds.of(request)?.faults.pending()))
}

/// Takes one fault or a list.
fn add_faults(worlds: &mut Worlds, request: &Request) -> Answer {
    let added = sent::faults(json_of(request)?).map_err(Refusal::bad_request)?;
    let world = worlds.of(request)?;
    for fault in &added {
        check_fault(fault, world).map_err(Refusal::bad_request)?;
    }
    world.faults.add(added);
    Ok(json!(world.faults.pending()))
}

fn clear_faults(worlds: &mut Worlds, request: &Request) -> Answer {
    worlds.of(request)?.faults.clear();
    Ok(Value::Null)
}

fn quirks(worlds: &mut Worlds, request: &Request) -> Answer {
    Ok(json!(worlds.of(request)?.quirks))
}

fn set_quirks(worlds: &mut Worlds, request: &Request) -> Answer {
    let quirks: Vec<Quirk> = sent::read(json_of(request)?).map_err(Refusal::bad_request)?;
    worlds.of(request)?.quirks = quirks;
    self::quirks(worlds, request)
}

fn wallet(worlds: &mut Worlds, request: &Request) -> Answer {
    Ok(json!(worlds.of(request)?.wallet))
}

fn set_wallet(worlds: &mut Worlds, request: &Request) -> Answer {
    let wallet: Wallet = body(request)?;
    worlds.of(request)?.wallet = wallet.checked().map_err(Refusal::bad_request)?;
    self::wallet(worlds, request)
}

fn stock(worlds: &mut Worlds, request: &Request) -> Answer {
    let world = worlds.of(request)?;
    Ok(json!(world.stock_left(world.hands.now(request.wall))))
}

fn set_stock(worlds: &mut Worlds, request: &Request) -> Answer {
    let level: Level = body(request)?;
    let world = worlds.of(request)?;
    level
        .check(world.catalogue.sold(world.subsidiary))
        .map_err(Refusal::bad_request)?;
    world.set_stock(level);
    stock(worlds, request)
}

/// What a person at OVHcloud does with an order.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OrderBody {
    /// The status that the order is held in; `null` lets it go.
    #[serde(default, deserialize_with = "present")]
    status: Option<Option<Status>>,
    expiration_date: Option<Timestamp>,
}

fn move_order(worlds: &mut Worlds, request: &Request) -> Answer {
    let body: OrderBody = body(request)?;
    let world = worlds.of(request)?;
    let now = world.hands.now(request.wall);
    let id = request.path().rsplit('/').next().unwrap_or_default();
    let order = id.parse().ok().and_then(|id| world.orders.get_mut(&id));
    let order: &mut Order = order.ok_or_else(|| Refusal::no_object("orderId", id))?;
    match body.status {
        Some(Some(status)) => order.hold(status, now).map_err(Refusal::bad_request)?,
        Some(None) => order.release(now).map_err(Refusal::bad_request)?,
        None => {}
    }
    order.expires = body.expiration_date.unwrap_or(order.expires);
    Ok(json!({
        "expirationDate": rfc3339(order.expires),
        "orderId": order.id,
        "status": order.status(now).text(),
    }))
}

fn state(worlds: &mut Worlds, request: &Request) -> Answer {
    let taken = snapshot::taken(worlds.of(request)?);
    let read = taken.and_then(|snapshot| serde_json::from_str(&snapshot));
    read.map_err(Refusal::bad_request)
}

fn restore(worlds: &mut Worlds, request: &Request) -> Answer {
    worlds.restore(request).map_err(Refusal::bad_request)?;
    Ok(Value::Null)
}

/// `?all=true` resets every application.
fn reset(worlds: &mut Worlds, request: &Request) -> Answer {
    if request.query_flag("all")?.unwrap_or_default() {
        worlds.reset_all();
    } else {
        worlds.reset(request);
    }
    Ok(Value::Null)
}

fn log(worlds: &mut Worlds, request: &Request) -> Answer {
    Ok(worlds.of(request)?.log.entries())
}

fn counters(worlds: &mut Worlds, request: &Request) -> Answer {
    let world = worlds.of(request)?;
    let orders = world.orders.values();
    Ok(json!({
        "calls": world.log.counts(),
        "carts": world.log.done("POST /order/cart"),
        "checkouts": world.log.done("POST /order/cart/{cartId}/checkout"),
        "payments": orders.filter(|order| order.payment.is_some()).count(),
    }))
}

/// The object in the body.
fn body<T: DeserializeOwned>(request: &Request) -> Result<T, Refusal> {
    sent::object(json_of(request)?).map_err(Refusal::bad_request)
}

fn json_of(request: &Request) -> Result<Value, Refusal> {
    serde_json::from_slice(&request.body)
        .map_err(|error| Refusal::bad_request(format!("the body is not JSON: {error}")))
}

/// Tells a field that is `null` from one that is absent.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Option<Status>>, D::Error> {
    Option::deserialize(from).map(Some)
}
