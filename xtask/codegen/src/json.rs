//! Reads and writes JSON documents with one fixed layout, so that equal documents are equal bytes.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Error, Result};

/// Reads a JSON document of any type; `what` names it in the error.
///
/// # Errors
/// [`Error::Json`] with line and column when the text is not such a document.
pub fn read<T: DeserializeOwned>(what: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|source| Error::Json {
        what: what.to_owned(),
        source,
    })
}

/// Writes a document with sorted keys, one space of indentation and a newline at the end.
///
/// # Errors
/// [`Error::Json`] never happens for a [`Value`]; it is passed on instead of hidden.
pub fn write(document: &Value) -> Result<String> {
    let mut bytes = Vec::new();
    let layout = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, layout);
    sorted(document)
        .serialize(&mut serializer)
        .map_err(|source| Error::Json {
            what: "the document to write".to_owned(),
            source,
        })?;
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    text.push('\n');
    Ok(text)
}

/// The same value with every object's keys in order, whatever map type `serde_json` was built with.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries: BTreeMap<_, _> = map.iter().collect();
            let sorted = entries.into_iter().map(|(k, v)| (k.clone(), sorted(v)));
            Value::Object(sorted.collect())
        }
        Value::Array(items) => items.iter().map(sorted).collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_are_sorted_and_arrays_keep_their_order() {
        let text = write(&json!({"b": [2, 1], "a": {"d": null, "c": true}})).unwrap();
        let expected =
            "{\n \"a\": {\n  \"c\": true,\n  \"d\": null\n },\n \"b\": [\n  2,\n  1\n ]\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_broken_document_is_named_with_its_position() {
        let error = read::<Value>("order.json", "{\n \"a\": }").unwrap_err();
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(error.to_string(), "order.json is not valid");
        assert_eq!(cause.as_deref(), Some("expected value at line 2 column 7"));
    }
}
