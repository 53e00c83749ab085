//! What is sold for services that exist, bought by the command: options through order files, and upgrades.

use ovh_order::client::Operation;
use ovh_order::endpoint::Region;
use ovh_order::sandbox::{Delivery, Options};
use ovh_order::types::CartServiceOptionProduct;
use serde_json::json;

use crate::fixture::terminal::{Api, Terminal, failed};
use crate::sandbox::models;

/// The products of Europe that something can be ordered for below a path.
fn orderable(path: &str) -> Vec<&'static str> {
    Operation::all()
        .filter(|it| it.method == "POST" && it.available_in(Region::Eu))
        .filter_map(|it| it.path.strip_prefix(path)?.split('/').next())
        .filter(|product| !product.starts_with('{'))
        .collect()
}

/// The product that a service of which something is sold was ordered as.
fn family(product: &str) -> &str {
    match product {
        "baremetalServers"
        | "bandwidthVrack"
        | "baremetalPrivateBandwidth"
        | "baremetalPublicBandwidth"
        | "dedicated" => "eco",
        "microsoftExchange" => "exchange",
        "privateCloudManagementFee" => "privateCloud",
        "vpsAdditionalDisk" => "vps",
        product => product,
    }
}

/// The account has this service.
fn service(product: &str) -> String {
    match family(product) {
        // As a Public Cloud project is named.
        "cloud" => "0123456789ab4cdef0123456789abcde".to_owned(),
        family => format!("{family}-1.example"),
    }
}

/// A sandbox that delivers at once, whose account has a service of each product.
fn api_with(products: &[&'static str]) -> Api {
    Api::with(|options| {
        let described = options.description(models::json("order"));
        let options = described.delivery(Delivery::reads(0, 0));
        let add =
            |options: Options, product: &&str| options.service(family(product), service(product));
        products.iter().fold(options, add)
    })
}

/// An option that the sandbox sells for services of a product.
fn option(product: &str) -> String {
    match product {
        "baremetalServers" | "dedicated" => "planCode: plesk-webadmin".to_owned(),
        "cloud" => "planCode: b3-8.consumption".to_owned(),
        "domain" => "planCode: sandbox-domain-anycast, pricingMode: create-default".to_owned(),
        "vps" => "planCode: sandbox-vps-snapshot".to_owned(),
        product => format!("planCode: sandbox-{}-option", family(product)),
    }
}

#[test]
fn an_option_for_a_service_of_every_product_is_bought_through_a_file_and_delivered_once() {
    let products = orderable("/order/cartServiceOption/");
    assert_eq!(products.len(), 27);
    let api = api_with(&products);
    let terminal = api.terminal();
    for product in products {
        let (option, name) = (option(product), service(product));
        let order = format!("items: [{{product: {product}, serviceName: {name}, {option}}}]\n");
        terminal.file("option.yaml", &order);
        let buy = ["buy", "option.yaml", "--yes", "--auto-pay"];
        let bought = terminal.json(&buy);
        let total = &bought["prices"]["withTax"]["text"];
        let [delivered] = bought["services"].as_array().unwrap().as_slice() else {
            panic!("{product}: {}", bought["services"]);
        };
        println!("{product:32} {option:70} {total}");
        let plan = delivered["planCode"].as_str().unwrap();
        assert!(option.contains(plan), "{product}: {plan}");
        assert_eq!(delivered["serviceName"], json!(name), "{product}");
        assert_eq!(bought["status"], "delivered", "{product}");
    }
    assert_eq!(orders(&terminal), 27);
}

#[test]
fn options_that_the_api_only_lists_are_refused_with_those_that_it_sells() {
    let described = CartServiceOptionProduct::VALUES.iter().copied();
    let orderable = orderable("/order/cartServiceOption/");
    let listed: Vec<_> = described.filter(|it| !orderable.contains(it)).collect();
    // Only Canada and the US have the last one.
    let expected = [
        "backupServices",
        "vcdaMigration",
        "vmwareCloudDirectorBackup",
        "webPaaS",
    ];
    assert_eq!(listed, expected);
    let api = api_with(&listed[..3]);
    let terminal = api.terminal();
    for product in &listed[..3] {
        let name = service(product);
        let order = format!("items: [{{product: {product}, serviceName: {name}, planCode: x}}]\n");
        terminal.file("option.yaml", &order);
        let said = format!("services of `{product}` have no options to order");
        failed(&terminal.run(&["quote", "option.yaml"]), 3, &said);
    }
}

/// The plan that a service of a product can be upgraded to.
fn upgrade(product: &str) -> String {
    match product {
        "vps" => "vps-2025-model2".to_owned(),
        product => format!("sandbox-{product}-upgrade"),
    }
}

#[test]
fn an_upgrade_of_every_product_is_priced_ordered_once_and_known_afterwards() {
    let products = orderable("/order/upgrade/");
    assert_eq!(products.len(), 22);
    let api = api_with(&products);
    let terminal = api.terminal();
    for product in products {
        let (name, plan) = (service(product), upgrade(product));
        let upgrade = ["upgrade", product, &name, &plan, "--auto-pay"];
        let dry_run = terminal.json(&[&upgrade[..], &["--dry-run"]].concat());
        let total = dry_run["prices"]["withTax"]["text"].as_str().unwrap();
        let ceiling = total.replace('€', "EUR");
        let yes = [&upgrade[..], &["--yes", "--max-total", &ceiling]].concat();
        let [first, second] = [&yes, &yes].map(|yes| terminal.json(yes));
        println!("{product:32} {plan:50} {total}");
        assert_eq!(first["order"]["prices"], dry_run["prices"], "{product}");
        assert_eq!(first["operation"]["type"], "UPGRADE", "{product}");
        assert_eq!(first["isEarlier"], json!(false), "{product}");
        assert_eq!(second["isEarlier"], json!(true), "{product}");
        assert_eq!(second["orderId"], first["orderId"], "{product}");
        let order = first["orderId"].to_string();
        let status = terminal.json(&["order", "status", &order]);
        assert_eq!(status, "delivered", "{product}");
    }
    assert_eq!(orders(&terminal), 22);
}

fn orders(terminal: &Terminal) -> usize {
    let orders = terminal.json(&["api", "GET", "/me/order"]);
    orders.as_array().unwrap().len()
}

#[test]
fn an_upgrade_that_cannot_be_ordered_says_why_and_orders_nothing() {
    let api = api_with(&["vps", "zimbra"]);
    let terminal = api.terminal();
    let plan = "vps-2025-model2";
    for (arguments, code, said) in [
        (
            vec!["vps", "vps-1.example", plan, "--max-total", "8.38 EUR"],
            4,
            "the total with tax is 8.39 €, and at most 8.38 EUR",
        ),
        (
            vec!["vps", "vps-1.example", plan, "--max-total", "9 USD"],
            4,
            "USD",
        ),
        (
            vec!["vps", "vps-2.example", plan],
            1,
            "404 This service does not exist",
        ),
        (
            vec!["vps", "vps-1.example", "vps-2025-model9"],
            1,
            "400 Plan vps-2025-model9 is unknown",
        ),
        (
            vec!["vpz", "vps-1.example", plan],
            8,
            "`vpz` has no upgrades; use one of",
        ),
        (
            vec![
                "zimbra",
                "zimbra-1.example",
                "sandbox-zimbra-upgrade",
                "--quantity",
                "2",
            ],
            8,
            "upgrades of `zimbra` have no quantity",
        ),
    ] {
        let run = [&["upgrade", "--yes"][..], &arguments].concat();
        failed(&terminal.run(&run), code, said);
    }
    let asked = terminal.run(&["upgrade", "vps", "vps-1.example", plan]);
    failed(&asked, 4, "not confirmed");
    assert_eq!(orders(&terminal), 0);
}

#[test]
fn an_upgrade_is_ordered_once_more_only_on_demand() {
    // Not delivered yet: what has the plan is not upgraded to it.
    let api = Api::with(|options| options.service("vps", "vps-1.example"));
    let terminal = api.terminal();
    let yes = [
        "upgrade",
        "vps",
        "vps-1.example",
        "vps-2025-model2",
        "--yes",
    ];
    let again = [&yes[..], &["--again"]].concat();
    let [first, second, third] = [&yes[..], &yes, &again].map(|it| terminal.json(it));
    assert_eq!(second["orderId"], first["orderId"]);
    assert_ne!(third["orderId"], first["orderId"]);
    assert_eq!(orders(&terminal), 2);
}

#[test]
fn every_example_is_bought_by_the_command_and_delivered() {
    let api = Api::with(|options| {
        let options = options.delivery(Delivery::reads(0, 0));
        options.service("eco", "ns1234567.ip-192-0-2.eu")
    });
    let terminal = api.terminal();
    let plans = [
        ("domain", vec!["sandbox-domain-anycast", "com", "fr"]),
        (
            "eco",
            vec![
                "bandwidth-300-24sk",
                "softraid-2x480ssd-24sk10",
                "ram-32g-ecc-2133-24sk10",
                "24sk10",
            ],
        ),
        ("option", vec!["plesk-webadmin"]),
        ("project", vec!["project.2018"]),
        ("vps", vec!["vps-2025-model1"]),
    ];
    let mut examples: Vec<_> = std::fs::read_dir(terminal.path("examples"))
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    examples.sort_unstable();
    assert_eq!(
        examples,
        plans.each_ref().map(|(name, _)| format!("{name}.yaml"))
    );
    for (name, plans) in plans {
        let file = format!("examples/{name}.yaml");
        let terms = ["--yes", "--auto-pay", "--waive-retractation-period"];
        let bought = terminal.json(&[&["buy", &file], &terms[..]].concat());
        assert_eq!(bought["status"], "delivered", "{name}");
        let services = bought["services"].as_array().unwrap().iter();
        let delivered: Vec<_> = services
            .map(|it| it["planCode"].as_str().unwrap())
            .collect();
        assert_eq!(delivered, plans, "{name}");
    }
}
