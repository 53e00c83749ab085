//! Orders from checkout to delivery.

use ovh_order::sandbox::Delivery;
use serde_json::{Value, json};

use crate::fixture::caller::{Caller, euros, refused};

#[tokio::test]
async fn an_order_is_shown_with_the_link_that_gives_access() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let (_, shown) = caller.get(&order).await;
    let id = shown["orderId"].as_i64().unwrap();
    let password = shown["password"].as_str().unwrap();
    let origin = format!("http://{}", caller.sandbox.address());
    let link = |page| format!("{origin}/{page}?orderId={id}&orderPassword={password}");
    assert_eq!(
        shown,
        json!({
            "date": "2026-01-02T03:04:05+00:00",
            "expirationDate": "2026-01-03T03:04:05+00:00",
            "metadatas": [],
            "orderId": id,
            "password": password,
            "pdfUrl": link("orderPdf"),
            "priceWithTax": euros("5.39", json!(5.39)),
            "priceWithoutTax": euros("4.49", json!(4.49)),
            "retractionDate": "2026-01-16T03:04:05+00:00",
            "tax": euros("0.90", json!(0.9)),
            "url": link("displayOrder"),
        })
    );
    assert_eq!(order, format!("/me/order/{id}"));
}

#[tokio::test]
async fn an_unpaid_order_waits_a_day_and_is_cancelled() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    for (seconds, status) in [(0, "notPaid"), (86_399, "notPaid"), (1, "cancelled")] {
        caller.sandbox.advance(seconds);
        assert_eq!(caller.status(&order).await, status);
    }
    let pay = json!({ "paymentMethod": { "id": 1001 } });
    let answer = caller.signed("POST", &format!("{order}/pay"), pay).await;
    assert_eq!(
        answer,
        refused(400, "BadRequest", "This order is cancelled")
    );
}

#[tokio::test]
async fn details_are_listed_however_often_they_are_read_and_then_name_the_service() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let list = format!("{order}/details");
    let mut counts = Vec::new();
    for _ in 0..3 {
        counts.push(caller.get(&list).await.1.as_array().unwrap().len());
    }
    assert_eq!(counts, [2, 2, 2]);
    let ids = caller.details(&order).await;
    let path = format!("{list}/{}", ids[0]);
    let mut expected = json!({
        "cancelled": false,
        "description": "VPS-1 location - centre de données GRA - 1 mois",
        "detailType": "DURATION",
        "domain": "*001",
        "orderDetailId": ids[0],
        "quantity": "1",
        "totalPrice": euros("4.49", json!(4.49)),
        "unitPrice": euros("4.49", json!(4.49)),
    });
    assert_eq!(caller.get(&path).await, (200, expected.clone()));
    caller.sandbox.advance(30);
    let (_, shown) = caller.get(&path).await;
    let service = shown["domain"].as_str().unwrap();
    let name = service
        .strip_prefix("vps-")
        .unwrap()
        .strip_suffix(".vps.ovh.net")
        .unwrap();
    assert_eq!(name.len(), 8);
    expected["domain"] = json!(service);
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn a_server_and_its_options_have_one_name() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let server = caller.item(&cart, "eco", "24ska01").await;
    for option in [
        "bandwidth-100-24sk",
        "ram-64g-noecc-2133-24ska01",
        "softraid-1x480ssd-24ska01",
    ] {
        caller.option(&cart, "eco", option, server).await;
    }
    caller
        .configure(&cart, server, "dedicated_datacenter", "gra")
        .await;
    caller
        .configure(&cart, server, "dedicated_os", "none_64.en")
        .await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, true).await;
    caller.sandbox.advance(30);
    let mut names = Vec::new();
    for id in caller.details(&order).await {
        let detail = caller.get(&format!("{order}/details/{id}")).await.1;
        names.push(detail["domain"].as_str().unwrap().to_owned());
    }
    assert_eq!(names.len(), 7);
    names.dedup();
    let name = names.pop().unwrap();
    assert!(
        names.is_empty() && name.starts_with("ns") && name.ends_with(".ip-192-0-2.eu"),
        "{name}"
    );
}

#[tokio::test]
async fn an_extension_tells_plan_and_configuration() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let id = caller.details(&order).await[0];
    let expected = json!({
        "order": {
            "action": "installation",
            "configurations": [
                { "label": "vps_datacenter", "value": "GRA" },
                { "label": "vps_os", "value": "Debian 13" },
            ],
            "plan": {
                "code": "vps-2025-model1", "duration": "P1M", "pricingMode": "default",
                "product": { "name": "vps-2025-model1" }, "quantity": 1,
            },
            "type": "plan",
        },
    });
    let path = format!("{order}/details/{id}/extension");
    assert_eq!(caller.get(&path).await, (200, expected));
}

#[tokio::test]
async fn orders_are_found_by_date() {
    let caller = Caller::start().await;
    let first = caller.order(&caller.vps_cart().await, false).await;
    caller.sandbox.advance(3600);
    let second = caller.order(&caller.vps_cart().await, false).await;
    let id = |order: &str| {
        json!(
            order
                .trim_start_matches("/me/order/")
                .parse::<i64>()
                .unwrap()
        )
    };
    let (first, second) = (id(&first), id(&second));
    for (query, expected) in [
        ("", json!([first, second])),
        ("?date.from=2026-01-02T03:04:06Z", json!([second])),
        ("?date.to=2026-01-02T03:04:06%2B00:00", json!([first])),
        (
            "?date.from=2026-01-02&date.to=2026-01-02T04:04:05Z",
            json!([first, second]),
        ),
        ("?date.from=2026-01-03", json!([])),
    ] {
        assert_eq!(
            caller.get(&format!("/me/order{query}")).await,
            (200, expected),
            "{query}"
        );
    }
    assert_eq!(
        caller.get("/me/order?date.from=today").await,
        refused(
            400,
            "BadRequest",
            r#"[date.from] Given data ("today") is not valid for type datetime"#
        )
    );
}

#[tokio::test]
async fn follow_up_tells_the_steps_of_a_paid_order_but_nothing_of_a_free_one() {
    let caller = Caller::start().await;
    let statuses = |steps: &Value| -> Vec<String> {
        let steps = steps.as_array().unwrap().iter();
        steps
            .map(|step| format!("{} {}", step["step"], step["status"]).replace('"', ""))
            .collect()
    };
    let order = caller.order(&caller.vps_cart().await, true).await;
    caller.sandbox.advance(10);
    let (_, steps) = caller.get(&format!("{order}/followUp")).await;
    let expected = [
        "VALIDATING DONE",
        "VALIDATED DONE",
        "DELIVERING DOING",
        "AVAILABLE TODO",
    ];
    assert_eq!(statuses(&steps), expected);
    assert_eq!(
        steps[0]["history"],
        json!([{
            "date": "2026-01-02T03:04:05+00:00", "description": "payment confirmed",
            "label": "PAYMENT_CONFIRMED",
        }])
    );
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, false).await;
    caller.sandbox.advance(30);
    assert_eq!(caller.status(&order).await, "delivered");
    let (_, steps) = caller.get(&format!("{order}/followUp")).await;
    assert!(statuses(&steps).iter().all(|step| step.ends_with("TODO")));
}

#[tokio::test]
async fn a_person_steps_back_from_a_paid_order_unless_that_was_waived() {
    let caller = Caller::start().await;
    let retract = json!({ "reason": "other", "comment": "no need" });
    let order = caller.order(&caller.vps_cart().await, true).await;
    let path = format!("{order}/retraction");
    let unknown = caller
        .signed("POST", &path, json!({ "reason": "mood" }))
        .await;
    assert_eq!(unknown.0, 400);
    assert_eq!(
        caller.signed("POST", &path, retract.clone()).await,
        (200, Value::Null)
    );
    assert_eq!(caller.status(&order).await, "cancelled");

    let order = caller.order(&caller.vps_cart().await, true).await;
    let waived = caller
        .signed("POST", &format!("{order}/waiveRetraction"), Value::Null)
        .await;
    assert_eq!(waived, (200, Value::Null));
    assert_eq!(caller.get(&order).await.1["retractionDate"], Value::Null);
    let answer = caller
        .signed("POST", &format!("{order}/retraction"), retract)
        .await;
    assert_eq!(
        answer,
        refused(400, "BadRequest", "The retraction period was waived")
    );
}

#[tokio::test]
async fn waiving_at_checkout_is_remembered() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let body = json!({ "waiveRetractationPeriod": true });
    let order = caller.done("POST", &format!("{cart}/checkout"), body).await;
    let (_, shown) = caller.get(&format!("/me/order/{}", order["orderId"])).await;
    assert_eq!(shown["retractionDate"], Value::Null);
}

#[tokio::test]
async fn delivery_can_follow_reads_of_the_status_alone() {
    let caller = Caller::with(|options| options.delivery(Delivery::reads(1, 2))).await;
    let order = caller.order(&caller.vps_cart().await, true).await;
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(caller.status(&order).await);
    }
    assert_eq!(seen, ["checking", "delivering", "delivering", "delivered"]);
}

#[tokio::test]
async fn cloud_orders_name_their_project_once_delivered() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    caller.item(&cart, "cloud", "project.2018").await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let order = caller.order(&cart, false).await;
    caller.order(&caller.vps_cart().await, true).await;
    let id: i64 = order.trim_start_matches("/me/order/").parse().unwrap();
    let entry = |service: Value, status| {
        json!([{
            "date": "2026-01-02T03:04:05+00:00", "orderId": id, "planCode": "project.2018",
            "serviceName": service, "status": status,
        }])
    };
    let pending = entry(Value::Null, "delivering");
    assert_eq!(caller.get("/cloud/order").await, (200, pending));
    assert_eq!(caller.get("/cloud/project").await, (200, json!([])));
    caller.sandbox.advance(30);
    let (_, projects) = caller.get("/cloud/project").await;
    let delivered = entry(projects[0].clone(), "delivered");
    for (query, expected) in [("", delivered), ("?planCode=project", json!([]))] {
        assert_eq!(
            caller.get(&format!("/cloud/order{query}")).await,
            (200, expected)
        );
    }
    assert_eq!(
        caller.get("/cloud/project/unknown").await,
        refused(404, "NotFound", "This service does not exist")
    );
}

#[tokio::test]
async fn an_unknown_order_or_detail_is_named() {
    let caller = Caller::start().await;
    let order = caller.order(&caller.vps_cart().await, false).await;
    let missing = |what: &str| {
        refused(
            404,
            "NotFound",
            &format!("The requested object ({what}) does not exist"),
        )
    };
    for (path, expected) in [
        ("/me/order/7".to_owned(), missing("orderId = 7")),
        ("/me/order/7/status".to_owned(), missing("orderId = 7")),
        (format!("{order}/details/7"), missing("orderDetailId = 7")),
        (
            format!("{order}/details/7/extension"),
            missing("orderDetailId = 7"),
        ),
    ] {
        assert_eq!(caller.get(&path).await, expected);
    }
}
