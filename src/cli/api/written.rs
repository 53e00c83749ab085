//! A call as it is written on the command line, before anything is known about it.

use serde_json::Value;
use url::form_urlencoded;

/// A call as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) method: String,
    /// A template or filled in; it may have a query.
    pub(super) path: String,
    pub(super) fields: Vec<FieldArg>,
    /// Names and values of headers.
    pub(super) headers: Vec<(String, String)>,
    /// What `--body` has.
    pub(super) body: Option<Value>,
    /// Whether what the description does not know is refused.
    pub(super) checked: bool,
}

/// `-f NAME=TEXT` or `-f NAME:=JSON`: a parameter, or a field of the body.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FieldArg {
    name: String,
    value: Given,
}

/// A value as it was given.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    /// Text, whose type is in the description.
    Text(String),
    /// JSON, which has a type itself.
    Json(Value),
}

/// Reads what follows `-H`.
pub(super) fn header(written: &str) -> Result<(String, String), String> {
    match written.split_once(':') {
        Some((name, value)) if !name.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Err("write it as NAME:VALUE".to_owned()),
    }
}

impl Written {
    /// The path without its query.
    pub(super) fn path(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The values of each name in the query and in the fields, in the order in which names first
    /// appear.
    pub(super) fn by_name(&self) -> Vec<(String, Vec<Given>)> {
        let (_, query) = self.path.split_once('?').unwrap_or_default();
        let query = form_urlencoded::parse(query.as_bytes());
        let query = query.map(|(name, value)| FieldArg::text(&name, &value));
        let mut named: Vec<(String, Vec<Given>)> = Vec::new();
        for FieldArg { name, value } in query.chain(self.fields.iter().cloned()) {
            match named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.push(value),
                None => named.push((name, vec![value])),
            }
        }
        named
    }
}

impl FieldArg {
    fn text(name: &str, value: &str) -> Self {
        Self {
            name: name.to_owned(),
            value: Given::Text(value.to_owned()),
        }
    }

    /// Reads what follows `-f`.
    pub(super) fn parse(written: &str) -> Result<Self, String> {
        let Some((name, text)) = written.split_once('=').filter(|(name, _)| !name.is_empty())
        else {
            return Err("write it as NAME=TEXT or NAME:=JSON".to_owned());
        };
        let Some(name) = name.strip_suffix(':') else {
            return Ok(Self::text(name, text));
        };
        let value = serde_json::from_str(text).map_err(|error| format!("invalid JSON: {error}"))?;
        Ok(Self {
            name: name.to_owned(),
            value: Given::Json(value),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_is_a_text_or_json() {
        let json = |name: &str, value| FieldArg {
            name: name.to_owned(),
            value: Given::Json(value),
        };
        let cases = [
            ("planCode=vps", Some(FieldArg::text("planCode", "vps"))),
            ("value=a=b", Some(FieldArg::text("value", "a=b"))),
            ("value=", Some(FieldArg::text("value", ""))),
            ("ids:=[1, 2]", Some(json("ids", json!([1, 2])))),
            ("a:b=c", Some(FieldArg::text("a:b", "c"))),
            ("ids:=[1", None),
            ("=x", None),
            ("planCode", None),
        ];
        for (written, expected) in cases {
            assert_eq!(FieldArg::parse(written).ok(), expected, "{written}");
        }
    }
}
