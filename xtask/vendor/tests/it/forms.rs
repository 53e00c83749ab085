//! The two forms of a description, and other regions.

use ovh_order_codegen::render::render;
use ovh_order_codegen::{json, native};
use ovh_order_vendor::fetch::{Endpoint, download};
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::region::Region;
use ovh_order_vendor::tree::{DOCUMENT, SURFACE, Tree};
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::Keep;

use crate::project::{DAY, LIMITS, Project, serving, vendored};
use crate::server::Answer;

/// The description as OVHcloud serves it at `?format=openapi3`.
fn rendered(text: &str) -> String {
    let document = render(&native::read("test", text).unwrap()).unwrap();
    json::write(&document).unwrap()
}

#[test]
fn both_forms_give_the_same_client() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Body(rendered(&text)));
    let update = project.fetch(&server.base, &["order"]).unwrap();
    for file in [DOCUMENT, SURFACE] {
        assert_eq!(update.after.get(file), update.before.get(file), "{file}");
    }
    assert_eq!(update.warnings.len(), 1, "{:?}", update.warnings);
    let warning = update.warnings.first().unwrap();
    assert!(
        warning.contains("does not tell `text` from `string`"),
        "{warning}"
    );
}

#[test]
fn another_region_stands_beside_europe() {
    let server = serving(|_, text| Answer::Body(text));
    let endpoint = Endpoint::parse(&server.base)
        .unwrap()
        .with_region(Region::Ca);
    let sections = Region::Ca.sections();
    let arrivals = download(&endpoint, sections, LIMITS, DAY, &mut |_| {}).unwrap();
    let update = Update::vendor(vendored(), &arrivals, Keep::Facts)
        .unwrap()
        .converted()
        .unwrap();
    let files: Vec<_> = update.files().into_keys().collect();
    let expected = [
        "native/ca/order.json",
        "openapi.json",
        "provenance.toml",
        "surface.txt",
    ];
    assert_eq!(files, expected);
    let provenance = Provenance::read(&update.after).unwrap();
    assert_eq!(provenance.get("ca/order").unwrap().region, "ca");
}

#[test]
fn another_region_alone_is_not_enough() {
    let server = serving(|_, text| Answer::Body(text));
    let endpoint = Endpoint::parse(&server.base)
        .unwrap()
        .with_region(Region::Us);
    let arrivals = download(&endpoint, &["order"], LIMITS, DAY, &mut |_| {}).unwrap();
    let update = Update::vendor(Tree::default(), &arrivals, Keep::Facts).unwrap();
    assert_eq!(
        update.converted().unwrap_err().to_string(),
        "schema/native has no `/order` of Europe: fetch that first"
    );
}
