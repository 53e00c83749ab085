//! Everything that is sold, through the order file: products, domains, options of services.

use ovh_order::client::Operation;
use ovh_order::endpoint::Region;
use ovh_order::order::checkout::Retractation;
use ovh_order::order::{self, Context, Event, OrderError, Terms};
use ovh_order::types::CartProduct;
use serde_json::{Value, json};

use crate::fixture::wire::{Received, Reply, json as reply};
use crate::fixture::workflow::{Workflow, file, journal};
use crate::sandbox::models;

const CONTACT: &str = r#"{"address": {"line1": "1 street", "city": "Town", "zip": "00000", "country": "FR"},
    "email": "a@example.com", "firstName": "A", "lastName": "B", "language": "fr_FR",
    "legalForm": "individual", "phone": "+33.900000000"}"#;

/// The path of a contact of the account.
async fn contact(context: &Context) -> String {
    let body: Value = serde_json::from_str(CONTACT).unwrap();
    let call = context.client.call_raw("POST", "/me/contact").body(&body);
    let made: Value = call.send().await.unwrap();
    format!("/me/contact/{}", made.get("id").unwrap())
}

fn domains(owner: &str) -> String {
    let labels =
        format!("{{OWNER_CONTACT: {owner}, OWNER_LEGAL_AGE: true, ACCEPT_CONDITIONS: true}}");
    format!(
        "payWith: default
items:
  - product: domain
    domain: sandbox-shop.com
    configuration: {labels}
  - product: domain
    domain: taken.fr
    action: transfer
    configuration: {labels}
"
    )
}

/// A sandbox that sells all that Europe does.
async fn europe() -> Workflow {
    Workflow::with(|options| options.description(models::json("order"))).await
}

fn waived() -> Terms {
    let mut terms = Terms::default();
    terms.retractation = Retractation::Waive;
    terms
}

/// The problems of an order that is not bought.
async fn problems(context: &Context, text: &str, terms: Terms) -> Vec<String> {
    let yes = async |_: &order::Quote| true;
    let file = file(text);
    let placed = order::place(context, &journal(), &file, terms, yes).await;
    match placed.unwrap_err() {
        OrderError::Problems(problems) => problems.iter().map(ToString::to_string).collect(),
        error => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn domains_are_registered_and_transferred_in_one_order() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let text = domains(&contact(&context).await);
    let (file, yes) = (file(&text), async |_: &order::Quote| true);
    let bought = order::buy(&context, &journal(), &file, waived(), yes).await;
    let services = bought.unwrap().services;
    let mut names: Vec<_> = services.iter().map(|it| it.service_name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["sandbox-shop.com", "taken.fr"]);
}

#[tokio::test]
async fn what_a_domain_needs_is_asked_for_at_its_line_before_it_is_added() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let text = "items:
  - {product: domain, domain: taken.com}
  - product: domain
    domain: sandbox-shop.com
    duration: P2Y
    configuration: {OWNER_CONTACT: /me/contact/1, OWNER_LEGAL_AGE: yes}
  - product: domain
    domain: taken.fr
    action: transfer
    configuration: {OWNER_CONTACT: 123, OWNER_LEGALAGE: true, ACCEPT_CONDITIONS: true}
";
    let found = problems(&context, text, waived()).await;
    for expected in [
        "2:31: items[0].domain: `taken.com` cannot be ordered with `create`; \
         it can be ordered with `action: transfer, pricingMode: transfer-default`",
        "5:15: items[1].duration: the domain is not sold for this duration; use one of `P1Y`",
        "items[1].configuration.OWNER_CONTACT: the account has no `/me/contact/1`; \
         `GET /me/contact` lists what it has",
        "items[1].configuration.OWNER_LEGAL_AGE: invalid value `yes`; write true or false",
        "items[1].configuration.ACCEPT_CONDITIONS: the label `ACCEPT_CONDITIONS` is missing; write true or false",
        "items[2].configuration.OWNER_CONTACT: invalid value `123`; write a path such as \
         /me/contact/123; what it names needs address.city, address.country, address.line1, \
         address.zip, email, firstName, language, lastName, legalForm, phone",
        "items[2].configuration.OWNER_LEGALAGE: unknown label `OWNER_LEGALAGE`; did you mean `OWNER_LEGAL_AGE`?",
    ] {
        assert!(
            found.iter().any(|it| it.ends_with(expected)),
            "{expected}\n{found:#?}"
        );
    }
    assert_eq!(found.len(), 7, "{found:#?}");
    let added = |got: &Received| got.method == "POST" && got.target.ends_with("/domain");
    assert_eq!(wire.count(added), 0);
}

#[tokio::test]
async fn a_contact_that_lacks_what_the_extension_asks_for_is_a_problem() {
    let workflow = Workflow::start().await;
    let wire = workflow
        .wire(|got| {
            if got.target.ends_with("/me/contact/7") {
                return reply(
                    200,
                    r#"{"id":7,"email":"a@example.com","address":{"city":""}}"#,
                );
            }
            Reply::Pass
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let found = problems(&context, &domains("/me/contact/7"), waived()).await;
    let lacks = "OWNER_CONTACT: `/me/contact/7` lacks `address.city`, `address.country`";
    assert!(found.iter().all(|it| it.contains(lacks)), "{found:#?}");
}

#[tokio::test]
async fn a_domain_is_not_bought_while_the_right_to_withdraw_is_kept() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let text = domains(&contact(&context).await);
    let found = problems(&context, &text, Terms::default()).await;
    assert_eq!(
        found.first().map(String::as_str),
        Some(
            "4:13: items[0].domain: a domain is sold only if the right to withdraw is given up; \
             give it up at the checkout: `--waive-retractation-period` of the command"
        )
    );
    assert_eq!(wire.count(|got| got.target.contains("/order/cart")), 0);
    order::quote(&context, &file(&text)).await.unwrap();
    let is_warning = |event: &Event| matches!(event, Event::Warning(_));
    assert_eq!(
        workflow.told().iter().filter(|it| is_warning(it)).count(),
        2
    );
}

#[tokio::test]
async fn options_of_domains_and_packs_are_ordered_with_them_and_delivered() {
    let workflow = europe().await;
    let context = workflow.context(workflow.client());
    let owned = domains(&contact(&context).await);
    let (first, second) = owned
        .split_once("  - product: domain\n    domain: taken.fr")
        .unwrap();
    let text = format!(
        "{first}    options: [{{planCode: sandbox-domain-anycast}}]
  - product: domain
    domain: taken.fr{second}    options: [{{family: dnsAnycast, choose: cheapest}}]
  - {{product: domainPacks, domain: sandbox-pack.fr, planCode: sandbox-domainPacks}}
"
    );
    let yes = async |_: &order::Quote| true;
    let bought = order::buy(&context, &journal(), &file(&text), waived(), yes).await;
    let services = bought.unwrap().services;
    let delivered: Vec<_> = services
        .iter()
        .map(|it| format!("{} {}", it.plan_code.as_deref().unwrap(), it.service_name))
        .collect();
    let expected = [
        "sandbox-domain-anycast sandbox-shop.com",
        "com sandbox-shop.com",
        "sandbox-domain-anycast taken.fr",
        "fr taken.fr",
        "sandbox-domainPacks sandbox-pack.fr",
    ];
    assert_eq!(delivered, expected);
}

#[tokio::test]
async fn what_is_wrong_with_options_of_a_domain_is_said_at_their_lines() {
    let workflow = europe().await;
    let context = workflow.context(workflow.client());
    let text = domains(&contact(&context).await)
        + "    options: [{planCode: sandbox-domain-anycas}, {family: dns}, {family: dnsAnycast}]
  - {product: domainPacks, domain: a-b.fr, planCode: sandbox-domainPacks, options: [{planCode: x}]}
  - {product: domain, domain: free.com, action: trade}
";
    let found = problems(&context, &text, waived()).await;
    let expected = [
        "items[1].options[0].planCode: unknown plan `sandbox-domain-anycas`; did you mean `sandbox-domain-anycast`?",
        "items[1].options[1].family: unknown family `dns`; use one of `dnsAnycast`",
        "items[1].options[2]: the family `dnsAnycast` has no default; write `choose: cheapest`, or use one of `sandbox-domain-anycast`",
        "items[2].options: product `domainPacks` has no options",
        "items[3].domain: `free.com` cannot be ordered with `trade`; it can be ordered with `action: create, pricingMode: create-default`",
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.ends_with(expected), "{found}");
    }
}

const SERVICE: &str = "items:
  - product: vps
    serviceName: vps-0a1b2c3d.vps.ovh.net
    planCode: option-snapshot
";

#[tokio::test]
async fn an_option_is_ordered_for_a_service_that_exists() {
    let offers = r#"[{"planCode":"option-snapshot","prices":[{"capacities":["renew"],
        "duration":"P1M","pricingMode":"default","price":{"currencyCode":"EUR","value":2}}]}]"#;
    let workflow = Workflow::start().await;
    let wire = workflow
        .wire(move |got| {
            if !got
                .target
                .contains("/order/cartServiceOption/vps/vps-0a1b2c3d.vps.ovh.net")
            {
                return Reply::Pass;
            }
            let item = r#"{"itemId":7,"settings":{"planCode":"option-snapshot","quantity":1}}"#;
            reply(200, if got.method == "GET" { offers } else { item })
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let _ = order::quote(&context, &file(SERVICE)).await;
    let posts = wire
        .received()
        .into_iter()
        .filter(|got| got.method == "POST" && got.target.contains("/cartServiceOption/"));
    let bodies: Vec<Value> = posts
        .map(|got| serde_json::from_slice(&got.body).unwrap())
        .collect();
    let expected = json!({"cartId": workflow.cart().as_str(), "planCode": "option-snapshot",
        "duration": "P1M", "pricingMode": "default", "quantity": 1});
    assert_eq!(bodies, [expected]);
}

#[tokio::test]
async fn a_service_whose_product_has_no_options_is_a_problem() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let text = SERVICE.replace("product: vps", "product: telephony");
    let found = problems(&context, &text, Terms::default()).await;
    let expected = "2:14: items[0].product: services of `telephony` have no options to order; use one of `baremetalServers`";
    assert!(
        found.iter().all(|it| it.starts_with(expected)),
        "{found:#?}"
    );
}

#[tokio::test]
async fn a_service_that_the_account_does_not_have_is_a_problem_among_others() {
    let workflow = Workflow::with(|options| options.service("vps", "vps-1.example")).await;
    let context = workflow.context(workflow.client());
    let text = SERVICE.to_owned()
        + "  - {product: vps, serviceName: vps-1.example, planCode: sandbox-vps-snapsho}\n";
    let found = problems(&context, &text, Terms::default()).await;
    let expected = [
        "3:18: items[0].serviceName: the account has no `vps-0a1b2c3d.vps.ovh.net`; \
         `GET /order/cartServiceOption/vps` lists its services",
        "5:58: items[1].planCode: unknown plan `sandbox-vps-snapsho`; did you mean `sandbox-vps-snapshot`?",
    ];
    assert_eq!(found, expected);
}

/// An item of a product, with what its plan needs.
fn item(product: &str) -> String {
    match product {
        "cloud" => "planCode: project.2018".to_owned(),
        "vps" => "planCode: vps-2025-model1, configuration: {vps_datacenter: GRA, vps_os: Debian 13}"
            .to_owned(),
        "eco" => "planCode: 24sys01, \
                  configuration: {dedicated_datacenter: gra, dedicated_os: none_64.en, region: europe}, \
                  options: [{family: memory}, {family: storage}, {family: bandwidth}, {family: vrack}]"
            .to_owned(),
        "vrack" => "planCode: vrack".to_owned(),
        product => format!("planCode: sandbox-{product}"),
    }
}

/// The products of a cart that a region sells and another does not, each as an order file.
fn sold(region: Region, other: Option<Region>) -> Vec<(String, String)> {
    let sold = CartProduct::VALUES.iter().filter(|product| {
        let path = format!("/order/cart/{{cartId}}/{product}");
        Operation::find("POST", &path).is_some_and(|it| {
            it.available_in(region) && !other.is_some_and(|other| it.available_in(other))
        })
    });
    let order = |product: &str| {
        let item = item(product);
        format!("payWith: default\nitems: [{{product: {product}, {item}}}]")
    };
    sold.map(|product| ((*product).to_owned(), order(product)))
        .collect()
}

/// Quotes each order, and buys it until it is delivered; prints a table.
async fn deliver(workflow: &Workflow, orders: &[(String, String)]) {
    let context = workflow.context(workflow.client());
    let journal = journal();
    for (product, text) in orders {
        let (order, yes) = (file(text), async |_: &order::Quote| true);
        let quote = order::quote(&context, &order).await;
        let quote = quote.unwrap_or_else(|error| panic!("{product}: {error}"));
        let bought = order::buy(&context, &journal, &order, waived(), yes).await;
        let bought = bought.unwrap_or_else(|error| panic!("{product}: {error}"));
        let total = quote.total().unwrap_or_default();
        let names: Vec<_> = bought
            .services
            .iter()
            .map(|it| it.service_name.as_str())
            .collect();
        println!("{product:32} {total:>10}  {}", names.join(" "));
        assert!(!names.is_empty() && bought.missing.is_empty(), "{product}");
        assert_eq!(bought.total(), Some(total), "{product}");
    }
    println!("{} products", orders.len());
    assert_eq!(workflow.orders().await, orders.len());
}

#[tokio::test]
async fn every_product_is_quoted_bought_once_and_delivered_through_the_order_file() {
    let workflow = europe().await;
    let context = workflow.context(workflow.client());
    let mut orders = sold(Region::Eu, None);
    orders.push(("domain".to_owned(), domains(&contact(&context).await)));
    let pack = "payWith: default
items: [{product: domainPacks, domain: a-b.fr, planCode: sandbox-domainPacks}]";
    orders.push(("domainPacks".to_owned(), pack.to_owned()));
    deliver(&workflow, &orders).await;
}

#[tokio::test]
async fn what_only_canada_sells_is_bought_through_the_order_file() {
    let described = |options: ovh_order::sandbox::Options| {
        let options = options.subsidiary("CA");
        options.description(models::json("ca/order"))
    };
    let workflow = Workflow::with(described).await;
    let orders = sold(Region::Ca, Some(Region::Eu));
    assert_eq!(orders.len(), 4, "{orders:?}");
    deliver(&workflow, &orders).await;
}

/// All that the descriptions put into a cart by a path of their own is a product of order files.
#[test]
fn every_path_that_adds_to_a_cart_is_a_product_of_order_files() {
    let schema = order::file::json_schema();
    let products = schema["$defs"]["OrderItem"]["properties"]["product"]["enum"].clone();
    let cart = ["assign", "checkout", "coupon", "item"];
    for operation in Operation::all().filter(|it| it.method == "POST") {
        let product = operation.path.strip_prefix("/order/cart/{cartId}/");
        let product = product.and_then(|path| path.split('/').next());
        let Some(product) = product.filter(|it| !cart.contains(it) && !it.starts_with('{')) else {
            continue;
        };
        let is_known = products.as_array().unwrap().contains(&json!(product));
        assert!(is_known, "{product}");
    }
}
