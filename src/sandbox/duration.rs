//! The durations of prices: whole months as ISO 8601 text.
//! Must not know which durations a plan has.

/// The months of `P1M`, `P12M`, `P1Y`; nothing for other durations such as `P0D` or `PT1H`.
pub(super) fn months(text: &str) -> Option<u32> {
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
pub(super) fn text(months: u32) -> String {
    if months.is_multiple_of(12) {
        format!("P{}Y", months / 12)
    } else {
        format!("P{months}M")
    }
}

/// The duration as order lines write it: `1 month`, `12 months`.
pub(super) fn words(months: u32) -> String {
    let plural = if months == 1 { "" } else { "s" };
    format!("{months} month{plural}")
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
        for (months, iso, said) in [(1, "P1M", "1 month"), (12, "P1Y", "12 months")] {
            assert_eq!((text(months).as_str(), words(months).as_str()), (iso, said));
        }
    }
}
