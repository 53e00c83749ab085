//! `ops`: what is known of operations without a network.

use serde_json::{Value, json};

use crate::fixture::terminal::{Terminal, nobody};

#[test]
fn a_search_prints_what_has_every_word() {
    let terminal = Terminal::at(nobody());
    let found = terminal.json(&["ops", "POST", "cart/{cartId}/VPS"]);
    let paths: Vec<_> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|found| &found["path"])
        .collect();
    assert_eq!(
        paths,
        [
            "/order/cart/{cartId}/vps",
            "/order/cart/{cartId}/vps/options"
        ]
    );
    let run = terminal.run(&["ops", "checkout", "credentials", "--charges"]);
    let expected = "| POST /order/cart/{cartId}/checkout | credentials, may charge |";
    assert!(run.stdout.contains(expected), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n1 operation\n"), "{}", run.stdout);
}

#[test]
fn a_search_without_result_is_an_empty_list() {
    let terminal = Terminal::at(nobody());
    assert_eq!(terminal.json(&["ops", "no such call"]), json!([]));
    assert_eq!(
        terminal.json(&["ops", "--region", "us", "--group", "veeam-cloud-connect"]),
        json!([])
    );
}

/// The day that stands below a heading of `schema/provenance.toml`.
fn fetched(heading: &str) -> &'static str {
    let lines = include_str!("../../../schema/provenance.toml").lines();
    let mut below = lines.skip_while(|line| *line != heading);
    let day = below.find_map(|line| line.strip_prefix("fetched = "));
    day.unwrap().trim_matches('"')
}

#[test]
fn one_operation_is_told_whole() {
    let terminal = Terminal::at(nobody());
    let shown = terminal.json(&["ops", "show", "POST", "/order/cart/0f3c/checkout"]);
    let field = |name: &str| json!({"name": name, "type": "boolean", "required": false, "readOnly": false, "nullable": false});
    let expected = json!({
        "method": "POST", "path": "/order/cart/{cartId}/checkout", "name": "checkout_cart",
        "feature": "core", "product": null, "foldedInto": null, "folds": 0,
        "authenticated": true, "mayCharge": true, "status": "PRODUCTION",
        "deprecated": null, "deletion": null, "replacement": null,
        "regions": ["eu", "ca", "us"],
        "iamActions": [{"name": "order:apiovh:cart/checkout/execute", "required": true}],
        "body": "CartCheckout", "answer": "Order",
        "accessRule": "POST /order/cart/*/checkout",
        "parameters": [{"name": "cartId", "in": "path", "type": "string", "required": true}],
        "described": {"eu": fetched("[order]"), "ca": fetched("[\"ca/order\"]"), "us": fetched("[\"us/order\"]")},
        "types": shown["types"],
    });
    assert_eq!(shown, expected);
    let body = &shown["types"]["CartCheckout"];
    assert_eq!(body["nativeName"], "order.cart.Checkout");
    for name in [
        "autoPayWithPreferredPaymentMethod",
        "waiveRetractationPeriod",
    ] {
        let fields = body["fields"].as_array().unwrap();
        assert!(fields.contains(&field(name)), "{fields:?}");
    }
    let types: Vec<_> = shown["types"].as_object().unwrap().keys().collect();
    assert!(
        types.contains(&&"Order".to_owned()) && types.contains(&&"Price".to_owned()),
        "{types:?}"
    );
}

#[test]
fn an_operation_is_told_as_tables_too() {
    let terminal = Terminal::at(nobody());
    let run = terminal.run(&["ops", "show", "create_hosting_web_bandwidth"]);
    assert_eq!(run.code, Some(8), "{}", run.stderr);
    let run = terminal.run(&["ops", "show", "create_cart"]);
    for line in [
        "| call          | POST /order/cart ",
        "| Rust method   | create_cart ",
        "body CartCreation (order.cart.Creation)",
        "| ovhSubsidiary | NichandleOvhSubsidiary | required | ",
        "answer Cart (order.cart.Cart)",
    ] {
        assert!(run.stdout.contains(line), "{line} in {}", run.stdout);
    }
}

#[test]
fn what_is_unknown_is_8_and_the_nearest_is_named() {
    let terminal = Terminal::at(nobody());
    for (arguments, hint) in [
        (
            &["POST", "/order/cart/0f3c/vsp"][..],
            "did you mean POST /order/cart/{cartId}/vps?",
        ),
        (&["create_cart_vsp"], "did you mean `create_cart_vps`?"),
        (
            &["/order/cart"],
            "/order/cart has GET, POST; name the method",
        ),
    ] {
        let run = terminal.run(&[&["ops", "show"], arguments].concat());
        assert_eq!((run.code, run.stdout.as_str()), (Some(8), ""), "{run:?}");
        assert!(run.stderr.contains(hint), "{}", run.stderr);
    }
    let wrong = terminal.run(&["ops", "--method", "PATCH"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    assert_ne!(
        terminal.json(&["ops", "--method", "delete"]),
        Value::Array(Vec::new())
    );
}
