//! `api`: any call, checked before it is sent.

use std::fs::File;

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Run, Terminal, failed, nobody};
use crate::fixture::wire::{Received, Reply, json as answer, losing_checkouts};

#[test]
fn a_header_is_sent_with_the_call_and_those_of_the_client_are_refused() {
    let api = Api::start();
    let terminal = api.terminal();
    let call = [
        "api",
        "GET",
        "/me/order",
        "-H",
        "X-Pagination-Size: 50",
        "--dry-run",
    ];
    let shown = terminal.json(&call);
    let headers = shown["headers"].as_array().unwrap();
    assert!(headers.contains(&json!("X-Pagination-Size: 50")), "{shown}");
    assert_eq!(terminal.json(&call[..5]), json!([]));
    let run = terminal.run(&["api", "GET", "/me/order", "-H", "X-Ovh-Consumer:x"]);
    assert_eq!(run.code, Some(8), "{run:?}");
    let run = terminal.run(&["api", "GET", "/me/order", "-H", "nothing"]);
    failed(&run, 2, "write it as NAME:VALUE");
}

#[test]
fn a_body_may_begin_with_a_byte_order_mark() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.file("cart.json", "\u{feff}{\"ovhSubsidiary\": \"FR\"}");
    let cart = terminal.json(&["api", "POST", "/order/cart", "--body", "cart.json"]);
    assert_eq!(cart["readOnly"], false);
}

#[test]
fn a_body_of_more_than_a_mebibyte_is_not_read_further() {
    let terminal = Terminal::at(nobody());
    let call = ["api", "--dry-run", "POST", "/order/cart", "--body"];
    for (blanks, code) in [((1 << 20) - 23, 0), ((1 << 20) - 22, 8)] {
        let body = format!("{}{{\"ovhSubsidiary\": \"FR\"}}", " ".repeat(blanks));
        let file = terminal.file("body.json", &body);
        let run = terminal.run(&[&call[..], &["body.json"]].concat());
        assert_eq!(run.code, Some(code), "{}", run.stderr);
        let mut command = terminal.command(&[&call[..], &["-"]].concat());
        let run = command.stdin(File::open(file).unwrap()).output().unwrap();
        assert_eq!(run.status.code(), Some(code));
    }
    let run = terminal.run(&[&call[..], &["/dev/zero"]].concat());
    failed(
        &run,
        8,
        "cannot read /dev/zero\n  because: larger than 1 MiB",
    );
}

#[test]
fn a_cart_is_filled_and_bought_by_calls_alone() {
    let api = Api::start();
    let terminal = api.terminal();
    let call = |arguments: &[&str]| terminal.json(&[&["api"], arguments].concat());
    let created = call(&[
        "POST",
        "/order/cart",
        "-f",
        "ovhSubsidiary=FR",
        "-f",
        "description=a b",
    ]);
    assert_eq!(created["description"], "a b");
    let cart = &format!("cartId={}", created["cartId"].as_str().unwrap());
    let offers = [
        "get",
        "order/cart/{cartId}/cloud",
        "-f",
        cart,
        "-f",
        "planCode=project.2018",
    ];
    assert_eq!(call(&offers)[0]["planCode"], "project.2018");
    let mut add = vec!["POST", "/order/cart/{cartId}/cloud", "-f", cart];
    for field in [
        "planCode=project.2018",
        "duration=P1M",
        "pricingMode=default",
        "quantity=1",
    ] {
        add.extend(["-f", field]);
    }
    let item = &format!("itemId={}", call(&add)["itemId"]);
    let label = ["-f", "label=description", "-f", "value=A=B"];
    let configure = [
        "POST",
        "/order/cart/{cartId}/item/{itemId}/configuration",
        "-f",
        cart,
        "-f",
        item,
    ];
    assert_eq!(call(&[&configure[..], &label].concat())["value"], "A=B");
    assert_eq!(
        call(&["POST", "/order/cart/{cartId}/assign", "-f", cart]),
        Value::Null
    );
    terminal.file("terms.json", r#"{"waiveRetractationPeriod": true}"#);
    let checkout = [
        "POST",
        "/order/cart/{cartId}/checkout",
        "-f",
        cart,
        "--body",
        "terms.json",
        "--yes",
    ];
    let order = call(&checkout)["orderId"].to_string();
    assert_eq!(terminal.json(&["order", "status", &order]), "checking");
}

#[test]
fn an_answer_is_json_for_people_too_and_yaml_on_demand() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = terminal.run(&["api", "GET", "/order/cart"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "[]\n"),
        "{}",
        run.stderr
    );
    let run = terminal.run(&["-o", "yaml", "api", "GET", "/me"]);
    assert!(
        run.stdout.contains("\novhSubsidiary: FR\n"),
        "{}",
        run.stdout
    );
}

#[test]
fn what_does_not_fit_is_2_and_nothing_is_sent() {
    let terminal = Terminal::at(nobody());
    let run = terminal.run(&["api", "POST", "/order/cart", "-f", "subsidiary=FR"]);
    let expected = "error: cannot send POST /order/cart:\n  \
        `subsidiary` is unknown; did you mean `ovhSubsidiary`?\n  \
        `ovhSubsidiary` is missing (NichandleOvhSubsidiary)\n  \
        hint: `ovh-order ops show POST /order/cart` shows what it takes; --no-check sends unknown fields too\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), expected));
    terminal.file("body.json", "{");
    for arguments in [
        &["PATCH", "/order/cart"][..],
        &["POST", "/order/cart", "-f", "ovhSubsidiary"],
        &["POST", "/order/cart", "--body", "body.json"],
    ] {
        failed(&terminal.run(&[&["api"], arguments].concat()), 2, "error: ");
    }
    let missing = ["api", "POST", "/order/cart", "--body", "missing.json"];
    failed(&terminal.run(&missing), 8, "cannot read missing.json");
}

#[test]
fn a_path_that_would_go_elsewhere_is_2_and_any_other_is_sent_as_it_was_written() {
    let api = Api::start();
    let terminal = api.terminal();
    for path in [
        "/me\\order",
        "/me/..",
        "/me/%2e%2E/x",
        "/me//order",
        "/me/.",
        "//me/..\\x",
    ] {
        let run = terminal.run(&["api", "GET", path, "--no-check"]);
        failed(&run, 2, "the call would go elsewhere");
    }
    for (path, sent) in [
        ("/me/a b", "/me/a%20b"),
        ("/me/#x", "/me/%23x"),
        ("/me/x%5Cy", "/me/x%5Cy"),
        ("/me/{", "/me/%7B"),
        ("/me/\u{a0}\t", "/me/%C2%A0%09"),
        ("/me/...", "/me/..."),
        ("/me?a=..\\b#c", "/me?a=..%5Cb%23c"),
    ] {
        let call = ["api", "GET", path, "--no-check"];
        let url = terminal.json(&[&call[..], &["--dry-run"]].concat())["url"].to_string();
        assert!(url.trim_matches('"').ends_with(sent), "{path}: {url}");
        assert_ne!(terminal.run(&call).code, Some(8), "{path} was not sent");
    }
}

#[test]
fn an_unknown_call_is_8_and_sent_only_when_asked_to() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = terminal.run(&["api", "GET", "/order/carts"]);
    failed(&run, 8, "did you mean GET /order/cart?");
    let run = terminal.run(&["api", "GET", "/basket/x", "--no-check"]);
    failed(&run, 1, "404");
    let run = terminal.run(&["api", "POST", "/basket/x", "--no-check"]);
    failed(
        &run,
        4,
        "POST /basket/x is not in the description, so may do anything",
    );
    let run = terminal.run(&["api", "POST", "/basket/x", "--no-check", "--yes"]);
    failed(&run, 1, "404");
}

#[test]
fn what_may_charge_needs_a_yes_and_says_what_it_would_do() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let path = &format!("/order/cart/{cart}/checkout");
    let checkout = [
        "api",
        "POST",
        path,
        "-f",
        "autoPayWithPreferredPaymentMethod=true",
    ];
    let run = terminal.run(&checkout);
    let said = "POST /order/cart/{cartId}/checkout may create an order or a debt, or pay one:\n{\n  \
                \"autoPayWithPreferredPaymentMethod\": true\n}\n\
                cannot ask: standard input is not a terminal; add --yes to confirm\n";
    failed(&run, 4, said);
    assert!(!run.stderr.contains(&cart), "{}", run.stderr);
    assert_eq!(terminal.json(&["cart", "get", &cart])["readOnly"], false);
}

#[test]
fn a_question_names_what_is_paid() {
    let api = Api::start();
    let run = api.terminal().run(&[
        "api",
        "POST",
        "/me/order/{orderId}/pay",
        "-f",
        "orderId=7",
        "-f",
        "paymentMethod:={\"id\":1}",
    ]);
    failed(
        &run,
        4,
        "POST /me/order/7/pay may create an order or a debt, or pay one",
    );
}

#[test]
fn a_checkout_needs_a_yes_however_it_is_spelt() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let field = format!("cartId={cart}");
    let path = |rest: &str| format!("/order/cart/{cart}/{rest}");
    let spelt = [
        (path("checkout"), &[][..], "may create an order"),
        (
            "order/cart/{id}/checkout/".to_owned(),
            &["-f", &field],
            "may create an order",
        ),
        (
            path("{product}"),
            &["-f", "product=checkout", "--no-check"],
            "may create an order",
        ),
        (
            path("{product}?product=checkout"),
            &["--no-check"],
            "may create an order",
        ),
        (
            "/order/cart/{cartId}/{product}".to_owned(),
            &["-f", "product:=\"checkout\"", "-f", &field, "--raw"],
            "may create an order",
        ),
        (path("%63heckout"), &["--no-check"], "may do anything"),
        (path("CHECKOUT"), &["--no-check"], "may do anything"),
        (path("checkout;x"), &["--no-check"], "may do anything"),
        (
            path("{product}"),
            &["-f", "product=checkout/", "--no-check"],
            "may do anything",
        ),
    ];
    for (path, further, danger) in spelt {
        let run = terminal.run(&[&["api", "post", &path], further].concat());
        failed(&run, 4, danger);
        let dry = [&["api", "POST", &path, "--dry-run"], further].concat();
        let asks = terminal.json(&dry)["asks"].as_str().unwrap().to_owned();
        assert!(asks.contains(danger), "{path}: {asks}");
    }
    assert_eq!(terminal.json(&["cart", "get", &cart])["readOnly"], false);
}

#[test]
fn a_lost_answer_of_what_may_charge_is_5_and_it_is_not_repeated() {
    let api = Api::start();
    let cart = api.terminal().vps_cart();
    let wire = api.before(losing_checkouts);
    let terminal = Terminal::with_keys(wire.address());
    let run = terminal.run(&[
        "api",
        "POST",
        &format!("/order/cart/{cart}/checkout"),
        "--yes",
    ]);
    let message = "error: POST /order/cart/{cartId}/checkout may have been carried out: look for the \
                   order before you try again\n";
    failed(&run, 5, message);
    assert_eq!(wire.count(Received::is_checkout), 1);
    let refused = api.terminal();
    let run = refused.run(&["api", "POST", "/order/cart/nothing/checkout", "--yes"]);
    failed(&run, 1, "404");
}

#[test]
fn a_dry_run_needs_no_network_no_credentials_and_shows_no_key() {
    let pay = ["--dry-run", "POST", "/me/order/7/pay", "--body", "pay.json"];
    let curl = "OVH_TIMESTAMP=$(curl -g -s 'https://eu.api.ovh.com/v1/auth/time')\n\
        OVH_SIGNATURE='$1$'$(printf %s \"$OVH_APPLICATION_SECRET+$OVH_CONSUMER_KEY+POST+\" \\\n  \
        'https://eu.api.ovh.com/v1/me/order/7/pay' + '{\"paymentMethod\":{\"id\":1}}' \
        \"+$OVH_TIMESTAMP\" | sha1sum | cut -c 1-40)\n\
        curl -g -X POST 'https://eu.api.ovh.com/v1/me/order/7/pay' \\\n  \
        -H \"X-Ovh-Application: $OVH_APPLICATION_KEY\" \\\n  \
        -H \"X-Ovh-Consumer: $OVH_CONSUMER_KEY\" \\\n  \
        -H \"X-Ovh-Timestamp: $OVH_TIMESTAMP\" \\\n  \
        -H \"X-Ovh-Signature: $OVH_SIGNATURE\" \\\n  \
        -H 'Content-Type: application/json' \\\n  \
        -d '{\"paymentMethod\":{\"id\":1}}'";
    let shown = json!({
        "method": "POST", "url": "https://eu.api.ovh.com/v1/me/order/7/pay", "headers": [],
        "body": {"paymentMethod": {"id": 1}}, "operation": "pay_me_order", "authenticated": true,
        "asks": "may create an order or a debt, or pay one", "curl": curl,
    });
    for terminal in [Terminal::at(nobody()), Terminal::with_keys(nobody())] {
        terminal.file("pay.json", r#"{"paymentMethod": {"id": 1}}"#);
        let arguments = [&["--endpoint", "ovh-eu", "api"], &pay[..]].concat();
        assert_eq!(terminal.json(&arguments), shown);
    }
}

#[test]
fn the_curl_line_of_an_open_call_does_what_the_call_does() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    let call = [
        "api",
        "POST",
        "/order/cart",
        "-f",
        "ovhSubsidiary=FR",
        "-f",
        "description=it's",
    ];
    let shown = terminal.json(&[&call[..], &["--dry-run"]].concat());
    let line = format!("{} -s", shown["curl"].as_str().unwrap());
    let cart: Value = serde_json::from_str(&terminal.bash(&line).stdout).unwrap();
    assert_eq!(cart["description"], "it's");
}

#[test]
fn a_curl_line_is_one_request_whatever_its_path_has() {
    let api = Api::start();
    let terminal = api.terminal();
    let call = ["api", "GET", "/me/[1-3]", "--no-check", "--dry-run"];
    let line = format!("{} -s", terminal.json(&call)["curl"].as_str().unwrap());
    // Three answers would be no JSON.
    let answer: Value = serde_json::from_str(&terminal.bash(&line).stdout).unwrap();
    assert!(answer["message"].is_string(), "{answer}");
}

#[test]
fn the_lines_of_a_signed_call_sign_and_send_it() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let steps = [
        ("assign", &[][..]),
        ("checkout", &["-f", "waiveRetractationPeriod=true"]),
    ];
    for (step, fields) in steps {
        let path = format!("/order/cart/{cart}/{step}");
        let call = [&["api", "POST", &path, "--dry-run"], fields].concat();
        let shown = terminal.json(&call);
        let run = terminal.bash(&format!("{} -s -f", shown["curl"].as_str().unwrap()));
        assert_eq!(run.code, Some(0), "{shown}\n{run:?}");
    }
    let orders = terminal.json(&["order", "list"]);
    assert_eq!(orders.as_array().map(Vec::len), Some(1), "{orders}");
}

#[test]
fn a_dry_run_in_the_sandbox_stands_for_one_that_does_not_run_yet() {
    let terminal = Terminal::at(nobody());
    let call = [
        "--endpoint",
        "sandbox",
        "api",
        "GET",
        "/order/cart",
        "--dry-run",
    ];
    assert_eq!(terminal.json(&call)["url"], "$OVH_ENDPOINT/order/cart");
    let run = terminal.run(&["--endpoint", "sandbox", "api", "GET", "/me"]);
    assert!(run.stdout.contains("\"ovhSubsidiary\": \"FR\""), "{run:?}");
}

#[test]
fn a_version_in_the_path_is_called_and_not_doubled() {
    let terminal = Terminal::bare();
    let call = |method: &str, path: &str| {
        let run = terminal.json(&["api", method, path, "--dry-run"]);
        (
            run["url"].clone(),
            run["asks"].clone(),
            run["operation"].clone(),
        )
    };
    let host = "https://eu.api.ovh.com";
    assert_eq!(
        call("GET", "/v2/iam/policy"),
        (
            json!(format!("{host}/v2/iam/policy")),
            json!(null),
            json!(null)
        )
    );
    let asks = json!("is not in the description, so may do anything");
    assert_eq!(call("POST", "v2/iam/policy").1, asks);
    for version in ["", "/v1", "/1.0"] {
        let path = format!("{version}/order/cart/0f3c/checkout");
        let url = json!(format!("{host}/v1/order/cart/0f3c/checkout"));
        let asks = json!("may create an order or a debt, or pay one");
        let operation = json!("checkout_cart");
        assert_eq!(call("POST", &path), (url, asks, operation), "{path}");
    }
}

/// Calls that may charge, through a wire before a sandbox.
fn charged(path: &str, reply: fn() -> Reply) -> Run {
    let api = Api::start();
    let cart = api.terminal().vps_cart();
    let wire = api.before(move |got| {
        if got.method == "POST" {
            reply()
        } else {
            Reply::Pass
        }
    });
    let terminal = Terminal::with_keys(wire.address());
    let path = path.replace("CART", &cart);
    terminal.run(&["api", "POST", &path, "--yes", "--no-check"])
}

#[test]
fn a_refusal_of_what_may_charge_is_5_unless_it_proves_that_nothing_was_done() {
    let checkout = "/order/cart/CART/checkout";
    let pay = "/me/order/7/pay";
    let maybe = "may have been carried out: look for the order before you try again\n  because: ";
    let denied: fn() -> Reply = || {
        let body = r#"{"class":"Client::Forbidden","message":"This call has not been granted"}"#;
        answer(403, body)
    };
    type Case = (&'static str, fn() -> Reply, i32, &'static str);
    let cases: [Case; 9] = [
        // After the order was made, and without one.
        (
            checkout,
            || Reply::Instead(400, r#"{"message":"no"}"#),
            5,
            maybe,
        ),
        (checkout, || Reply::Instead(404, "{}"), 5, maybe),
        (checkout, || answer(400, r#"{"message":"no"}"#), 1, "400 no"),
        (checkout, denied, 1, "has not been granted"),
        ("/basket/x", || answer(403, r#"{"message":"no"}"#), 5, maybe),
        (pay, || answer(400, r#"{"message":"no"}"#), 5, maybe),
        (pay, || answer(404, r#"{"message":"no"}"#), 5, maybe),
        (pay, || answer(429, r#"{"message":"no"}"#), 1, "429 no"),
        (pay, denied, 1, "has not been granted"),
    ];
    for (path, reply, code, message) in cases {
        failed(&charged(path, reply), code, message);
    }
}

#[test]
fn a_checkout_that_is_answered_without_a_number_is_printed_and_5() {
    let run = charged("/order/cart/CART/checkout", || answer(200, "null"));
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(5), "null\n"),
        "{run:?}"
    );
    let said = "was answered without the number of an order";
    assert!(run.stderr.contains(said), "{run:?}");
}

#[test]
fn an_order_in_a_broken_answer_is_named_and_6() {
    let replies: [fn() -> Reply; 2] = [
        || Reply::Cut(r#"{"orderId":42,"details":[]"#),
        || answer(200, r#"{"order":{"orderId":"42"},"#),
    ];
    for reply in replies {
        let run = charged("/order/cart/CART/checkout", reply);
        failed(
            &run,
            6,
            "error: order 42 exists, but it could not be printed\n  because: ",
        );
    }
}
