//! The pages of the sandbox in Chromium, driven over WebDriver.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ovh_order::sandbox::Sandbox;
use serde_json::{Value, json};

use crate::fixture::{http, sandbox};

/// What closes a cell and would run in a page that does not escape it.
const HOSTILE: &str = "</td></table><script>document.title='ran'</script>\
    <img src=x onerror=\"document.title='ran'\">'\"&lt;";

/// How often, and after what pause, the page is looked at again.
const TRIES: usize = 300;
const PAUSE: Duration = Duration::from_millis(100);

/// A browser without a window. It ends with its driver, which ends with this.
struct Browser {
    driver: Child,
    http: reqwest::Client,
    session: String,
}

impl Browser {
    async fn start() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let port = BufReader::new(driver.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap)
            .find_map(|line| Some(line.split_once("successfully on port ")?.1.to_owned()))
            .unwrap();
        let mut browser = Self {
            driver,
            http: http(),
            session: format!("http://127.0.0.1:{}/session", port.trim_end_matches('.')),
        };
        // Chromium has a sandbox of its own, which does not start in containers.
        let options = json!({ "args": ["--headless=new", "--no-sandbox", "--disable-gpu"] });
        let wanted = json!({ "alwaysMatch": { "goog:chromeOptions": options } });
        let session = browser.tell("", json!({ "capabilities": wanted })).await;
        browser.session += &format!("/{}", session["sessionId"].as_str().unwrap());
        browser
    }

    /// Sends a command of WebDriver; what it answers, or why it failed.
    async fn ask(&self, command: &str, body: Value) -> Result<Value, String> {
        let url = format!("{}{command}", self.session);
        let answer = self.http.post(url).json(&body).send().await.unwrap();
        let mut answer: Value = answer.json().await.unwrap();
        let value = answer["value"].take();
        if value["error"].is_null() {
            return Ok(value);
        }
        Err(format!("{command}: {value}"))
    }

    /// Sends one that succeeds.
    async fn tell(&self, command: &str, body: Value) -> Value {
        self.ask(command, body).await.unwrap()
    }

    async fn open(&self, url: &str) {
        self.tell("/url", json!({ "url": url })).await;
    }

    /// The value of an expression in the page.
    async fn value(&self, expression: &str) -> Value {
        let script = format!("return {expression}");
        self.tell("/execute/sync", json!({ "script": script, "args": [] }))
            .await
    }

    /// Waits until the page shows a text. It can be left for another one meanwhile.
    async fn see(&self, text: &str) {
        let script = "return document.body.innerText.includes(arguments[0])";
        let look = json!({ "script": script, "args": [text] });
        for _ in 0..TRIES {
            if self.ask("/execute/sync", look.clone()).await == Ok(json!(true)) {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
        let shown = self.value("document.body.innerText").await;
        panic!("{text} is not shown, but {shown}");
    }

    /// Presses what a CSS selector finds. The page can replace it at any time.
    async fn press(&self, selector: &str) {
        let mut failure = String::new();
        for _ in 0..TRIES {
            match self.pressed(selector).await {
                Ok(_) => return,
                Err(error) => failure = error,
            }
            tokio::time::sleep(PAUSE).await;
        }
        panic!("{selector} cannot be pressed: {failure}");
    }

    async fn pressed(&self, selector: &str) -> Result<Value, String> {
        let by = json!({ "using": "css selector", "value": selector });
        let element = self.ask("/element", by).await?;
        let id = element.as_object().unwrap().values().next().unwrap();
        let id = id.as_str().unwrap();
        self.ask(&format!("/element/{id}/click"), json!({})).await
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A driver that is asked to end ends its browser too.
        let pid = self.driver.id().to_string();
        Command::new("kill").arg(pid).status().unwrap();
        self.driver.wait().unwrap();
    }
}

fn address(sandbox: &Sandbox) -> String {
    sandbox.url().replace("/v1", "/")
}

/// Calls the API with an access token.
struct Caller<'a> {
    sandbox: &'a Sandbox,
    http: reqwest::Client,
    token: String,
}

impl<'a> Caller<'a> {
    async fn new(sandbox: &'a Sandbox) -> Self {
        let (http, keys) = (http(), sandbox.credentials());
        let request = http.post(sandbox.token_url());
        let request = request.basic_auth(keys.client_id, Some(keys.client_secret));
        let answer = request.body("grant_type=client_credentials").send().await;
        let answer: Value = answer.unwrap().json().await.unwrap();
        Self {
            sandbox,
            http,
            token: answer["access_token"].as_str().unwrap().to_owned(),
        }
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request = self.http.post(format!("{}{path}", self.sandbox.url()));
        let answer = request.bearer_auth(&self.token).json(&body).send().await;
        let answer = answer.unwrap();
        assert!(answer.status().is_success(), "{path}: {answer:?}");
        answer.json().await.unwrap()
    }

    /// A cart with a virtual private server; its path.
    async fn cart(&self, description: &str) -> String {
        let body = json!({ "ovhSubsidiary": "FR", "description": description });
        let cart = self.post("/order/cart", body).await;
        let cart = format!("/order/cart/{}", cart["cartId"].as_str().unwrap());
        let body = json!({
            "planCode": "vps-2025-model1", "duration": "P1M", "pricingMode": "default", "quantity": 1,
        });
        let item = self.post(&format!("{cart}/vps"), body).await;
        let path = format!("{cart}/item/{}/configuration", item["itemId"]);
        for (label, value) in [("vps_datacenter", "GRA"), ("vps_os", "Debian 13")] {
            let body = json!({ "label": label, "value": value });
            self.post(&path, body).await;
        }
        cart
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_a_cart_come_and_pays_its_order_in_the_browser() {
    let (sandbox, browser) = (sandbox().await, Browser::start().await);
    let caller = Caller::new(&sandbox).await;
    browser.open(&address(&sandbox)).await;
    browser.see("Carts: 0. Orders: 0.").await;
    let cart = caller.cart("for the shop").await;
    browser.see("for the shop").await;
    browser.see("1 × vps-2025-model1").await;
    caller.post(&format!("{cart}/assign"), Value::Null).await;
    caller.post(&format!("{cart}/checkout"), json!({})).await;
    browser.see("Orders: 1, 1 notPaid.").await;
    browser.press("#orders a").await;
    browser.see("Status: notPaid").await;
    browser.press("button").await;
    browser.see("The order is paid.").await;
    browser.press("header a").await;
    browser.see("Orders: 1, 1 delivered.").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_validates_a_consumer_key_in_the_browser() {
    let (sandbox, browser) = (sandbox().await, Browser::start().await);
    let request = http().post(format!("{}/auth/credential", sandbox.url()));
    let request = request.header("X-Ovh-Application", sandbox.credentials().application_key);
    let rules = json!({ "accessRules": [{ "method": "GET", "path": "/me/*" }] });
    let answer = request.json(&rules).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    browser
        .open(answer["validationUrl"].as_str().unwrap())
        .await;
    browser.see("GET /me/*").await;
    browser.press("header a").await;
    browser.press("#keys a").await;
    browser.press("button").await;
    browser.see("The consumer key is validated.").await;
    browser.press("header a").await;
    browser.see("Consumer keys to validate").await;
    let keys = browser
        .value("document.getElementById('keys').innerText")
        .await;
    assert_eq!(keys, "none");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_validates_a_key_comes_back_to_the_site_that_asked_for_it() {
    let (sandbox, site, browser) = (sandbox().await, sandbox().await, Browser::start().await);
    let request = http().post(format!("{}/auth/credential", sandbox.url()));
    let request = request.header("X-Ovh-Application", sandbox.credentials().application_key);
    let back = format!("{}createApp/?state=1", address(&site));
    let body = json!({ "accessRules": [], "redirection": back });
    let answer = request.json(&body).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    browser
        .open(answer["validationUrl"].as_str().unwrap())
        .await;
    browser.press("button").await;
    browser.see("A sandbox has one application.").await;
    assert_eq!(browser.value("location.href").await, back);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_a_client_runs_in_the_browser() {
    let (sandbox, browser) = (sandbox().await, Browser::start().await);
    let caller = Caller::new(&sandbox).await;
    caller.cart(HOSTILE).await;
    // The first time it is in the page, the second time the script takes it over.
    browser.open(&address(&sandbox)).await;
    caller.cart(&format!("again {HOSTILE}")).await;
    browser.see("again").await;
    let cells = "Array.from(document.querySelectorAll('#carts td:nth-child(5)'), \
        (cell) => cell.textContent)";
    assert_eq!(
        browser.value(cells).await,
        json!([format!("again {HOSTILE}"), HOSTILE])
    );
    assert_eq!(browser.value("document.title").await, "Sandbox");
    let foreign = "document.querySelectorAll('img, script:not(:last-child)').length";
    assert_eq!(browser.value(foreign).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_keeps_the_focus_and_fits_a_narrow_screen() {
    let (sandbox, browser) = (sandbox().await, Browser::start().await);
    let caller = Caller::new(&sandbox).await;
    let cart = caller.cart("first").await;
    caller.post(&format!("{cart}/assign"), Value::Null).await;
    caller.post(&format!("{cart}/checkout"), json!({})).await;
    browser
        .tell("/window/rect", json!({ "width": 400, "height": 800 }))
        .await;
    browser.open(&address(&sandbox)).await;
    browser
        .value("document.querySelector('#orders a').focus()")
        .await;
    let other = caller.cart("second").await;
    caller.post(&format!("{other}/assign"), Value::Null).await;
    caller.post(&format!("{other}/checkout"), json!({})).await;
    browser.see("Orders: 2").await;
    let focused = "document.activeElement === document.querySelectorAll('#orders a')[1]";
    assert_eq!(browser.value(focused).await, true);
    let width = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
    assert_eq!(browser.value(width).await, 0);
}
