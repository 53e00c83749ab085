//! Numbers that some answers write as texts.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A number that the API writes as a number in some answers and as a text in others, such as the
/// quantity of an order's line.
///
/// It keeps the form in which it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a number nor a text")]
pub enum NumberOrText {
    /// Written as a number.
    Number(Number),
    /// Written as a text, which need not be a number.
    Text(String),
}

impl NumberOrText {
    /// The whole number, or `None` when it is none.
    #[must_use]
    pub fn number(&self) -> Option<i64> {
        match self {
            Self::Number(number) => number.as_i64(),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

impl fmt::Display for NumberOrText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => text.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_written_as_they_came() {
        let cases = [
            ("7", Some(7), "7"),
            ("\"7\"", Some(7), "7"),
            ("\" 7 \"", Some(7), " 7 "),
            ("0.5", None, "0.5"),
            ("\"two\"", None, "two"),
        ];
        for (json, number, shown) in cases {
            let read: NumberOrText = serde_json::from_str(json).unwrap();
            assert_eq!((read.number(), read.to_string().as_str()), (number, shown));
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let error = serde_json::from_str::<NumberOrText>("[]").unwrap_err();
        assert_eq!(error.to_string(), "neither a number nor a text");
    }
}
