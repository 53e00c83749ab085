//! Offers, options and the items of a cart.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, plan_body, refused};

fn price(text: &str, value: Value, ucents: i64) -> Value {
    json!({ "currencyCode": "EUR", "priceInUcents": ucents, "text": text, "value": value })
}

#[tokio::test]
async fn an_offer_has_a_price_for_each_mode_and_phase() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let (_, offers) = caller
        .open("GET", &format!("{cart}/eco?planCode=24sk10"), Value::Null)
        .await;
    let entry = |capacity, duration, interval, mode, words, price: &Value| {
        let repeat = if capacity == "renew" {
            Value::Null
        } else {
            json!(1)
        };
        json!({
            "capacities": [capacity], "description": words, "duration": duration,
            "interval": interval, "maximumQuantity": 2, "maximumRepeat": repeat,
            "minimumQuantity": 1, "minimumRepeat": 1, "price": price,
            "priceInUcents": price["priceInUcents"], "pricingMode": mode, "pricingType": "rental",
        })
    };
    let month = price("16.99 €", json!(16.99), 1_699_000_000);
    let quarter = price("50.97 €", json!(50.97), 5_097_000_000);
    let half = price("101.94 €", json!(101.94), 10_194_000_000);
    let year = price("203.88 €", json!(203.88), 20_388_000_000);
    let modes = [
        ("default", "P1M", 1, "rental for 1 month", &month),
        ("degressivity3", "P1M", 1, "rental for 1 month", &month),
        ("upfront3", "P3M", 3, "rental for 3 months", &quarter),
        ("degressivity6", "P1M", 1, "rental for 1 month", &month),
        ("upfront6", "P6M", 6, "rental for 6 months", &half),
        ("degressivity12", "P1M", 1, "rental for 1 month", &month),
        ("upfront12", "P1Y", 12, "rental for 12 months", &year),
    ];
    let once = "rental (only applicable for 1 time)";
    let once = modes.map(|(mode, ..)| entry("installation", "P0D", 0, mode, once, &month));
    let renewals = modes.map(|(mode, duration, interval, words, price)| {
        entry("renew", duration, interval, mode, words, price)
    });
    let prices = [once, renewals].concat();
    assert_eq!(
        offers,
        json!([{
            "planCode": "24sk10", "prices": prices,
            "productName": "KS-1 | Intel Xeon-D 1520", "productType": "delivery",
        }])
    );
}

#[tokio::test]
async fn offers_are_those_of_the_product_the_region_and_the_asked_plan() {
    let caller = Caller::start().await;
    for (subsidiary, query, expected) in [
        ("FR", "cloud", vec!["project.2018", "credit"]),
        ("QC", "cloud", vec!["project.2018", "credit"]),
        ("US", "cloud", vec!["project", "credit"]),
        (
            "FR",
            "eco",
            vec![
                "24sk10",
                "24ska01",
                "24sys01",
                "24sysgame01",
                "24rise01-sgp",
            ],
        ),
        ("US", "eco?planCode=24sys01", vec![]),
        ("US", "eco?planCode=24sys01-us", vec!["24sys01-us"]),
        (
            "US",
            "vps?planCode=vps-2025-model1",
            vec!["vps-2025-model1"],
        ),
        ("FR", "eco?planCode=24sys01", vec!["24sys01"]),
        ("FR", "eco?planCode=vrack", vec![]),
        (
            "FR",
            "vps",
            vec!["vps-2025-model1", "vps-2025-model2", "vps-2025-model3"],
        ),
        ("FR", "vrack", vec!["vrack"]),
    ] {
        let cart = caller.cart_for(subsidiary).await;
        let (_, offers) = caller
            .open("GET", &format!("{cart}/{query}"), Value::Null)
            .await;
        let offers = offers.as_array().unwrap().clone();
        let codes: Vec<_> = offers
            .iter()
            .map(|offer| offer["planCode"].clone())
            .collect();
        assert_eq!(codes, expected, "{subsidiary} {query}");
    }
}

#[tokio::test]
async fn an_item_is_shown_without_parent_and_with_the_price_of_its_renewal() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let mut body = plan_body("24sk10");
    body["quantity"] = json!(2);
    let (status, item) = caller.open("POST", &format!("{cart}/eco"), body).await;
    let id = item["itemId"].as_i64().unwrap();
    let expected = json!({
        "cartId": cart.trim_start_matches("/order/cart/"), "configurations": [],
        "duration": "P1M", "itemId": id, "offerId": null, "options": [],
        "prices": [{ "label": "TOTAL", "price": price("33.98 €", json!(33.98), 3_398_000_000) }],
        "productId": "eco",
        "settings": { "planCode": "24sk10", "pricingMode": "default", "quantity": 2, "sandbox": true },
    });
    assert_eq!((status, &item), (200, &expected));
    let path = format!("{cart}/item/{id}");
    assert_eq!(
        caller.open("GET", &path, Value::Null).await,
        (200, expected)
    );
    assert_eq!(
        caller
            .open("GET", &format!("{cart}/item"), Value::Null)
            .await,
        (200, json!([id]))
    );
}

#[tokio::test]
async fn an_item_that_is_not_offered_is_refused() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let pair = |duration, mode| {
        format!("Invalid duration {duration} and pricing mode {mode} for plan 24sk10")
    };
    for (change, message) in [
        (
            json!({ "planCode": "nothing" }),
            "Plan nothing is unknown".to_owned(),
        ),
        (
            json!({ "planCode": "vps-2025-model1" }),
            "Plan vps-2025-model1 is unknown".to_owned(),
        ),
        (json!({ "duration": "P1Y" }), pair("P1Y", "default")),
        (json!({ "duration": "PT1H" }), pair("PT1H", "default")),
        (
            json!({ "pricingMode": "upfront12" }),
            pair("P1M", "upfront12"),
        ),
        (
            json!({ "quantity": 0 }),
            "Invalid quantity 0 for plan 24sk10".to_owned(),
        ),
        (
            json!({ "quantity": 3 }),
            "Invalid quantity 3 for plan 24sk10".to_owned(),
        ),
        (
            json!({ "quantity": "1" }),
            r#"[quantity] Given data ("1") is not valid for type long"#.to_owned(),
        ),
        (
            json!({ "priceMode": "default" }),
            "Received not described parameters: (priceMode)".to_owned(),
        ),
    ] {
        let mut body = plan_body("24sk10");
        body.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        let answer = caller.open("POST", &format!("{cart}/eco"), body).await;
        assert_eq!(answer, refused(400, "BadRequest", &message), "{change}");
    }
    let answer = caller
        .open(
            "POST",
            &format!("{cart}/eco"),
            json!({ "planCode": "24sk10" }),
        )
        .await;
    let message = "Missing parameter(s): duration, pricingMode, quantity";
    assert_eq!(answer, refused(400, "BadRequest", message));
}

#[tokio::test]
async fn both_ways_to_write_a_year_are_accepted() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    for duration in ["P1Y", "P12M"] {
        let body = json!({
            "planCode": "24sk10", "duration": duration, "pricingMode": "upfront12", "quantity": 1,
        });
        let (status, item) = caller.open("POST", &format!("{cart}/eco"), body).await;
        assert_eq!((status, &item["duration"]), (200, &json!(duration)));
    }
}

#[tokio::test]
async fn options_say_which_family_they_are_of() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let path = format!("{cart}/eco/options");
    let (_, options) = caller
        .open("GET", &format!("{path}?planCode=24sk10"), Value::Null)
        .await;
    let of = |option: &Value| {
        ["planCode", "family", "mandatory", "exclusive"].map(|key| option[key].clone())
    };
    let shown: Vec<_> = options.as_array().unwrap().iter().map(of).collect();
    assert_eq!(
        json!(shown),
        json!([
            ["plesk-webadmin", "application-license", false, false],
            ["bandwidth-300-24sk", "bandwidth", true, true],
            ["ram-32g-ecc-2133-24sk10", "memory", true, true],
            ["softraid-2x2000sa-24sk10", "storage", true, true],
            ["softraid-2x480ssd-24sk10", "storage", true, true],
        ])
    );
    assert_eq!(
        caller.open("GET", &path, Value::Null).await,
        refused(400, "BadRequest", "Missing parameter(s): planCode")
    );
    let (_, large) = caller
        .open("GET", &format!("{path}?planCode=24sys01"), Value::Null)
        .await;
    let vrack = |option: &&Value| option["family"] == "vrack" && option["mandatory"] == true;
    assert_eq!(large.as_array().unwrap().iter().filter(vrack).count(), 2);
}

#[tokio::test]
async fn an_option_is_an_item_of_its_own_below_its_parent() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let parent = caller.item(&cart, "eco", "24sk10").await;
    let option = caller
        .option(&cart, "eco", "bandwidth-300-24sk", parent)
        .await;
    assert_ne!(parent, option);
    let (_, shown) = caller
        .open("GET", &format!("{cart}/item/{parent}"), Value::Null)
        .await;
    assert_eq!(shown["options"], json!([option]));
    let (_, shown) = caller
        .open("GET", &format!("{cart}/item/{option}"), Value::Null)
        .await;
    assert_eq!(
        (&shown["settings"]["planCode"], shown.get("parentItemId")),
        (&json!("bandwidth-300-24sk"), None)
    );
    let deleted = caller
        .open("DELETE", &format!("{cart}/item/{parent}"), Value::Null)
        .await;
    assert_eq!(deleted, (200, Value::Null));
    assert_eq!(
        caller
            .open("GET", &format!("{cart}/item"), Value::Null)
            .await,
        (200, json!([]))
    );
}

#[tokio::test]
async fn an_option_that_does_not_belong_to_the_item_is_refused() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let parent = caller.item(&cart, "eco", "24sk10").await;
    let no_item = |id: i64| {
        let message = format!("The requested object (itemId = {id}) does not exist");
        refused(404, "NotFound", &message)
    };
    let not_option = refused(
        400,
        "BadRequest",
        "Plan bandwidth-100-24sk is not an option of plan 24sk10",
    );
    for (product, plan, item, expected) in [
        ("eco", "bandwidth-100-24sk", parent, not_option),
        ("eco", "bandwidth-300-24sk", 1, no_item(1)),
        ("vps", "bandwidth-300-24sk", parent, no_item(parent)),
    ] {
        let mut body = plan_body(plan);
        body["itemId"] = json!(item);
        let answer = caller
            .open("POST", &format!("{cart}/{product}/options"), body)
            .await;
        assert_eq!(answer, expected);
    }
}

#[tokio::test]
async fn quantity_and_duration_of_an_item_can_be_changed_within_the_offer() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let path = format!("{cart}/item/{}", caller.item(&cart, "eco", "24sk10").await);
    let (_, item) = caller
        .open("PUT", &path, json!({ "quantity": 2, "duration": "P1M" }))
        .await;
    assert_eq!(item["settings"]["quantity"], 2);
    for (body, message) in [
        (
            json!({ "quantity": 3 }),
            "Invalid quantity 3 for plan 24sk10",
        ),
        (
            json!({ "duration": "P1Y" }),
            "Invalid duration P1Y and pricing mode default for plan 24sk10",
        ),
    ] {
        assert_eq!(
            caller.open("PUT", &path, body).await,
            refused(400, "BadRequest", message)
        );
    }
    let (_, item) = caller.open("GET", &path, Value::Null).await;
    assert_eq!(
        (&item["settings"]["quantity"], &item["duration"]),
        (&json!(2), &json!("P1M"))
    );
}

#[tokio::test]
async fn an_unknown_item_is_named() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    for (id, expected) in [
        (
            "7",
            refused(
                404,
                "NotFound",
                "The requested object (itemId = 7) does not exist",
            ),
        ),
        (
            "x",
            refused(
                400,
                "BadRequest",
                r#"[itemId] Given data ("x") is not valid for type long"#,
            ),
        ),
    ] {
        for method in ["GET", "PUT", "DELETE"] {
            let answer = caller
                .open(method, &format!("{cart}/item/{id}"), Value::Null)
                .await;
            assert_eq!(answer, expected);
        }
    }
}

#[tokio::test]
async fn a_plan_without_a_largest_quantity_is_sold_a_thousand_times_at_once() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    for (quantity, status) in [(1000, 200), (1001, 400), (i64::MAX, 400), (i64::MIN, 400)] {
        let body = json!({
            "planCode": "credit", "duration": "P0D", "pricingMode": "default", "quantity": quantity,
        });
        let path = format!("{cart}/cloud");
        let answer = caller.open("POST", &path, body).await;
        assert_eq!(answer.0, status, "{quantity}: {answer:?}");
    }
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, false).await;
    // A piece is a line of its installation and one of its price.
    assert_eq!(caller.details(&order).await.len(), 2000);
}

#[tokio::test]
async fn a_cart_has_a_thousand_pieces_at_most() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let full = refused(
        400,
        "BadRequest",
        "A cart of the sandbox has at most 1000 pieces",
    );
    let mut items = Vec::new();
    // `P0D` for what renews gets into a cart in any number, and is refused at checkout.
    for (plan, quantity, is_added) in [
        ("credit", 600, true),
        ("credit", 401, false),
        ("project.2018", i64::MAX, false),
        ("project.2018", i64::MIN, true),
        ("credit", 399, true),
        ("credit", 1, false),
    ] {
        let body = json!({
            "planCode": plan, "duration": "P0D", "pricingMode": "default", "quantity": quantity,
        });
        let answer = caller.open("POST", &format!("{cart}/cloud"), body).await;
        if is_added {
            assert_eq!(answer.0, 200, "{plan} {quantity}: {answer:?}");
            items.push(format!("{cart}/item/{}", answer.1["itemId"]));
        } else {
            assert_eq!(answer, full, "{plan} {quantity}");
        }
    }
    let changed = |quantity| caller.open("PUT", &items[0], json!({ "quantity": quantity }));
    assert_eq!(changed(601).await, full);
    assert_eq!(changed(600).await.0, 200);
    assert_eq!(changed(599).await.0, 200);
    let (_, item) = caller.open("GET", &items[0], Value::Null).await;
    assert_eq!(item["settings"]["quantity"], 599);
}
