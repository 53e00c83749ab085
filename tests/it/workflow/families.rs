//! Options that are chosen as one of a family.

use ovh_order::order::{self, OrderError};
use serde_json::Value;

use crate::fixture::wire::{Received, Reply, json as reply};
use crate::fixture::workflow::{Workflow, file, journal};

/// A server whose options are left to their families.
fn server(options: &str) -> String {
    format!(
        "items:
  - product: eco
    planCode: 24sys01
    configuration: {{dedicated_datacenter: gra, dedicated_os: none_64.en, region: europe}}
    options: [{options}]
"
    )
}

const ALL: &str = "{family: bandwidth}, {family: memory, choose: default}, \
                   {family: storage, choose: cheapest}, {family: vrack, choose: cheapest}";

/// The problems of an order that is quoted against a server that answers `offers` for the options.
async fn problems(text: &str) -> Vec<String> {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    match order::quote(&context, &file(text)).await.unwrap_err() {
        OrderError::Problems(problems) => problems.iter().map(ToString::to_string).collect(),
        error => panic!("{error:?}"),
    }
}

/// The plan codes and durations of the options that were put into the cart.
async fn added(text: &str, options: &'static str) -> Vec<String> {
    let workflow = Workflow::start().await;
    let wire = workflow
        .wire(move |got| {
            if !options.is_empty() && got.target.contains("/eco/options?") {
                return reply(200, options);
            }
            Reply::Pass
        })
        .await;
    let context = workflow.context(workflow.client_of(&wire.url()));
    let _ = order::quote(&context, &file(text)).await;
    let posts = wire
        .received()
        .into_iter()
        .filter(|got| got.method == "POST" && got.target.ends_with("/eco/options"));
    posts
        .map(|got| {
            let body: Value = serde_json::from_slice(&got.body).unwrap();
            let text = |name| body.get(name).and_then(Value::as_str).unwrap().to_owned();
            text("planCode") + " " + &text("duration")
        })
        .collect()
}

#[tokio::test]
async fn a_family_is_its_default_or_its_cheapest_at_the_duration_of_the_item() {
    let monthly = [
        "bandwidth-500-24sys P1M",
        "ram-32g-ecc-2666-24sys P1M",
        "softraid-2x512nvme-24sys P1M",
        "vrack-bandwidth-500-24sys P1M",
    ];
    assert_eq!(added(&server(ALL), "").await, monthly);
    let yearly = server(ALL).replace("24sys01\n", "24sys01\n    pricingMode: upfront12\n");
    assert_eq!(
        added(&yearly, "").await,
        monthly.map(|it| it.replace("P1M", "P1Y"))
    );
}

#[tokio::test]
async fn a_family_that_cannot_be_chosen_from_is_a_problem_with_the_way_out() {
    let wrong = "{family: memroy}, {family: storage, choose: cheapest, duration: P2Y}, \
                 {family: application-license}";
    let found = problems(&server(wrong)).await;
    for expected in [
        "items[0].options[0].family: unknown family `memroy`; did you mean `memory`?",
        "items[0].options[1].duration: the plan is not sold for P2Y with pricing mode `default`; \
         it is sold as `P1M default`",
        "items[0].options[2]: the family `application-license` has no default; \
         write `choose: cheapest`, or use one of `plesk-webadmin`",
    ] {
        assert!(
            found.iter().any(|problem| problem.contains(expected)),
            "{expected}\n{found:#?}"
        );
    }
}

#[tokio::test]
async fn of_a_family_the_least_first_payment_counts_and_of_equal_ones_the_first_by_its_plan_code() {
    let storage = "{family: storage, choose: cheapest}";
    let chosen = added(&server(storage), OFFERS).await;
    assert_eq!(chosen, ["second P1M"]);
}

/// `first` is cheap for a year, `dear` has a setup, `second` and `third` cost the same.
const OFFERS: &str = r#"[
    {"planCode":"first","family":"storage","prices":[
        {"capacities":["renew"],"duration":"P1M","pricingMode":"default","price":{"currencyCode":"EUR","value":5.3}},
        {"capacities":["renew"],"duration":"P1Y","pricingMode":"upfront12","price":{"currencyCode":"EUR","value":0.1}}]},
    {"planCode":"dear","family":"storage","prices":[
        {"capacities":["installation"],"duration":"P0D","pricingMode":"default","price":{"currencyCode":"EUR","value":9}},
        {"capacities":["renew"],"duration":"P1M","pricingMode":"default","price":{"currencyCode":"EUR","value":1}}]},
    {"planCode":"third","family":"storage","prices":[
        {"capacities":["renew"],"duration":"P1M","pricingMode":"default","price":{"currencyCode":"EUR","value":5.29}}]},
    {"planCode":"second","family":"storage","prices":[
        {"capacities":["installation","renew"],"duration":"P1M","pricingMode":"default","price":{"currencyCode":"EUR","value":5.29,"priceInUcents":529000000}}]}
]"#;

#[tokio::test]
async fn an_order_whose_options_were_chosen_is_known_by_their_plans() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let journal = journal();
    let yes = async |_: &order::Quote| true;
    let file = file(&format!("payWith: none\n{}", server(ALL)));
    let placed = order::place(&context, &journal, &file, order::Terms::default(), yes);
    placed.await.unwrap();
    let runs = journal.runs().await.unwrap();
    assert_eq!(
        runs[0].plans,
        [
            "24sys01",
            "bandwidth-500-24sys",
            "ram-32g-ecc-2666-24sys",
            "softraid-2x512nvme-24sys",
            "vrack-bandwidth-500-24sys",
        ]
    );
}

#[tokio::test]
async fn a_catalogue_is_read_once_and_only_for_a_default() {
    for (options, reads) in [(ALL, 1), ("{family: vrack, choose: cheapest}", 0)] {
        let workflow = Workflow::start().await;
        let wire = workflow.wire(|_| Reply::Pass).await;
        let context = workflow.context(workflow.client_of(&wire.url()));
        let items = server(options);
        let both = items.clone() + items.split_once('\n').unwrap().1;
        let _ = order::quote(&context, &file(&both)).await;
        let catalogues = |got: &Received| got.target.contains("/order/catalog/public/");
        assert_eq!(wire.count(catalogues), reads, "{options}");
    }
}

#[tokio::test]
async fn what_was_chosen_of_a_family_is_told_before_anybody_agrees() {
    let workflow = Workflow::start().await;
    let context = workflow.context(workflow.client());
    let chosen = |workflow: &Workflow| {
        let lines = workflow.lines().into_iter();
        lines
            .filter(|line| line.starts_with("chose "))
            .collect::<Vec<_>>()
    };
    let mut told = Vec::new();
    let no = async |_: &order::Quote| {
        told = chosen(&workflow);
        false
    };
    let (journal, file) = (journal(), file(&server(ALL)));
    let placed = order::place(&context, &journal, &file, order::Terms::default(), no);
    placed.await.unwrap_err();
    let expected = [
        "chose bandwidth-500-24sys of the family bandwidth",
        "chose ram-32g-ecc-2666-24sys of the family memory",
        "chose softraid-2x512nvme-24sys of the family storage",
        "chose vrack-bandwidth-500-24sys of the family vrack",
    ];
    assert_eq!(told, expected);
}
