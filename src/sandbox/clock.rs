//! The clock of a sandbox, and points in time as the API reads and writes them.

use std::sync::Arc;

use jiff::Timestamp;

/// Where the sandbox reads the time from; tests pass one they can move.
///
/// It is read once for each request, so everything an answer says is of the same moment.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// RFC 3339 with a numeric offset: `2026-01-02T03:04:05+00:00`.
pub fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// Reads a point in time with any offset; a date alone is its midnight in UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    let whole = text.parse().ok();
    whole.or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_offsets_and_written_in_utc() {
        for (given, written) in [
            ("2026-01-02T03:04:05Z", Some("2026-01-02T03:04:05+00:00")),
            (
                "2026-01-02T03:04:05+02:00",
                Some("2026-01-02T01:04:05+00:00"),
            ),
            ("2026-01-02", Some("2026-01-02T00:00:00+00:00")),
            ("tomorrow", None),
        ] {
            assert_eq!(parse(given).map(rfc3339).as_deref(), written, "{given}");
        }
    }
}
