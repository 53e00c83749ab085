//! The two forms of a description, and other regions.

use ovh_order_codegen::{json, native, openapi_form};
use ovh_order_vendor::convert::print;
use ovh_order_vendor::endpoint::Endpoint;
use ovh_order_vendor::fetch::Download;
use ovh_order_vendor::provenance::Provenance;
use ovh_order_vendor::region::Region;
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::{Arrival, Keep, vendor};

use crate::project::{DAY, LIMITS, Project, description, serving, vendored};
use crate::server::Answer;

/// The description as OVHcloud serves it at `?format=openapi3`.
fn rendered(text: &str) -> String {
    let document = openapi_form::write(&native::read("test", text).unwrap()).unwrap();
    json::write(&document).unwrap()
}

#[test]
fn both_forms_give_the_same_client() {
    let project = Project::new();
    let server = serving(|_, text| Answer::Body(rendered(&text)));
    let update = project.fetch(&server.base, &["order"]).unwrap();
    assert_eq!(update.files().len(), 0);
    let expected = format!(
        "{}/order.json: says in OpenAPI what the vendored description says: that is kept, since \
         the native form tells more",
        server.base
    );
    assert_eq!(update.warnings, [expected]);
}

/// What a file says of a region: `from` for its address, and its text.
fn arrival(text: String, region: Option<Region>, url: Option<&str>) -> Arrival {
    Arrival {
        what: "given/order.json".to_owned(),
        text,
        region,
        section: None,
        url: url.map(str::to_owned),
        fetched: DAY.to_owned(),
    }
}

/// The vendored description of Canada.
fn canada() -> String {
    vendored().get("native/ca/order.json").unwrap().to_owned()
}

#[test]
fn the_addresses_of_a_description_tell_its_region() {
    let canadian = Some("https://ca.api.ovh.com/1.0/order.json");
    let european = native::read("test", &description("order"))
        .unwrap()
        .base_path;
    let contradiction = format!(
        "given/order.json comes from ca, but its address {european} is of eu: \
         say which it is with --region"
    );
    let cases = [
        (canada(), None, None, Ok(("ca/order", 0))),
        (description("order"), None, None, Ok(("order", 0))),
        (canada(), None, canadian, Ok(("ca/order", 0))),
        (
            description("order"),
            None,
            canadian,
            Err(contradiction.as_str()),
        ),
        (
            description("order"),
            Some(Region::Us),
            None,
            Ok(("us/order", 1)),
        ),
    ];
    for (text, said, url, expected) in cases {
        let vendored = vendor(&arrival(text, said, url), Keep::Facts);
        let found = vendored.map(|one| (one.place.key(), one.warnings.len()));
        let expected = expected.map(|(place, warnings)| (place.to_owned(), warnings));
        assert_eq!(
            found.map_err(|error| error.to_string()),
            expected.map_err(str::to_owned)
        );
    }
}

#[test]
fn a_file_is_recorded_as_one_with_its_form() {
    let record = |text: String| {
        let source = vendor(&arrival(text, None, None), Keep::Facts)
            .unwrap()
            .source;
        (source.url, source.file, source.form)
    };
    let file = Some("order.json".to_owned());
    let native = description("order");
    assert_eq!(record(native.clone()), (None, file.clone(), None));
    let form = Some("openapi3".to_owned());
    assert_eq!(record(rendered(&native)), (None, file, form));
}

#[test]
fn a_conversion_says_what_the_form_could_not() {
    let native = description("vps");
    let converted = print("vps.json", &native).unwrap();
    assert_eq!(converted.warnings, Vec::<String>::new());
    let again = print("vps.json", &rendered(&native)).unwrap();
    assert_eq!(again.text, converted.text);
    assert_eq!(again.warnings.len(), 1);
}

/// What a server describes, taken for another region.
fn downloaded(base: &str, region: Region) -> Vec<Arrival> {
    let download = Download {
        endpoint: Endpoint::parse(base).unwrap().with_region(region),
        limits: LIMITS,
        day: DAY.to_owned(),
    };
    download.sections(region.sections(), &mut |_| {}).unwrap()
}

#[test]
fn another_region_stands_beside_europe() {
    let server = serving(|_, text| Answer::Body(text));
    let arrivals = downloaded(&server.base, Region::Ca);
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
    let arrivals = downloaded(&server.base, Region::Us);
    let update = Update::vendor(Tree::default(), &arrivals, Keep::Facts).unwrap();
    assert_eq!(
        update.converted().unwrap_err().to_string(),
        "schema/native has no `/order` of Europe: fetch that first"
    );
}
