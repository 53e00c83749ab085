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
    ] {
        assert!(
            found.iter().any(|it| it.ends_with(expected)),
            "{expected}\n{found:#?}"
        );
    }
    assert_eq!(found.len(), 5, "{found:#?}");
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
             give it up at the checkout (`waiveRetractationPeriod`)"
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

#[tokio::test]
async fn every_product_is_quoted_bought_once_and_delivered_through_the_order_file() {
    let described =
        |options: ovh_order::sandbox::Options| options.description(models::json("order"));
    let workflow = Workflow::with(described).await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let sold = CartProduct::VALUES.iter().filter(|product| {
        let path = format!("/order/cart/{{cartId}}/{product}");
        Operation::find("POST", &path).is_some_and(|it| it.available_in(Region::Eu))
    });
    let mut orders: Vec<_> = sold
        .map(|product| {
            let text = format!(
                "payWith: default\nitems: [{{product: {product}, {}}}]",
                item(product)
            );
            ((*product).to_owned(), text)
        })
        .collect();
    orders.push(("domain".to_owned(), domains(&contact(&context).await)));
    for (product, text) in &orders {
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
