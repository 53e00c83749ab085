//! Results as tables, JSON and YAML.

use serde_json::{Value, json};

use super::bench::Api;

/// Each call succeeds and prints exactly one JSON document: [`Terminal::json`] fails otherwise.
///
/// [`Terminal::json`]: super::bench::Terminal::json
#[test]
fn every_command_prints_exactly_one_json_document() {
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

#[test]
fn an_order_that_is_not_followed_is_printed_when_it_exists() {
    let api = Api::start();
    let terminal = api.terminal();
    let bought = terminal.json(&["buy", "examples/vps.yaml", "--yes", "--no-follow"]);
    assert_eq!(
        (&bought["status"], &bought["services"]),
        (&json!(null), &json!([]))
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
