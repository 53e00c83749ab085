//! What must hold for any bytes. Tests call these functions with seeds that are changed at random, and
//! `fuzz/` with what libFuzzer finds.

use std::path::Path as FilePath;

use ovh_order::auth::Credentials;
use ovh_order::client::Operation;
use ovh_order::config::{self, Arguments, Config, Contents, Key, Section, Sources};
use ovh_order::error::{Answer, Error, RequestContext};
use ovh_order::money::Amount;
use ovh_order::order::OrderFile;
use ovh_order::types;
use ovh_order_codegen::document::Document;
use ovh_order_codegen::prepare::prepare;
use ovh_order_codegen::{native, openapi_form};
use serde::Serialize;
use serde::de::DeserializeOwned;

// Private to the library and to the command, so they come as they are.
#[path = "../../../src/cli/api/path.rs"]
mod path;
#[path = "../../../src/error/redact.rs"]
mod redact;
#[path = "../../../src/error/secrets.rs"]
mod secrets;
#[path = "../../../src/cli/api/value.rs"]
mod value;
#[expect(dead_code, reason = "the command asks more of a call")]
#[path = "../../../src/cli/api/written.rs"]
mod written;

/// An order file is read and written without loss, or has at least one problem and not too many.
pub fn order_file(data: &[u8]) {
    match OrderFile::read_from(data, "order.yaml") {
        Ok(file) => {
            let json = serde_json::to_string(&file).unwrap();
            assert_eq!(OrderFile::parse(&json).unwrap(), file);
        }
        Err(error) => {
            assert!((1..=101).contains(&error.problems().len()));
            assert!(!error.to_string().contains(is_obeyed), "{error}");
        }
    }
}

/// A key that is written into a configuration is read again, and what is shown is the same for
/// another key.
pub fn configuration(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    shown_configuration(&text);
    let section = Section::Profile("work".to_owned());
    let shown = ["first-consumer-key", "other-consumer-key"].map(|key| {
        let text = config::set_keys(&text, &section, &[(Key::ConsumerKey, key)]).ok()?;
        let values = config::values_in(&text, &section).unwrap();
        assert!(values.contains_key(&Key::ConsumerKey));
        Some(shown_configuration(&text))
    });
    let [first, other] = shown;
    assert_eq!(first, other);
}

/// Everything that is said of a configuration file and of the credentials in it.
fn shown_configuration(text: &str) -> String {
    let bytes = text.as_bytes().to_vec();
    let read = move |_: &FilePath| Ok(Contents::new(bytes.clone()));
    let sources = Sources::new(|_| None, vec!["./ovh.conf".into()], read);
    let arguments = Arguments::new().with(Key::Profile, "work");
    let (config, fault) = Config::examine(&arguments, &sources);
    let credentials = Credentials::from_config(&config);
    format!("{config:?} {fault:?} {credentials:?}")
}

/// A description becomes a document that is read and written without loss, or is refused.
pub fn description(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let Ok(description) = native::read("a description", &text) else {
        return;
    };
    if let Ok(prepared) = prepare(&description) {
        let text = prepared.document.text().unwrap();
        let again = Document::read("a document", &text).unwrap();
        assert_eq!(again.text().unwrap(), text);
    }
    if let Ok(document) = openapi_form::write(&description) {
        openapi_form::native(&document).unwrap();
    }
}

/// An answer becomes an error that is one short line, or a value that is read and written without
/// loss. The first two bytes are its status.
pub fn answer(data: &[u8]) {
    let Some((status, body)) = data.split_first_chunk::<2>() else {
        return;
    };
    let answer = Answer {
        status: u16::from_be_bytes(*status),
        query_id: Some(String::from_utf8_lossy(body).into_owned()),
        body: body.to_vec(),
    };
    let request = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
    for error in [
        Error::from_response(&request, answer.clone()),
        Error::decode(&request, answer, "not what is described"),
    ] {
        let shown = error.to_string();
        assert!(!shown.contains(char::is_control), "{shown:?}");
        assert!(shown.len() < 1 << 16, "{}", shown.len());
        // Whatever is asked of it is answered.
        let _ = (error.kind(), error.may_have_happened(), error.order_id());
        let _ = (error.missing_rule(), error.iam_actions().len());
        let _ = format!("{error:?}");
    }
    is_kept::<types::Order>(body);
    is_kept::<types::Cart>(body);
    is_kept::<types::CartItem>(body);
    is_kept::<types::BillingOrder>(body);
    is_kept::<Vec<types::CartGenericProductDefinition>>(body);
    is_kept::<Vec<types::CartConfigurationRequirements>>(body);
}

fn is_kept<T: DeserializeOwned + Serialize>(body: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<T>(body) {
        let written = serde_json::to_value(value).unwrap();
        let again: T = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(again).unwrap(), written);
    }
}

/// Masking leaves no value behind the name of a secret, and no secret of the client in any of its
/// spellings. The first byte says where they stand.
pub fn masking(data: &[u8]) {
    let Some((at, text)) = data.split_first() else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let at = text.floor_char_boundary((*at).into());
    for name in [" password=", "?orderPassword=", " \"consumerKey\": \""] {
        let mut given = text.to_string();
        given.insert_str(at, &format!("{name}0rder-passw0rd\" "));
        for masked in [&*redact::redact(&given), &redact::redact_cause(&given)] {
            assert!(!masked.contains("0rder-passw0rd"), "{given}: {masked}");
        }
    }
    let secrets = secrets::Secrets::default();
    secrets.add("s3cret/of gateway");
    secrets.add_token(&"access/t0ken".into());
    for spelling in [
        "s3cret/of gateway",
        "s3cret%2Fof%20gateway",
        "s3cret%2Fof+gateway",
        "access/t0ken",
        "access%2Ft0ken",
    ] {
        let mut given = text.to_string();
        given.insert_str(at, spelling);
        let mut json = serde_json::json!({given.clone(): [given.clone()]});
        secrets.mask(&mut given);
        assert!(!given.contains(spelling), "{given}");
        secrets.mask_json(&mut json);
        assert!(!json.to_string().contains(spelling), "{json}");
    }
}

/// An amount is what it is displayed as, and a price the nearest amount. The first eight bytes are the
/// price.
pub fn money(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(amount) = text.parse::<Amount>() {
        assert_eq!(amount.to_string().parse(), Ok(amount));
    }
    let Some(value) = data.first_chunk() else {
        return;
    };
    let value = f64::from_be_bytes(*value);
    if let Ok(amount) = Amount::from_price("EUR", None, value) {
        assert_eq!(amount.to_string().parse(), Ok(amount.clone()));
        #[expect(clippy::cast_precision_loss, reason = "it is compared as loosely")]
        let difference = (amount.ucents() as f64 - value * 1e8).abs();
        assert!(difference <= 1.0 + value.abs() * 1e-7, "{value} {amount}");
    }
}

/// A call of `ovh-order api`, a line each for method, path and fields: a parameter that is filled in
/// is what was given, and every value has a verdict.
pub fn api_call(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.lines();
    let (method, path) = (lines.next().unwrap_or_default(), lines.next());
    let fields: Vec<_> = lines.collect();
    let call = written::Written {
        method: method.to_owned(),
        path: path.unwrap_or_default().to_owned(),
        fields: fields
            .iter()
            .flat_map(|field| written::FieldArg::parse(field))
            .collect(),
        headers: fields
            .iter()
            .flat_map(|field| written::header(field))
            .collect(),
        body: None,
        checked: true,
    };
    let read = path::Path::read(call.path());
    let operation = Operation::find(&call.method, &read.to_string());
    let mut path = read.of(operation);
    let _ = path.is_undescribed();
    for (name, values) in call.by_name() {
        for given in values {
            if let (written::Given::Text(text), true) = (given, path.lacks(&name)) {
                path.fill(&name, &text);
                assert_eq!(path.value(&name), Some(text));
            }
        }
    }
    let _ = path.leads_astray();
    for parameter in operation.map_or(&[][..], Operation::parameters) {
        for text in &fields {
            if let Ok(value) = value::of_text(text, &parameter.type_) {
                value::check(&value, &parameter.type_, parameter.name, &mut Vec::new());
            }
        }
    }
    if let Some(model) = operation
        .and_then(Operation::body_type)
        .and_then(|type_| type_.definition())
        && let Ok(body) = serde_json::from_str(&fields.concat())
    {
        value::fields(&body, model, "", &mut Vec::new());
    }
}

/// What a terminal may do something else with than show it.
fn is_obeyed(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
}
