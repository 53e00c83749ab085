//! A path that is a template, filled in, or half of both.

use std::fmt;

use ovh_order::client::Operation;
use percent_encoding::{
    AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode,
};

/// What is encoded of a value that fills a parameter: everything but the unreserved characters.
const VALUE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');
/// What is encoded of a segment that was written into the path, which may have `%XX` already.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// The segments of a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Path(Vec<Segment>);

#[derive(Clone, Debug, PartialEq)]
struct Segment {
    /// The name of the parameter in this place.
    parameter: Option<String>,
    /// What fills it, percent-encoded.
    text: Option<String>,
}

impl Path {
    /// Reads a path; the slash at its beginning may be left out, and so may the API's first version,
    /// which every operation of the description has.
    pub(super) fn read(written: &str) -> Self {
        let written = written.trim_matches('/');
        let mut versions = ["v1/", "1.0/"].into_iter();
        let below = versions.find_map(|version| written.strip_prefix(version));
        Self(below.unwrap_or(written).split('/').map(segment).collect())
    }

    /// Whether it is of another version of the API, which no description has.
    pub(super) fn is_undescribed(&self) -> bool {
        let first = self.0.first().and_then(|first| first.text.as_deref());
        first == Some("v2")
    }

    /// The same with the names that the description has, if it has it at all.
    pub(super) fn of(mut self, operation: Option<&Operation>) -> Self {
        let Some(operation) = operation else {
            return self;
        };
        let names = operation.path.trim_matches('/').split('/').map(parameter);
        for (segment, name) in self.0.iter_mut().zip(names) {
            segment.parameter = name.map(str::to_owned);
        }
        self
    }

    /// Whether a parameter of this name is not filled in.
    pub(super) fn lacks(&self, name: &str) -> bool {
        self.missing().iter().any(|missing| missing == name)
    }

    /// The parameters that are not filled in.
    pub(super) fn missing(&self) -> Vec<String> {
        let empty = self.0.iter().filter(|segment| segment.text.is_none());
        empty
            .filter_map(|segment| segment.parameter.clone())
            .collect()
    }

    /// Fills a parameter in.
    pub(super) fn fill(&mut self, name: &str, value: &str) {
        for segment in &mut self.0 {
            if segment.parameter.as_deref() == Some(name) {
                segment.text = Some(utf8_percent_encode(value, VALUE).to_string());
            }
        }
    }

    /// Whether a segment would make it another path: an empty one, `.` or `..`, or one with a
    /// backslash, which URLs of http take for a slash.
    pub(super) fn leads_astray(&self) -> bool {
        let mut texts = self.0.iter().filter_map(|segment| segment.text.as_deref());
        texts.any(|text| {
            let decoded = percent_decode_str(text).decode_utf8_lossy();
            ["", ".", ".."].contains(&&*decoded) || text.contains('\\')
        })
    }

    /// What fills a parameter.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let mut segments = self.0.iter();
        let segment = segments.find(|segment| segment.parameter.as_deref() == Some(name))?;
        let decoded = percent_decode_str(segment.text.as_deref()?).decode_utf8_lossy();
        Some(decoded.into_owned())
    }
}

/// The path with `{name}` where it is not filled in.
impl fmt::Display for Path {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Segment { parameter, text } in &self.0 {
            if let Some(text) = text {
                write!(out, "/{text}")?;
            } else if let Some(name) = parameter {
                write!(out, "/{{{name}}}")?;
            } else {
                out.write_str("/")?;
            }
        }
        Ok(())
    }
}

fn segment(written: &str) -> Segment {
    let parameter = parameter(written).map(str::to_owned);
    let text = match parameter {
        Some(_) => None,
        None => Some(utf8_percent_encode(written, SEGMENT).to_string()),
    };
    Segment { parameter, text }
}

/// `name` of `{name}`.
fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_with_encoded_values() {
        let operation = Operation::find("GET", "/order/cart/{cartId}/item/{itemId}");
        let mut path = Path::read("order/cart/{id}/item/7/").of(operation);
        assert_eq!(path.to_string(), "/order/cart/{cartId}/item/7");
        assert_eq!(
            (path.missing(), path.value("itemId")),
            (vec!["cartId".to_owned()], Some("7".to_owned()))
        );
        path.fill("cartId", "a/b c%é");
        assert_eq!(path.to_string(), "/order/cart/a%2Fb%20c%25%C3%A9/item/7");
        assert_eq!(
            (path.missing(), path.value("cartId")),
            (Vec::new(), Some("a/b c%é".to_owned()))
        );
    }

    #[test]
    fn what_the_description_lacks_keeps_the_names_that_were_written() {
        let mut path = Path::read("/{service}/{name}").of(None);
        assert_eq!(path.missing(), ["service", "name"]);
        path.fill("service", "ip");
        assert_eq!(path.to_string(), "/ip/{name}");
    }

    #[test]
    fn what_is_written_into_the_path_may_be_encoded_already() {
        for (written, expected) in [
            ("/order/vps/a b", "/order/vps/a%20b"),
            ("/order/vps/a%20b", "/order/vps/a%20b"),
            ("/order/vps/é", "/order/vps/%C3%A9"),
        ] {
            assert_eq!(Path::read(written).to_string(), expected);
        }
    }

    #[test]
    fn a_segment_that_leads_elsewhere_is_noticed() {
        for (written, expected) in [
            ("/order/cart", false),
            ("/order/cart/{cartId}", false),
            ("/order/../me", true),
            ("/order/%2e%2E/me", true),
            ("/order//me", true),
            ("/me\\order", true),
            ("/me/..\\x", true),
            ("/me/x%5Cy", false),
        ] {
            assert_eq!(Path::read(written).leads_astray(), expected, "{written}");
        }
    }
}
