//! The table of every emulated operation, and the way from a request to its reply.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};

use crate::sandbox::account;
use crate::sandbox::auth::access::Access::{self, Account, Application, Key, Open};
use crate::sandbox::auth::{access, calls as auth};
use crate::sandbox::cart::{calls as cart, checkout, configuration, coupon, domain, items};
use crate::sandbox::catalogue::{formatted, products, public, stock};
use crate::sandbox::contact;
use crate::sandbox::http::description::Descriptions;
use crate::sandbox::http::near;
use crate::sandbox::http::openapi::{self, Document, Emulated};
use crate::sandbox::http::page::{Page, TOKEN};
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::reply::{Content, Reply};
use crate::sandbox::http::request::{Call, Request, decode, parameters};
use crate::sandbox::order::{bill, calls as order, cloud, page};
use crate::sandbox::service::{calls as service, iam, older, options, upgrade};
use crate::sandbox::world::World;

/// Every operation, by who may call it, method, path and function.
///
/// The first that fits answers, so the literal paths below a cart stand before those with a
/// `{product}`.
#[rustfmt::skip] // one row, one line
const ROUTES: &[Route] = &[
    route(Open, "GET", "/auth/time", auth::time),
    route(Application, "POST", "/auth/credential", auth::request_key),
    route(Key, "GET", "/auth/currentCredential", auth::current_key),
    route(Key, "POST", "/auth/logout", auth::logout),
    route(Account, "GET", "/auth/details", auth::details),
    route(Account, "GET", "/me", account::me),
    route(Account, "GET", "/me/contact", contact::list),
    route(Account, "POST", "/me/contact", contact::create),
    route(Account, "GET", "/me/contact/{contactId}", contact::get),
    route(Account, "GET", "/me/payment/method", account::methods),
    route(Account, "GET", "/me/payment/method/{paymentMethodId}", account::method),
    route(Account, "GET", "/me/order/{orderId}/payment", order::payment),
    route(Account, "GET", "/me/order/{orderId}/paymentMethods", order::payment_methods),
    route(Account, "POST", "/me/order/{orderId}/pay", order::pay),
    route(Account, "POST", "/me/order/{orderId}/payWithRegisteredPaymentMean", order::pay_with_mean),
    route(Account, "GET", "/me/order/{orderId}/paymentMeans", order::payment_means),
    route(Account, "GET", "/me/order/{orderId}/availableRegisteredPaymentMean", order::registered_means),
    route(Account, "GET", "/me/order/{orderId}/associatedObject", bill::of_order),
    route(Account, "GET", "/me/order/{orderId}/balance", order::balances),
    route(Account, "POST", "/me/order/{orderId}/balance", order::absent),
    route(Account, "GET", "/me/order/{orderId}/balance/{balanceName}", order::absent),
    route(Account, "DELETE", "/me/order/{orderId}/balance/{balanceName}", order::absent),
    route(Account, "GET", "/me/order/{orderId}/consumption/details", order::absent),
    route(Account, "GET", "/me/order/{orderId}/debt", order::absent),
    route(Account, "GET", "/me/order/{orderId}/debt/operation", order::absent),
    route(Account, "GET", "/me/order/{orderId}/debt/operation/{operationId}", order::absent),
    route(Account, "GET", "/me/order/{orderId}/debt/operation/{operationId}/associatedObject", order::absent),
    route(Account, "POST", "/me/order/{orderId}/debt/pay", order::absent),
    route(Account, "GET", "/me/bill", bill::bills),
    route(Account, "GET", "/me/bill/{billId}", bill::get),
    route(Account, "GET", "/me/bill/{billId}/debt", bill::debt),
    route(Account, "GET", "/me/bill/{billId}/details", bill::details),
    route(Account, "GET", "/me/bill/{billId}/details/{billDetailId}", bill::bill_detail),
    route(Account, "GET", "/me/bill/{billId}/payment", bill::payment),
    route(Account, "GET", "/me/refund", bill::refunds),
    route(Account, "GET", "/me/refund/{refundId}", bill::get),
    route(Account, "GET", "/me/refund/{refundId}/details", bill::details),
    route(Account, "GET", "/me/refund/{refundId}/details/{refundDetailId}", bill::refund_detail),
    route(Account, "GET", "/me/refund/{refundId}/payment", bill::payment),
    route(Account, "GET", "/me/paymentMean/{paymentMean}", account::means),
    route(Account, "GET", "/me/paymentMean/{paymentMean}/{id}", account::mean),
    route(Account, "POST", "/me/voucher/checkValidity", account::voucher),
    route(Account, "GET", "/cloud/order/rule/availability", cloud::availability),
    route(Account, "GET", "/me/order", order::list),
    route(Account, "GET", "/me/order/{orderId}", order::get),
    route(Account, "GET", "/me/order/{orderId}/status", order::status),
    route(Account, "GET", "/me/order/{orderId}/details", order::details),
    route(Account, "GET", "/me/order/{orderId}/details/{orderDetailId}", order::detail),
    route(Account, "GET", "/me/order/{orderId}/details/{orderDetailId}/extension", order::extension),
    route(Account, "GET", "/me/order/{orderId}/details/{orderDetailId}/operations", order::operations),
    route(Account, "GET", "/me/order/{orderId}/details/{orderDetailId}/operations/{operationId}", order::operation),
    route(Account, "GET", "/me/order/{orderId}/followUp", order::follow_up),
    route(Account, "POST", "/me/order/{orderId}/retraction", order::retract),
    route(Account, "POST", "/me/order/{orderId}/waiveRetraction", order::waive),
    route(Account, "GET", "/cloud/eligibility", cloud::eligibility),
    route(Account, "GET", "/cloud/order", cloud::orders),
    route(Account, "GET", "/cloud/project", cloud::projects),
    route(Account, "GET", "/cloud/project/{serviceName}", cloud::project),
    route(Account, "GET", "/vps", service::private_servers),
    route(Account, "GET", "/vps/{serviceName}", service::private_server),
    route(Account, "GET", "/dedicated/server", service::servers),
    route(Account, "GET", "/dedicated/server/{serviceName}", service::server),
    route(Account, "GET", "/domain", service::domains),
    route(Account, "GET", "/domain/{serviceName}", service::domain),
    route(Account, "GET", "/v2/iam/resource", iam::list),
    route(Account, "GET", "/v2/iam/resource/{resourceURN}", iam::get),
    route(Open, "GET", "/vps/order/rule/datacenter", stock::datacenters),
    route(Open, "GET", "/vps/order/rule/osChoices", stock::systems),
    route(Open, "GET", "/dedicated/server/datacenter/availabilities", stock::availabilities),
    route(Open, "GET", "/order/catalog/public/{catalogue}", public::get),
    route(Open, "GET", "/order/catalog/public/{catalogue}/info", formatted::get),
    route(Open, "GET", "/order/catalog/public/{catalogue}/plan", formatted::plans),
    route(Open, "GET", "/order/catalog/private/{catalogue}", formatted::get),
    route(Open, "GET", "/order/catalog/formatted", formatted::list),
    route(Open, "GET", "/order/catalog/formatted/{catalogue}", formatted::get),
    route(Account, "GET", "/order/cart", cart::list),
    route(Open, "POST", "/order/cart", cart::create),
    route(Open, "GET", "/order/cart/{cartId}", cart::get),
    route(Open, "PUT", "/order/cart/{cartId}", cart::edit),
    route(Account, "DELETE", "/order/cart/{cartId}", cart::delete),
    route(Account, "POST", "/order/cart/{cartId}/assign", cart::assign),
    route(Open, "GET", "/order/cart/{cartId}/coupon", cart::coupons),
    route(Open, "POST", "/order/cart/{cartId}/coupon", cart::add_coupon),
    route(Open, "DELETE", "/order/cart/{cartId}/coupon", cart::delete_coupon),
    route(Open, "GET", "/order/cart/{cartId}/item/{itemId}/requiredConfiguration", configuration::required),
    route(Open, "GET", "/order/cart/{cartId}/item/{itemId}/configuration", configuration::list),
    route(Open, "POST", "/order/cart/{cartId}/item/{itemId}/configuration", configuration::add),
    route(Open, "GET", "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}", configuration::get),
    route(Open, "DELETE", "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}", configuration::delete),
    route(Open, "GET", "/order/cart/{cartId}/summary", checkout::summary),
    route(Account, "GET", "/order/cart/{cartId}/checkout", checkout::dry_run),
    route(Account, "POST", "/order/cart/{cartId}/checkout", checkout::check_out),
    route(Open, "GET", "/order/cart/{cartId}/item", items::list),
    route(Open, "GET", "/order/cart/{cartId}/item/{itemId}", items::get),
    route(Open, "PUT", "/order/cart/{cartId}/item/{itemId}", items::edit),
    route(Open, "DELETE", "/order/cart/{cartId}/item/{itemId}", items::delete),
    route(Account, "GET", "/order/cart/{cartId}/domain", domain::offers),
    route(Account, "POST", "/order/cart/{cartId}/domain", domain::add),
    route(Open, "GET", "/order/cart/{cartId}/domain/options", domain::options),
    route(Open, "GET", "/order/cart/{cartId}/domainRestore", domain::restorable),
    route(Open, "GET", "/order/cart/{cartId}/domainPacks", domain::packs),
    route(Open, "POST", "/order/cart/{cartId}/domainPacks", domain::add_pack),
    route(Open, "GET", "/order/cart/{cartId}/{product}", items::offers),
    route(Open, "POST", "/order/cart/{cartId}/{product}", items::add),
    route(Open, "GET", "/order/cart/{cartId}/{product}/options", items::options),
    route(Open, "POST", "/order/cart/{cartId}/{product}/options", items::add_option),
    route(Account, "GET", "/order/cartServiceOption/{product}", options::list),
    route(Account, "GET", "/order/cartServiceOption/{product}/{serviceName}", options::offers),
    route(Account, "POST", "/order/cartServiceOption/{product}/{serviceName}", options::add),
    route(Account, "GET", "/order/upgrade/{product}", options::list),
    route(Account, "GET", "/order/upgrade/{product}/{serviceName}", upgrade::offers),
    route(Account, "GET", "/order/upgrade/{product}/{serviceName}/{planCode}", upgrade::simulate),
    route(Account, "POST", "/order/upgrade/{product}/{serviceName}/{planCode}", upgrade::execute),
];

/// What the log calls a path of the API without an operation here.
pub const NOT_EMULATED: &str = "not emulated";

/// What the log calls the older ordering operations, of which there are hundreds.
const OLDER: &str = "older order";

/// What the log calls a path beside the API without a page.
pub const OUTSIDE: &str = "outside";

/// An operation that is emulated.
struct Route {
    access: Access,
    method: &'static str,
    template: &'static str,
    run: fn(&mut World, &Call<'_>) -> Answer,
}

const fn route(
    access: Access,
    method: &'static str,
    template: &'static str,
    run: fn(&mut World, &Call<'_>) -> Answer,
) -> Route {
    Route {
        access,
        method,
        template,
        run,
    }
}

/// The template of the operation that a request is for, without answering it.
pub fn template(world: &World, request: &Request) -> &'static str {
    let Some(path) = request.api_path() else {
        return OUTSIDE;
    };
    let found = find(world, request.operation_method(), path);
    let is_older = || {
        world
            .descriptions
            .older(request.operation_method(), path)
            .is_some()
    };
    match found {
        Some((route, _)) => route.template,
        None if is_older() => OLDER,
        None => NOT_EMULATED,
    }
}

/// Answers a request.
pub fn respond(world: &mut World, request: &Request) -> Reply {
    let (content, template) = match request.api_path() {
        Some(path) => api(world, request, path),
        None => beside_the_api(world, request),
    };
    Reply { content, template }
}

fn api(world: &mut World, request: &Request, path: &str) -> (Content, &'static str) {
    if let Some(json) = world.descriptions.json(path) {
        return (Content::Description(json), "/{section}.json");
    }
    if let Some(json) = public::as_published(world, request, path) {
        return (
            Content::Description(json),
            "/order/catalog/public/{catalogue}",
        );
    }
    if path.trim_end_matches('/').is_empty() {
        return (Content::Answer(Ok(sections(world, request))), "/");
    }
    if request.method() == "OPTIONS" {
        return methods(world, path);
    }
    let method = request.operation_method();
    if let Some((route, args)) = find(world, method, path) {
        let answer =
            access::admit(world, request, route.access(world, path)).and_then(|consumer| {
                check_query(world, request, route.template)?;
                let call = Call {
                    request,
                    args,
                    consumer,
                };
                (route.run)(world, &call)
            });
        let answer = answer.map_err(|refusal| refusal.in_form(world.refusals));
        return (Content::Answer(answer), route.template);
    }
    if let Some(answer) = older::respond(world, request, path) {
        let answer = answer.map_err(|refusal| refusal.in_form(world.refusals));
        return (Content::Answer(answer), OLDER);
    }
    let hint = nearest(world, method, path);
    let refusal = not_emulated(world, method, path).hinting(hint);
    (Content::Answer(Err(refusal)), NOT_EMULATED)
}

/// Below `/me` the live API refuses a query that it does not describe; carts take `planCode`.
fn check_query(world: &World, request: &Request, template: &str) -> Result<(), Refusal> {
    if !template.starts_with("/me") || !request.target().contains('?') {
        return Ok(());
    }
    let method = request.operation_method();
    let Some(operation) = world.descriptions.described(method, template) else {
        return Ok(());
    };
    let described = operation.parameters_in("query");
    let known: Vec<_> = described.filter_map(|it| it.name.as_deref()).collect();
    request.takes_query(&known)
}

/// The operation of the live API that was probably meant.
fn nearest(world: &World, method: &str, path: &str) -> Option<String> {
    let products: Vec<_> = world.catalogue.families().into_iter().collect();
    near::operation(method, path, known(&world.descriptions), &products)
}

/// Method and path template of every operation, emulated or only described.
pub fn known(descriptions: &Descriptions) -> impl Iterator<Item = (&str, &str)> {
    let emulated = ROUTES.iter().map(|route| (route.method, route.template));
    emulated.chain(descriptions.operations())
}

fn not_emulated(world: &World, method: &str, path: &str) -> Refusal {
    match world.descriptions.template(method, path) {
        Some(template) => Refusal::not_emulated(method, template),
        None => Refusal::unknown_path(),
    }
}

/// The methods of a path.
fn methods(world: &World, path: &str) -> (Content, &'static str) {
    let methods: BTreeSet<_> = ROUTES
        .iter()
        .filter(|route| route.args(world, path).is_some())
        .map(|route| route.method)
        .chain(["GET", "POST"].into_iter().filter(|method| {
            let older = world.descriptions.older(method, path);
            older.is_some()
        }))
        .collect();
    if methods.is_empty() {
        let refusal = not_emulated(world, "OPTIONS", path);
        return (Content::Answer(Err(refusal)), NOT_EMULATED);
    }
    let methods: Vec<_> = methods.into_iter().chain(["OPTIONS"]).collect();
    (Content::Methods(methods.join(", ")), "methods")
}

fn find(world: &World, method: &str, path: &str) -> Option<(&'static Route, Args)> {
    ROUTES
        .iter()
        .filter(|route| route.method == method)
        .find_map(|route| Some((route, route.args(world, path)?)))
}

type Args = Vec<(&'static str, String)>;

impl Route {
    /// The decoded parameters of the path, if it fits.
    ///
    /// A `{product}` the catalogue lacks, or a `{catalogue}` that is none, does not fit, so that the
    /// description decides whether the operation is unknown or just not emulated.
    fn args(&self, world: &World, path: &str) -> Option<Args> {
        let args: Args = parameters(self.template, path)?
            .into_iter()
            .map(|(name, value)| (name, decode(value)))
            .collect();
        let is_sold = args.iter().all(|(name, value)| match *name {
            "product" => self.is_for(world, value),
            "catalogue" => public::has(world, path, value),
            _ => true,
        });
        is_sold.then_some(args)
    }

    /// Who may call it: of some products only the account, as described.
    fn access(&self, world: &World, path: &str) -> Access {
        let of_product =
            self.template.contains("{product}") || self.template.contains("{catalogue}");
        let described = of_product.then(|| world.descriptions.described(self.method, path));
        match described.flatten() {
            Some(operation) if !operation.is_open => Account,
            _ => self.access,
        }
    }

    /// Whether the live API has this operation for a product.
    fn is_for(&self, world: &World, product: &str) -> bool {
        match self.template.split('/').nth(2) {
            Some("cartServiceOption") if self.method == "POST" => {
                products::OPTIONS.contains(&product) && !products::LISTED.contains(&product)
            }
            Some("cartServiceOption") => products::OPTIONS.contains(&product),
            Some("upgrade") => products::UPGRADES.contains(&product),
            // Some products have no options.
            _ if self.template.ends_with("/options") => {
                let path = self.template.replace("{product}", product);
                world.catalogue.has_family(product)
                    && world.descriptions.template(self.method, &path).is_some()
            }
            _ => world.catalogue.has_family(product),
        }
    }
}

/// The index, the pages for a person's browser, and the endpoint of access tokens.
fn beside_the_api(world: &mut World, request: &Request) -> (Content, &'static str) {
    let path = request.path().trim_end_matches('/');
    let (page, name) = match (request.operation_method(), path) {
        ("GET", "") => return (Content::Answer(Ok(index(world, request))), "index"),
        ("GET", openapi::PATH) => {
            let base = &request.reached.base;
            let token_url = format!("{base}{}", auth::TOKEN_PATH);
            let document = world
                .openapi
                .get_or_init(|| Document::of(&world.descriptions, emulated(world)));
            let text = document.at(base, &token_url).into_bytes();
            return (Content::Description(text.into()), "OpenAPI document");
        }
        ("POST", auth::TOKEN_PATH) => {
            let answer = auth::grant_token(world, request);
            return (Content::Answer(answer), "access token");
        }
        ("POST", page::PATH | auth::VALIDATION_PATH) if !is_own_form(world, request) => {
            let page = Page::new(StatusCode::FORBIDDEN, "Not done")
                .paragraph("The form is not of this sandbox. Open the page and press its button.");
            (page, "forged form")
        }
        ("GET", bill::PATH) => return (bill::pdf(world, request), "order pdf"),
        ("GET", page::PATH) => (page::show(world, request), "order page"),
        ("POST", page::PATH) => (page::pay(world, request), "order page"),
        ("GET", auth::VALIDATION_PATH) => (auth::ask(world, request), "validation page"),
        ("POST", auth::VALIDATION_PATH) => (auth::validate(world, request), "validation page"),
        ("GET", auth::APPLICATION_PATH) => (auth::application(world, request), "application page"),
        ("GET", "/createToken") => (auth::no_tokens(), "token page"),
        _ => return (Content::Answer(Err(Refusal::unknown_path())), OUTSIDE),
    };
    (Content::Page(page), name)
}

/// Every emulated operation, with its products instead of `{product}`, and who may call it.
fn emulated(world: &World) -> impl Iterator<Item = Emulated<'_>> {
    let rows = ROUTES.iter().map(|route| (route.method, route.template));
    let known = rows.chain(world.descriptions.operations());
    known.filter_map(|(method, path)| {
        Some(Emulated {
            method,
            path,
            security: security(access_to(world, method, path)?),
        })
    })
}

fn access_to(world: &World, method: &str, path: &str) -> Option<Access> {
    if let Some((route, _)) = find(world, method, path) {
        return Some(route.access(world, path));
    }
    let older = world.descriptions.older(method, path)?;
    Some(if older.is_open { Open } else { Account })
}

/// What a call needs, as an OpenAPI document writes it.
fn security(access: Access) -> Value {
    match access {
        Open => json!([]),
        Application => json!([{ "application": [] }]),
        Key => json!([openapi::signed()]),
        Account => json!([openapi::signed(), { "token": ["all"] }]),
    }
}

/// Whether a form comes from a page of this sandbox, and not from one that a stranger made.
fn is_own_form(world: &World, request: &Request) -> bool {
    request.form(TOKEN).as_ref() == Some(&world.form_token)
}

fn index(world: &World, request: &Request) -> Value {
    let operations = ROUTES
        .iter()
        .map(|route| format!("{} {}", route.method, route.template));
    json!({
        "basePath": format!("{}/v1", request.reached.base),
        "coupons": coupon::codes(),
        "operations": operations.collect::<Vec<_>>(),
        "optionProducts": products::OPTIONS,
        "products": world.catalogue.families(),
        "upgradeProducts": products::UPGRADES,
    })
}

fn sections(world: &World, request: &Request) -> Value {
    let sections = world
        .descriptions
        .paths()
        .map(|path| json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] }));
    json!({
        "basePath": format!("{}/v1", request.reached.base),
        "apis": sections.collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::sandbox::http::tests::request;
    use crate::sandbox::options::Options;
    use crate::sandbox::world::Setup;

    #[test]
    fn the_openapi_document_is_made_once_for_all_applications() {
        let setup = Setup::new(Options::new(Arc::new(Timestamp::now))).unwrap();
        let made = ["", "other"].map(|application| {
            let mut world = World::new(&setup, application);
            respond(&mut world, &request("GET", openapi::PATH, ""));
            world.openapi.get().map(std::ptr::from_ref)
        });
        assert!(made[0].is_some() && made[0] == made[1], "{made:?}");
    }
}
