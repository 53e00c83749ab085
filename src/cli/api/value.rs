//! Checks values against the types of the description.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ovh_order::client::description::{Definition, DefinitionKind, Type};
use ovh_order::nearest::did_you_mean;
use serde_json::{Map, Number, Value};

/// More values than these are not listed in a message.
const MOST_LISTED: usize = 30;

/// The value that a text is, by its type.
pub(super) fn of_text(text: &str, type_: &Type) -> Result<Value, String> {
    let value = match type_ {
        Type::Boolean => text.parse().map(Value::Bool).ok(),
        Type::Integer => text.parse::<i64>().ok().map(Value::from),
        Type::Number => serde_json::from_str::<Number>(text).ok().map(Value::Number),
        Type::Map(_) => None,
        Type::Named(name) => of_named(text, Definition::find(name)),
        _ => Some(Value::String(text.to_owned())),
    };
    value.ok_or_else(|| expected(type_))
}

fn of_named(text: &str, definition: Option<&Definition>) -> Option<Value> {
    match definition.map(|definition| &definition.kind) {
        Some(DefinitionKind::Model(_)) => None,
        Some(DefinitionKind::Numbers(_)) => text.parse::<i64>().ok().map(Value::from),
        _ => Some(Value::String(text.to_owned())),
    }
}

/// Adds what is wrong with a value; `place` names the value in problems.
pub(super) fn check(value: &Value, type_: &Type, place: &str, problems: &mut Vec<String>) {
    match (type_, value) {
        (Type::List(item), Value::Array(items)) => {
            for (index, value) in items.iter().enumerate() {
                check(value, item, &format!("{place}[{index}]"), problems);
            }
        }
        (Type::Map(inner), Value::Object(map)) => {
            for (key, value) in map {
                check(value, inner, &format!("{place}.{key}"), problems);
            }
        }
        (Type::Named(name), _) => {
            if let Some(definition) = Definition::find(name) {
                named(value, definition, place, problems);
            }
        }
        _ if is_scalar(value, type_) => {}
        _ => problems.push(format!("`{place}` {}", expected(type_))),
    }
}

/// Whether a value has a type that has no parts.
fn is_scalar(value: &Value, type_: &Type) -> bool {
    match type_ {
        Type::Any => true,
        Type::Boolean => value.is_boolean(),
        Type::Number => value.is_number(),
        Type::Integer => value.is_number() && !value.is_f64(),
        Type::Text(form) => value.as_str().is_some_and(|text| has_form(text, form)),
        _ => false,
    }
}

fn named(value: &Value, definition: &Definition, place: &str, problems: &mut Vec<String>) {
    if let DefinitionKind::Model(_) = definition.kind {
        match value.as_object() {
            Some(object) => fields(object, definition, &format!("{place}."), problems),
            None => problems.push(format!("`{place}` must be an object")),
        }
        return;
    }
    let text = value.as_str().map_or(value.to_string(), str::to_owned);
    let has_texts = matches!(definition.kind, DefinitionKind::Texts(_));
    if value.is_string() != has_texts || !definition.values().contains(&text.as_str()) {
        problems.push(format!("`{place}`: {}", unknown(&text, definition)));
    }
}

/// Adds what is wrong with the fields of an object; `place` is put before their names.
pub(super) fn fields(
    object: &Map<String, Value>,
    model: &Definition,
    place: &str,
    problems: &mut Vec<String>,
) {
    let known: Vec<_> = model.fields().iter().map(|field| field.name).collect();
    for name in object.keys().filter(|name| !known.contains(&name.as_str())) {
        let hint = did_you_mean(name, known.iter().copied());
        problems.push(format!("`{place}{name}` is unknown{hint}"));
    }
    for field in model.fields() {
        let at = format!("{place}{}", field.name);
        match object.get(field.name) {
            None if field.required => problems.push(format!("`{at}` is missing ({})", field.type_)),
            None => {}
            Some(_) if field.read_only => problems.push(format!("`{at}` is set by the API alone")),
            Some(Value::Null) if field.nullable => {}
            Some(value) => check(value, &field.type_, &at, problems),
        }
    }
}

/// Why a value is none of an enum's.
fn unknown(text: &str, definition: &Definition) -> String {
    let values = definition.values();
    let hint = if values.len() <= MOST_LISTED {
        format!("; use one of {}", values.join(", "))
    } else {
        did_you_mean(text, values.iter().copied())
    };
    format!("unknown {} `{text}`{hint}", definition.name)
}

fn expected(type_: &Type) -> String {
    match type_ {
        Type::Boolean => "must be true or false".to_owned(),
        Type::Integer => "must be a whole number".to_owned(),
        Type::Number => "must be a number".to_owned(),
        Type::Text("string") => "must be text".to_owned(),
        Type::Text("date") => "must be a date such as 2026-01-31".to_owned(),
        Type::Text("datetime") => {
            "must be a date and time with an offset, such as 2026-01-31T08:00:00+00:00".to_owned()
        }
        Type::Text("duration") => "must be a duration such as P1M".to_owned(),
        Type::Text(form) => format!("must be text of the form `{form}`"),
        Type::List(item) => format!("must be a list of {item}"),
        Type::Map(value) => format!("must be an object of {value}: NAME:=JSON, or --body"),
        Type::Named(name) => match Definition::find(name).map(|definition| &definition.kind) {
            Some(DefinitionKind::Numbers(values)) => {
                format!("must be one of {}", values.join(", "))
            }
            _ => format!("must be the object {name}: NAME:=JSON, or --body"),
        },
        _ => "has another type".to_owned(),
    }
}

/// Whether a text has a form; forms without a rule that is certain are not judged.
fn has_form(text: &str, form: &str) -> bool {
    match form {
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "datetime" => text.parse::<jiff::Timestamp>().is_ok(),
        "duration" => text.starts_with('P') && text.parse::<jiff::Span>().is_ok(),
        "ip" => text.parse::<IpAddr>().is_ok(),
        "ipv4" => text.parse::<Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<Ipv6Addr>().is_ok(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_becomes_what_its_type_says() {
        let cases = [
            ("true", Type::Boolean, Some(json!(true))),
            ("yes", Type::Boolean, None),
            ("007", Type::Integer, Some(json!(7))),
            ("1.5", Type::Integer, None),
            ("1.50", Type::Number, Some(json!(1.5))),
            ("7", Type::Text("string"), Some(json!("7"))),
            (
                "FR",
                Type::Named("NichandleOvhSubsidiary"),
                Some(json!("FR")),
            ),
            (
                "1000",
                Type::Named("CdnanycastOrderQuota"),
                Some(json!(1000)),
            ),
            ("{}", Type::Named("CartCreation"), None),
        ];
        for (text, type_, expected) in cases {
            assert_eq!(of_text(text, &type_).ok(), expected, "{text} as {type_}");
        }
    }

    #[test]
    fn values_that_do_not_fit_are_told_with_their_place() {
        let text = |form| Type::Text(form);
        let list = |item| Type::List(Box::new(item));
        let cases = [
            (
                json!("2026-02-30"),
                text("date"),
                "`x` must be a date such as 2026-01-31",
            ),
            (json!("2026-01-31"), text("date"), ""),
            (json!("2026-01-31T08:00:00Z"), text("datetime"), ""),
            (json!("P1M"), text("duration"), ""),
            (
                json!("1 month"),
                text("duration"),
                "`x` must be a duration such as P1M",
            ),
            (
                json!("::1"),
                text("ipv4"),
                "`x` must be text of the form `ipv4`",
            ),
            (json!(1), text("string"), "`x` must be text"),
            (json!(1.5), Type::Integer, "`x` must be a whole number"),
            (
                json!([1, "2"]),
                list(Type::Integer),
                "`x[1]` must be a whole number",
            ),
            (json!(1), list(Type::Integer), "`x` must be a list of long"),
            (json!(10), Type::Named("CdnanycastOrderQuota"), ""),
            (
                json!("10"),
                Type::Named("CdnanycastOrderQuota"),
                "`x`: unknown CdnanycastOrderQuota `10`; use one of 1, 10, 100, 1000",
            ),
            (
                json!("vsp"),
                Type::Named("PublicCatalogProduct"),
                "`x`: unknown PublicCatalogProduct `vsp`; did you mean `vps`?",
            ),
        ];
        for (value, type_, expected) in cases {
            let mut problems = Vec::new();
            check(&value, &type_, "x", &mut problems);
            assert_eq!(problems.join("\n"), expected, "{value} as {type_}");
        }
    }

    #[test]
    fn every_problem_of_a_body_is_told() {
        let model = Definition::find("MePaymentMethodCreation").unwrap();
        let body = json!({"paymentType": null, "description": null, "register": "no",
            "callbackURL": {}, "callbackUrl": {"cancel": "a", "error": "b", "failure": "c"}});
        let mut problems = Vec::new();
        fields(body.as_object().unwrap(), model, "", &mut problems);
        let expected = [
            "`callbackURL` is unknown; did you mean `callbackUrl`?",
            "`callbackUrl.pending` is missing (string)",
            "`callbackUrl.success` is missing (string)",
            "`paymentType` must be text",
            "`register` must be true or false",
        ];
        assert_eq!(problems, expected);
    }
}
