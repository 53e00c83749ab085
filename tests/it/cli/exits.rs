//! Exit codes: each one that is documented, with what stands on which stream.

use std::io::Read;
use std::net::TcpListener;
use std::sync::mpsc::channel;

use jiff::SignedDuration;
use ovh_order::order::file::Product;
use ovh_order::sandbox::Naming;
use serde_json::Value;

use crate::fixture::terminal::{
    Api, Run, Running, Terminal, adding_vps, failed, interrupt, nobody, signal,
};
use crate::fixture::wire::{Received, Reply, json, losing_checkouts};

#[test]
fn a_refusal_of_the_api_is_1_and_shows_its_query_id() {
    let run = Api::start().terminal().run(&["cart", "get", "nothing"]);
    let message = "error: GET /order/cart/{cartId}: 404 The requested object (cartId = [redacted]) \
                   does not exist (Client::NotFound), query id EU.sandbox-1.";
    failed(&run, 1, message);
}

#[test]
fn an_api_that_cannot_be_reached_is_1() {
    let run = Terminal::at(nobody()).run(&["cart", "get", "nothing"]);
    failed(&run, 1, "error: GET /order/cart/{cartId}: ");
}

#[test]
fn a_wrong_command_line_is_2() {
    let api = Api::start();
    let terminal = api.terminal();
    for arguments in [
        &["frobnicate"][..],
        &["cart", "get"],
        &["cart", "coupon", "x", "add"],
        &["cart", "add", "x", "clouds", "--plan-code", "project.2018"],
        &["cart", "configure", "x", "1", "label"],
        &["cart", "checkout", "x", "--dry-run", "--auto-pay"],
        &["-o", "xml", "schema"],
    ] {
        failed(&terminal.run(arguments), 2, "error: ");
    }
}

#[test]
fn an_unknown_product_is_told_with_one_that_is_a_slip_away() {
    let terminal = Terminal::at(nobody());
    for (product, message) in [
        ("clouds", "unknown product; did you mean `cloud`?\n"),
        ("server", "unknown product; use one of advisoryServices"),
        ("domain", "domains have calls of their own"),
    ] {
        let run = terminal.run(&["cart", "offers", "x", product]);
        failed(&run, 2, message);
    }
    let options = ["cart", "options", "x", "vrackServices", "y"];
    failed(&terminal.run(&options), 2, "this product has no options\n");
}

#[test]
fn every_fault_of_an_order_file_is_shown_at_its_line_and_3() {
    let terminal = Terminal::at(nobody());
    terminal.file(
        "order.yaml",
        include_str!("../../data/order-file/every-fault.yaml"),
    );
    let expected = include_str!("../../data/order-file/every-fault.stderr");
    let expected = expected.replace("PRODUCTS", &Product::all().join(", "));
    for command in ["quote", "buy"] {
        let run = terminal.run(&[command, "order.yaml"]);
        failed(&run, 3, expected.trim_end());
    }
}

#[test]
fn a_missing_order_file_is_8_and_named() {
    let run = Terminal::at(nobody()).run(&["quote", "missing.yaml"]);
    failed(&run, 8, "missing.yaml");
}

#[test]
fn every_problem_of_an_order_is_told_and_3_and_the_cart_is_deleted() {
    let api = Api::start();
    let terminal = api.terminal();
    let wrong = "items:\n\
                 - {product: cloud, planCode: project.2019}\n\
                 - {product: vps, planCode: vps-2025-model1, configuration: {vps_datacenter: gra}}\n";
    terminal.file("order.yaml", wrong);
    let run = terminal.run(&["buy", "order.yaml", "--yes"]);
    failed(
        &run,
        3,
        "error: unknown plan `project.2019`\n --> order.yaml:2:30\n  |\n\
         2 | - {product: cloud, planCode: project.2019}\n  \
         |                              ^^^^^^^^^^^^ items[0].planCode\n",
    );
    for message in [
        "did you mean `project.2018`?",
        "did you mean `GRA`?",
        "deleted the cart",
    ] {
        assert!(run.stderr.contains(message), "{}", run.stderr);
    }
    assert_eq!(terminal.json(&["cart", "list"]), serde_json::json!([]));
}

#[test]
fn a_cart_that_lacks_a_label_cannot_be_checked_out_and_names_item_label_and_values() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.cart();
    let item = terminal.json(&adding_vps(&cart))["itemId"].to_string();
    let second = terminal.json(&adding_vps(&cart))["itemId"].to_string();
    let labels = ["vps_datacenter=GRA", "vps_os=Debian 13"];
    terminal.json(&["cart", "configure", &cart, &second, labels[0], labels[1]]);
    terminal.json(&["cart", "assign", &cart]);
    let message = format!(
        "nothing was bought\nerror: the label `vps_datacenter` is missing\n |\n = note: in `item {item}\
         .configuration.vps_datacenter`\n = help: use one of `BHS`, `DE`, `GRA`, "
    );
    for arguments in [&["--dry-run"][..], &["--yes"]] {
        let run = terminal.run(&[&["cart", "checkout", &cart], arguments].concat());
        failed(&run, 3, &message);
        let hint =
            "  hint: `ovh-order cart configure CART ITEM LABEL=VALUE` sets a label of an item\n";
        assert!(run.stderr.ends_with(hint), "{}", run.stderr);
        assert!(!run.stderr.contains(&second), "{}", run.stderr);
    }
    let run = terminal.run(&["-o", "json", "cart", "checkout", &cart, "--yes"]);
    let told: Value = serde_json::from_str(run.stderr.lines().last().unwrap()).unwrap();
    let path = format!("item {item}.configuration.vps_datacenter");
    assert_eq!(told["problems"][0]["path"], path, "{told}");
}

#[test]
fn a_refused_checkout_names_the_item_whatever_the_words_and_stays_as_it_is_without() {
    let api = Api::start();
    for (said, expected) in [
        (
            "Custom field vps_os is duplicated for product vps-2025-model1",
            "error: Custom field vps_os is duplicated for product vps-2025-model1\n |\n = note: in `item ITEM\
             .configuration.vps_os`\n",
        ),
        (
            "in customFields there must be a field with name 'dedicated_os'",
            "error: the API refuses the order as it is written; nothing was bought\n",
        ),
        (
            "Invalid duration 0",
            "error: the API refuses the order as it is written; nothing was bought\n",
        ),
    ] {
        let refusal =
            serde_json::json!({"class": "Client::BadRequest", "message": said}).to_string();
        let wire = api.before(move |got| {
            if got.is_checkout() {
                json(400, refusal.as_str())
            } else {
                Reply::Pass
            }
        });
        let terminal = Terminal::with_keys(wire.address());
        let cart = terminal.vps_cart();
        let item = terminal.json(&["cart", "item", &cart])[0].to_string();
        let run = terminal.run(&["cart", "checkout", &cart, "--yes"]);
        failed(&run, 3, &expected.replace("ITEM", &item));
        assert!(run.stderr.contains("nothing was bought"), "{}", run.stderr);
    }
}

#[test]
fn without_a_yes_nothing_is_bought_and_4() {
    let api = Api::start();
    let terminal = api.terminal();
    let run = terminal.run(&["buy", "examples/vps.yaml"]);
    failed(&run, 4, "error: not confirmed, so nothing was bought");
    assert!(run.stderr.contains("5.39 €") && run.stderr.contains("deleted the cart"));
    let cart = terminal.vps_cart();
    let run = terminal.run(&["cart", "checkout", &cart]);
    failed(&run, 4, "add --yes to confirm");
    assert_eq!(terminal.json(&["cart", "get", &cart])["readOnly"], false);
}

#[test]
fn a_lost_answer_of_a_checkout_is_5_and_the_checkout_is_not_repeated() {
    let api = Api::start();
    for buy in [true, false] {
        let cart = api.terminal().vps_cart();
        let checkout = ["cart", "checkout", &cart, "--yes"];
        let arguments = if buy {
            &["buy", "examples/vps.yaml", "--yes"][..]
        } else {
            &checkout[..]
        };
        let wire = api.before(losing_checkouts);
        let run = Terminal::with_keys(wire.address()).run(arguments);
        failed(
            &run,
            5,
            "error: the checkout may have been carried out: find out what became of it",
        );
        assert!(!run.stderr.contains("deleted"), "{}", run.stderr);
        assert_eq!(wire.count(Received::is_checkout), 1);
    }
}

#[test]
fn ctrl_c_while_an_order_waits_is_6_and_the_order_was_named() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let order = terminal.json(&["cart", "checkout", &cart, "--yes"])["orderId"].to_string();
    let run = interrupted(
        &terminal,
        &["-o", "json", "order", "follow", &order],
        "is notPaid",
    );
    failed(&run, 6, "order ");
    assert_eq!(terminal.json(&["order", "status", &order]), "notPaid");
}

#[test]
fn ctrl_c_after_a_purchase_is_6_and_what_is_known_of_the_order_was_printed() {
    let api = Api::start();
    let terminal = api.terminal();
    let buy = ["-o", "json", "buy", "examples/vps.yaml", "--yes"];
    let run = interrupted(&terminal, &buy, "is notPaid");
    assert_eq!(run.code, Some(6), "{run:?}");
    let known: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(known["status"], "notPaid");
    let order = known["orderId"].to_string();
    assert_eq!(terminal.json(&["order", "status", &order]), "notPaid");
}

/// Presses Ctrl-C as soon as standard error has the text.
fn interrupted(terminal: &Terminal, arguments: &[&str], text: &str) -> Run {
    let mut running = Running::start(&mut terminal.command(arguments));
    running.until_said(text);
    interrupt(&running.child);
    running.end()
}

#[test]
fn a_cancelled_order_is_7() {
    let api = Api::start();
    let terminal = api.terminal();
    let cart = terminal.vps_cart();
    let order = terminal.json(&["cart", "checkout", &cart, "--yes"])["orderId"].to_string();
    api.advance_hours(25);
    let run = terminal.run(&["-o", "json", "order", "follow", &order]);
    failed(&run, 7, &format!("order {order} was cancelled"));
}

#[test]
fn what_needs_credentials_is_8_without_them_and_says_what_is_missing() {
    let api = Api::start();
    let terminal = api.terminal_without_keys();
    terminal.file(
        "order.yaml",
        "ovhSubsidiary: FR\nitems: [{product: cloud, planCode: project.2018}]\n",
    );
    for arguments in [
        &["cart", "list"][..],
        &["cart", "create"],
        &["order", "status", "1"],
        &["buy", "order.yaml", "--yes"],
    ] {
        failed(&terminal.run(arguments), 8, "credentials");
    }
    let quoted = terminal.json(&["quote", "order.yaml"]);
    assert_eq!(quoted["basis"], "summary");
}

#[test]
fn a_faulty_configuration_is_8_and_names_its_place() {
    let terminal = Terminal::at(nobody());
    terminal.file("ovh.conf", "[default]\nendpoint\n");
    failed(&terminal.run(&["order", "list"]), 8, "ovh.conf:2:");
    let unknown = ["--endpoint", "ovh-mars", "cart", "get", "x"];
    failed(&Terminal::at(nobody()).run(&unknown), 8, "ovh-mars");
}

#[test]
fn ctrl_c_or_a_request_to_end_before_anything_was_bought_is_130() {
    for name in ["INT", "TERM"] {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let terminal = Terminal::with_keys(silent.local_addr().unwrap());
        let mut quote = terminal.command(&["quote", "examples/project.yaml"]);
        let running = Running::start(&mut quote);
        let (mut asked, _) = silent.accept().unwrap();
        asked.read_exact(&mut [0]).unwrap();
        signal(&running.child, name);
        failed(&running.end(), 130, "error: stopped");
    }
}

/// A cart and its order, of which the command's journal knows nothing.
fn ordered_by_hand(terminal: &Terminal) -> (String, String) {
    let cart = terminal.vps_cart();
    let path = format!("/order/cart/{cart}/checkout");
    let order = terminal.json(&["api", "POST", &path, "--yes"])["orderId"].to_string();
    (cart, order)
}

#[test]
fn a_cart_whose_creation_is_not_answered_is_told() {
    let api = Api::start();
    let told = "a cart may have been created whose id is not known: it is empty, costs nothing and \
                expires within a day\n";
    for reply in [|| Reply::Lose, || Reply::Silence] {
        let (arrived, arrival) = channel();
        let wire = api.before(move |got| {
            if got.line() != "POST /v1/order/cart" {
                return Reply::Pass;
            }
            arrived.send(()).unwrap();
            reply()
        });
        let terminal = Terminal::with_keys(wire.address());
        let mut running = Running::start(&mut terminal.command(&["cart", "create"]));
        arrival.recv().unwrap();
        let is_silent = matches!(reply(), Reply::Silence);
        if is_silent {
            interrupt(&running.child);
            running.until_said("stopping");
            interrupt(&running.child);
        }
        failed(&running.end(), if is_silent { 130 } else { 1 }, told);
    }
}

#[test]
fn a_second_ctrl_c_names_the_cart_that_is_left() {
    let api = Api::start();
    let script = |got: &Received| match got.method.as_str() {
        "DELETE" => Reply::Silence,
        _ if got.target.ends_with("/vps") => Reply::Silence,
        _ => Reply::Pass,
    };
    let wire = api.before(script);
    let terminal = Terminal::with_keys(wire.address());
    let mut running = Running::start(&mut terminal.command(&["quote", "examples/vps.yaml"]));
    for said in ["created a cart", "stopping (Ctrl-C again to end at once)"] {
        running.until_said(said);
        interrupt(&running.child);
    }
    let created = wire
        .passed()
        .into_iter()
        .find(|it| it.line == "POST /v1/order/cart");
    let created: Value = serde_json::from_slice(&created.unwrap().body).unwrap();
    let cart = created["cartId"].as_str().unwrap();
    let end = "2026-01-03 03:04:05 UTC";
    let left = format!("the cart {cart} may be left; it costs nothing and expires at {end}\n");
    failed(&running.end(), 130, &left);
}

#[test]
fn a_cart_that_was_ordered_already_is_8_and_says_by_which_order() {
    let late = Naming {
        details_after: SignedDuration::from_hours(1),
        ..Naming::default()
    };
    let api = Api::with(|options| options.naming(late));
    let terminal = api.terminal();
    let (cart, first) = ordered_by_hand(&terminal);
    let message = format!("the cart was ordered already; these orders may be it: {first}");
    let dry_run = ["cart", "checkout", &cart, "--dry-run"];
    failed(&terminal.run(&dry_run), 8, &message);

    let api = Api::start();
    let terminal = api.terminal();
    let (cart, first) = ordered_by_hand(&terminal);
    let dry_run = ["cart", "checkout", &cart, "--dry-run"];
    for arguments in [&["--dry-run"][..], &["--yes"]] {
        let run = terminal.run(&[&["cart", "checkout", &cart], arguments].concat());
        let message = format!("error: the cart was ordered already, as order {first}\n");
        failed(&run, 8, &message);
    }
    ordered_by_hand(&terminal);
    let message = "the cart was ordered already; these orders may be it: ";
    failed(&terminal.run(&dry_run), 8, message);
}

#[test]
fn a_cart_that_was_ordered_may_be_that_of_a_call_whose_answer_was_lost() {
    let api = Api::start();
    let wire = api.before(|got| {
        if got.is_checkout() && got.method == "POST" {
            Reply::Lose
        } else {
            Reply::Pass
        }
    });
    let terminal = Terminal::with_keys(wire.address());
    let cart = terminal.vps_cart();
    let path = format!("/order/cart/{cart}/checkout");
    assert_eq!(terminal.run(&["api", "POST", &path, "--yes"]).code, Some(5));
    let message = "the cart was ordered already; these orders may be it: ";
    failed(
        &terminal.run(&["cart", "checkout", &cart, "--dry-run"]),
        8,
        message,
    );
}

#[test]
fn a_refusal_is_3_and_says_that_nothing_was_bought_wherever_it_comes() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.file(
        "order.yaml",
        "items: [{product: vps, planCode: vps-2025-model1}]\n",
    );
    let run = terminal.run(&["buy", "order.yaml", "--yes"]);
    failed(&run, 3, "error: the label `vps_os` is missing\n");
    assert!(
        run.stderr.contains("nothing was bought\n"),
        "{}",
        run.stderr
    );
    let api = Api::behind("payment=bankAccount");
    let terminal = api.terminal();
    let message = "error: the API refuses the order as it is written; nothing was bought\n  because: POST \
                   /order/cart/{cartId}/checkout: 403 This order can't be paid with 'bankAccount', query id ";
    let cart = terminal.vps_cart();
    for arguments in [
        &["buy", "examples/vps.yaml", "--auto-pay", "--yes"][..],
        &["cart", "checkout", &cart, "--auto-pay", "--yes"],
    ] {
        let run = terminal.run(arguments);
        failed(&run, 3, message);
        assert!(!run.stderr.contains("IAM"), "{}", run.stderr);
    }
    let order = terminal.json(&["cart", "checkout", &cart, "--yes"])["orderId"].to_string();
    let pay = format!("/me/order/{order}/pay");
    let run = terminal.run(&[
        "api",
        "POST",
        &pay,
        "-f",
        "paymentMethod:={\"id\":1001}",
        "--yes",
    ]);
    // The order exists, so that is what a refused payment leaves open.
    failed(&run, 5, "403 This order can't be paid with 'bankAccount'");
    assert!(!run.stderr.contains("IAM"), "{}", run.stderr);
}

#[test]
fn a_project_that_cannot_be_ordered_yet_is_3_and_says_what_to_do() {
    let api = Api::behind("eligibility=addPaymentMethod");
    let terminal = api.terminal();
    let message = "error: the account cannot order a Public Cloud project yet; nothing was bought; first add \
                   a payment method to the account\n  because: GET /order/cart/{cartId}/checkout: 403 Found \
                   eligibility issues: addPaymentMethod";
    for command in [
        &["quote", "examples/project.yaml"][..],
        &["buy", "examples/project.yaml", "--yes"],
    ] {
        failed(&terminal.run(command), 3, message);
    }
}

#[test]
fn what_the_api_calls_by_another_name_is_named_as_an_option() {
    let api = Api::start();
    let terminal = api.terminal();
    terminal.file("domain.yaml", "items: [{product: domain, domain: a.com}]\n");
    terminal.file(
        "waived.yaml",
        "waiveRetractationPeriod: true\nitems: [{product: cloud, planCode: project.2018}]\n",
    );
    let waiver = "at the checkout: `--waive-retractation-period` of the command\n";
    for file in ["domain.yaml", "waived.yaml"] {
        failed(&terminal.run(&["buy", file, "--yes"]), 3, waiver);
    }
    let us = [
        "--endpoint",
        "ovh-us",
        "api",
        "GET",
        "/order/cart/x/domain?domain=a",
    ];
    let unsent = "hint: `ovh-order --endpoint ovh-us api GET '/order/cart/{cartId}/domain' --no-check` \
                  sends it anyway\n";
    failed(&Terminal::bare().run(&us), 8, unsent);
}
