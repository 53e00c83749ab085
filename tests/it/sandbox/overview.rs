//! The page at `/`, for whoever runs the sandbox.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};

use ovh_order::sandbox::Options;
use serde_json::{Value, json};

use crate::fixture::caller::Caller;

/// Status and HTML of the page.
async fn opened(caller: &Caller, query: &str) -> (u16, String) {
    let url = format!("http://{}/{query}", caller.sandbox.address());
    let request = caller.http.get(url).header("accept", "text/html,*/*;q=0.8");
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// The cells of the rows of a section, links as their texts.
fn rows(html: &str, id: &str) -> Vec<Vec<String>> {
    let (_, table) = html.split_once(&format!("id=\"{id}\">")).unwrap();
    let (table, _) = table.split_once("</table>").unwrap();
    let rows = table.lines().filter(|line| line.contains("<td>"));
    rows.map(|row| row.split("<td>").skip(1).map(text).collect())
        .collect()
}

/// What stands in a cell, without tags.
fn text(html: &str) -> String {
    let parts = html.split('<').map(|part| part.rsplit('>').next().unwrap());
    parts.collect()
}

fn link(html: &str, start: &str) -> String {
    let (_, rest) = html.split_once(&format!("href=\"{start}")).unwrap();
    let (rest, _) = rest.split_once('"').unwrap();
    format!("{start}{}", rest.replace("&amp;", "&"))
}

#[tokio::test]
async fn a_browser_sees_orders_carts_and_requests_as_they_stand() {
    let caller = Caller::start().await;
    let none = vec![vec!["none".to_owned()]];
    let (status, html) = opened(&caller, "").await;
    assert_eq!(status, 200);
    for id in ["orders", "carts", "keys", "requests"] {
        assert_eq!(rows(&html, id), none, "{id}");
    }
    let cart = caller.vps_cart().await;
    let (_, html) = opened(&caller, "").await;
    let id = &cart["/order/cart/".len()..][..8];
    let contents = "1 × vps-2025-model1";
    let expires = "2026-01-03T03:04:05+00:00";
    let expected = [&format!("{id}…"), "assigned", "FR", expires, "", contents];
    assert_eq!(rows(&html, "carts"), [expected]);
    let order = caller.order(&cart, false).await;
    let (_, html) = opened(&caller, "").await;
    let number = order.rsplit_once('/').unwrap().1;
    let placed = "2026-01-02T03:04:05+00:00";
    let expected = [number, "notPaid", "5.39 €", placed, contents];
    assert_eq!(rows(&html, "orders"), [expected]);
    assert_eq!(rows(&html, "carts")[0][1], "ordered");
    assert!(html.contains("Carts: 1. Orders: 1, 1 notPaid."), "{html}");
    let checkout = "POST /order/cart/{cartId}/checkout";
    let expected = [placed, "200", "yes", checkout, ""];
    assert_eq!(rows(&html, "requests")[0], expected);
}

#[tokio::test]
async fn the_page_leads_to_an_order_and_to_a_consumer_key_to_validate() {
    let caller = Caller::start().await;
    caller.order(&caller.vps_cart().await, false).await;
    caller.validation_page().await;
    let (_, html) = opened(&caller, "").await;
    for (start, title) in [
        ("/displayOrder?", "<h1>Order "),
        ("/auth/?credentialToken=", "<h1>Consumer key"),
        ("/createApp/", "<h1>Application"),
    ] {
        let url = format!("http://{}{}", caller.sandbox.address(), link(&html, start));
        let page = caller.http.get(url).send().await.unwrap();
        assert!(page.text().await.unwrap().contains(title), "{start}");
    }
}

#[tokio::test]
async fn nothing_that_a_client_sends_becomes_html() {
    let caller = Caller::start().await;
    let evil = "</td><script>alert(1)</script><img src=x onerror='alert(2)'>\"";
    let body = json!({ "ovhSubsidiary": "FR", "description": evil });
    caller.open("POST", "/order/cart", body).await;
    let rules = json!({ "accessRules": [{ "method": "GET", "path": evil }] });
    let request = caller.request("POST", "/auth/credential");
    let request = request.header("X-Ovh-Application", "sandbox-application-key");
    assert_eq!(request.json(&rules).send().await.unwrap().status(), 200);
    let body = json!({ "ovhSubsidiary": "FR", "<img src=x>": 1, "descriptio": evil });
    assert_eq!(caller.open("POST", "/order/cart", body).await.0, 400);
    let (_, html) = opened(&caller, "").await;
    let escaped = "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=&#39;alert(2)&#39;&gt;&quot;";
    assert_eq!(html.matches(escaped).count(), 2, "{html}");
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    assert!(!html.contains("<img"), "{html}");
}

#[tokio::test]
async fn the_page_is_no_request_of_its_own_and_moves_no_clock() {
    let caller = Caller::with(|options| options.pace("step=PT10S".parse().unwrap())).await;
    for _ in 0..3 {
        opened(&caller, "").await;
    }
    let (_, clock) = caller.control("GET", "/clock", Value::Null).await;
    assert_eq!(clock["now"], "2026-01-02T03:04:05+00:00");
    assert_eq!(
        caller.control("GET", "/log", Value::Null).await.1,
        json!([])
    );
}

#[tokio::test]
async fn the_page_shows_a_cart_id_in_part_and_never_a_key() {
    let caller = Caller::start().await;
    let cart = caller.vps_cart().await;
    let (_, html) = opened(&caller, "").await;
    let keys = caller.sandbox.credentials();
    for secret in [
        &cart["/order/cart/".len()..],
        &keys.application_secret,
        &keys.consumer_key,
        caller.sandbox.control_token(),
    ] {
        assert!(!html.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_proxy_and_a_web_page_see_nothing() {
    let caller = Caller::start().await;
    caller.order(&caller.vps_cart().await, false).await;
    for name in ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP", "Origin"] {
        let url = format!("http://{}/", caller.sandbox.address());
        let request = caller.http.get(url).header("accept", "text/html");
        let answer = request.header(name, "192.0.2.1").send().await.unwrap();
        assert_eq!(answer.status(), 403, "{name}");
        assert!(!answer.text().await.unwrap().contains("displayOrder"));
    }
}

#[tokio::test]
async fn behind_a_public_url_nothing_is_seen() {
    let public = "https://sandbox.example.com";
    let caller = Caller::with(|options| options.public_url(public)).await;
    assert_eq!(opened(&caller, "").await.0, 403);
}

#[tokio::test]
async fn another_machine_sees_nothing() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let caller = Caller::with(|options| options.listen(everywhere)).await;
    caller.order(&caller.vps_cart().await, false).await;
    // The address of this machine that others know it by; nothing is sent.
    let socket = UdpSocket::bind(everywhere).unwrap();
    if socket.connect("192.0.2.1:9").is_err() {
        return;
    }
    let ip = socket.local_addr().unwrap().ip();
    let url = format!("http://{ip}:{}/", caller.sandbox.address().port());
    let request = caller.http.get(url).header("accept", "text/html");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert!(!answer.text().await.unwrap().contains("displayOrder"));
}

#[tokio::test]
async fn each_application_has_a_page_of_its_own() {
    let caller = Caller::with(Options::isolated).await;
    let body = json!({ "ovhSubsidiary": "FR" });
    let request = caller.request("POST", "/order/cart").json(&body);
    let request = request.header("X-Ovh-Application", "a&<b>");
    assert_eq!(request.send().await.unwrap().status(), 200);
    let (_, first) = opened(&caller, "").await;
    assert_eq!(rows(&first, "carts"), [["none"]]);
    let (_, other) = opened(&caller, link(&first, "/?").trim_start_matches('/')).await;
    assert_eq!(rows(&other, "carts")[0][2], "FR");
    assert_eq!(opened(&caller, "?application=none").await.0, 404);
}

#[tokio::test]
async fn a_program_is_answered_with_the_index() {
    let caller = Caller::start().await;
    for accept in ["*/*", "application/json"] {
        let url = format!("http://{}/", caller.sandbox.address());
        let answer = caller.http.get(url).header("accept", accept).send().await;
        let index: Value = answer.unwrap().json().await.unwrap();
        assert!(index["operations"].is_array(), "{index}");
    }
}
