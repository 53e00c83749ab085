//! What a whole catalogue costs: processor time beside `serde_json` into the same types by hand, and
//! the memory at its peak beside the size of the body.
//!
//! `OVH_ORDER_CATALOGUE` names a file to take instead of the catalogue that is made here.

mod measure;

use std::error::Error;
use std::{env, fs};

use measure::{Rounds, compare, serve, stay_on_one_processor};
use ovh_order::Client;
use ovh_order::types::{CatalogPublicCatalog, NichandleOvhSubsidiary, PublicCatalogProduct};
use peak_alloc::PeakAlloc;
use serde_json::{Value, json};
use tokio::runtime::{Builder, Runtime};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Many short turns: what else the machine does seldom spares ten milliseconds, but some.
const ROUNDS: Rounds = Rounds { turns: 60, runs: 1 };

fn main() -> Outcome {
    stay_on_one_processor();
    let body = match env::var_os("OVH_ORDER_CATALOGUE") {
        Some(file) => fs::read(file)?,
        None => serde_json::to_vec(&catalogue())?,
    };
    let (copy, size) = (body.clone(), body.len());
    let url = serve(vec![("catalog", body)])?;
    let client = Client::builder(url.parse()?).build()?;
    let http = measure::http().no_proxy().build()?;
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let ours = || called(&runtime, &client);
    let by_hand = || fetched(&runtime, &http, &url);
    let decoded = || -> Outcome {
        serde_json::from_slice::<CatalogPublicCatalog>(&copy)?;
        Ok(())
    };
    compare(
        "a catalogue, beside reqwest and serde_json",
        ROUNDS,
        ours,
        by_hand,
    )?;
    compare(
        "a catalogue, beside decoding it alone",
        ROUNDS,
        ours,
        decoded,
    )?;
    print_peak("a catalogue by the client", size, ours)?;
    print_peak("a catalogue by reqwest and serde_json", size, by_hand)
}

fn called(runtime: &Runtime, client: &Client) -> Outcome {
    let call = client
        .get_catalog_public_product()
        .product(PublicCatalogProduct::Eco);
    let call = call.ovh_subsidiary(NichandleOvhSubsidiary::Fr);
    runtime.block_on(call.send())?;
    Ok(())
}

fn fetched(runtime: &Runtime, http: &reqwest::Client, url: &str) -> Outcome {
    let url = format!("{url}/order/catalog/public/eco?ovhSubsidiary=FR");
    let body = runtime.block_on(async { http.get(url).send().await?.bytes().await })?;
    serde_json::from_slice::<CatalogPublicCatalog>(&body)?;
    Ok(())
}

/// Prints the memory that is taken at the peak of a run, in bodies.
fn print_peak(what: &str, size: usize, run: impl Fn() -> Outcome) -> Outcome {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    run()?;
    let peak = MEMORY.peak_usage().saturating_sub(before);
    let megabytes = |bytes: usize| bytes as f64 / 1e6;
    println!(
        "{what:<44} {:>9.1} MB {:>9.1} MB {:>7.2}",
        megabytes(peak),
        megabytes(size),
        peak as f64 / size as f64
    );
    Ok(())
}

/// About four megabytes in the shape of a public catalogue, with made-up content.
fn catalogue() -> Value {
    let many = |count: usize, make: fn(usize) -> Value| (0..count).map(make).collect::<Value>();
    json!({
        "catalogId": 1, "planFamilies": [{"name": "made-up"}],
        "locale": {"currencyCode": "EUR", "subsidiary": "FR", "taxRate": 20.0},
        "plans": many(100, plan), "addons": many(420, addon), "products": many(260, product),
    })
}

fn plan(number: usize) -> Value {
    let family = |name: &str| {
        let addons: Vec<_> = (0..12)
            .map(|addon| format!("{name}-addon-{addon}-of-{number}"))
            .collect();
        json!({"name": name, "addons": addons, "default": addons.first(), "exclusive": true, "mandatory": true})
    };
    let families = ["memory", "storage", "bandwidth", "license"].map(family);
    let configurations = json!([
        {"name": "datacenter", "isCustom": false, "isMandatory": true, "values": ["gra", "rbx", "sbg"]},
        {"name": "os", "isCustom": false, "isMandatory": true, "values": ["none_64.en"]}]);
    offer(number, json!(families), configurations)
}

fn addon(number: usize) -> Value {
    offer(number, json!([]), json!([]))
}

fn offer(number: usize, families: Value, configurations: Value) -> Value {
    let code = format!("plan-{number}");
    let pricings: Vec<_> = (0..16).map(|mode| pricing(&code, mode)).collect();
    json!({"planCode": code, "invoiceName": format!("Plan {number}"), "product": format!("product-{number}"),
        "pricingType": "rental", "family": null, "blobs": null, "addonFamilies": families,
        "configurations": configurations, "consumptionConfiguration": null, "pricings": pricings})
}

fn pricing(code: &str, mode: u32) -> Value {
    json!({
        "capacities": ["renew", "installation"], "commitment": mode, "interval": 1, "intervalUnit": "month",
        "description": format!("rental of {code} for {mode} months, made up for measuring"),
        "mode": format!("upfront{mode}"), "mustBeCompleted": false, "phase": 1, "price": 1_234_000_000,
        "promotions": [], "quantity": {"min": 1, "max": 100}, "repeat": {"min": 1, "max": null},
        "strategy": "tiered", "tax": 246_800_000, "type": "rental", "engagementConfiguration": null})
}

fn product(number: usize) -> Value {
    json!({"name": format!("product-{number}"), "description": "made up", "configurations": [],
        "blobs": {"technical": {
            "server": {"cpu": {"brand": "Maker", "cores": 8, "frequency": 2.4, "threads": 16},
                "frame": {"model": "1U", "dualPowerSupply": false}, "range": "made-up"},
            "memory": {"size": 64.0, "ecc": true, "ramType": "DDR5", "frequency": 4800},
            "storage": {"raid": "soft", "disks": [{"capacity": 960.0, "number": 2, "technology": "NVMe"}]},
            "bandwidth": {"level": 1000.0, "guaranteed": false, "unit": "Mbps"}}}})
}
