//! The pages that a person opens in a browser.

use serde_json::Value;

use crate::fixture::caller::Caller;

/// Status and what stands between title and end of a page.
type Shown = (u16, String);

async fn shown(request: reqwest::RequestBuilder) -> Shown {
    let response = request.send().await.unwrap();
    let kind = &response.headers()["content-type"];
    assert_eq!(kind, "text/html; charset=utf-8");
    let status = response.status().as_u16();
    let html = response.text().await.unwrap();
    let (_, content) = html.split_once("<h1>").unwrap();
    let (content, _) = content.split_once("</main>").unwrap();
    (status, content.to_owned())
}

async fn opened(caller: &Caller, url: &str) -> Shown {
    shown(caller.http.get(url)).await
}

async fn pressed(caller: &Caller, url: &str) -> Shown {
    shown(caller.press(url).await).await
}

/// The path and the link of an unpaid order of a virtual private server.
async fn unpaid(caller: &Caller) -> (String, String) {
    let order = caller.order(&caller.vps_cart().await, false).await;
    let url = caller.done("GET", &order, Value::Null).await["url"].clone();
    (order, url.as_str().unwrap().to_owned())
}

const LINES: &str = "\
    <table class=\"sums\">\n<tr><th scope=\"col\">item</th><th scope=\"col\">for</th>\
    <th scope=\"col\">quantity</th><th scope=\"col\">price</th></tr>\n\
    <tr><td>VPS-1 location - centre de données GRA - 1 mois</td><td>duration</td><td>1</td>\
    <td>4.49 €</td></tr>\n\
    <tr><td>VPS-1</td><td>installation</td><td>1</td><td>0.00 €</td></tr>\n\
    <tr><td>total without tax</td><td></td><td></td><td>4.49 €</td></tr>\n\
    <tr><td>tax</td><td></td><td></td><td>0.90 €</td></tr>\n\
    <tr><td>total with tax</td><td></td><td></td><td>5.39 €</td></tr>\n</table>\n";

fn page(order: &str, said: &str, rest: &str) -> String {
    let number = order.rsplit_once('/').unwrap().1;
    format!("Order {number}</h1>\n{said}{rest}")
}

#[tokio::test]
async fn the_link_of_an_order_shows_it_and_pays_nothing() {
    let caller = Caller::start().await;
    let (order, url) = unpaid(&caller).await;
    let token = caller.form_token().await;
    let button = format!(
        "<p>Unless it is paid, it is cancelled at 2026-01-03T03:04:05+00:00.</p>\n\
         <form method=\"post\"><input type=\"hidden\" name=\"formToken\" value=\"{token}\">\
         <button>Pay 5.39 €</button></form>\n"
    );
    let expected = page(
        &order,
        "<p>Status: notPaid</p>\n",
        &format!("{LINES}{button}"),
    );
    for _ in 0..2 {
        assert_eq!(opened(&caller, &url).await, (200, expected.clone()));
    }
    assert_eq!(caller.status(&order).await, "notPaid");
}

#[tokio::test]
async fn the_button_of_an_order_pays_it_once_and_delivery_begins() {
    let caller = Caller::start().await;
    let (order, url) = unpaid(&caller).await;
    let paid = "<p>The order is paid. You can close this page.</p>\n<p>Status: checking</p>\n";
    let expected = page(&order, paid, LINES);
    assert_eq!(pressed(&caller, &url).await, (200, expected));
    let payment = caller.get(&format!("{order}/payment")).await.1;
    assert_eq!(payment["paymentType"], "creditCard");
    caller.sandbox.advance(10);
    let again = "<p>This order is already paid</p>\n<p>Status: delivering</p>\n";
    let expected = page(&order, again, LINES);
    assert_eq!(pressed(&caller, &url).await, (400, expected));
    caller.sandbox.advance(20);
    let expected = page(&order, "<p>Status: delivered</p>\n", LINES);
    assert_eq!(opened(&caller, &url).await, (200, expected));
}

#[tokio::test]
async fn a_form_that_is_not_of_the_sandbox_does_nothing() {
    let caller = Caller::start().await;
    let (order, link) = unpaid(&caller).await;
    let other = Caller::start().await.form_token().await;
    let validation = caller.validation_page().await;
    for url in [&link, &validation] {
        for form in [
            "",
            "formToken=",
            "formToken=guess",
            &format!("formToken={other}"),
        ] {
            let (status, said) = shown(caller.http.post(url).body(form.to_owned())).await;
            assert_eq!(status, 403, "{form}");
            assert!(
                said.contains("Open the page and press its button"),
                "{said}"
            );
        }
    }
    assert_eq!(caller.status(&order).await, "notPaid");
    let (_, page) = opened(&caller, &validation).await;
    assert!(page.contains("<button>Validate</button>"), "{page}");
}

#[tokio::test]
async fn a_page_may_show_itself_and_post_its_form_and_nothing_else() {
    let caller = Caller::start().await;
    let (_, link) = unpaid(&caller).await;
    for url in [
        link,
        format!("http://{}/createApp/", caller.sandbox.address()),
    ] {
        let page = caller.http.get(url).send().await.unwrap();
        let header = |name| page.headers()[name].to_str().unwrap();
        let policy = header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{policy}"
        );
        let rest =
            "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
        assert!(policy.ends_with(rest), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(header("x-frame-options"), "DENY");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn an_order_that_was_cancelled_cannot_be_paid_on_its_page() {
    let caller = Caller::start().await;
    let (order, url) = unpaid(&caller).await;
    caller.sandbox.advance(86_400);
    let expected = page(&order, "<p>Status: cancelled</p>\n", LINES);
    assert_eq!(opened(&caller, &url).await, (200, expected));
    let refused = "<p>This order is cancelled</p>\n<p>Status: cancelled</p>\n";
    let expected = page(&order, refused, LINES);
    assert_eq!(pressed(&caller, &url).await, (400, expected));
}

#[tokio::test]
async fn without_number_and_password_of_an_order_nothing_is_told_or_paid() {
    let caller = Caller::start().await;
    let (order, url) = unpaid(&caller).await;
    let (other, other_url) = unpaid(&caller).await;
    let (place, query) = url.split_once('?').unwrap();
    let (number, password) = query.split_once('&').unwrap();
    let (_, other_password) = other_url.split_once('&').unwrap();
    let nothing = "No such order</h1>\n<p>The link of an order is its number and password.</p>\n";
    for query in [
        String::new(),
        format!("?{number}"),
        format!("?{number}&orderPassword="),
        format!("?{number}&orderPassword=guess"),
        format!("?{number}&{other_password}"),
        format!("?{password}"),
        format!("?orderId=x&{password}"),
        format!("?orderId=1&{password}"),
    ] {
        let url = format!("{place}{query}");
        let expected = (404, nothing.to_owned());
        assert_eq!(opened(&caller, &url).await, expected, "{url}");
        assert_eq!(pressed(&caller, &url).await, expected, "{url}");
    }
    for order in [order, other] {
        assert_eq!(caller.status(&order).await, "notPaid");
    }
}

#[tokio::test]
async fn the_application_has_a_page_with_its_keys_for_a_configuration_file() {
    let caller = Caller::start().await;
    let address = caller.sandbox.address();
    let expected = format!(
        "Application</h1>\n\
         <p>A sandbox has one application. In ovh.conf its keys are:</p>\n\
         <pre>[default]\nendpoint = http://{address}/v1\n\n[http://{address}/v1]\n\
         application_key = sandbox-application-key\n\
         application_secret = sandbox-application-secret\n</pre>\n\
         <p>A consumer key comes from “ovh-order login”.</p>\n"
    );
    let url = format!("http://{address}/createApp/");
    assert_eq!(opened(&caller, &url).await, (200, expected));
}

#[tokio::test]
async fn a_slash_at_the_end_of_a_page_means_nothing() {
    let caller = Caller::start().await;
    for (path, status) in [
        ("/createApp", 200),
        ("/createApp/", 200),
        ("/createToken", 501),
        ("/createToken/?GET=/me", 501),
        ("/auth", 404),
        ("/openapi.json/", 200),
    ] {
        let url = format!("http://{}{path}", caller.sandbox.address());
        let answer = caller.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), status, "{path}");
    }
}
