//! Answers of the API and the errors they become.
#![expect(clippy::unwrap_used, reason = "a helper of tests fails like a test")]

use ovh_order::Endpoint;
use ovh_order::config::{Arguments, Config, Key, Section, Sources, set_keys};
use ovh_order::error::{Answer, Error, RequestContext, is_success};
use ovh_order::journal::{JournalError, State};
use ovh_order::login::LoginError;
use ovh_order::money::Amount;
use ovh_order::order::{OrderError, OrderFile};
use ovh_order::types::{CartCreation, CartProduct};
use serde_json::Value;

const QUERY_ID: &str = "EU.ext-1.deadbeef.1234.abc";

fn cases() -> Vec<Value> {
    serde_json::from_str(include_str!("../data/errors.json")).unwrap()
}

fn status(case: &Value) -> u16 {
    case["status"].as_u64().unwrap().try_into().unwrap()
}

fn body(case: &Value) -> &[u8] {
    case["body"].as_str().unwrap().as_bytes()
}

fn error(method: &'static str, case: &Value) -> Error {
    Error::from_response(
        &RequestContext::new(method, "/order/cart/{cartId}/checkout"),
        Answer {
            status: status(case),
            query_id: Some(QUERY_ID.to_owned()),
            body: body(case).to_vec(),
        },
    )
}

fn failures() -> impl Iterator<Item = Value> {
    cases().into_iter().filter(|case| case["kind"] != "ok")
}

#[test]
fn success_is_told_by_the_status_alone() {
    let cases = cases();
    assert_eq!(cases.len(), 25);
    for case in cases {
        assert_eq!(is_success(status(&case)), case["kind"] == "ok", "{case}");
    }
}

#[test]
fn every_answer_becomes_its_kind() {
    for case in failures() {
        let kind = format!("{:?}", error("POST", &case).kind());
        assert_eq!(kind, case["kind"], "{case}");
    }
}

#[test]
fn an_error_carries_what_the_answer_said() {
    for case in failures() {
        let error = error("POST", &case);
        let kind = error.kind().to_string();
        assert_eq!(
            (error.class(), error.code(), error.message()),
            (
                case["class"].as_str(),
                case["code"].as_str(),
                case["message"].as_str().unwrap_or(&kind),
            ),
            "{case}"
        );
        let details = Some(&case["details"]).filter(|details| !details.is_null());
        assert_eq!(error.details(), details, "{case}");
        assert_eq!(
            (error.status(), error.query_id(), error.body()),
            (Some(status(&case)), Some(QUERY_ID), Some(body(&case))),
        );
        assert_eq!(
            (error.method(), error.path()),
            (Some("POST"), Some("/order/cart/{cartId}/checkout")),
        );
    }
}

#[test]
fn only_a_change_that_the_server_did_not_refuse_may_have_happened() {
    for case in failures() {
        let refused = (400..500).contains(&status(&case));
        assert_eq!(error("POST", &case).may_have_happened(), !refused, "{case}");
        assert!(!error("GET", &case).may_have_happened(), "{case}");
    }
}

/// An error with its causes in one line.
fn sentence(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(": ")
}

/// A program's `main` prints the error that it returns with `Debug`.
#[test]
fn what_main_prints_of_an_error_is_a_sentence() {
    let request = RequestContext::new("GET", "/me");
    let section = Section::Profile("a\nb".to_owned());
    let profile = Arguments::new().with(Key::Profile, "nobody");
    let no_profile = Config::load(&profile, &Sources::none());
    let errors: Vec<Box<dyn std::error::Error>> = vec![
        Box::new(Error::refused("nothing was sent")),
        Box::new(Error::connect(&request, "refused by the system")),
        Box::new("ovh-fr".parse::<Endpoint>().unwrap_err()),
        Box::new(no_profile.unwrap_err()),
        Box::new(set_keys("", &section, &[(Key::ConsumerKey, "x")]).unwrap_err()),
        Box::new("clod".parse::<CartProduct>().unwrap_err()),
        Box::new(CartCreation::try_from(CartCreation::builder()).unwrap_err()),
        Box::new("12".parse::<Amount>().unwrap_err()),
        Box::new(OrderFile::parse("items: 7").unwrap_err()),
        Box::new(OrderError::NotConfirmed),
        Box::new(JournalError::Missing {
            key: "k".to_owned(),
        }),
        Box::new("lost".parse::<State>().unwrap_err()),
        Box::new(LoginError::Stopped),
    ];
    for error in errors {
        assert_eq!(format!("{error:?}"), sentence(&*error));
    }
}

#[test]
fn missing_iam_actions_are_named() {
    let case = failures()
        .find(|case| case["details"]["unauthorizedActionsByIAM"].is_string())
        .unwrap();
    let error = error("GET", &case);
    assert_eq!(error.iam_actions(), ["account:apiovh:me/get"]);
    assert_eq!(
        error.to_string(),
        "GET /order/cart/{cartId}/checkout: 403 User not granted for this request \
         (Client::Forbidden), IAM actions not granted: account:apiovh:me/get, \
         query id EU.ext-1.deadbeef.1234.abc"
    );
}
