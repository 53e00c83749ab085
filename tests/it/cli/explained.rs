//! `auth explain`: what a command says that it needs is what it calls.

use std::collections::BTreeSet;

use ovh_order::client::Operation;
use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Terminal, adding_vps, pressed};
use crate::fixture::wire::{Reply, Wire};

/// A sandbox whose requests are recorded.
struct Recorded {
    api: Api,
    wire: Wire,
    terminal: Terminal,
}

impl Recorded {
    fn start() -> Self {
        let api = Api::with(|options| options.service("vps", "vps-1.example"));
        let wire = api.before(|_| Reply::Pass);
        let terminal = Terminal::with_keys(wire.address());
        Self {
            api,
            wire,
            terminal,
        }
    }

    /// The operations that commands call, without the server's time, which every signature needs.
    fn calls(&self, lines: &[&str]) -> BTreeSet<(String, String)> {
        let before = self.wire.received().len();
        for line in lines {
            let arguments: Vec<_> = line.split(' ').collect();
            let run = self.terminal.run(&arguments);
            assert!(matches!(run.code, Some(0 | 3 | 4 | 8)), "{line}: {run:?}");
        }
        let received = self.wire.received();
        let called = received.iter().skip(before).filter(|got| !got.is_time());
        called
            .map(|got| operation(&got.method, &got.target))
            .collect()
    }

    /// A command calls in these lines what it explains, and nothing else.
    fn assert_explained(&self, command: &str, lines: &[&str]) {
        let explained = operations(&explained(&self.terminal, command));
        assert_eq!(self.calls(lines), explained, "{command}");
    }
}

/// A cart with a virtual private server of which two labels are configured.
struct Filled {
    cart: String,
    item: String,
    configuration: String,
}

impl Filled {
    fn by(terminal: &Terminal) -> Self {
        let cart = terminal.cart();
        let item = terminal.json(&adding_vps(&cart))["itemId"].to_string();
        let labels = ["vps_os=Debian 13", "vps_datacenter=GRA"];
        let configure = ["cart", "configure", &cart, &item, labels[0], labels[1]];
        let configuration = terminal.json(&configure)[0]["id"].to_string();
        Self {
            cart,
            item,
            configuration,
        }
    }
}

/// Method and path template; of a family of products the family's.
fn operation(method: &str, target: &str) -> (String, String) {
    let path = target.strip_prefix("/v1").unwrap();
    let path = path.split('?').next().unwrap();
    let Some(operation) = Operation::find(method, path) else {
        // Not described: bills and contacts.
        let (above, _) = path.rsplit_once('/').unwrap();
        let template = match above {
            "/me/bill" => "/me/bill/{billId}",
            "/me/contact" => "/me/contact/{contactId}",
            _ => path,
        };
        return (method.to_owned(), template.to_owned());
    };
    let mut segments: Vec<_> = operation.path.split('/').collect();
    let families = ["/order/cartServiceOption/", "/order/upgrade/"];
    let is_catalogue = operation.path.starts_with("/order/catalog/public/");
    if families.iter().any(|it| operation.path.starts_with(it)) {
        segments[3] = "{product}";
    } else if operation.folded_into.is_some() || is_catalogue {
        segments[4] = "{product}";
    }
    (method.to_owned(), segments.join("/"))
}

fn explained(terminal: &Terminal, command: &str) -> Value {
    let words: Vec<_> = command.split(' ').collect();
    terminal.json(&[&["auth", "explain"], words.as_slice()].concat())
}

fn operations(needs: &Value) -> BTreeSet<(String, String)> {
    let calls = needs["operations"].as_array().unwrap().iter();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    calls
        .map(|call| (text(&call["method"]), text(&call["path"])))
        .collect()
}

#[test]
fn commands_that_read_a_cart_call_what_they_explain_and_nothing_else() {
    let recorded = Recorded::start();
    let Filled {
        cart,
        item,
        configuration,
    } = Filled::by(&recorded.api.terminal_without_keys());
    recorded.assert_explained("cart create", &["cart create"]);
    recorded.assert_explained("cart list", &["cart list"]);
    for (command, arguments) in [
        ("cart get", cart.clone()),
        ("cart offers", format!("{cart} vps")),
        ("cart options", format!("{cart} vps vps-2025-model1")),
        ("cart requirements", format!("{cart} {item}")),
        ("cart summary", cart.clone()),
    ] {
        recorded.assert_explained(command, &[&format!("{command} {arguments}")]);
    }
    for (command, all, one) in [
        ("cart item", cart.clone(), item.clone()),
        (
            "cart configuration",
            format!("{cart} {item}"),
            configuration.clone(),
        ),
    ] {
        let all = format!("{command} {all}");
        recorded.assert_explained(command, &[&all, &format!("{all} {one}")]);
    }
}

#[test]
fn commands_that_change_a_cart_call_what_they_explain_and_nothing_else() {
    let recorded = Recorded::start();
    let keyless = recorded.api.terminal_without_keys();
    let Filled {
        cart,
        item,
        configuration,
    } = Filled::by(&keyless);
    let eco = ["cart", "add", &cart, "eco", "--plan-code", "24sk10"];
    let server = keyless.json(&eco)["itemId"].to_string();
    let vps = adding_vps(&cart).join(" ");
    let checked_out = recorded.api.terminal().vps_cart();
    for (command, arguments) in [
        ("cart unconfigure", format!("{cart} {item} {configuration}")),
        (
            "cart configure",
            format!("{cart} {item} vps_datacenter=SBG"),
        ),
        ("cart assign", cart.clone()),
    ] {
        recorded.assert_explained(command, &[&format!("{command} {arguments}")]);
    }
    // Again, to be told that it was ordered, which another journal does not know. The lines of an order
    // come late.
    let checkout = format!("cart checkout {checked_out} --yes --auto-pay");
    let again = format!("--journal other.db {checkout}");
    let refused = format!("cart checkout {cart} --dry-run");
    let mut calls = recorded.calls(&[&refused, &checkout, &again, &again, &again]);
    for (method, path) in [
        ("GET", "/cloud/eligibility"),
        // Only of an order that a named method pays.
        ("POST", "/me/order/{orderId}/pay"),
        ("POST", "/me/order/{orderId}/payWithRegisteredPaymentMean"),
        ("GET", "/me/order/{orderId}/paymentMethods"),
    ] {
        calls.insert((method.to_owned(), path.to_owned()));
    }
    assert_eq!(
        calls,
        operations(&explained(&recorded.terminal, "cart checkout"))
    );
    let memory =
        format!("cart add {cart} eco --plan-code ram-32g-ecc-2133-24sk10 --option-of {server}");
    recorded.assert_explained("cart add", &[&vps, &memory]);
    let coupon = format!("cart coupon {cart}");
    let add = format!("{coupon} add SANDBOX10");
    let remove = format!("{coupon} remove SANDBOX10");
    recorded.assert_explained("cart coupon", &[&add, &coupon, &remove]);
    recorded.assert_explained("cart delete", &[&format!("cart delete {cart}")]);
}

#[test]
fn commands_that_read_an_order_call_what_they_explain_and_nothing_else() {
    let recorded = Recorded::start();
    let buy = ["buy", "examples/project.yaml", "--yes"];
    let order = recorded.terminal.json(&buy)["orderId"].to_string();
    recorded.assert_explained("order list", &["order list"]);
    for command in ["order get", "order status", "order details", "order follow"] {
        recorded.assert_explained(command, &[&format!("{command} {order}")]);
    }
    let runs = recorded.terminal.json(&["order", "runs"]);
    let key = runs[0]["key"].as_str().unwrap();
    recorded.assert_explained("order runs", &["order runs"]);
    recorded.assert_explained("order runs show", &[&format!("order runs show {key}")]);
}

#[test]
fn the_workflow_calls_what_it_explains_and_nothing_else() {
    let recorded = Recorded::start();
    let terminal = &recorded.terminal;
    write_orders(terminal, &contact(&recorded.api.terminal()));
    let mut quoted = recorded.calls(&[
        "quote eco.yaml",
        "quote examples/vps.yaml",
        "quote domain.yaml",
        "quote option.yaml",
    ]);
    // Without credentials the sum is read instead of the dry run.
    quoted.insert(("GET".to_owned(), "/order/cart/{cartId}/summary".to_owned()));
    // Only of a project that is refused.
    quoted.insert(("GET".to_owned(), "/cloud/eligibility".to_owned()));
    assert_eq!(quoted, operations(&explained(terminal, "quote")));
    let project = "buy examples/project.yaml --yes --auto-pay";
    let domain = "buy domain.yaml --yes --waive-retractation-period";
    let option = "buy option.yaml --yes --no-follow";
    let mut bought = recorded.calls(&["buy eco.yaml", project, project, domain, option]);
    // Only after a lost answer it is looked for what became of the checkout.
    for path in [
        "/order/cart/{cartId}",
        "/order/cart/{cartId}/summary",
        "/me/order",
        "/cloud/eligibility",
        "/vps/order/rule/datacenter",
        "/order/cart/{cartId}/item",
        "/order/cart/{cartId}/item/{itemId}/configuration",
        "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}",
        "/me/order/{orderId}/paymentMethods",
    ] {
        bought.insert(("GET".to_owned(), path.to_owned()));
    }
    // Only of an order that a named method pays.
    for path in ["pay", "payWithRegisteredPaymentMean"] {
        bought.insert(("POST".to_owned(), format!("/me/order/{{orderId}}/{path}")));
    }
    assert_eq!(bought, operations(&explained(terminal, "buy")));
}

/// A contact of the account, by its path.
fn contact(terminal: &Terminal) -> String {
    let body = r#"{"address": {"line1": "1 street", "city": "Town", "zip": "00000", "country": "FR"},
        "email": "a@example.com", "firstName": "A", "lastName": "B", "language": "fr_FR",
        "legalForm": "individual", "phone": "+33.900000000"}"#;
    terminal.file("contact.json", body);
    let post = [
        "api",
        "POST",
        "/me/contact",
        "--no-check",
        "--body",
        "contact.json",
        "--yes",
    ];
    format!("/me/contact/{}", terminal.json(&post)["id"])
}

/// Order files with everything that asks for rights of its own.
fn write_orders(terminal: &Terminal, contact: &str) {
    let eco = std::fs::read_to_string(terminal.path("examples/eco.yaml")).unwrap();
    let eco = eco.replacen("- planCode: ram-32g-ecc-2133-24sk10", "- family: memory", 1);
    assert!(eco.contains("family: memory"), "{eco}");
    terminal.file("eco.yaml", &format!("coupons: [SANDBOX10]\n{eco}"));
    let labels =
        format!("{{OWNER_CONTACT: {contact}, OWNER_LEGAL_AGE: true, ACCEPT_CONDITIONS: true}}");
    let domain = format!("product: domain, domain: sandbox-shop.com, configuration: {labels}");
    terminal.file(
        "domain.yaml",
        &format!("payWith: default\nitems: [{{{domain}}}]\n"),
    );
    let option = "product: vps, serviceName: vps-1.example, planCode: sandbox-vps-snapshot";
    terminal.file(
        "option.yaml",
        &format!("payWith: default\nitems: [{{{option}}}]\n"),
    );
}

#[test]
fn a_key_with_exactly_the_explained_rights_is_enough() {
    let api = Api::with(|options| options.service("vps", "vps-1.example"));
    let owner = api.terminal();
    let contact = contact(&owner);
    let order = owner.json(&[
        "buy",
        "examples/vps.yaml",
        "--yes",
        "--auto-pay",
        "--no-follow",
    ]);
    let documents = format!("order documents {}", order["orderId"]);
    for (command, lines) in [
        (
            "quote",
            &["quote eco.yaml", "quote domain.yaml", "quote option.yaml"][..],
        ),
        (
            "buy",
            &[
                "buy eco.yaml --yes --auto-pay --no-follow",
                "buy domain.yaml --yes --waive-retractation-period",
                "buy option.yaml --yes --no-follow",
                "buy examples/vps.yaml --again --yes --pay-with ovhAccount",
            ],
        ),
        (
            "upgrade",
            &["upgrade vps vps-1.example vps-2025-model2 --yes --pay-with ovhAccount"],
        ),
        ("order documents", &[&documents]),
        (
            "cart checkout",
            &["cart checkout CART --yes --pay-with ovhAccount"],
        ),
    ] {
        let terminal = with_rights(&api, &explained(&owner, command)["accessRules"]);
        write_orders(&terminal, &contact);
        let cart = owner.vps_cart();
        for line in lines {
            let line = line.replace("CART", &cart);
            let run = terminal.run(&line.split(' ').collect::<Vec<_>>());
            assert_eq!(run.code, Some(0), "{line}: {run:?}");
        }
        let other = terminal.run(&["api", "GET", "/cloud/project", "--no-check"]);
        assert!(other.stderr.contains("NOT_GRANTED_CALL"), "{other:?}");
    }
}

/// A terminal with a validated key that has these rights.
fn with_rights(api: &Api, rules: &Value) -> Terminal {
    let request = ["api", "POST", "/auth/credential", "-f"];
    let rules = format!("accessRules:={rules}");
    let key = api.terminal().json(&[&request[..], &[&rules]].concat());
    pressed(key["validationUrl"].as_str().unwrap());
    let terminal = api.terminal_without_keys();
    let consumer = key["consumerKey"].as_str().unwrap();
    let address = api.address();
    terminal.file(
        ".ovh.conf",
        &format!(
            "[http://{address}/v1]\napplication_key = sandbox-application-key\n\
             application_secret = sandbox-application-secret\nconsumer_key = {consumer}\n"
        ),
    );
    terminal
}

#[test]
fn rules_and_actions_are_those_of_the_calls_that_need_credentials() {
    let terminal = Terminal::bare();
    let needs = explained(&terminal, "cart coupon");
    assert_eq!(needs["accessRules"], json!([]));
    let needs = explained(&terminal, "cart delete");
    assert_eq!(
        needs,
        json!({
            "command": "cart delete",
            "accessRules": [{ "method": "DELETE", "path": "/order/cart/*" }],
            "iamActions": ["order:apiovh:cart/delete"],
            "loginFor": "quote",
            "operations": [{
                "method": "DELETE", "path": "/order/cart/{cartId}",
                "authenticated": true, "iamActions": ["order:apiovh:cart/delete"],
            }],
        })
    );
    let needs = explained(&terminal, "cart checkout");
    let rules = needs["accessRules"].as_array().unwrap();
    let rules = rules.iter().map(|rule| rule["path"].as_str().unwrap());
    let expected = [
        "/order/cart/*/checkout",
        "/cloud/eligibility",
        "/me",
        "/order/cart/*/checkout",
        "/me/payment/method",
        "/me/payment/method/*",
        "/me/order/*/pay",
        "/me/order/*/payWithRegisteredPaymentMean",
        "/me/order/*/paymentMethods",
        "/me/order",
        "/me/order/*/details",
        "/me/order/*/details/*",
        "/me/order/*/details/*/extension",
    ];
    assert_eq!(rules.collect::<Vec<_>>(), expected);
    assert_eq!(needs["loginFor"], "buy");
    for (command, purpose) in [("quote", "quote"), ("buy", "buy"), ("order", "everything")] {
        assert_eq!(
            explained(&terminal, command)["loginFor"],
            purpose,
            "{command}"
        );
    }
    let open = explained(&terminal, "cart offers");
    assert_eq!(
        (&open["accessRules"], &open["loginFor"]),
        (&json!([]), &Value::Null)
    );
}

#[test]
fn a_table_for_people_names_rules_actions_and_login() {
    let run = Terminal::bare().run(&["auth", "explain", "cart", "checkout"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    for expected in [
        "| POST /order/cart/*/checkout ",
        " | order:apiovh:cart/checkout/execute ",
        "`ovh-order login --for buy` gets a consumer key for it.",
    ] {
        assert!(run.stdout.contains(expected), "{}", run.stdout);
    }
    let run = Terminal::bare().run(&["auth", "explain", "schema"]);
    assert_eq!(run.stdout, "It calls nothing.\n");
}

#[test]
fn an_unknown_command_is_2_and_lists_those_that_exist() {
    let run = Terminal::bare().run(&["auth", "explain", "byu"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), ""));
    assert!(
        run.stderr.contains("`byu`; the commands are: buy, quote,"),
        "{}",
        run.stderr
    );
}
