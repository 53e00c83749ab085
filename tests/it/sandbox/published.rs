//! Published catalogues, and checkouts line by line as they were recorded live.

use ovh_order::sandbox::Options;
use serde_json::{Value, json};

use crate::fixture::caller::{Caller, plan_body};

const IE: &str = include_str!("../../data/catalogue/eco-IE.json");
const FR: &str = include_str!("../../data/catalogue/eco-FR.json");

/// A sandbox that sells a published catalogue.
async fn selling(name: &str, json: &str, tax_permille: u16) -> Caller {
    let taxed = |options: Options| options.tax_permille(tax_permille);
    Caller::with(|options| taxed(options.catalogue(name, json.as_bytes()))).await
}

/// The dry run of a server with options in this order.
async fn dry_run(caller: &Caller, subsidiary: &str, plans: &[&str], datacenter: &str) -> Value {
    let cart = caller.cart_for(subsidiary).await;
    let server = caller.item(&cart, "eco", plans[0]).await;
    for option in &plans[1..] {
        caller.option(&cart, "eco", option, server).await;
    }
    for (label, value) in [
        ("dedicated_datacenter", datacenter),
        ("dedicated_os", "none_64.en"),
    ] {
        caller.configure(&cart, server, label, value).await;
    }
    let path = format!("{cart}/assign");
    caller.done("POST", &path, Value::Null).await;
    let path = format!("{cart}/checkout");
    caller.done("GET", &path, Value::Null).await
}

fn lines(order: &Value) -> Vec<String> {
    let lines = order["details"].as_array().unwrap().iter();
    let told = lines.map(|line| {
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        let total = line["totalPrice"]["text"].as_str().unwrap();
        let (domain, kind) = (text("domain"), text("detailType"));
        format!("{domain} {kind} {}: {total}", text("description"))
    });
    told.collect()
}

fn totals(order: &Value) -> [&str; 5] {
    [
        "originalWithoutTax",
        "reduction",
        "withoutTax",
        "tax",
        "withTax",
    ]
    .map(|name| order["prices"][name]["text"].as_str().unwrap())
}

#[tokio::test]
async fn a_checkout_has_the_lines_and_totals_that_were_recorded() {
    let caller = selling("eco-IE.json", IE, 270).await;
    let plans = [
        "24sk10",
        "ram-32g-ecc-2133-24sk10",
        "softraid-2x2000sa-24sk10",
        "bandwidth-300-24sk",
    ];
    let order = dry_run(&caller, "IE", &plans, "bhs").await;
    assert_eq!(
        lines(&order),
        [
            "*001.003 DURATION 300Mbps unmetered public bandwidth rental - 1 month: € 0.00",
            "*001.003 INSTALLATION 300Mbps unmetered public bandwidth: € 0.00",
            "*001.001 DURATION 2x 2TB HDD Soft RAID rental - 1 month: € 0.00",
            "*001.002 DURATION 32GB DDR4 ECC 2133MHz rental - 1 month: € 0.00",
            "*001 INSTALLATION KS-1 | Intel Xeon-D 1520 rental - datacenter bhs - : € 16.99",
            "*001 DURATION KS-1 | Intel Xeon-D 1520 rental - datacenter bhs - 1 month: € 16.99",
            "*001 INSTALLATION Intel Xeon-D 1520: € 0.00",
        ]
    );
    let expected = ["€ 33.98", "€ 0.00", "€ 33.98", "€ 9.17", "€ 43.15"];
    assert_eq!(totals(&order), expected);
}

#[tokio::test]
async fn a_french_checkout_is_in_french_and_a_promotion_that_runs_is_a_gift() {
    let caller = selling("eco=any.json", FR, 0).await;
    let plans = ["24adv01-v3", "ram-64g", "vrack-25"];
    let order = dry_run(&caller, "FR", &plans, "gra").await;
    let server = "ADVANCE-1 | AMD EPYC 4244P location - centre de données gra";
    let private = "25Gbps guaranteed unmetered private bandwidth";
    assert_eq!(
        lines(&order),
        [
            "*001.002 DURATION 64GB DDR5 location - 1 mois: 10.00 €".to_owned(),
            "*001.002 GIFT 75% off on RAM: -7.50 €".to_owned(),
            format!("*001 INSTALLATION {server} - : 89.99 €"),
            format!("*001 DURATION {server} - 1 mois: 89.99 €"),
            "*001 INSTALLATION AMD EPYC 4244P: 0.00 €".to_owned(),
            format!("*001.001 DURATION {private} location - 1 mois: 0.00 €"),
            format!("*001.001 INSTALLATION {private}: 0.00 €"),
        ]
    );
    let expected = ["182.48 €", "0.00 €", "182.48 €", "0.00 €", "182.48 €"];
    assert_eq!(totals(&order), expected);
    caller.sandbox.advance(40 * 86_400);
    let order = dry_run(&caller, "FR", &plans, "gra").await;
    assert_eq!(totals(&order)[4], "189.98 €");
}

#[tokio::test]
async fn a_published_catalogue_is_served_as_it_is_to_its_subsidiary_alone() {
    let caller = selling("folder/eco-IE-2024.json", IE, 0).await;
    let published: Value = serde_json::from_str(IE).unwrap();
    for (subsidiary, is_published) in [("IE", true), ("CZ", true), ("FR", false)] {
        let path = format!("/order/catalog/public/eco?ovhSubsidiary={subsidiary}");
        let served = caller.request("GET", &path).send().await.unwrap();
        let served: Value = served.json().await.unwrap();
        assert_eq!(served == published, is_published, "{subsidiary}");
    }
    let cart = caller.cart_for("IE").await;
    let (_, offers) = caller
        .open("GET", &format!("{cart}/eco"), Value::Null)
        .await;
    assert_eq!(offers.as_array().unwrap().len(), 1);
    let (_, server) = caller
        .open("POST", &format!("{cart}/eco"), plan_body("24sk10"))
        .await;
    let item = format!("{cart}/item/{}/requiredConfiguration", server["itemId"]);
    let (_, labels) = caller.open("GET", &item, Value::Null).await;
    let names: Vec<_> = labels
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["label"])
        .collect();
    assert_eq!(
        json!(names),
        json!([
            "dedicated_datacenter",
            "dedicated_os",
            "extra_reservation",
            "region",
            "TECH_ACCOUNT",
            "ADMIN_ACCOUNT",
        ])
    );
}

#[tokio::test]
async fn a_catalogue_that_cannot_be_sold_keeps_the_sandbox_from_starting() {
    let unknown = IE.replace("24sk10", "other");
    let wrong = IE.replacen("1699000000", "\"16.99\"", 1);
    for (names, json, expected) in [
        (
            &["eco.json", "eco-2.json"][..],
            IE,
            "eco-2.json is a second catalogue of eco for IE; leave one out",
        ),
        (
            &["clod=eco.json"],
            IE,
            "clod=eco.json: unknown product `clod`",
        ),
        (
            &["any.json"],
            &unknown,
            "any.json: cannot tell which product it is a catalogue of; write PRODUCT=any.json",
        ),
        (
            &["eco.json"],
            &wrong,
            "eco.json is not what GET /order/catalog/public/PRODUCT answers: \
            plans[0].pricings[0].price: invalid type: string \"16.99\", expected i64",
        ),
        (
            &["eco.json"],
            "{}",
            "eco.json is not what GET /order/catalog/public/PRODUCT answers: missing field `locale`",
        ),
    ] {
        let options = Options::new(std::sync::Arc::new(jiff::Timestamp::now));
        let options = names.iter().fold(options, |options, name| {
            options.catalogue(*name, json.as_bytes())
        });
        let error = ovh_order::sandbox::start(options)
            .await
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(expected), "{error}");
    }
}

/// The built-in catalogue of virtual private servers, with the first prices of the first plan changed:
/// installation and first renewal.
async fn vps_catalogue(installation: i64, renewal: i64, promotions: Value) -> String {
    let caller = Caller::start().await;
    let path = "/order/catalog/public/vps?ovhSubsidiary=FR";
    let (_, mut catalogue) = caller.open("GET", path, Value::Null).await;
    let plans = catalogue["plans"].as_array_mut().unwrap();
    let mut plans = plans.iter_mut();
    let plan = plans
        .find(|plan| plan["planCode"] == "vps-2025-model1")
        .unwrap();
    let mut renewed = plan["pricings"][0].clone();
    for pricing in plan["pricings"].as_array().unwrap() {
        if pricing["mode"] == "default" && pricing["capacities"] == json!(["renew"]) {
            renewed = pricing.clone();
        }
    }
    let mut installed = renewed.clone();
    installed["capacities"] = json!(["installation"]);
    installed["price"] = json!(installation);
    renewed["price"] = json!(renewal);
    renewed["promotions"] = promotions;
    plan["pricings"] = json!([installed, renewed]);
    catalogue.to_string()
}

/// An assigned cart with three of that plan.
async fn three_vps(caller: &Caller) -> String {
    let cart = caller.cart().await;
    let mut body = plan_body("vps-2025-model1");
    body["quantity"] = json!(3);
    let path = format!("{cart}/vps");
    let (_, item) = caller.open("POST", &path, body).await;
    let item = item["itemId"].as_i64().unwrap();
    caller.configure(&cart, item, "vps_datacenter", "GRA").await;
    caller.configure(&cart, item, "vps_os", "Debian 13").await;
    let path = format!("{cart}/assign");
    caller.done("POST", &path, Value::Null).await;
    cart
}

#[tokio::test]
async fn a_price_with_fractions_of_cents_is_rounded_once_for_lines_order_and_details() {
    let catalogue = vps_catalogue(1_999_999_999, 433_333_333, json!([])).await;
    let caller = selling("vps.json", &catalogue, 200).await;
    let cart = three_vps(&caller).await;
    let checkout = format!("{cart}/checkout");
    let order = caller.done("POST", &checkout, json!({})).await;
    let shown: Vec<_> = order["details"].as_array().unwrap().iter().collect();
    let shown: Vec<_> = shown
        .iter()
        .map(|line| ["unitPrice", "totalPrice"].map(|it| line[it]["text"].as_str().unwrap()))
        .collect();
    assert_eq!(
        shown,
        [
            ["20.00 €", "60.00 €"],
            ["4.33 €", "12.99 €"],
            ["0.00 €", "0.00 €"]
        ]
    );
    let expected = ["72.99 €", "0.00 €", "72.99 €", "14.60 €", "87.59 €"];
    assert_eq!(totals(&order), expected);
    let order = format!("/me/order/{}", order["orderId"]);
    let mut sum = 0.0;
    for detail in caller.details(&order).await {
        let detail = caller.get(&format!("{order}/details/{detail}")).await.1;
        sum += detail["totalPrice"]["value"].as_f64().unwrap();
    }
    assert_eq!(format!("{sum:.2}"), "72.99");
}

#[tokio::test]
async fn promotions_and_coupons_together_take_off_no_more_than_the_price() {
    let promotion = |name: &str, value: i64| {
        json!({
            "name": name, "description": name, "startDate": "2020-01-01T00:00:00Z", "endDate": null,
            "discount": { "tax": 0, "value": value }, "type": "fixed_amount", "value": value,
        })
    };
    let promotions = json!([
        promotion("all", 449_000_000),
        promotion("five", 500_000_000)
    ]);
    let catalogue = vps_catalogue(0, 449_000_000, promotions).await;
    let caller = selling("vps.json", &catalogue, 200).await;
    let cart = three_vps(&caller).await;
    let coupon = json!({ "coupon": "SANDBOX10" });
    caller.open("POST", &format!("{cart}/coupon"), coupon).await;
    let order = caller.get(&format!("{cart}/checkout")).await.1;
    assert_eq!(totals(&order), ["0.00 €"; 5]);
    let told = lines(&order);
    let gifts: Vec<_> = told.iter().filter(|line| line.contains("GIFT")).collect();
    assert_eq!(gifts, ["*001 GIFT all: -13.47 €", "*001 GIFT five: 0.00 €"]);
}
