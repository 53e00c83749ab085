//! Results as tables, JSON and YAML.

use serde_json::{Value, json};

use super::proxy;
use crate::fixture::terminal::{Api, Terminal};

/// Each call succeeds and prints exactly one JSON document: [`Terminal::json`] fails otherwise.
///
/// [`Terminal::json`]: crate::fixture::terminal::Terminal::json
#[test]
fn every_example_is_quoted_without_credentials_as_it_is() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    for name in ["project", "vps", "eco"] {
        let quoted = terminal.json(&["quote", &format!("examples/{name}.yaml")]);
        assert_eq!(quoted["basis"], "summary", "{name}");
    }
}

#[test]
fn every_command_of_a_cart_prints_exactly_one_json_document() {
    let api = Api::start();
    let terminal = api.terminal();
    let json = |arguments: &[&str]| terminal.json(arguments);
    let cart = &terminal.cart();
    assert_eq!(json(&["cart", "get", cart])["items"], json!([]));
    assert_eq!(json(&["cart", "item", cart]), json!([]));
    assert_eq!(json(&["cart", "list"]), json!([]));
    assert_eq!(
        json(&["cart", "offers", cart, "cloud"])[0]["planCode"],
        "project.2018"
    );
    assert_ne!(json(&["cart", "options", cart, "eco", "24sk10"]), json!([]));
    let add = ["cart", "add", cart, "cloud", "--plan-code", "project.2018"];
    let item = &json(&add)["itemId"].to_string();
    assert_eq!(json(&["cart", "item", cart, item])["productId"], "cloud");
    assert_eq!(
        json(&["cart", "requirements", cart, item])[0]["label"],
        "description"
    );
    let set = json(&[
        "cart",
        "configure",
        cart,
        item,
        "description=A=B",
        "infrastructure=production",
    ]);
    assert_eq!(
        (&set[0]["value"], &set[1]["value"]),
        (&json!("A=B"), &json!("production"))
    );
    let id = &set[1]["id"].to_string();
    assert_eq!(json(&["cart", "configuration", cart, item, id]), set[1]);
    assert_eq!(json(&["cart", "unconfigure", cart, item, id]), Value::Null);
    assert_eq!(
        json(&["cart", "configuration", cart, item]),
        json!([set[0]["id"]])
    );
    assert_eq!(
        json(&["cart", "coupon", cart, "add", "SANDBOX10"]),
        json!(["SANDBOX10"])
    );
    assert_eq!(
        json(&["cart", "coupon", cart, "remove", "SANDBOX10"]),
        Value::Null
    );
    assert_eq!(json(&["cart", "coupon", cart]), json!([]));
}

#[test]
fn every_command_of_an_order_prints_exactly_one_json_document() {
    let api = Api::start();
    let terminal = api.terminal();
    let json = |arguments: &[&str]| terminal.json(arguments);
    let cart = &terminal.cart();
    let add = ["cart", "add", cart, "cloud", "--plan-code", "project.2018"];
    let item = &json(&add)["itemId"].to_string();
    json(&["cart", "configure", cart, item, "description=A=B"]);
    assert_eq!(json(&["cart", "summary", cart])["orderId"], Value::Null);
    assert_eq!(json(&["cart", "assign", cart]), Value::Null);
    assert_eq!(
        json(&["cart", "checkout", cart, "--dry-run"])["orderId"],
        Value::Null
    );
    let order = &json(&["cart", "checkout", cart, "--yes"])["orderId"].to_string();
    assert_eq!(json(&["order", "status", order]), "checking");
    let followed = json(&["order", "follow", order]);
    assert_eq!(followed["services"][0]["planCode"], "project.2018");
    let details = json(&["order", "details", order]);
    assert_eq!(details[0]["domain"], followed["services"][0]["serviceName"]);
    assert_eq!(
        json(&["order", "get", order])["orderId"].to_string(),
        *order
    );
    let other = &terminal.cart();
    assert_eq!(json(&["cart", "delete", other]), Value::Null);
    assert_eq!(json(&["quote", "examples/eco.yaml"])["basis"], "dryRun");
    assert_eq!(
        json(&["buy", "examples/project.yaml", "--yes"])["status"],
        "delivered"
    );
}

/// A dry run with what there must be to agree to.
const QUOTE: &str = r#"{"new":"5","prices":{"withTax":{"text":"1.20 €"}},"contracts":[{"name":"terms"}],
    "details":[{"totalPrice":{"text":"1.00 €"}}]}"#;

/// What an API answers that is newer than the descriptions.
const NEWER: &[(&str, &str)] = &[
    ("GET /v1/auth/time", "1767323045"),
    ("GET /v1/order/cart/0f3c", r#"{"cartId":"0f3c","new":1}"#),
    (
        "GET /v1/order/cart/0f3c/vps",
        r#"[{"planCode":"v","new":[2]}]"#,
    ),
    (
        "GET /v1/order/cart/0f3c/item/1",
        r#"{"itemId":1,"settings":{"new":3}}"#,
    ),
    (
        "GET /v1/order/cart/0f3c/item/1/configuration?label=a",
        "[4]",
    ),
    (
        "GET /v1/order/cart/0f3c/item/1/configuration/4",
        r#"{"id":4,"label":"a","value":"b","new":4}"#,
    ),
    ("GET /v1/me", r#"{"nichandle":"xx1-ovh"}"#),
    ("GET /v1/order/cart/0f3c/checkout", QUOTE),
    (
        "POST /v1/order/cart/0f3c/checkout",
        r#"{"orderId":6,"new":true}"#,
    ),
    ("GET /v1/me/order/6", r#"{"orderId":6,"new":null}"#),
    ("GET /v1/me/order/6/details", "[7,8]"),
    (
        "GET /v1/me/order/6/details/7",
        r#"{"orderDetailId":7,"new":7}"#,
    ),
    (
        "GET /v1/me/order/6/details/8",
        r#"{"orderDetailId":8,"quantity":"1"}"#,
    ),
];

#[test]
fn json_is_what_the_api_answered_with_fields_that_the_description_does_not_know() {
    let terminal = Terminal::with_keys(proxy::that_answers(NEWER));
    let configured = json!({"id": 4, "label": "a", "value": "b", "new": 4});
    let cases = [
        (
            &["api", "GET", "/order/cart/0f3c"][..],
            json!({"cartId": "0f3c", "new": 1}),
        ),
        (
            &["cart", "get", "0f3c"],
            json!({"cartId": "0f3c", "new": 1}),
        ),
        (
            &["cart", "offers", "0f3c", "vps"],
            json!([{"planCode": "v", "new": [2]}]),
        ),
        (
            &["cart", "item", "0f3c", "1"],
            json!({"itemId": 1, "settings": {"new": 3}}),
        ),
        (
            &["cart", "configuration", "0f3c", "1", "4"],
            configured.clone(),
        ),
        (
            &["cart", "configure", "0f3c", "1", "a=b"],
            json!([configured]),
        ),
        (
            &["cart", "checkout", "0f3c", "--dry-run"],
            serde_json::from_str(QUOTE).unwrap(),
        ),
        (
            &["cart", "checkout", "0f3c", "--yes"],
            json!({"orderId": 6, "new": true}),
        ),
        (&["order", "get", "6"], json!({"orderId": 6, "new": null})),
        (
            &["order", "details", "6"],
            json!([{"orderDetailId": 7, "new": 7}, {"orderDetailId": 8, "quantity": "1"}]),
        ),
    ];
    for (arguments, expected) in cases {
        assert_eq!(terminal.json(arguments), expected, "{arguments:?}");
    }
    let run = terminal.run(&["-o", "yaml", "cart", "get", "0f3c"]);
    assert_eq!(run.stdout, "cartId: 0f3c\nnew: 1\n");
    let run = terminal.run(&["cart", "get", "0f3c"]);
    assert!(!run.stdout.contains("new"), "{}", run.stdout);
}

#[test]
fn an_order_that_is_not_followed_is_printed_when_it_exists() {
    let api = Api::start();
    let terminal = api.terminal();
    let bought = terminal.json(&["buy", "examples/vps.yaml", "--yes", "--no-follow"]);
    assert_eq!(
        (&bought["status"], &bought["services"]),
        (&json!("notPaid"), &json!([]))
    );
    let order = bought["orderId"].to_string();
    assert_eq!(terminal.json(&["order", "status", &order]), "notPaid");
}

#[test]
fn an_order_file_comes_from_standard_input_too() {
    let api = Api::start();
    let terminal = api.terminal();
    let quote = "ovh-order -o json quote - < examples/vps.yaml";
    let run = terminal.bash(quote);
    let quote: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(quote["prices"]["withTax"]["text"], "5.39 €");
}

#[test]
fn the_schema_is_the_libraries() {
    let printed = Api::start().terminal_without_keys().json(&["schema"]);
    assert_eq!(printed, ovh_order::order::file::json_schema());
}

#[test]
fn the_notices_name_each_licence_with_conditions_and_where_the_source_is() {
    let run = Terminal::bare().run(&["notices"]);
    assert_eq!(run.stdout, include_str!("../../../NOTICE.md"));
    for named in [
        "https://crates.io/crates/progenitor-client",
        "https://www.mozilla.org/MPL/2.0/",
        "https://cdla.dev/permissive-2-0/",
        "| CDLA-Permissive-2.0 | `webpki-root-certs` |",
    ] {
        assert!(run.stdout.contains(named), "{named}");
    }
}

#[test]
fn yaml_is_one_document_with_the_names_of_the_api() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let run = terminal.run(&["-o", "yaml", "cart", "list"]);
    assert_eq!(run.stdout.trim_end(), format!("- {cart}"));
    let run = terminal.run(&["-o", "yaml", "cart", "get", &cart]);
    assert!(
        run.stdout.starts_with(&format!("cartId: {cart}\n")),
        "{}",
        run.stdout
    );
}

#[test]
fn a_free_order_and_a_paid_one_are_bought_as_a_table() {
    let api = Api::start();
    let terminal = api.terminal();
    for (file, arguments, service) in [
        ("examples/project.yaml", &["--yes"][..], "project.2018"),
        (
            "examples/vps.yaml",
            &["--yes", "--auto-pay"],
            "vps-2025-model1",
        ),
        (
            "examples/eco.yaml",
            &["--yes", "--auto-pay", "--waive-retractation-period"],
            "24sk10",
        ),
    ] {
        let run = terminal.run(&[&["buy", file], arguments].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        for text in ["status", "delivered", "contract", "total with tax", service] {
            assert!(run.stdout.contains(text), "{file}: {}", run.stdout);
        }
    }
}

#[test]
fn only_an_order_that_somebody_has_to_pay_says_until_when() {
    let api = Api::start();
    let terminal = api.terminal();
    let day = "2026-01-03 03:04:05 UTC";
    for (arguments, expected) in [
        (&["--auto-pay"][..], false),
        (&["--auto-pay", "--no-follow", "--again"], false),
        (&["--no-follow", "--again"], true),
    ] {
        let run = terminal.run(&[&["buy", "examples/vps.yaml", "--yes"], arguments].concat());
        assert_eq!(run.code, Some(0), "{}", run.stderr);
        assert_eq!(
            run.stdout.contains(day),
            expected,
            "{arguments:?}: {}",
            run.stdout
        );
    }
}

#[test]
fn orders_are_listed_with_what_was_ordered_and_narrowed_by_status_date_and_number() {
    let api = Api::start();
    let terminal = api.terminal();
    for plan in ["examples/vps.yaml", "examples/project.yaml"] {
        terminal.json(&["buy", plan, "--yes", "--no-follow"]);
    }
    // Right after the checkout the lines are not there yet, and reading delivers.
    for _ in 0..2 {
        terminal.json(&["order", "list"]);
    }
    let listed = |arguments: &[&str]| {
        let orders = terminal.json(&[&["order", "list"], arguments].concat());
        let orders = orders.as_array().unwrap().iter();
        let told = orders.map(|order| {
            let total = &order["priceWithTax"]["text"];
            format!("{} {} {}", order["status"], total, order["ordered"])
        });
        told.collect::<Vec<_>>()
    };
    let vps = r#""notPaid" "5.39 €" ["VPS-1 location - centre de données GRA - 1 mois"]"#;
    let project = r#""delivered" "0.00 €" ["Public Cloud project location - 1 mois"]"#;
    assert_eq!(listed(&[]), [project, vps]);
    assert_eq!(listed(&["--limit", "1"]), [project]);
    assert_eq!(listed(&["--status", "notPaid"]), [vps]);
    assert_eq!(listed(&["--since", "2026-01-02"]), [project, vps]);
    assert_eq!(listed(&["--since", "2026-01-03"]), [""; 0]);
    let refused = terminal.run(&["order", "list", "--status", "paid"]);
    assert_eq!(refused.code, Some(2));
    let table = terminal.run(&["order", "list"]).stdout;
    assert!(table.contains("2026-01-02 03:04"), "{table}");
}
