//! Summary, dry run and checkout.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, euros, plan_body, refused};

/// A server with its mandatory options, all configured, not assigned.
async fn server_cart(caller: &Caller) -> (String, i64) {
    let cart = caller.cart().await;
    let server = caller.item(&cart, "eco", "24sk10").await;
    for option in [
        "bandwidth-300-24sk",
        "ram-32g-ecc-2133-24sk10",
        "softraid-2x480ssd-24sk10",
    ] {
        caller.option(&cart, "eco", option, server).await;
    }
    caller
        .configure(&cart, server, "dedicated_datacenter", "gra")
        .await;
    caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    (cart, server)
}

fn line(item: &Value, kind: &str, domain: &str, words: &str, price: Value) -> Value {
    json!({
        "cartItemID": item, "description": words, "detailType": kind, "domain": domain,
        "originalTotalPrice": price, "quantity": 1, "reductionTotalPrice": euros("0.00", json!(0)),
        "reductions": [], "totalPrice": price, "unitPrice": price,
    })
}

fn prices(original: Value, reduction: Value, tax: Value, with_tax: Value, without: Value) -> Value {
    json!({
        "originalWithoutTax": original, "reduction": reduction, "tax": tax,
        "withTax": with_tax, "withoutTax": without,
    })
}

#[tokio::test]
async fn a_summary_has_prices_without_validation_or_account() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = json!(caller.item(&cart, "eco", "24sk10").await);
    let (free, price) = (euros("0.00", json!(0)), euros("16.99", json!(16.99)));
    let name = "KS-1 | Intel Xeon-D 1520 location";
    let expected = json!({
        "contracts": [],
        "details": [
            line(&item, "INSTALLATION", "*001", &format!("{name} - "), price.clone()),
            line(&item, "DURATION", "*001", &format!("{name} - 1 mois"), price),
            line(&item, "INSTALLATION", "*001", "Intel Xeon-D 1520", free),
        ],
        "orderId": null,
        "prices": prices(
            euros("33.98", json!(33.98)),
            euros("0.00", json!(0)),
            euros("6.80", json!(6.8)),
            euros("40.78", json!(40.78)),
            euros("33.98", json!(33.98)),
        ),
        "url": null,
    });
    let path = format!("{cart}/summary");
    assert_eq!(
        caller.open("GET", &path, Value::Null).await,
        (200, expected)
    );
}

#[tokio::test]
async fn a_dry_run_shows_the_whole_order_without_number_and_link() {
    let caller = Caller::start().await;
    let (cart, server) = server_cart(&caller).await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let items = caller.get(&format!("{cart}/item")).await.1;
    let (free, price) = (euros("0.00", json!(0)), euros("16.99", json!(16.99)));
    let name = "KS-1 | Intel Xeon-D 1520 location - centre de données gra";
    let server = json!(server);
    let bandwidth = "300Mbps unmetered public bandwidth";
    let total = euros("33.98", json!(33.98));
    let expected = json!({
        "contracts": [
            { "name": "Sandbox terms of service", "url": "https://contracts.example.com/terms.pdf" },
            { "name": "Sandbox conditions for eco \t", "url": "https://contracts.example.com/eco.pdf" },
        ],
        "details": [
            line(&items[1], "DURATION", "*001.002", &format!("{bandwidth} location - 1 mois"), free.clone()),
            line(&items[1], "INSTALLATION", "*001.002", bandwidth, free.clone()),
            line(&items[3], "DURATION", "*001.003", "2x 480Gb SSD Soft RAID location - 1 mois", free.clone()),
            line(&items[2], "DURATION", "*001.001", "32GB DDR4 ECC 2133MHz location - 1 mois", free.clone()),
            line(&server, "INSTALLATION", "*001", &format!("{name} - "), price.clone()),
            line(&server, "DURATION", "*001", &format!("{name} - 1 mois"), price),
            line(&server, "INSTALLATION", "*001", "Intel Xeon-D 1520", free.clone()),
        ],
        "orderId": null,
        "prices": prices(
            total.clone(), free.clone(), euros("6.80", json!(6.8)), euros("40.78", json!(40.78)), total,
        ),
        "url": null,
    });
    let path = format!("{cart}/checkout");
    assert_eq!(caller.get(&path).await, (200, expected));
    assert_eq!(caller.get("/me/order").await, (200, json!([])));
}

#[tokio::test]
async fn an_order_is_the_dry_run_with_number_and_link() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let path = format!("{cart}/checkout");
    let mut expected = caller.done("GET", &path, Value::Null).await;
    let order = caller.done("POST", &path, Value::Null).await;
    let id = order["orderId"].as_i64().unwrap();
    let (_, stored) = caller.get(&format!("/me/order/{id}")).await;
    let password = stored["password"].as_str().unwrap();
    let origin = format!("http://{}", caller.sandbox.address());
    expected["orderId"] = json!(id);
    expected["url"] = json!(format!(
        "{origin}/displayOrder?orderId={id}&orderPassword={password}"
    ));
    assert_eq!(order, expected);
}

#[tokio::test]
async fn what_cannot_be_ordered_is_refused_by_both_checkouts_in_the_words_of_the_api() {
    let caller = Caller::start().await;
    let vps = "vps-2025-model1";
    let (gra, debian) = (("vps_datacenter", "GRA"), ("vps_os", "Debian 13"));
    for (plan, assigned, labels, message) in [
        (None, false, vec![], "This cart hasn't been assigned yet"),
        (None, true, vec![], "This cart is empty"),
        (
            Some(vps),
            false,
            vec![gra, debian],
            "This cart hasn't been assigned yet",
        ),
        (
            Some(vps),
            true,
            vec![debian],
            "Custom field vps_datacenter is mandatory for product vps-2025-model1",
        ),
        (
            Some(vps),
            true,
            vec![gra, debian, debian],
            "Custom field vps_os is duplicated for product vps-2025-model1",
        ),
        (
            Some(vps),
            true,
            vec![("vps_datacenter", "gra"), debian],
            "Custom field vps_datacenter has invalid value 'gra' for product vps-2025-model1",
        ),
    ] {
        let cart = caller.cart().await;
        if let Some(plan) = plan {
            let item = caller.item(&cart, "vps", plan).await;
            for (label, value) in labels {
                caller.configure(&cart, item, label, value).await;
            }
        }
        if assigned {
            caller
                .done("POST", &format!("{cart}/assign"), Value::Null)
                .await;
        }
        for method in ["GET", "POST"] {
            let answer = caller
                .signed(method, &format!("{cart}/checkout"), Value::Null)
                .await;
            assert_eq!(
                answer,
                refused(400, "BadRequest", message),
                "{method} {plan:?}"
            );
        }
    }
    assert_eq!(caller.get("/me/order").await, (200, json!([])));
}

#[tokio::test]
async fn a_server_needs_its_option_families_and_its_datacenter_but_no_region() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let server = caller.item(&cart, "eco", "24sk10").await;
    caller
        .option(&cart, "eco", "bandwidth-300-24sk", server)
        .await;
    caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let path = format!("{cart}/checkout");
    let message = "Custom field dedicated_datacenter is mandatory for product 24sk10\n\
                   Option family memory is mandatory for product 24sk10\n\
                   Option family storage is mandatory for product 24sk10";
    assert_eq!(caller.get(&path).await, refused(400, "BadRequest", message));
    let (cart, _) = server_cart(&caller).await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    assert_eq!(caller.get(&format!("{cart}/checkout")).await.0, 200);
}

#[tokio::test]
async fn checkout_takes_two_flags_and_null_counts_as_absent() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let path = format!("{cart}/checkout");
    let flag = "[waiveRetractationPeriod] Given data";
    for (body, message) in [
        (
            json!({ "waiveRetractationPeriod": "true" }),
            format!("{flag} (\"true\") is not valid for type boolean"),
        ),
        (
            json!({ "waiveRetractionPeriod": true }),
            "Received not described parameters: (waiveRetractionPeriod)".to_owned(),
        ),
    ] {
        let answer = caller.signed("POST", &path, body).await;
        assert_eq!(answer, refused(400, "BadRequest", &message));
    }
    let body =
        json!({ "waiveRetractationPeriod": null, "autoPayWithPreferredPaymentMethod": false });
    assert_eq!(caller.signed("POST", &path, body).await.0, 200);
}

#[tokio::test]
async fn a_null_body_orders_nothing() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let path = format!("{cart}/checkout");
    let credentials = caller.sandbox.credentials();
    let url = format!("{}{path}", caller.sandbox.url());
    let now = caller.sandbox.now().to_string();
    let signature = crate::fixture::caller::signature(&credentials, "POST", &url, "null", &now);
    let request = caller.request("POST", &path).body("null");
    let request = request
        .header("X-Ovh-Application", &credentials.application_key)
        .header("X-Ovh-Consumer", &credentials.consumer_key)
        .header("X-Ovh-Timestamp", now)
        .header("X-Ovh-Signature", signature);
    let answer = crate::fixture::caller::sent(request).await;
    assert_eq!(answer, refused(400, "BadRequest", "Invalid JSON received"));
}

#[tokio::test]
async fn a_coupon_is_a_gift_line_and_a_reduction() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = json!(caller.item(&cart, "eco", "24sk10").await);
    caller
        .open(
            "POST",
            &format!("{cart}/coupon"),
            json!({ "coupon": "SANDBOX10" }),
        )
        .await;
    let (_, summary) = caller
        .open("GET", &format!("{cart}/summary"), Value::Null)
        .await;
    let words = "KS-1 | Intel Xeon-D 1520 location - coupon SANDBOX10";
    let gift = line(&item, "GIFT", "*001", words, euros("-3.40", json!(-3.4)));
    assert_eq!(summary["details"][3], gift);
    assert_eq!(
        summary["prices"],
        prices(
            euros("33.98", json!(33.98)),
            euros("3.40", json!(3.4)),
            euros("6.12", json!(6.12)),
            euros("36.70", json!(36.7)),
            euros("30.58", json!(30.58)),
        )
    );
}

#[tokio::test]
async fn tax_currency_and_text_follow_the_subsidiary() {
    let caller = Caller::start().await;
    for (subsidiary, currency, tax, with_tax) in [
        ("FR", "EUR", "0.90 €", "5.39 €"),
        ("IE", "EUR", "€ 1.03", "€ 5.52"),
        ("GB", "GBP", "£ 0.90", "£ 5.39"),
        ("FI", "EUR", "1.14 €", "5.63 €"),
        ("QC", "CAD", "C$ 0.00", "C$ 4.49"),
        ("US", "USD", "$ 0.00", "$ 4.49"),
    ] {
        let cart = caller.cart_for(subsidiary).await;
        caller.item(&cart, "vps", "vps-2025-model1").await;
        let (_, summary) = caller
            .open("GET", &format!("{cart}/summary"), Value::Null)
            .await;
        let prices = &summary["prices"];
        let shown = [
            &prices["tax"]["currencyCode"],
            &prices["tax"]["text"],
            &prices["withTax"]["text"],
        ];
        assert_eq!(shown, [currency, tax, with_tax], "{subsidiary}");
    }
}

#[tokio::test]
async fn quantity_multiplies_a_line() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let mut body = plan_body("vps-2025-model1");
    body["quantity"] = json!(3);
    caller.open("POST", &format!("{cart}/vps"), body).await;
    let (_, summary) = caller
        .open("GET", &format!("{cart}/summary"), Value::Null)
        .await;
    let line = &summary["details"][0];
    assert_eq!(
        [
            &line["quantity"],
            &line["unitPrice"]["text"],
            &line["totalPrice"]["text"]
        ],
        [&json!(3), &json!("4.49 €"), &json!("13.47 €")]
    );
}
