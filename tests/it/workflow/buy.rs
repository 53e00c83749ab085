//! Orders from a file to a delivered service.

use ovh_order::order::checkout::{Payment, Retractation};
use ovh_order::order::track::{self, Service};
use ovh_order::order::{self, Bought, OrderFile, Terms};
use ovh_order::sandbox::Delivery;
use ovh_order::types::BillingOrderStatus;

use crate::fixture::wire::{Received, Reply};
use crate::fixture::workflow::{Workflow, eco, journal, project, totals, vps};
use crate::sandbox::guide::is_project;

fn paid() -> Terms {
    let mut terms = Terms::default();
    terms.payment = Some(Payment::Automatic);
    terms
}

async fn bought(workflow: &Workflow, file: &OrderFile) -> Bought {
    let context = workflow.context(workflow.client());
    let bought = order::buy(&context, &journal(), file, paid(), async |_| true).await;
    bought.unwrap()
}

fn names(bought: &Bought) -> Vec<(&str, &str)> {
    let services = bought.services.iter();
    let names = services.map(|service| {
        (
            service.plan_code.as_deref().unwrap(),
            service.service_name.as_str(),
        )
    });
    names.collect()
}

#[tokio::test]
async fn a_project_is_bought_and_its_id_found_from_the_order() {
    let workflow = Workflow::start().await;
    let bought = bought(&workflow, &project()).await;
    let [
        Service {
            plan_code,
            service_name,
            ..
        },
    ] = &bought.services[..]
    else {
        panic!("{:?}", bought.services);
    };
    assert_eq!(plan_code.as_deref(), Some("project.2018"));
    assert!(is_project(service_name), "{service_name}");
    let shown = workflow
        .client()
        .get_cloud_project()
        .service_name(service_name)
        .send()
        .await;
    assert_eq!(shown.unwrap().description.as_deref(), Some("My project"));
    assert_eq!(
        (bought.status, bought.contracts.len()),
        (Some(BillingOrderStatus::Delivered), 2)
    );
    assert_eq!(
        totals(&bought.quote.unwrap().order),
        ["0.00 €", "0.00 €", "0.00 €"]
    );
}

#[tokio::test]
async fn a_vps_is_bought_and_its_name_found_from_the_order() {
    let workflow = Workflow::start().await;
    let bought = bought(&workflow, &vps()).await;
    let [("vps-2025-model1", name)] = names(&bought)[..] else {
        panic!("{:?}", bought.services);
    };
    assert!(
        name.starts_with("vps-") && name.ends_with(".vps.ovh.net"),
        "{name}"
    );
    assert_eq!(
        bought.prices.unwrap().with_tax.unwrap().text.unwrap(),
        "5.39 €"
    );
}

#[tokio::test]
async fn a_server_is_bought_with_its_options() {
    let workflow = Workflow::start().await;
    let bought = bought(&workflow, &eco()).await;
    let name = bought.services[0].service_name.clone();
    assert!(
        name.starts_with("ns") && name.ends_with(".ip-192-0-2.eu"),
        "{name}"
    );
    let plans = [
        "bandwidth-300-24sk",
        "softraid-2x480ssd-24sk10",
        "ram-32g-ecc-2133-24sk10",
        "24sk10",
    ];
    assert_eq!(names(&bought), plans.map(|plan| (plan, name.as_str())));
    assert_eq!(
        bought.prices.unwrap().with_tax.unwrap().text.unwrap(),
        "40.78 €"
    );
}

#[tokio::test]
async fn events_are_told_in_order() {
    let workflow = Workflow::at(Delivery::reads(1, 1)).await;
    bought(&workflow, &vps()).await;
    let expected = [
        "created a cart",
        "assigned the cart to the account",
        "added vps-2025-model1 as item #1",
        "set vps_datacenter of item #1",
        "set vps_os of item #1",
        "total 5.39 € with tax",
        "checking out",
        "order ORDER exists",
        "following order ORDER until it is delivered",
        "order ORDER is checking",
        "order ORDER is delivering",
        "order ORDER is delivered",
    ];
    assert_eq!(workflow.lines(), expected);
}

#[tokio::test]
async fn the_cart_of_an_order_is_never_deleted() {
    let workflow = Workflow::start().await;
    let wire = workflow.wire(|_| Reply::Pass).await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let bought = order::buy(&context, &journal(), &vps(), paid(), async |_| true)
        .await
        .unwrap();
    assert_eq!(wire.count(|got| got.method == "DELETE"), 0);
    assert_eq!(bought.cart_id, Some(workflow.cart()));
    assert!(workflow.has_cart().await);
}

#[tokio::test]
async fn the_checkout_says_only_what_was_asked_for() {
    let mut waived = paid();
    waived.retractation = Retractation::Waive;
    let cases = [
        (Terms::default(), "{}"),
        (paid(), r#"{"autoPayWithPreferredPaymentMethod":true}"#),
        (
            waived,
            r#"{"autoPayWithPreferredPaymentMethod":true,"waiveRetractationPeriod":true}"#,
        ),
    ];
    for (terms, expected) in cases {
        let workflow = Workflow::start().await;
        let wire = workflow.wire(|_| Reply::Pass).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        order::buy(&context, &journal(), &project(), terms, async |_| true)
            .await
            .unwrap();
        let received = wire.received();
        let checkout = received.iter().find(|got| Received::is_checkout(got));
        assert_eq!(String::from_utf8_lossy(&checkout.unwrap().body), expected);
    }
}

#[tokio::test]
async fn what_is_confirmed_is_the_quote() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let mut shown = None;
    let confirm = async |quote: &order::Quote| {
        shown = Some(quote.clone());
        true
    };
    let bought = order::buy(&context, &journal(), &vps(), paid(), confirm)
        .await
        .unwrap();
    assert_eq!(shown, bought.quote);
}

#[tokio::test]
async fn services_of_a_delivered_order_are_found_again_by_its_id() {
    let workflow = Workflow::start().await;
    let bought = bought(&workflow, &vps()).await;
    let found = track::follow(&workflow.context(workflow.client()), bought.order_id).await;
    assert_eq!(found.unwrap().services, bought.services);
}
