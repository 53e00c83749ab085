//! From a request to its answer: the table of operations, and what is not in it.
//! Must not know what an operation does.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::sandbox::access::{Access, admit};
use crate::sandbox::call::{Call, Request, decode};
use crate::sandbox::description::arguments;
use crate::sandbox::page::Page;
use crate::sandbox::refusal::{Answer, Refusal};
use crate::sandbox::world::World;
use crate::sandbox::{
    account_calls, auth_calls, auth_pages, cart_calls, checkout_calls, configuration_calls,
    item_calls, oauth2, order_calls, order_page, payment_calls, public_catalogue, service_calls,
    stock_calls,
};

/// An operation that is emulated.
pub(super) struct Route {
    method: &'static str,
    template: &'static str,
    access: Access,
    run: Run,
}

/// What an operation does to the world and answers.
pub(super) type Run = fn(&mut World, &Call<'_>) -> Answer;

/// What goes back to the client.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content: Content,
    /// The path template, for the log: a path itself can hold a cart id.
    pub(super) template: String,
}

/// The body of a reply.
#[derive(Debug)]
pub(super) enum Content {
    Json(Value),
    Raw(Arc<[u8]>),
    Page(Page),
}

impl Route {
    pub(super) const fn open(method: &'static str, template: &'static str, run: Run) -> Self {
        Self::new(method, template, (Access::Open, run))
    }

    pub(super) const fn account(method: &'static str, template: &'static str, run: Run) -> Self {
        Self::new(method, template, (Access::Account, run))
    }

    pub(super) const fn new(
        method: &'static str,
        template: &'static str,
        (access, run): (Access, Run),
    ) -> Self {
        Self {
            method,
            template,
            access,
            run,
        }
    }
}

/// Answers a request.
pub(super) fn respond(world: &mut World, request: &Request) -> Reply {
    let path = request.path();
    let below = |version| path.strip_prefix(version);
    let Some(path) = below("/v1").or_else(|| below("/1.0")) else {
        return outside(world, request);
    };
    if let Some(json) = world.descriptions.json(path) {
        return Reply::new(200, Content::Raw(json), "/{section}.json");
    }
    if path.trim_end_matches('/').is_empty() {
        return Reply::new(200, Content::Json(sections(world)), "/");
    }
    match find(world, &request.method, path) {
        Some((route, args)) => route.answer(world, request, (path, args)),
        None => absent(world, request, path),
    }
}

fn routes() -> impl Iterator<Item = &'static Route> {
    [
        auth_calls::ROUTES,
        account_calls::ROUTES,
        payment_calls::ROUTES,
        order_calls::ROUTES,
        service_calls::ROUTES,
        stock_calls::ROUTES,
        public_catalogue::ROUTES,
        cart_calls::ROUTES,
        configuration_calls::ROUTES,
        checkout_calls::ROUTES,
        item_calls::ROUTES,
    ]
    .into_iter()
    .flatten()
}

fn find(world: &World, method: &str, path: &str) -> Option<(&'static Route, Vec<String>)> {
    let mut fitting = routes()
        .filter(|route| route.method == method)
        .filter_map(|route| {
            let args = arguments(route.template, path)?;
            Some((route, args.into_iter().map(decode).collect::<Vec<_>>()))
        });
    fitting.find(|(route, args)| route.is_sold(world, args))
}

impl Route {
    /// A `{product}` that the catalogue lacks leaves the operation to the description.
    fn is_sold(&self, world: &World, args: &[String]) -> bool {
        let names = self
            .template
            .split('/')
            .filter(|part| part.starts_with('{'));
        let product = names.zip(args).find(|(name, _)| *name == "{product}");
        product.is_none_or(|(_, family)| world.catalogue.has_family(family))
    }

    fn answer(&self, world: &mut World, request: &Request, at: (&str, Vec<String>)) -> Reply {
        let (path, args) = at;
        let admitted = admit(world, request, path, self.access);
        let answer = admitted.and_then(|consumer| {
            let call = Call {
                request,
                args,
                consumer,
            };
            (self.run)(world, &call)
        });
        Reply::of(answer, self.template)
    }
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
