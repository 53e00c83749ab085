//! Fetches that succeed.

use ovh_order_codegen::{json, native};
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::region::SECTIONS;
use ovh_order_vendor::tree::{SURFACE, Tree};
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep};
use serde_json::{Value, json};

use crate::project::{
    DAY, NEW_PATH, Project, altered, changed, description, operations, serving, vendored,
};
use crate::server::Answer;

#[test]
fn what_did_not_change_is_not_touched() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Body(text));
    let before = project.files();
    let update = project.fetch(&server.base, SECTIONS).unwrap();
    assert_eq!(update.files().len(), 0);
    assert_eq!(project.files(), before);
}

#[test]
fn a_description_that_comes_compressed_is_read() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Compressed(text));
    let update = project.fetch(&server.base, SECTIONS).unwrap();
    assert_eq!(update.files().len(), 0);
}

#[test]
fn a_change_reaches_the_surface_and_only_its_section_is_new() {
    let project = Project::new();
    let server = serving(changed);
    let update = project.fetch(&server.base, SECTIONS).unwrap();
    let changes: Vec<_> = update.changes().iter().map(ToString::to_string).collect();
    let before = native::read("test", &description("order")).unwrap();
    let (operations, models) = (operations(&description("order")), before.models);
    assert_eq!(
        changes,
        [format!(
            "schema/native/order.json: {} (+1 -0) operations, {} models",
            operations.len() + 1,
            models.len()
        )]
    );
    let after = Tree::read(&project.schema()).unwrap();
    assert_eq!(after, update.after);
    let surface = after.get(SURFACE).unwrap();
    assert!(surface.contains(&format!("{NEW_PATH} |")));
    let provenance = Provenance::read(&after).unwrap();
    let order = provenance.get("order").unwrap();
    assert_eq!(order.url, Some(format!("{}/order.json", server.base)));
    assert_eq!(order.fetched, DAY);
    let before = Provenance::read(&vendored()).unwrap();
    assert_eq!(provenance.get("me"), before.get("me"));
}

#[test]
fn two_runs_give_the_same_bytes() {
    let server = serving(changed);
    let run = || {
        let project = Project::empty();
        project.fetch(&server.base, SECTIONS).unwrap();
        Tree::read(&project.schema()).unwrap()
    };
    let first = run();
    assert_eq!(first.iter().count(), SECTIONS.len() + 3);
    assert_eq!(first, run());
}

#[test]
fn only_the_sections_that_are_asked_for_are_fetched() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Body(text));
    project
        .fetch(&server.base, &["dedicated/server", "vps"])
        .unwrap();
    let asked: Vec<_> = server.asked.try_iter().collect();
    assert_eq!(asked, ["/dedicated/server.json", "/vps.json"]);
}

#[test]
fn of_the_sections_around_an_order_only_that_is_kept() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Body(with_more(&text)));
    let update = project.fetch(&server.base, &["vps"]).unwrap();
    assert_eq!(update.files().len(), 0);
    assert_eq!(update.warnings, Vec::<String>::new());
}

/// The description with sentences, an operation and a model that are not vendored.
fn with_more(text: &str) -> String {
    let mut native: Value = json::read("test", text).unwrap();
    let paths = native.get_mut("apis").unwrap().as_array_mut().unwrap();
    paths.push(
        json!({"path": "/vps/{serviceName}", "description": "Prose", "operations": [
        {"httpMethod": "GET", "responseType": "vps.Other", "noAuthentication": false,
         "description": "Prose", "parameters": []}]}),
    );
    let models = native.get_mut("models").unwrap().as_object_mut().unwrap();
    models.insert("vps.Other".to_owned(), json!({"properties": {}}));
    native.to_string()
}

#[test]
fn an_operation_that_is_gone_is_told() {
    let all = operations(&description("vps"));
    let gone = all.first().unwrap();
    let (_, path) = gone.split_once(' ').unwrap();
    let quoted = |path: &str| format!("\"{path}\"");
    let text = description("vps").replace(&quoted(path), &quoted("/vps/moved"));
    let arrival = Arrival {
        what: "vps.json".to_owned(),
        text,
        region: None,
        section: None,
        url: None,
        fetched: DAY.to_owned(),
    };
    let update = Update::vendor(vendored(), &[arrival], Keep::Facts).unwrap();
    let expected =
        format!("vps.json: no longer described though listed in xtask/vendor/around.txt: {gone}");
    assert_eq!(update.warnings, [expected]);
}

#[test]
fn a_model_that_another_section_describes_differently_is_read_as_both_and_told() {
    let project = Project::new();
    let server = serving(|_, text| {
        Answer::Body(altered(&text, |native| {
            let price = native.pointer_mut("/models/order.Price/properties");
            let price = price.unwrap().as_object_mut().unwrap();
            price.remove("text");
            price.insert("more".to_owned(), json!({"type": "string"}));
        }))
    });
    let update = project.fetch(&server.base, &["order"]).unwrap();
    let expected =
        "model order.Price differs in /order and /cloud: the client reads what either describes";
    assert!(
        update.warnings.contains(&expected.to_owned()),
        "{:?}",
        update.warnings
    );
    let document: Value = json::read("test", update.after.get("openapi.json").unwrap()).unwrap();
    let price = document
        .pointer("/components/schemas/Price/properties")
        .unwrap();
    for property in ["text", "value", "more"] {
        assert!(price.get(property).is_some(), "{property}");
    }
}
