//! What can be put in the way of orders.

use ovh_order::sandbox::{Obstacle, Options};
use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

async fn behind(obstacle: &str) -> Caller {
    let obstacle: Obstacle = obstacle.parse().unwrap();
    Caller::with(|options: Options| options.obstacle(obstacle)).await
}

#[tokio::test]
async fn a_project_is_refused_until_the_account_is_eligible() {
    let caller = behind("eligibility=challengePaymentMethod").await;
    let told = caller.get("/cloud/eligibility").await.1;
    assert_eq!(told["actionsRequired"], json!(["challengePaymentMethod"]));
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    let assign = format!("{cart}/assign");
    caller.done("POST", &assign, Value::Null).await;
    let message = "Found eligibility issues: challengePaymentMethod";
    for method in ["GET", "POST"] {
        let path = format!("{cart}/checkout");
        let body = if method == "POST" {
            json!({})
        } else {
            Value::Null
        };
        let answer = caller.signed(method, &path, body).await;
        assert_eq!(answer, refused(403, "Forbidden", message), "{method}");
    }
    let server = caller.vps_cart().await;
    caller.order(&server, false).await;
}

#[tokio::test]
async fn a_label_can_be_demanded_that_is_not_called_required() {
    let caller = behind("label=infrastructure").await;
    let cart = caller.cart().await;
    let project = caller.item(&cart, "cloud", "project.2018").await;
    let assign = format!("{cart}/assign");
    caller.done("POST", &assign, Value::Null).await;
    let path = format!("{cart}/checkout");
    let message = "in customFields there must be a field with name 'infrastructure'";
    assert_eq!(caller.get(&path).await, refused(400, "BadRequest", message));
    caller
        .configure(&cart, project, "infrastructure", "production")
        .await;
    assert_eq!(caller.get(&path).await.0, 200);
}

#[tokio::test]
async fn a_payment_can_be_refused_with_a_message_alone() {
    let caller = behind("payment=bankAccount").await;
    let refusal = (
        403,
        json!({ "message": "This order can't be paid with 'bankAccount'" }),
    );
    let cart = caller.vps_cart().await;
    let body = json!({ "autoPayWithPreferredPaymentMethod": true });
    let checkout = caller
        .signed("POST", &format!("{cart}/checkout"), body)
        .await;
    assert_eq!(checkout, refusal);
    assert_eq!(caller.get(&cart).await.1["readOnly"], false);
    let order = caller.order(&cart, false).await;
    let body = json!({ "paymentMethod": { "id": 1001 } });
    let paid = caller.signed("POST", &format!("{order}/pay"), body).await;
    assert_eq!(paid, refusal);
    assert_eq!(caller.status(&order).await, "notPaid");
}

#[tokio::test]
async fn a_datacenter_can_be_out_of_stock_for_every_plan() {
    let caller = behind("stock=gra").await;
    let path = "/dedicated/server/datacenter/availabilities?planCode=24sk10&datacenters=gra";
    let (_, told) = caller.open("GET", path, Value::Null).await;
    let stock = json!([{ "availability": "unavailable", "datacenter": "gra" }]);
    assert_eq!(told[0]["datacenters"], stock);
    let caller = behind("stock=GRA").await;
    let path = "/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode=vps-2025-model1";
    let (_, told) = caller.open("GET", path, Value::Null).await;
    let list = told["datacenters"].as_array().unwrap();
    let gra = list.iter().find(|entry| entry["datacenter"] == "GRA");
    assert_eq!(gra.unwrap()["status"], "out-of-stock");
}

#[tokio::test]
async fn an_order_for_a_datacenter_that_is_sold_out_is_refused() {
    let caller = behind("soldout=GRA").await;
    let checkout = format!("{}/checkout", caller.vps_cart().await);
    let message = "Product vps-2025-model1 is out of stock in GRA";
    let refusal = refused(400, "BadRequest", message);
    assert_eq!(caller.get(&checkout).await, refusal);
    assert_eq!(caller.signed("POST", &checkout, json!({})).await, refusal);
    let path = "/vps/order/rule/datacenter?ovhSubsidiary=FR&planCode=vps-2025-model1";
    let (_, told) = caller.open("GET", path, Value::Null).await;
    let list = told["datacenters"].as_array().unwrap();
    let gra = list.iter().find(|entry| entry["datacenter"] == "GRA");
    assert_eq!(gra.unwrap()["status"], "out-of-stock");
}

#[test]
fn an_unknown_obstacle_is_told_with_those_there_are() {
    let unknown = "weather=rain".parse::<Obstacle>().unwrap_err();
    assert_eq!(
        unknown,
        "use one of deadline=DURATION, eligibility=ACTION, hold=STATUS, label=NAME, \
         payment=METHOD, soldout=DATACENTER, stock=DATACENTER"
    );
}

#[tokio::test]
async fn a_deadline_is_a_duration_of_days_that_the_calendar_has() {
    let caller = Caller::start().await;
    for (deadline, message) in [
        (
            "PT70000000H",
            "a duration must be PT0S to P36500D, not PT70000000H",
        ),
        ("-PT1H", "a duration must be PT0S to P36500D, not -PT1H"),
        ("soon", "`soon` is not a duration such as PT15M or P1D"),
        ("P1M", "`P1M` is not a duration such as PT15M or P1D"),
    ] {
        for (field, fault) in [
            (
                "obstacle.deadline",
                json!({ "obstacle": { "deadline": deadline } }),
            ),
            ("delay", json!({ "delay": deadline })),
        ] {
            let refusal = refused(400, "BadRequest", &format!("{message} at `{field}`"));
            assert_eq!(caller.control("POST", "/faults", fault).await, refusal);
        }
        let started = format!("deadline={deadline}").parse::<Obstacle>();
        assert_eq!(started, Err(message.to_owned()));
    }
    caller
        .control("POST", "/clock", json!({ "pace": "frozen" }))
        .await;
    caller
        .fault(json!({ "path": "/order/cart/*/checkout", "obstacle": { "deadline": "P2D" } }))
        .await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let until = caller.get(&order).await.1["expirationDate"].clone();
    assert_eq!(until, "2026-01-04T03:04:05+00:00");
    let options = Options::new(std::sync::Arc::new(jiff::Timestamp::now));
    let endless = Obstacle::Deadline(jiff::SignedDuration::MAX);
    assert!(
        ovh_order::sandbox::start(options.obstacle(endless))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn at_the_end_of_the_calendar_carts_and_orders_last_as_long_as_it_does() {
    let caller = Caller::start().await;
    let last = json!({ "pace": "frozen=9999-12-29T22:00:00Z", "advance": "P1D" });
    assert_eq!(caller.control("POST", "/clock", last).await.0, 200);
    let order = caller.order(&caller.vps_cart().await, true).await;
    let until = caller.get(&order).await.1["expirationDate"].clone();
    assert_eq!(until, "9999-12-30T22:00:00+00:00");
    assert_eq!(caller.status(&order).await, "checking");
}

#[tokio::test]
async fn an_obstacle_that_could_be_in_the_way_of_nothing_is_refused() {
    let caller = Caller::start().await;
    for (obstacle, started, expected) in [
        (
            json!({ "eligibility": "foo" }),
            "eligibility=foo",
            "unknown action `foo`; use one of addPaymentMethod, askIncreaseProjectsQuota, \
             challengePaymentMethod, verifyPaypal",
        ),
        (
            json!({ "payment": "foo" }),
            "payment=foo",
            "unknown payment method `foo`; use one of CURRENT_ACCOUNT, DOMESTIC_CARD, ENTERPRISE, \
             INTERNAL_TRUSTED_ACCOUNT, RUPAY, SEPA_DIRECT_DEBIT, bankAccount, creditCard, \
             deferredPaymentAccount, ovhAccount, paypal",
        ),
        (
            json!({ "label": "foo" }),
            "label=foo",
            "unknown label `foo`; use one of ACCEPT_CONDITIONS, ADMIN_ACCOUNT, DNS, ",
        ),
    ] {
        let fault = json!({ "obstacle": obstacle });
        let (status, told) = caller.control("POST", "/faults", fault).await;
        let told = told["message"].as_str().unwrap();
        assert!(status == 400 && told.starts_with(expected), "{told}");
        let options = Options::new(std::sync::Arc::new(jiff::Timestamp::now));
        let options = options.obstacle(started.parse().unwrap());
        let error = ovh_order::sandbox::start(options).await.unwrap_err();
        assert!(error.to_string().starts_with(expected), "{error}");
    }
}
