//! The public catalogues.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};
use crate::sandbox::models;

async fn catalogue(caller: &Caller, family: &str, subsidiary: &str) -> Value {
    let path = format!("/order/catalog/public/{family}?ovhSubsidiary={subsidiary}");
    let (status, catalogue) = caller.open("GET", &path, Value::Null).await;
    assert_eq!(status, 200, "{catalogue}");
    catalogue
}

#[tokio::test]
async fn a_plan_has_its_prices_options_and_configurations() {
    let caller = Caller::start().await;
    let eco = catalogue(&caller, "eco", "FR").await;
    assert_eq!(
        eco["locale"],
        json!({ "currencyCode": "EUR", "subsidiary": "FR", "taxRate": 20 })
    );
    let plan = &eco["plans"][0];
    assert_eq!(
        plan["pricings"][13],
        json!({
            "capacities": ["renew"], "commitment": 12, "description": "rental for 12 months",
            "engagementConfiguration": {
                "defaultEndAction": "REACTIVATE_ENGAGEMENT", "duration": "P12M", "type": "upfront",
            },
            "formattedPrice": "203.88 €", "interval": 12, "intervalUnit": "month",
            "mode": "upfront12", "mustBeCompleted": false, "phase": 1, "price": 20_388_000_000_i64,
            "promotions": [], "quantity": { "max": 2, "min": 1 },
            "repeat": { "max": null, "min": 1 }, "strategy": "tiered", "tax": 4_077_600_000_i64,
            "type": "rental",
        })
    );
    assert_eq!(
        plan["addonFamilies"][2],
        json!({
            "addons": ["ram-32g-ecc-2133-24sk10"], "default": "ram-32g-ecc-2133-24sk10",
            "exclusive": true, "mandatory": true, "name": "memory",
        })
    );
    assert_eq!(
        plan["configurations"][1],
        json!({
            "isCustom": false, "isMandatory": true, "name": "dedicated_os",
            "values": ["none_64.en"],
        })
    );
}

#[tokio::test]
async fn every_option_of_a_plan_is_in_the_catalogue() {
    let caller = Caller::start().await;
    let eco = catalogue(&caller, "eco", "IE").await;
    let codes = |list: &Value| -> Vec<Value> {
        list.as_array()
            .unwrap()
            .iter()
            .map(|plan| plan["planCode"].clone())
            .collect()
    };
    let addons = codes(&eco["addons"]);
    for plan in eco["plans"].as_array().unwrap() {
        for family in plan["addonFamilies"].as_array().unwrap() {
            for code in family["addons"].as_array().unwrap() {
                assert!(addons.contains(code), "{code}");
            }
        }
    }
    assert_eq!(eco["locale"]["taxRate"], 23);
}

#[tokio::test]
async fn plans_follow_the_region() {
    let caller = Caller::start().await;
    for (family, subsidiary, code, price) in [
        ("cloud", "FR", "project.2018", 0),
        ("cloud", "US", "project", 0),
        ("vps", "FR", "vps-2025-model1", 449_000_000),
    ] {
        let catalogue = catalogue(&caller, family, subsidiary).await;
        let plan = &catalogue["plans"][0];
        assert_eq!(plan["planCode"], code);
        let prices = plan["pricings"].as_array().unwrap();
        assert_eq!(prices.last().unwrap()["price"], price);
    }
}

#[tokio::test]
async fn the_subsidiary_is_needed_and_known() {
    let caller = Caller::start().await;
    for (query, message) in [
        ("", "Missing parameter(s): ovhSubsidiary"),
        ("?ovhSubsidiary=XX", "invalid ovhSubsidiary"),
    ] {
        let path = format!("/order/catalog/public/eco{query}");
        let answer = caller.open("GET", &path, Value::Null).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn every_catalogue_that_is_described_has_a_plan_and_is_open_as_described() {
    let described = models::json("order");
    let caller = Caller::with(|options| options.description(described.clone())).await;
    let described: Value = serde_json::from_slice(&described).unwrap();
    let apis = described["apis"].as_array().unwrap().iter();
    let paths = apis.filter(|api| api["path"].as_str().unwrap().starts_with("/order/catalog/"));
    let mut count = 0;
    for api in paths {
        let path = format!(
            "{}?ovhSubsidiary=FR&catalogName=x",
            api["path"].as_str().unwrap()
        );
        let (status, answer) = caller.get(&path).await;
        assert_eq!(status, 200, "{path}: {answer}");
        if path.contains("/catalog/formatted/") && !answer["plans"].is_null() {
            assert_ne!(answer["plans"][0]["planCode"], Value::Null, "{path}");
        }
        let is_open = api["operations"][0]["noAuthentication"] == true;
        let (status, _) = caller.open("GET", &path, Value::Null).await;
        assert_eq!(status == 200, is_open, "{path}");
        count += 1;
    }
    assert_eq!(count, 68);
}

#[tokio::test]
async fn a_formatted_catalogue_has_the_options_and_prices_of_its_plans() {
    let described = models::json("order");
    let caller = Caller::with(|options| options.description(described)).await;
    let path = "/order/catalog/formatted/vps?ovhSubsidiary=FR";
    let (_, catalogue) = caller.open("GET", path, Value::Null).await;
    let plan = &catalogue["plans"][0];
    assert_eq!(plan["planCode"], "vps-2025-model1");
    let renewal = &plan["details"]["pricings"]["default"][1];
    assert_eq!(renewal["price"]["text"], "4.49 €");
    assert_eq!(
        plan["addonsFamily"][0]["addons"][0]["plan"]["addonsFamily"],
        json!([])
    );
    let path = "/order/catalog/public/domain/plan?ovhSubsidiary=FR&planCode=com";
    let (_, plans) = caller.open("GET", path, Value::Null).await;
    assert_eq!(plans[0]["planCode"], "com");
    assert_eq!(plans.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn servers_and_their_options_have_blobs() {
    let caller = Caller::start().await;
    let eco = catalogue(&caller, "eco", "FR").await;
    assert_eq!(
        eco["plans"][0]["blobs"]["commercial"]["features"][0]["name"],
        "baremetal-server-usecases"
    );
    let products = eco["products"].as_array().unwrap();
    for (name, place, value) in [
        (
            "24sk10",
            "/technical/server/cpu/model",
            json!("Xeon-D 1520"),
        ),
        ("ram-32g-ecc-2133", "/technical/memory/size", json!(32)),
        (
            "softraid-2x480ssd",
            "/technical/storage/disks/0/number",
            json!(2),
        ),
    ] {
        let mut named = products.iter().filter(|product| product["name"] == name);
        let blobs = &named.next().unwrap()["blobs"];
        assert_eq!(blobs.pointer(place), Some(&value), "{name}");
    }
}

#[tokio::test]
async fn options_of_projects_are_offered_in_the_regions_of_the_subsidiary() {
    let caller = Caller::start().await;
    for (query, count, region) in [
        (
            "ovhSubsidiary=FR&planCode=b3-8.consumption",
            1,
            Some("GRA11"),
        ),
        ("ovhSubsidiary=US", 1, Some("US-EAST-VA-1")),
        ("ovhSubsidiary=FR&planCode=nothing", 0, None),
        ("ovhSubsidiary=FR&addonFamily=nothing", 0, None),
    ] {
        let path = format!("/cloud/order/rule/availability?{query}");
        let rule = caller.done("GET", &path, Value::Null).await;
        let plans = rule["plans"].as_array().unwrap();
        assert_eq!(plans.len(), count, "{query}");
        for plan in plans {
            let regions = plan["regions"].as_array().unwrap();
            assert!(
                regions.iter().any(|it| it.as_str() == region),
                "{query}: {rule}"
            );
        }
    }
}
