//! JSON that people write: the bodies of control calls, and files with faults.
//!
//! serde takes a list for an object, its elements for the fields, and calls types as Rust does.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::sandbox::control::fault::Fault;

/// What serde calls types, and what people do.
const EXPECTED: [(&str, &str); 6] = [
    ("expected u8", "expected a whole number from 0 to 255"),
    ("expected u16", "expected a whole number from 0 to 65535"),
    (
        "expected u32",
        "expected a whole number from 0 to 4294967295",
    ),
    ("expected i64", "expected a whole number"),
    ("expected string or map", "expected a string or an object"),
    ("expected a sequence", "expected a list"),
];

/// Reads one fault or a list of them, as the control API and the file of `ovh-order sandbox --faults`
/// have them.
///
/// # Errors
/// It is not that; what was expected where.
pub fn faults(json: Value) -> Result<Vec<Fault>, String> {
    let Value::Array(list) = &json else {
        return Ok(vec![object(json)?]);
    };
    list.iter().try_for_each(check_object)?;
    read(json)
}

pub(in crate::sandbox) fn object<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    check_object(&json)?;
    read(json)
}

fn check_object(json: &Value) -> Result<(), String> {
    if json.is_object() {
        return Ok(());
    }
    Err(format!("expected a JSON object, not {json}"))
}

pub(in crate::sandbox) fn read<T: DeserializeOwned>(json: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let mut message = error.inner().to_string();
        for (expected, said) in EXPECTED {
            message = message.replace(expected, said);
        }
        let path = error.path().to_string();
        if path != "." {
            message += &format!(" at `{path}`");
        }
        message
    })
}
