use serde_json::{Value, json};

use super::{B, C, D, changes, effects};
use crate::drift::{Effect, Subject};

type Both = (Effect, Effect);

/// A description in which `a.X` is only answered, only sent, both, or not used.
fn uses(model: &Value) -> [Value; 4] {
    let body = json!([{"paramType": "body", "dataType": "a.X"}]);
    let operations = [
        json!([{"httpMethod": "POST", "responseType": "a.X[]"}]),
        json!([{"httpMethod": "POST", "parameters": body}]),
        json!([{"httpMethod": "POST", "responseType": "a.X", "parameters": body}]),
        json!([{"httpMethod": "POST"}]),
    ];
    let models = if model.is_null() {
        json!({})
    } else {
        json!({"a.X": model})
    };
    operations.map(|operations| json!({"operations": operations, "models": models}))
}

/// Checks the effects for each use in turn: answered, a whole body, both; unused is always documentation.
fn check(old: &Value, new: &Value, subject: Subject, expected: [Both; 3]) {
    let [a, b, c] = expected;
    let pairs = uses(old).into_iter().zip(uses(new));
    for ((old, new), expected) in pairs.zip([a, b, c, (D, D)]) {
        let changes = changes(&old, &new);
        assert_eq!(effects(&changes, subject), expected, "{changes:#?}");
    }
}

fn property(facts: &Value) -> Value {
    json!({"properties": {"p": facts}})
}

fn values(values: &[&str], kind: &str) -> Value {
    json!({"enum": values, "enumType": kind})
}

#[test]
fn models_and_their_kinds() {
    let empty = json!({"properties": {}});
    let removed = [(D, B); 3];
    let long = values(&[], "long");
    check(&empty, &Value::Null, Subject::Model, removed);
    check(&Value::Null, &empty, Subject::Model, [(D, C); 3]);
    check(
        &values(&[], "string"),
        &long,
        Subject::EnumType,
        [(B, B); 3],
    );
    let generic = json!({"generics": ["T"]});
    check(&empty, &generic, Subject::Generics, [(D, D); 3]);
}

#[test]
fn enum_values() {
    let (few, many) = (values(&["1"], "string"), values(&["1", "2"], "string"));
    check(&few, &many, Subject::EnumValue, [(C, C); 3]);
    check(&many, &few, Subject::EnumValue, [(C, B), (B, B), (B, B)]);
    let (few, many) = (values(&["1"], "long"), values(&["1", "2"], "long"));
    check(&few, &many, Subject::EnumValue, [(C, D); 3]);
    check(&many, &few, Subject::EnumValue, [(C, D), (B, D), (B, D)]);
}

#[test]
fn properties_that_come_and_go() {
    let none = json!({"properties": {}});
    let optional = property(&json!({"type": "long"}));
    let required = property(&json!({"type": "long", "required": true}));
    let read_only = property(&json!({"type": "long", "required": true, "readOnly": true}));
    check(&none, &optional, Subject::Property, [(C, C); 3]);
    check(
        &none,
        &required,
        Subject::Property,
        [(C, C), (B, B), (B, B)],
    );
    check(
        &none,
        &read_only,
        Subject::Property,
        [(C, C), (C, B), (C, C)],
    );
    check(&optional, &none, Subject::Property, [(B, B); 3]);
}

#[test]
fn types_of_properties() {
    let of = |kind: &str| property(&json!({"type": kind}));
    let check = |old: &str, new: &str, expected| {
        check(&of(old), &of(new), Subject::PropertyType, expected);
    };
    check("string", "text", [(D, D); 3]);
    check("string", "uuid", [(C, D), (B, D), (B, D)]);
    check("uuid", "string", [(B, D), (C, D), (B, D)]);
    check("int", "long", [(B, B), (C, B), (B, B)]);
    check("long", "long[]", [(B, B); 3]);
    check("string", "password", [(D, B); 3]);
}

#[test]
fn a_text_that_is_corrected_to_a_secret_stays_one() {
    let description = |kind: &str| {
        json!({"operations": [{"httpMethod": "GET", "responseType": "order.Order"}],
            "models": {"order.Order": {"properties": {"url": {"type": kind}}}}})
    };
    let changes = changes(&description("string"), &description("password"));
    assert_eq!(effects(&changes, Subject::PropertyType), (D, D));
}

#[test]
fn a_template_that_is_written_out_is_no_change() {
    let description = |kind: &str| {
        json!({"operations": [{"httpMethod": "GET", "responseType": "a.U<long>"}],
            "models": {"a.U<long>": {"generics": ["T"], "properties": {"v": {"type": kind}}}}})
    };
    assert_eq!(changes(&description("T"), &description("long")), []);
    let changes = changes(&description("T"), &description("string"));
    assert_eq!(effects(&changes, Subject::PropertyType), (B, B));
}

#[test]
fn an_enum_of_numbers_is_one_however_it_is_called() {
    let of = |kind: Value, value: Value| json!({"enum": [value], "enumType": kind});
    let (long, int) = (of(json!("long"), json!("1")), of(json!("int"), json!(1)));
    check(&long, &int, Subject::EnumType, [(D, D); 3]);
}

#[test]
fn properties_that_may_be_null_or_left_out() {
    let facts = |required: bool, nullable: bool, kind: &str| {
        property(&json!({"type": kind, "required": required, "canBeNull": nullable}))
    };
    let null = Subject::PropertyCanBeNull;
    let (plain, nullable) = (facts(true, false, "long"), facts(true, true, "long"));
    check(&plain, &nullable, null, [(B, D), (C, B), (B, B)]);
    check(&nullable, &plain, null, [(C, D), (B, B), (B, B)]);
    let (plain, nullable) = (facts(false, false, "long"), facts(false, true, "long"));
    check(&plain, &nullable, null, [(B, D), (C, D), (B, D)]);
    let required = Subject::PropertyRequired;
    let (must, may) = (facts(true, false, "long"), facts(false, false, "long"));
    check(&may, &must, required, [(C, D), (B, B), (B, B)]);
    check(&must, &may, required, [(B, D), (C, B), (B, B)]);
    let (must, may) = (facts(true, false, "long[]"), facts(false, false, "long[]"));
    check(&must, &may, required, [(B, D), (C, C), (B, C)]);
}

#[test]
fn properties_that_only_the_api_sets() {
    let facts = |read_only: bool| property(&json!({"type": "long", "readOnly": read_only}));
    let subject = Subject::PropertyReadOnly;
    check(
        &facts(false),
        &facts(true),
        subject,
        [(D, D), (B, D), (B, D)],
    );
    check(
        &facts(true),
        &facts(false),
        subject,
        [(D, D), (C, D), (C, D)],
    );
}
