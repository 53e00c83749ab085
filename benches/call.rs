//! What a call of the client costs beside the same request by hand with `reqwest`: the same bytes
//! sent, signed and decoded into the same types.

mod measure;

use std::error::Error;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use measure::{Rounds, compare, serve, stay_on_one_processor};
use ovh_order::Client;
use ovh_order::auth::{ApplicationKeys, Credentials, Signable, sign};
use ovh_order::types::{BillingOrder, CartCheckout, Order};
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request, Url};
use secrecy::ExposeSecret;
use serde::de::DeserializeOwned;
use tokio::runtime::{Builder, Runtime};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const ROUNDS: Rounds = Rounds {
    turns: 15,
    runs: 200,
};

const ORDER: &[u8] = br#"{"orderId":228231005,"date":"2026-01-02T10:00:00+00:00",
"expirationDate":"2026-01-16T23:59:59+00:00","password":"p4ssw0rd","retractionDate":null,
"url":"https://example.com/displayOrder?orderId=228231005&orderPassword=p4ssw0rd","pdfUrl":null,
"priceWithTax":{"currencyCode":"EUR","text":"5.39 EUR","value":5.39},
"priceWithoutTax":{"currencyCode":"EUR","text":"4.49 EUR","value":4.49},
"tax":{"currencyCode":"EUR","text":"0.90 EUR","value":0.9}}"#;

/// Both sides, with the same keys.
struct Bench {
    runtime: Runtime,
    url: String,
    keys: ApplicationKeys,
    client: Client,
    bare: reqwest::Client,
}

fn main() -> Outcome {
    stay_on_one_processor();
    let bench = Bench::new()?;
    compare(
        "a signed GET, beside bare reqwest",
        ROUNDS,
        || bench.get(),
        || bench.bare_get(),
    )?;
    compare(
        "a signed POST, beside bare reqwest",
        ROUNDS,
        || bench.post(),
        || bench.bare_post(),
    )
}

impl Bench {
    fn new() -> Outcome<Self> {
        let url = serve(vec![("order", ORDER.to_owned())])?;
        let (key, secret) = ("k3y-of-application", "s3cret-of-application");
        let keys = ApplicationKeys {
            application_key: key.into(),
            application_secret: secret.into(),
            consumer_key: "c0nsumer-key".into(),
        };
        let credentials = Credentials::application(key, secret, "c0nsumer-key");
        Ok(Self {
            runtime: Builder::new_current_thread().enable_all().build()?,
            client: Client::builder(url.parse()?)
                .credentials(credentials)
                .build()?,
            bare: measure::http()
                .no_proxy()
                .timeout(Duration::from_secs(180))
                .user_agent("bench")
                .build()?,
            url,
            keys,
        })
    }

    fn get(&self) -> Outcome {
        let call = self.client.get_me_order().order_id(228_231_005).send();
        let order = self.runtime.block_on(call)?;
        is_it(order.order_id)
    }

    fn bare_get(&self) -> Outcome {
        let url = format!("{}/me/order/{}", self.url, 228_231_005);
        let order: BillingOrder = self.by_hand(Method::GET, &url, Vec::new())?;
        is_it(order.order_id)
    }

    fn post(&self) -> Outcome {
        let body = CartCheckout::builder()
            .auto_pay_with_preferred_payment_method(false)
            .waive_retractation_period(false);
        let call = self
            .client
            .checkout_cart()
            .cart_id("0f3c")
            .body(body)
            .send();
        let order = self.runtime.block_on(call)?;
        is_it(order.order_id)
    }

    fn bare_post(&self) -> Outcome {
        let url = format!("{}/order/cart/{}/checkout", self.url, "0f3c");
        let body = CartCheckout::builder()
            .auto_pay_with_preferred_payment_method(false)
            .waive_retractation_period(false);
        let body = CartCheckout::try_from(body)?;
        let order: Order = self.by_hand(Method::POST, &url, serde_json::to_vec(&body)?)?;
        is_it(order.order_id)
    }

    fn by_hand<T: DeserializeOwned>(&self, method: Method, url: &str, body: Vec<u8>) -> Outcome<T> {
        let request = self.signed(method, url, body)?;
        let body = self.runtime.block_on(async {
            let response = self.bare.execute(request).await?;
            response.error_for_status()?.bytes().await
        })?;
        Ok(serde_json::from_slice(&body)?)
    }

    fn signed(&self, method: Method, url: &str, body: Vec<u8>) -> Outcome<Request> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
        let parts = Signable {
            method: method.as_str(),
            url,
            body: &body,
        };
        let signature = sign(&self.keys, &parts, i64::try_from(now)?);
        let mut request = Request::new(method, Url::parse(url)?);
        let headers = request.headers_mut();
        headers.insert("accept", HeaderValue::from_static("application/json"));
        let application_key = self.keys.application_key.expose_secret();
        let consumer_key = self.keys.consumer_key.expose_secret();
        headers.insert("x-ovh-application", sensitive(application_key)?);
        headers.insert("x-ovh-consumer", sensitive(consumer_key)?);
        headers.insert("x-ovh-timestamp", HeaderValue::from(now));
        headers.insert("x-ovh-signature", sensitive(&signature)?);
        if !body.is_empty() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            *request.body_mut() = Some(body.into());
        }
        Ok(request)
    }
}

fn sensitive(value: &str) -> Outcome<HeaderValue> {
    let mut value = HeaderValue::from_str(value)?;
    value.set_sensitive(true);
    Ok(value)
}

/// The order that the server answers.
fn is_it(id: Option<i64>) -> Outcome {
    (id == Some(228_231_005))
        .then_some(())
        .ok_or_else(|| "another order was decoded".into())
}
