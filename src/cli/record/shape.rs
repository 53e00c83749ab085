//! Where two answers differ: status, error message, fields and the types of their values.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::transcript::Exchange;

/// What the live API answered, and what the sandbox did.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Difference {
    pub(super) field: String,
    pub(super) live: String,
    pub(super) sandbox: String,
}

/// The types of values by field; elements of lists count as one field.
type Shape = BTreeMap<String, BTreeSet<&'static str>>;

/// The differences of an answer of the live API and one of the sandbox.
pub(super) fn differences(live: &Exchange, status: u16, answer: &Value) -> Vec<Difference> {
    let messages = [&live.answer, answer].map(|answer| message(answer).unwrap_or_default());
    if live.status != status {
        return vec![Difference {
            field: "status".to_owned(),
            live: format!("{} {}", live.status, messages[0])
                .trim_end()
                .to_owned(),
            sandbox: format!("{status} {}", messages[1]).trim_end().to_owned(),
        }];
    }
    let mut found = of_shapes(&shape(&live.answer), &shape(answer));
    // Ids and amounts differ.
    if status >= 400 && without_names(&messages[0]) != without_names(&messages[1]) {
        let [live, sandbox] = messages;
        let field = "message".to_owned();
        found.push(Difference {
            field,
            live,
            sandbox,
        });
    }
    found
}

/// The message of an error.
fn message(answer: &Value) -> Option<String> {
    Some(answer.get("message")?.as_str()?.to_owned())
}

/// The text with `0` for each digit, and `x` for each mail address and host name.
pub(super) fn without_names(text: &str) -> String {
    let words = text.split_inclusive(|letter| !is_of_name(letter));
    let words = words.map(|part| {
        let word = part.trim_end_matches(|letter| !is_of_name(letter) || letter == '.');
        if is_name(word) {
            part.replacen(word, "x", 1)
        } else {
            part.to_owned()
        }
    });
    let text = words.collect::<String>();
    text.replace(|letter: char| letter.is_ascii_digit(), "0")
}

fn is_of_name(letter: char) -> bool {
    letter.is_alphanumeric() || "@.-_+".contains(letter)
}

/// Whether a word is a mail address or a host name. The API's own words with dots end in a capital:
/// `order.cart.Item`.
fn is_name(word: &str) -> bool {
    let top = word.rsplit_once('.').map_or("", |(_, top)| top);
    let is_host = top.len() > 1 && top.bytes().all(|letter| letter.is_ascii_lowercase());
    word.contains('@') || is_host
}

fn of_shapes(live: &Shape, sandbox: &Shape) -> Vec<Difference> {
    let fields: BTreeSet<_> = live.keys().chain(sandbox.keys()).collect();
    let mut found = Vec::new();
    for field in fields {
        let types = [live, sandbox].map(|shape| shape.get(field));
        // How many elements a list has is not its shape, and what a missing field holds neither.
        let parent = field.rsplit_once(['.', '[']).map(|(parent, _)| parent);
        let is_known = parent.is_none_or(|parent| {
            [live, sandbox]
                .iter()
                .all(|shape| shape.contains_key(parent))
        });
        if types[0] == types[1] || !is_known || (field.ends_with("[]") && types.contains(&None)) {
            continue;
        }
        let [live, sandbox] = types.map(|types| {
            let types: Vec<_> = types.into_iter().flatten().copied().collect();
            if types.is_empty() {
                "nothing".to_owned()
            } else {
                types.join(" or ")
            }
        });
        found.push(Difference {
            field: field.clone(),
            live,
            sandbox,
        });
    }
    found
}

fn shape(answer: &Value) -> Shape {
    let mut shape = Shape::new();
    add(&mut shape, "answer", answer);
    shape
}

fn add(shape: &mut Shape, field: &str, value: &Value) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "object",
    };
    shape.entry(field.to_owned()).or_default().insert(kind);
    match value {
        Value::Array(items) => items
            .iter()
            .for_each(|item| add(shape, &format!("{field}[]"), item)),
        Value::Object(fields) => {
            for (name, value) in fields {
                add(shape, &format!("{field}.{name}"), value);
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn answers_differ_in_status_message_fields_and_types() {
        let refusal = |message: &str| json!({ "class": "Client::BadRequest", "message": message });
        for (live, sandbox, expected) in [
            ((200, json!({ "a": 1 })), (200, json!({ "a": 2 })), vec![]),
            ((200, json!([1, 2])), (200, json!([])), vec![]),
            (
                (200, json!(null)),
                (200, json!("")),
                vec!["answer: null, text"],
            ),
            (
                (200, json!({ "a": [{ "b": 1 }, { "b": null, "c": 1 }] })),
                (200, json!({ "a": [{ "b": "1" }], "d": { "e": 1 } })),
                vec![
                    "answer.a[].b: null or number, text",
                    "answer.a[].c: number, nothing",
                    "answer.d: nothing, object",
                ],
            ),
            (
                (200, json!({})),
                (400, refusal("Plan 24sk10 is unknown")),
                vec!["status: 200, 400 Plan 24sk10 is unknown"],
            ),
            ((400, refusal("item 12")), (400, refusal("item 34")), vec![]),
            (
                (400, refusal("no order.cart.Item of a@b.com")),
                (400, refusal("no order.cart.Item of c@d.com")),
                vec![],
            ),
            (
                (400, refusal("a")),
                (400, refusal("b")),
                vec!["message: a, b"],
            ),
        ] {
            let exchange = Exchange {
                method: "GET".to_owned(),
                path: "/me".to_owned(),
                body: Value::Null,
                status: live.0,
                answer: live.1,
            };
            let found = differences(&exchange, sandbox.0, &sandbox.1);
            let told = found
                .iter()
                .map(|it| format!("{}: {}, {}", it.field, it.live, it.sandbox));
            assert_eq!(told.collect::<Vec<_>>(), expected);
        }
    }
}
