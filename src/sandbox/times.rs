//! Points in time as the API writes and reads them.
//! Must not read a clock.

use jiff::Timestamp;

/// RFC 3339 with a numeric offset: `2026-01-02T03:04:05+00:00`.
pub(super) fn text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// A point in time with any offset; a date alone is its midnight in UTC.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
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
            assert_eq!(parse(given).map(text).as_deref(), written, "{given}");
        }
    }
}
