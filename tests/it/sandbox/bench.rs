//! A sandbox with a clock that tests move, and a client that signs.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use ovh_order::sandbox::{Credentials, Delivery, Options, Sandbox, start};
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

use super::models;
use crate::http;

/// 2026-01-02T03:04:05Z.
pub const START: i64 = 1_767_323_045;

/// A running sandbox; checking takes 10 s of its clock, delivering 20 s.
pub struct Bench {
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    /// The operations that have succeeded, as described.
    pub seen: Mutex<BTreeSet<String>>,
    now: Arc<AtomicI64>,
}

/// Status and body.
pub type Answer = (u16, Value);

impl Bench {
    pub async fn start() -> Self {
        Self::with(|options| options).await
    }

    pub async fn with(change: impl FnOnce(Options) -> Options) -> Self {
        let now = Arc::new(AtomicI64::new(START));
        let clock = {
            let now = now.clone();
            move || Timestamp::from_second(now.load(Ordering::SeqCst)).unwrap()
        };
        let delivery =
            Delivery::elapsed(SignedDuration::from_secs(10), SignedDuration::from_secs(20));
        let options = change(Options::new(Arc::new(clock)).delivery(delivery));
        Self {
            sandbox: start(options).await.unwrap(),
            http: http::client(),
            seen: Mutex::default(),
            now,
        }
    }

    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn now(&self) -> i64 {
        self.now.load(Ordering::SeqCst)
    }

    /// An unsigned call; `Value::Null` sends no body.
    pub async fn open(&self, method: &str, path: &str, body: Value) -> Answer {
        let request = self.request(method, path);
        self.checked(method, path, sent(with_body(request, &body)).await)
    }

    /// A call signed with the first credentials.
    pub async fn signed(&self, method: &str, path: &str, body: Value) -> Answer {
        let credentials = self.sandbox.credentials();
        let request = self.sign(&credentials, method, path, &body);
        self.checked(method, path, sent(request).await)
    }

    pub fn checked(&self, method: &str, path: &str, answer: Answer) -> Answer {
        if answer.0 == 200 {
            let operation = models::check(method, path, &answer.1);
            self.seen.lock().unwrap().insert(operation);
        }
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.signed("GET", path, Value::Null).await
    }

    /// The body of a signed call that succeeds.
    pub async fn done(&self, method: &str, path: &str, body: Value) -> Value {
        let (status, answer) = self.signed(method, path, body).await;
        assert_eq!(status, 200, "{method} {path}: {answer}");
        answer
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.url());
        self.http.request(method.parse().unwrap(), url)
    }

    pub fn sign(
        &self,
        credentials: &Credentials,
        method: &str,
        path: &str,
        body: &Value,
    ) -> reqwest::RequestBuilder {
        let timestamp = self.now().to_string();
        let url = format!("{}{path}", self.sandbox.url());
        let text = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let signature = signature(credentials, method, &url, &text, &timestamp);
        let request = with_body(self.request(method, path), body);
        request
            .header("X-Ovh-Application", &credentials.application_key)
            .header("X-Ovh-Consumer", &credentials.consumer_key)
            .header("X-Ovh-Timestamp", timestamp)
            .header("X-Ovh-Signature", signature)
    }

    /// A new cart for France.
    pub async fn cart(&self) -> String {
        self.cart_for("FR").await
    }

    pub async fn cart_for(&self, subsidiary: &str) -> String {
        let body = json!({ "ovhSubsidiary": subsidiary });
        let (_, cart) = self.open("POST", "/order/cart", body).await;
        format!("/order/cart/{}", cart["cartId"].as_str().unwrap())
    }

    /// An item of one month and one piece; its number.
    pub async fn item(&self, cart: &str, product: &str, plan: &str) -> i64 {
        let body = plan_body(plan);
        let (_, item) = self.open("POST", &format!("{cart}/{product}"), body).await;
        item["itemId"].as_i64().unwrap()
    }

    pub async fn option(&self, cart: &str, product: &str, plan: &str, parent: i64) -> i64 {
        let mut body = plan_body(plan);
        body["itemId"] = json!(parent);
        let path = format!("{cart}/{product}/options");
        let (_, item) = self.open("POST", &path, body).await;
        item["itemId"].as_i64().unwrap()
    }

    pub async fn configure(&self, cart: &str, item: i64, label: &str, value: &str) -> i64 {
        let path = format!("{cart}/item/{item}/configuration");
        let body = json!({ "label": label, "value": value });
        let (_, set) = self.open("POST", &path, body).await;
        set["id"].as_i64().unwrap()
    }

    /// An assigned cart with a configured virtual private server of 4.49 €.
    pub async fn vps_cart(&self) -> String {
        let cart = self.cart().await;
        let item = self.item(&cart, "vps", "vps-2025-model1").await;
        self.configure(&cart, item, "vps_datacenter", "GRA").await;
        self.configure(&cart, item, "vps_os", "Debian 13").await;
        self.done("POST", &format!("{cart}/assign"), Value::Null)
            .await;
        cart
    }

    /// Checks a cart out; the path of the order.
    pub async fn order(&self, cart: &str, autopay: bool) -> String {
        let body = json!({ "autoPayWithPreferredPaymentMethod": autopay });
        let order = self.done("POST", &format!("{cart}/checkout"), body).await;
        format!("/me/order/{}", order["orderId"])
    }

    pub async fn status(&self, order: &str) -> Value {
        self.done("GET", &format!("{order}/status"), Value::Null)
            .await
    }

    /// The numbers of all details, however often the list has to be read.
    pub async fn details(&self, order: &str) -> Vec<i64> {
        let path = format!("{order}/details");
        let mut list = json!([]);
        for _ in 0..3 {
            list = self.done("GET", &path, Value::Null).await;
        }
        serde_json::from_value(list).unwrap()
    }
}

pub fn plan_body(plan: &str) -> Value {
    json!({ "planCode": plan, "duration": "P1M", "pricingMode": "default", "quantity": 1 })
}

/// An error in the shape of the products.
pub fn refused(status: u16, class: &str, message: &str) -> Answer {
    let class = format!(
        "{}::{class}",
        if status < 500 { "Client" } else { "Server" }
    );
    (status, json!({ "class": class, "message": message }))
}

/// A price without `priceInUcents`.
pub fn euros(text: &str, value: Value) -> Value {
    json!({ "currencyCode": "EUR", "text": format!("{text} €"), "value": value })
}

pub fn signature(
    credentials: &Credentials,
    method: &str,
    url: &str,
    body: &str,
    timestamp: &str,
) -> String {
    let (secret, key) = (&credentials.application_secret, &credentials.consumer_key);
    let text = format!("{secret}+{key}+{method}+{url}+{body}+{timestamp}");
    let digits = Sha1::digest(text.as_bytes());
    let hex: String = digits.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("$1${hex}")
}

pub async fn sent(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    assert!(response.headers().contains_key("X-Ovh-Queryid"));
    let status = response.status().as_u16();
    (status, response.json().await.unwrap())
}

fn with_body(request: reqwest::RequestBuilder, body: &Value) -> reqwest::RequestBuilder {
    if body.is_null() {
        request
    } else {
        request
            .body(body.to_string())
            .header("Content-Type", "application/json")
    }
}
