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
