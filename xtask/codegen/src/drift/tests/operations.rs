use serde_json::{Map, Value, json};

use super::{B, C, D, changes, effects};
use crate::drift::Subject;

/// One `POST` with the given facts.
fn with(facts: Value) -> Value {
    let mut operation = json!({"httpMethod": "POST", "noAuthentication": false});
    let facts: Map<String, Value> = serde_json::from_value(facts).unwrap();
    operation.as_object_mut().unwrap().extend(facts);
    let whole = json!({"a": {"type": "string", "required": true}, "b": {"type": "long"}});
    let models = json!({"a.M": {"properties": {"p": {"type": "long"}}}, "a.Whole": {"properties": whole},
        "a.E": {"enum": ["x"], "enumType": "string"}, "a.F": {"enum": ["x", "y"], "enumType": "string"}});
    json!({"operations": [operation], "models": models})
}

fn query(kind: &str, required: bool) -> Value {
    with(json!({"parameters": [
        {"paramType": "query", "name": "q", "dataType": kind, "required": required}]}))
}

fn body(fields: &[(&str, &str, bool)]) -> Value {
    let fields = fields.iter().map(|(name, kind, required)| {
        json!({"paramType": "body", "name": name, "dataType": kind, "required": required})
    });
    with(json!({"parameters": fields.collect::<Vec<_>>()}))
}

#[test]
fn operations_by_what_happens_to_them() {
    let none = json!({"operations": [], "models": {}});
    let open = with(json!({"noAuthentication": true}));
    let closed = with(json!({}));
    let answers = |kind: &str| with(json!({"responseType": kind}));
    let created = with(json!({"responseTypes": {"201": "long"}}));
    let status = |value: &str| with(json!({"apiStatus": {"value": value}}));
    let action =
        |required: bool| with(json!({"iamActions": [{"name": "a:b", "required": required}]}));
    let cases = [
        (&none, &closed, Subject::Operation, (C, C)),
        (&closed, &none, Subject::Operation, (B, B)),
        (&open, &closed, Subject::Authentication, (B, C)),
        (&closed, &open, Subject::Authentication, (C, C)),
        (&closed, &answers("a.M"), Subject::Answer, (C, B)),
        (&answers("a.M"), &closed, Subject::Answer, (B, B)),
        (&answers("a.M"), &answers("a.M[]"), Subject::Answer, (B, B)),
        (
            &answers("string"),
            &answers("text"),
            Subject::Answer,
            (D, D),
        ),
        (
            &answers("string"),
            &answers("uuid"),
            Subject::Answer,
            (C, D),
        ),
        (
            &answers("uuid"),
            &answers("string"),
            Subject::Answer,
            (B, D),
        ),
        (&answers("a.F"), &answers("a.E"), Subject::Answer, (C, B)),
        (&closed, &created, Subject::Answer, (C, D)),
        (
            &status("BETA"),
            &status("PRODUCTION"),
            Subject::Status,
            (D, D),
        ),
        (
            &status("PRODUCTION"),
            &status("DEPRECATED"),
            Subject::Status,
            (D, D),
        ),
        (&closed, &action(true), Subject::IamAction, (B, D)),
        (&closed, &action(false), Subject::IamAction, (D, D)),
        (&action(false), &action(true), Subject::IamAction, (B, D)),
        (&action(true), &action(false), Subject::IamAction, (D, D)),
        (&action(true), &closed, Subject::IamAction, (C, D)),
    ];
    for (old, new, subject, expected) in cases {
        let changes = changes(old, new);
        assert_eq!(effects(&changes, subject), expected, "{changes:#?}");
    }
}

#[test]
fn dates_and_replacements_are_documentation() {
    let facts = json!({"value": "DEPRECATED", "deprecatedDate": "2025", "deletionDate": "2026", "replacement": "/y"});
    let new = with(json!({"apiStatus": facts}));
    let found = changes(&with(json!({"apiStatus": {"value": "DEPRECATED"}})), &new);
    assert_eq!(found.len(), 3);
    for subject in [
        Subject::DeprecatedDate,
        Subject::DeletionDate,
        Subject::Replacement,
    ] {
        assert_eq!(effects(&found, subject), (D, D));
    }
}

#[test]
fn parameters_by_whether_they_are_wanted() {
    let none = with(json!({}));
    let optional = query("string", false);
    let required = query("string", true);
    let cases = [
        (&none, &optional, Subject::Parameter, (C, C)),
        (&none, &required, Subject::Parameter, (B, B)),
        (&optional, &none, Subject::Parameter, (B, B)),
        (&optional, &required, Subject::ParameterRequired, (B, B)),
        (&required, &optional, Subject::ParameterRequired, (C, C)),
        (
            &optional,
            &query("text", false),
            Subject::ParameterType,
            (D, D),
        ),
        (
            &optional,
            &query("uuid", false),
            Subject::ParameterType,
            (B, D),
        ),
        (
            &query("uuid", false),
            &optional,
            Subject::ParameterType,
            (C, D),
        ),
        (
            &query("int", false),
            &query("long", false),
            Subject::ParameterType,
            (C, B),
        ),
        (
            &optional,
            &query("a.E", false),
            Subject::ParameterType,
            (B, B),
        ),
        (
            &query("a.E", false),
            &query("a.F", false),
            Subject::ParameterType,
            (C, B),
        ),
        (
            &optional,
            &query("datetime", false),
            Subject::ParameterType,
            (B, B),
        ),
    ];
    for (old, new, subject, expected) in cases {
        let changes = changes(old, new);
        assert_eq!(effects(&changes, subject), expected, "{changes:#?}");
    }
}

#[test]
fn body_fields_are_options_where_parameters_are_not() {
    let field = |kind: &str, required: bool| body(&[("a", "string", true), ("f", kind, required)]);
    let without = body(&[("a", "string", true)]);
    let cases = [
        (&without, &field("long", false), Subject::Parameter, (C, C)),
        (&without, &field("long", true), Subject::Parameter, (B, B)),
        (
            &field("long", true),
            &field("long", false),
            Subject::ParameterRequired,
            (C, B),
        ),
        (
            &field("long[]", true),
            &field("long[]", false),
            Subject::ParameterRequired,
            (C, C),
        ),
        (
            &field("long", false),
            &field("long", true),
            Subject::ParameterRequired,
            (B, B),
        ),
    ];
    for (old, new, subject, expected) in cases {
        let changes = changes(old, new);
        assert_eq!(effects(&changes, subject), expected, "{changes:#?}");
    }
}

#[test]
fn a_body_in_another_form_breaks_the_wire_only_if_its_fields_differ() {
    let whole = with(json!({"parameters": [
        {"paramType": "body", "dataType": "a.Whole", "required": true}]}));
    let cases = [
        (vec![("a", "string", true), ("b", "long", false)], D),
        (vec![("a", "string", true)], D),
        (vec![("a", "string", false), ("b", "long", false)], B),
        (vec![("b", "long", false)], B),
        (vec![("a", "string", true), ("c", "long", false)], B),
        (vec![("a", "string", true), ("b", "string", false)], B),
    ];
    for (fields, wire) in cases {
        let changes = changes(&body(&fields), &whole);
        assert_eq!(changes.len(), fields.len() + 1);
        for judged in &changes {
            assert_eq!(
                (judged.wire.effect, judged.rust.effect),
                (wire, B),
                "{fields:?} {judged:#?}"
            );
        }
    }
}

#[test]
fn another_name_of_a_path_parameter_breaks_rust_alone() {
    let read = |path: &str| {
        let native = json!({"basePath": "b", "resourcePath": "/x", "models": {},
            "apis": [{"path": path, "operations": [{"httpMethod": "GET"}]}]});
        crate::native::read("test", &native.to_string()).unwrap()
    };
    let report = crate::drift::drift(&read("/x/{a}"), &read("/x/{b}"));
    let gone = report
        .changes
        .iter()
        .find(|judged| judged.change.place == "GET /x/{a}")
        .unwrap();
    assert_eq!((gone.wire.effect, gone.rust.effect), (C, B));
    assert_eq!(
        gone.wire.reason,
        "the same address is written `GET /x/{b}` now"
    );
}
