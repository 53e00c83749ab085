//! Values that are not just text.

use std::time::Duration;

use jiff::SignedDuration;

/// A duration as people write it: `30` (seconds), `90s`, `5m`, `1h 30m`. Longer than nothing.
///
/// ```
/// use std::time::Duration;
///
/// use ovh_order::config::duration;
///
/// assert_eq!(duration("1h 30m"), Some(Duration::from_secs(5400)));
/// assert_eq!(duration("0"), None);
/// ```
#[must_use]
pub fn duration(text: &str) -> Option<Duration> {
    let duration = match text.parse() {
        Ok(seconds) => Duration::from_secs(seconds),
        Err(_) => Duration::try_from(text.parse::<SignedDuration>().ok()?).ok()?,
    };
    (!duration.is_zero()).then_some(duration)
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn a_duration_is_read_as_people_write_it() {
        let table = [
            ("30", Some(30_000)),
            ("90s", Some(90_000)),
            ("500ms", Some(500)),
            ("5m", Some(300_000)),
            ("1h 30m", Some(5_400_000)),
            ("PT2H", Some(7_200_000)),
            ("0", None),
            ("-1s", None),
            ("soon", None),
            ("", None),
        ];
        for (text, expected) in table {
            let read = duration(text).map(|it| it.as_millis());
            assert_eq!(read, expected, "{text:?}");
        }
    }
}
