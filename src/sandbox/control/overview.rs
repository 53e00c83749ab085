//! The page at `/`: orders, carts and requests as they stand, for whoever runs the sandbox.
//!
//! It links to the pages of orders, whose addresses pay them, and to those that validate keys. So only
//! a person at this machine sees it: no proxy, and no web page that may call the sandbox.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;
use url::form_urlencoded::byte_serialize;
use url::{Host, Url};

use crate::sandbox::auth::calls::{APPLICATION_PATH, VALIDATION_PATH};
use crate::sandbox::auth::credentials::{ConsumerKey, KeyState};
use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::price::formatted;
use crate::sandbox::clock::rfc3339;
use crate::sandbox::control::log::Entry;
use crate::sandbox::http::{Cell, Page, Request, Section, is_local};
use crate::sandbox::order::page as order_page;
use crate::sandbox::order::state::Order;
use crate::sandbox::world::World;
use crate::sandbox::worlds::Worlds;

const TITLE: &str = "Sandbox";

/// How many rows a table has at most: it is made anew every second.
const ROWS: usize = 50;

/// How much of a cart's id is shown. Whoever knows the whole id can change a cart that is not assigned.
const ID_START: usize = 8;

/// Whether a browser asks for the page. Programs are answered with the index of operations.
pub fn is_meant(request: &Request) -> bool {
    let accepted = request.header("accept").unwrap_or_default();
    request.operation_method() == "GET" && request.path() == "/" && accepted.contains("text/html")
}

/// Shows the application that the query names, or the first.
pub fn show(worlds: &Worlds, request: &Request, peer: SocketAddr) -> Page {
    if !is_local(peer, &request.head.headers) || !is_called_directly(request) {
        return Page::new(StatusCode::FORBIDDEN, TITLE)
            .paragraph("This page is shown only on the machine on which the sandbox runs.");
    }
    let application = request.query("application").unwrap_or_default();
    let Some(world) = worlds.named(&application) else {
        return Page::new(StatusCode::NOT_FOUND, TITLE).paragraph("There is no such application.");
    };
    let mut page = drawn(world, world.hands.now(request.wall));
    for name in worlds.applications().filter(|name| *name != application) {
        let to: String = byte_serialize(name.as_bytes()).collect();
        let text = if name.is_empty() { "first" } else { name };
        page = page.link(
            &format!("/?application={to}"),
            &format!("Application {text}"),
        );
    }
    page
}

/// Whether the address is one of this machine, so that no proxy need be asked, and no web page of
/// another origin reads it: browsers name the origin of those.
fn is_called_directly(request: &Request) -> bool {
    let host = Url::parse(&request.reached.base).ok();
    let is_own = match host.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    };
    is_own && request.header("origin").is_none()
}

fn drawn(world: &World, now: Timestamp) -> Page {
    let mut carts: Vec<_> = world
        .carts
        .values()
        .filter(|cart| cart.expire > now)
        .collect();
    // A cart does not know when it was made; most expire a day after that.
    carts.sort_by_key(|cart| std::cmp::Reverse(cart.expire));
    let orders = world.orders.values().rev();
    let keys = world.keys.values();
    let pending = keys.filter(|key| key.state == KeyState::Pending);
    Page::new(StatusCode::OK, TITLE)
        .state(&summary(carts.len(), world, now))
        .section(&Section {
            id: "orders",
            title: "Orders",
            head: ["order", "status", "with tax", "placed", "contents"],
            rows: orders.take(ROWS).map(|order| ordered(order, now)).collect(),
        })
        .section(&Section {
            id: "carts",
            title: "Carts",
            head: ["cart", "state", "for", "expires", "description", "contents"],
            rows: carts.into_iter().take(ROWS).map(in_cart).collect(),
        })
        .section(&Section {
            id: "keys",
            title: "Consumer keys to validate",
            head: ["key", "rights"],
            rows: pending.take(ROWS).map(waiting).collect(),
        })
        .section(&Section {
            id: "requests",
            title: "Requests",
            head: ["time", "answer", "carried out", "request", "remarks"],
            rows: world.log.latest().take(ROWS).map(requested).collect(),
        })
        .paragraph(&format!("Tables show the latest {ROWS}."))
        .link(&format!("{APPLICATION_PATH}/"), "Keys of the application")
}

/// Few words, because they are read aloud whenever they change.
fn summary(carts: usize, world: &World, now: Timestamp) -> String {
    let mut statuses = BTreeMap::new();
    for order in world.orders.values() {
        *statuses.entry(order.status(now).text()).or_insert(0) += 1;
    }
    let orders = statuses
        .iter()
        .map(|(status, count)| format!(", {count} {status}"));
    format!(
        "Carts: {carts}. Orders: {}{}.",
        world.orders.len(),
        orders.collect::<String>()
    )
}

fn ordered(order: &Order, now: Timestamp) -> [Cell; 5] {
    let mut items: Vec<&Item> = Vec::new();
    for detail in &order.details {
        if !items.iter().any(|item| item.id == detail.item.id) {
            items.push(&detail.item);
        }
    }
    [
        Cell::Link {
            to: order_page::url("", order),
            text: order.id.to_string(),
        },
        Cell::Text(order.status(now).text().to_owned()),
        Cell::Text(formatted(order.quote.with_tax(), order.quote.subsidiary)),
        Cell::Text(rfc3339(order.created)),
        contents(items),
    ]
}

fn in_cart(cart: &Cart) -> [Cell; 6] {
    let state = if cart.read_only {
        "ordered"
    } else if cart.assigned {
        "assigned"
    } else {
        "open"
    };
    let id = cart.id.get(..ID_START).unwrap_or(&cart.id);
    [
        Cell::Text(format!("{id}…")),
        Cell::Text(state.to_owned()),
        Cell::Text(cart.subsidiary.code.to_owned()),
        Cell::Text(rfc3339(cart.expire)),
        Cell::Text(cart.description.clone()),
        contents(&cart.items),
    ]
}

fn contents<'a>(items: impl IntoIterator<Item = &'a Item>) -> Cell {
    let items = items.into_iter();
    let texts: Vec<_> = items
        .map(|item| format!("{} × {}", item.choice.quantity, item.plan.plan_code))
        .collect();
    Cell::Text(texts.join(", "))
}

fn waiting(key: &ConsumerKey) -> [Cell; 2] {
    let rules = key.rules.iter();
    let rules: Vec<_> = rules
        .map(|rule| format!("{} {}", rule.method, rule.path))
        .collect();
    [
        Cell::Link {
            to: format!("{VALIDATION_PATH}/?credentialToken={}", key.token),
            text: format!("Validate {}", key.id),
        },
        Cell::Text(rules.join(", ")),
    ]
}

fn requested(entry: &Entry) -> [Cell; 5] {
    let status = entry.status.map(|status| status.to_string());
    let done = if entry.done { "yes" } else { "no" };
    let fault = entry.fault.as_ref().map(Value::to_string);
    let remarks = [
        fault.map(|fault| format!("fault {fault}")),
        entry.hint.clone(),
    ];
    let remarks: Vec<_> = remarks.into_iter().flatten().collect();
    let path = entry.path.as_deref().unwrap_or_default();
    [
        Cell::Text(rfc3339(entry.at)),
        Cell::Text(status.unwrap_or_else(|| "closed".to_owned())),
        Cell::Text(done.to_owned()),
        Cell::Text(format!("{} {path}", entry.operation).trim_end().to_owned()),
        Cell::Text(remarks.join("; ")),
    ]
}
