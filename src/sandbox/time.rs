//! Points in time and durations as the API writes and reads them.

use jiff::Timestamp;

/// The months of `P1M`, `P12M`, `P1Y`; nothing for other durations such as `P0D` or `PT1H`.
pub fn months(text: &str) -> Option<u32> {
    let count = text.strip_prefix('P')?;
    let (count, unit) = match (count.strip_suffix('M'), count.strip_suffix('Y')) {
        (Some(count), _) => (count, 1),
        (None, Some(count)) => (count, 12),
        (None, None) => return None,
    };
    if count.is_empty() || !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    count.parse::<u32>().ok()?.checked_mul(unit)
}

/// The duration as offers write it: `P1M`, `P1Y`.
pub fn iso(months: u32) -> String {
    if months.is_multiple_of(12) {
        format!("P{}Y", months / 12)
    } else {
        format!("P{months}M")
    }
}

/// The duration as order lines write it: `1 month`, `12 months`.
pub fn words(months: u32) -> String {
    let plural = if months == 1 { "" } else { "s" };
    format!("{months} month{plural}")
}

/// RFC 3339 with a numeric offset: `2026-01-02T03:04:05+00:00`.
pub fn rfc3339(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string()
}

/// A point in time with any offset; a date alone is its midnight in UTC.
pub fn parse(text: &str) -> Option<Timestamp> {
    let whole = text.parse().ok();
    whole.or_else(|| format!("{text}T00:00:00Z").parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_months_and_years_are_durations_of_prices() {
        for (text, expected) in [
            ("P1M", Some(1)),
            ("P12M", Some(12)),
            ("P1Y", Some(12)),
            ("P2Y", Some(24)),
            ("P0D", None),
            ("PT1H", None),
            ("P+1M", None),
            ("PM", None),
            ("1M", None),
            ("", None),
            ("P99999999999Y", None),
        ] {
            assert_eq!(months(text), expected, "{text}");
        }
    }

    #[test]
    fn a_year_is_written_as_a_year() {
        for (months, written, said) in [(1, "P1M", "1 month"), (12, "P1Y", "12 months")] {
            assert_eq!(
                (iso(months).as_str(), words(months).as_str()),
                (written, said)
            );
        }
    }

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
