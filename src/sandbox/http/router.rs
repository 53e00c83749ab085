//! From a request to its answer: every operation that is emulated, and what lies beside the API.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::auth::{access, calls as auth_calls, oauth2, pages as auth_pages};
use crate::sandbox::cart::{calls as cart_calls, checkout, configuration, items};
use crate::sandbox::catalogue::{public, stock};
use crate::sandbox::http::description::arguments;
use crate::sandbox::http::page::Page;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::{Call, Request, decode};
use crate::sandbox::http::route::Route;
use crate::sandbox::order::{calls as order_calls, cloud, page as order_page, payment};
use crate::sandbox::{account, world::World};

/// What goes back to the client.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub content: Content,
    /// The path template, for the log: a path itself can hold a cart id.
    pub template: String,
}

/// The body of a reply.
#[derive(Debug)]
pub enum Content {
    Json(Value),
    Raw(Arc<[u8]>),
    Page(Page),
}

/// Answers a request.
pub fn respond(world: &mut World, request: &Request) -> Reply {
    let Some(path) = request.api_path() else {
        return outside(world, request);
    };
    if let Some(json) = world.descriptions.json(path) {
        return Reply::new(200, Content::Raw(json), "/{section}.json");
    }
    if path.trim_end_matches('/').is_empty() {
        return Reply::new(200, Content::Json(sections(world)), "/");
    }
    match find(world, &request.method, path) {
        Some((route, args)) => run(route, world, request, args),
        None => absent(world, request, path),
    }
}

fn routes() -> impl Iterator<Item = &'static Route> {
    [
        auth_calls::ROUTES,
        account::ROUTES,
        payment::ROUTES,
        order_calls::ROUTES,
        cloud::ROUTES,
        stock::ROUTES,
        public::ROUTES,
        cart_calls::ROUTES,
        configuration::ROUTES,
        checkout::ROUTES,
        items::ROUTES,
    ]
    .into_iter()
    .flatten()
}

fn find(world: &World, method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    routes()
        .filter(|route| route.method == method)
        .filter_map(|route| {
            let args = arguments(route.template, path)?;
            Some((route, args.into_iter().map(decode).collect::<Vec<_>>()))
        })
        .find(|(route, args)| is_sold(route.template, world, args))
}

/// A `{product}` that the catalogue lacks leaves the operation to the description.
fn is_sold(template: &str, world: &World, args: &[String]) -> bool {
    template
        .split('/')
        .filter(|part| part.starts_with('{'))
        .zip(args)
        .find(|(name, _)| *name == "{product}")
        .is_none_or(|(_, family)| world.catalogue.has_family(family))
}

fn run(route: &Route, world: &mut World, request: &Request, args: Vec<String>) -> Reply {
    let answer = access::admit(world, request, route.access).and_then(|consumer| {
        let call = Call {
            request,
            args,
            consumer,
        };
        (route.run)(world, &call)
    });
    Reply::of(answer, route.template)
}

impl Reply {
    fn new(status: u16, content: Content, template: &str) -> Self {
        Self {
            status,
            content,
            template: template.to_owned(),
        }
    }

    fn page(page: Page, template: &str) -> Self {
        Self::new(page.status(), Content::Page(page), template)
    }

    fn of(answer: Answer, template: &str) -> Self {
        match answer {
            Ok(value) => Self::new(200, Content::Json(value), template),
            Err(Refusal { status, body }) => Self::new(status, Content::Json(body), template),
        }
    }
}

fn absent(world: &World, request: &Request, path: &str) -> Reply {
    let refusal = match world.descriptions.template(&request.method, path) {
        Some(template) => Refusal::not_emulated(&request.method, &template),
        None => Refusal::unknown_path(),
    };
    Reply::of(Err(refusal), "not emulated")
}

/// What lies beside the API: the index, the pages for a person's browser, and the place that hands
/// out access tokens.
fn outside(world: &mut World, request: &Request) -> Reply {
    match (request.method.as_str(), request.path()) {
        ("GET", "/") => Reply::new(200, Content::Json(index(world)), "index"),
        ("GET", order_page::PATH) => Reply::page(order_page::show(world, request), "order page"),
        ("POST", order_page::PATH) => Reply::page(order_page::pay(world, request), "order page"),
        ("GET", auth_pages::VALIDATION_PATH) => {
            Reply::page(auth_pages::validate(world, request), "validation page")
        }
        ("GET", auth_pages::APPLICATION_PATH) => {
            Reply::page(auth_pages::application(world), "application page")
        }
        ("POST", oauth2::TOKEN_PATH) => Reply::of(oauth2::grant(world, request), "access token"),
        _ => Reply::of(Err(Refusal::unknown_path()), "outside"),
    }
}

fn index(world: &World) -> Value {
    let operations = routes().map(|route| format!("{} {}", route.method, route.template));
    json!({
        "basePath": format!("{}/v1", world.origin),
        "operations": operations.collect::<Vec<_>>(),
        "products": world.catalogue.families(),
    })
}

fn sections(world: &World) -> Value {
    let section = |path| json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] });
    json!({
        "basePath": format!("{}/v1", world.origin),
        "apis": world.descriptions.paths().map(section).collect::<Vec<_>>(),
    })
}
