//! Single values as the API writes them: points in time, secrets, numbers that may be texts.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Number;

/// A point in time, RFC 3339 with offset, such as `2024-11-05T17:29:13+00:00`.
///
/// It keeps the text as it came, so that an unusual form does not fail a whole answer;
/// [`timestamp`](Self::timestamp) reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The text as the API wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time; `None` if the text is not a date and time with an offset as RFC 3339
    /// has it.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.0.parse().ok()
    }

    /// As a person reads it: `2024-11-05 17:29:13 UTC`, or the text as it came if it is no such point in
    /// time.
    #[must_use]
    pub fn readable(&self) -> String {
        match self.timestamp() {
            Some(time) => time.strftime("%F %T UTC").to_string(),
            None => self.0.clone(),
        }
    }
}

impl From<Timestamp> for DateTime {
    /// Written in UTC, as `2024-11-05T17:29:13+00:00`.
    fn from(timestamp: Timestamp) -> Self {
        Self(timestamp.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string())
    }
}

impl FromStr for DateTime {
    type Err = jiff::Error;

    /// Refuses a text that is not a point in time: this one goes to the API.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>().map(|_| Self(text.to_owned()))
    }
}

impl TryFrom<&str> for DateTime {
    type Error = jiff::Error;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl TryFrom<String> for DateTime {
    type Error = jiff::Error;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that gives access: a consumer key, an order's password, a link that contains one.
///
/// `Debug` masks it. It is serialized as it is, because people see what they asked for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text itself, which does not belong in a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&Secret> for String {
    /// For parameters of calls, which take a secret id like any other.
    fn from(secret: &Secret) -> Self {
        secret.0.clone()
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(crate::error::MASK)
    }
}

/// A number that the API writes as a number in some answers and as a text in others, such as the
/// quantity of an order's line. It keeps the form in which it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged, expecting = "neither a number nor a text")]
pub enum NumberOrText {
    /// Written as a number.
    Number(Number),
    /// Written as a text, which need not be a number.
    Text(String),
}

impl NumberOrText {
    /// The whole number; `None` if the value is something else.
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
    fn the_text_is_kept_and_read_on_demand() {
        let cases = [
            ("2024-11-05T17:29:13+00:00", Some(1_730_827_753)),
            ("2024-11-05T18:29:13+01:00", Some(1_730_827_753)),
            ("2024-11-05T17:29:13", None),
            ("soon", None),
        ];
        for (text, seconds) in cases {
            let json = serde_json::to_string(text).unwrap();
            let read: DateTime = serde_json::from_str(&json).unwrap();
            assert_eq!(
                read.timestamp().map(Timestamp::as_second),
                seconds,
                "{text}"
            );
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn what_is_sent_must_be_a_point_in_time() {
        assert!("tomorrow".parse::<DateTime>().is_err());
        let timestamp = Timestamp::from_second(1_730_827_753).unwrap();
        assert_eq!(
            DateTime::from(timestamp).as_str(),
            "2024-11-05T17:29:13+00:00"
        );
    }

    #[test]
    fn debug_shows_nothing_of_it_and_json_all() {
        let secret = Secret::from("order-password");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(
            serde_json::to_string(&secret).unwrap(),
            "\"order-password\""
        );
    }

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
