//! Points in time as the API writes them.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A point in time, RFC 3339 with offset, such as `2024-11-05T17:29:13+00:00`.
///
/// It keeps the text as it came, so that nothing is lost and an unusual form does not fail a whole
/// answer; [`timestamp`](Self::timestamp) reads it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct DateTime(String);

impl DateTime {
    /// The text as the API wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The point in time, or `None` when the text is no RFC 3339 date and time with an offset.
    #[must_use]
    pub fn timestamp(&self) -> Option<Timestamp> {
        self.0.parse().ok()
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

    /// Refuses what is sent to the API without being a point in time.
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
}
