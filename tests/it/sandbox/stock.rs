//! Where plans can be had.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

#[tokio::test]
async fn datacenters_of_a_plan_have_a_status() {
    let caller = Caller::start().await;
    let path = "/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode=vps-2025-model1";
    let (status, answer) = caller.open("GET", path, Value::Null).await;
    let datacenters = answer["datacenters"].as_array().unwrap();
    let entry = |code: &str, status: &str| {
        json!({
            "code": code.to_lowercase(), "datacenter": code, "daysBeforeDelivery": 0,
            "linuxStatus": status, "status": status, "windowsStatus": status,
        })
    };
    assert_eq!((status, datacenters.len()), (200, 8));
    assert!(datacenters.contains(&entry("GRA", "available")));
    assert!(datacenters.contains(&entry("SGP", "out-of-stock")));
    let unknown = path.replace("model1", "model9");
    let message = "The requested object (planCode = vps-2025-model9) does not exist";
    assert_eq!(
        caller.open("GET", &unknown, Value::Null).await,
        refused(404, "NotFound", message)
    );
}

#[tokio::test]
async fn the_us_has_its_own_datacenters() {
    let caller = Caller::with(|options| options.subsidiary("US")).await;
    let path = "/vps/order/rule/datacenter?ovhSubsidiary=US&planCode=vps-2025-model1";
    let (_, told) = caller.open("GET", path, Value::Null).await;
    let names = told["datacenters"].as_array().unwrap();
    let names: Vec<_> = names.iter().map(|it| it["datacenter"].clone()).collect();
    assert_eq!(names, ["US-EAST-VA", "US-WEST-OR"]);
    let path = "/dedicated/server/datacenter/availabilities?planCode=24ska01-us";
    let (_, told) = caller.open("GET", path, Value::Null).await;
    let stock = ["hil", "vin"].map(|it| json!({ "availability": "1H-high", "datacenter": it }));
    assert_eq!(told[0]["datacenters"], json!(stock));
    assert_eq!(told.as_array().unwrap().len(), 1);
    let cart = caller.cart_for("US").await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    let path = format!("{cart}/item/{item}/requiredConfiguration");
    let (_, labels) = caller.open("GET", &path, Value::Null).await;
    assert_eq!(
        labels[0]["allowedValues"],
        json!(["US-EAST-VA", "US-WEST-OR"])
    );
}

#[tokio::test]
async fn systems_are_offered_with_the_asked_one_chosen() {
    let caller = Caller::start().await;
    let path = "/vps/order/rule/osChoices?datacenter=GRA&os=Debian%2013";
    let (_, answer) = caller.open("GET", path, Value::Null).await;
    let choices = answer["choices"].as_array().unwrap();
    let chosen: Vec<_> = choices
        .iter()
        .filter(|choice| choice["status"] == "checked-by-default")
        .collect();
    assert_eq!(
        chosen,
        [&json!({ "name": "Debian 13", "status": "checked-by-default" })]
    );
    assert!(choices.len() > 3);
    let path = "/vps/order/rule/osChoices?datacenter=MOON&os=Debian%2013";
    assert_eq!(caller.open("GET", path, Value::Null).await.0, 404);
}

#[tokio::test]
async fn availability_is_a_delay_by_memory_storage_and_datacenter() {
    let caller = Caller::start().await;
    let path = "/dedicated/server/datacenter/availabilities?planCode=24ska01&datacenters=gra,rbx";
    let expected = json!([{
        "datacenters": [
            { "availability": "1H-low", "datacenter": "gra" },
            { "availability": "72H", "datacenter": "rbx" },
        ],
        "fqn": "24ska01.ram-64g-noecc-2133.softraid-1x480ssd",
        "memory": "ram-64g-noecc-2133",
        "planCode": "24ska01",
        "server": "24ska01",
        "storage": "softraid-1x480ssd",
    }]);
    assert_eq!(caller.open("GET", path, Value::Null).await, (200, expected));
}

#[tokio::test]
async fn availabilities_are_filtered() {
    let caller = Caller::start().await;
    for (query, count, datacenters) in [
        ("", 15, 7),
        ("?planCode=24sk10", 2, 7),
        ("?planCode=24sk10&storage=softraid-2x480ssd", 1, 7),
        ("?server=24sys01&memory=ram-32g-ecc-2666", 3, 7),
        (
            "?planCode=24sk10&datacenters=gra,rbx&excludeDatacenters=true",
            2,
            5,
        ),
        ("?planCode=24sk10&datacenters=gra", 2, 1),
        ("?planCode=unknown", 0, 0),
        ("?gpu=any", 0, 0),
    ] {
        let path = format!("/dedicated/server/datacenter/availabilities{query}");
        let (_, answer) = caller.open("GET", &path, Value::Null).await;
        let found = answer.as_array().unwrap();
        let shown = found
            .first()
            .map_or(0, |entry| entry["datacenters"].as_array().unwrap().len());
        assert_eq!((found.len(), shown), (count, datacenters), "{query}");
    }
}

/// What the rules say of the first model in a datacenter.
async fn told(caller: &Caller, plan: &str, datacenter: &str) -> Value {
    let path = format!("/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode={plan}");
    let (_, answer) = caller.open("GET", &path, Value::Null).await;
    let mut list = answer["datacenters"].as_array().unwrap().iter();
    let entry = list.find(|entry| entry["datacenter"] == datacenter);
    entry.unwrap()["status"].clone()
}

#[tokio::test]
async fn what_is_left_is_counted_down_by_orders_and_the_rest_is_refused() {
    let caller = Caller::start().await;
    let level = json!({ "datacenter": "GRA", "plan": "vps-2025-model1", "value": 1 });
    let set = caller.control("POST", "/stock", level.clone()).await;
    assert_eq!(set, (200, json!([level])));
    assert_eq!(told(&caller, "vps-2025-model1", "GRA").await, "available");
    let late = caller.vps_cart().await;
    caller.order(&caller.vps_cart().await, false).await;
    assert_eq!(
        told(&caller, "vps-2025-model1", "GRA").await,
        "out-of-stock"
    );
    assert_eq!(told(&caller, "vps-2025-model2", "GRA").await, "available");
    let checkout = format!("{late}/checkout");
    let message = "Product vps-2025-model1 is out of stock in GRA";
    let refusal = refused(400, "BadRequest", message);
    assert_eq!(caller.get(&checkout).await, refusal);
    assert_eq!(caller.signed("POST", &checkout, json!({})).await, refusal);
    let more = json!({ "datacenter": "GRA", "plan": "vps-2025-model1", "value": 5 });
    caller.control("POST", "/stock", more).await;
    caller.order(&late, false).await;
    let left = caller.control("GET", "/stock", Value::Null).await.1;
    assert_eq!(left[0]["value"], 4);
}

#[tokio::test]
async fn stock_comes_and_goes_while_the_sandbox_runs() {
    let caller = Caller::start().await;
    let path = "/dedicated/server/datacenter/availabilities?planCode=24ska01&datacenters=gra";
    for (value, expected) in [
        (json!("unavailable"), "unavailable"),
        (json!("72H"), "72H"),
        (json!(0), "unavailable"),
        (json!(3), "1H-low"),
    ] {
        let level = json!({ "datacenter": "gra", "value": value });
        caller.control("POST", "/stock", level).await;
        let (_, answer) = caller.open("GET", path, Value::Null).await;
        assert_eq!(answer[0]["datacenters"][0]["availability"], expected);
    }
}

/// What is left of the only level that was set.
async fn left(caller: &Caller) -> Value {
    let (_, levels) = caller.control("GET", "/stock", Value::Null).await;
    levels[0]["value"].clone()
}

#[tokio::test]
async fn stock_comes_back_when_an_order_is_cancelled_lapses_or_is_retracted() {
    let caller = Caller::start().await;
    let level = json!({ "datacenter": "GRA", "plan": "vps-2025-model1", "value": 3 });
    caller.control("POST", "/stock", level.clone()).await;
    let cart = caller.vps_cart().await;
    let cancelled = caller.order(&cart, false).await;
    let retracted = caller.order(&caller.vps_cart().await, true).await;
    let kept = caller.order(&caller.vps_cart().await, true).await;
    assert_eq!(left(&caller).await, 0);
    let control = cancelled.replace("/me/order/", "/orders/");
    let body = json!({ "status": "cancelled" });
    caller.control("POST", &control, body).await;
    assert_eq!(left(&caller).await, 1);
    let reason = json!({ "reason": "unused" });
    let path = format!("{retracted}/retraction");
    caller.done("POST", &path, reason).await;
    assert_eq!(left(&caller).await, 2);
    let lapsed = caller.order(&caller.vps_cart().await, false).await;
    assert_eq!(left(&caller).await, 1);
    caller.sandbox.advance(86_400);
    assert_eq!(caller.status(&lapsed).await, "cancelled");
    assert_eq!(left(&caller).await, 2);
    assert_eq!(caller.status(&kept).await, "delivered");
    // A level that is set is what is left, whatever was ordered before.
    caller.control("POST", "/stock", level).await;
    let control = kept.replace("/me/order/", "/orders/");
    let body = json!({ "status": "cancelled" });
    caller.control("POST", &control, body).await;
    assert_eq!(left(&caller).await, 3);
}

#[tokio::test]
async fn the_dry_run_of_an_ordered_cart_does_not_ask_for_stock_again() {
    let caller = Caller::start().await;
    let level = json!({ "datacenter": "GRA", "value": 1 });
    caller.control("POST", "/stock", level).await;
    let cart = caller.vps_cart().await;
    let path = format!("{cart}/checkout");
    let before = caller.done("GET", &path, Value::Null).await;
    caller.order(&cart, false).await;
    assert_eq!(left(&caller).await, 0);
    assert_eq!(caller.get(&path).await, (200, before));
}

#[tokio::test]
async fn what_a_catalogue_calls_unavailable_is_refused_until_there_is_some() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let item = caller.item(&cart, "vps", "vps-2025-model1").await;
    caller.configure(&cart, item, "vps_datacenter", "SGP").await;
    caller.configure(&cart, item, "vps_os", "Debian 13").await;
    let server = caller.cart().await;
    let item = caller.item(&server, "eco", "24sk10").await;
    for option in [
        "ram-32g-ecc-2133-24sk10",
        "softraid-2x2000sa-24sk10",
        "bandwidth-300-24sk",
    ] {
        caller.option(&server, "eco", option, item).await;
    }
    caller
        .configure(&server, item, "dedicated_datacenter", "rbx")
        .await;
    caller
        .configure(&server, item, "dedicated_os", "none_64.en")
        .await;
    for (cart, plan, datacenter) in [(cart, "vps-2025-model1", "SGP"), (server, "24sk10", "rbx")] {
        let assign = format!("{cart}/assign");
        caller.done("POST", &assign, Value::Null).await;
        let path = format!("{cart}/checkout");
        let message = format!("Product {plan} is out of stock in {datacenter}");
        let refusal = refused(400, "BadRequest", &message);
        assert_eq!(caller.get(&path).await, refusal);
        assert_eq!(caller.signed("POST", &path, json!({})).await, refusal);
        let level = json!({ "datacenter": datacenter, "plan": plan, "value": 1 });
        caller.control("POST", "/stock", level).await;
        caller.order(&cart, false).await;
    }
}

#[tokio::test]
async fn stock_is_a_number_or_what_the_api_says_of_such_a_plan() {
    let caller = Caller::start().await;
    for (datacenter, value, expected) in [
        ("GRA", json!(-1), "`value` must be 0 or more, not -1"),
        (
            "GRA",
            json!("foo"),
            "unknown availability `foo`; use a number or one of available, ",
        ),
        (
            "GRA",
            json!(""),
            "unknown availability ``; use a number or one of available, ",
        ),
        (
            "GRA",
            json!("72H"),
            "unknown availability `72H`; use a number or one of available, ",
        ),
        (
            "gra",
            json!("out-of-stock"),
            "unknown availability `out-of-stock`; use a number or one of 1H-high, ",
        ),
    ] {
        let level = json!({ "datacenter": datacenter, "value": value });
        let (status, told) = caller.control("POST", "/stock", level).await;
        let told = told["message"].as_str().unwrap();
        assert!(status == 400 && told.starts_with(expected), "{told}");
    }
    assert_eq!(
        caller.control("GET", "/stock", Value::Null).await.1,
        json!([])
    );
}
