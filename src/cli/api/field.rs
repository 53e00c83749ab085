//! `-f name=text` and `-f name:=JSON`. Where a field belongs is decided elsewhere.

use serde_json::Value;

/// One parameter or field as it was given.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::cli) struct Field {
    pub(super) name: String,
    pub(super) value: Given,
}

/// A value as it was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// A text whose type the description tells.
    Text(String),
    /// A value that says itself what it is.
    Json(Value),
}

impl Field {
    pub(super) fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: Given::Text(value.to_owned()),
        }
    }
}

/// Reads what stands after `-f`.
pub(super) fn parse(written: &str) -> Result<Field, String> {
    let Some((name, text)) = written.split_once('=').filter(|(name, _)| !name.is_empty()) else {
        return Err("write it as NAME=TEXT or NAME:=JSON".to_owned());
    };
    let Some(name) = name.strip_suffix(':') else {
        return Ok(Field::text(name, text));
    };
    let value = serde_json::from_str(text).map_err(|error| format!("no JSON: {error}"))?;
    Ok(Field {
        name: name.to_owned(),
        value: Given::Json(value),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_a_text_or_json() {
        let json = |name: &str, value| Field {
            name: name.to_owned(),
            value: Given::Json(value),
        };
        let cases = [
            ("planCode=vps", Some(Field::text("planCode", "vps"))),
            ("value=a=b", Some(Field::text("value", "a=b"))),
            ("value=", Some(Field::text("value", ""))),
            ("ids:=[1, 2]", Some(json("ids", json!([1, 2])))),
            ("a:b=c", Some(Field::text("a:b", "c"))),
            ("ids:=[1", None),
            ("=x", None),
            ("planCode", None),
        ];
        for (written, expected) in cases {
            assert_eq!(parse(written).ok(), expected, "{written}");
        }
    }
}
