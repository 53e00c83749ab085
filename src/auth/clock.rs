//! How far the local clock is from the server's.
//!
//! It must not read a clock or ask the server; both times come in.

/// Server time minus local time, in seconds.
///
/// A signature carries the time of the server's clock: measure once with the answer of
/// `GET /auth/time`, then ask for a timestamp for each attempt.
///
/// ```
/// use ovh_order::auth::ClockOffset;
///
/// let offset = ClockOffset::measured(1_700_000_042, 1_700_000_000);
/// assert_eq!(offset.seconds(), 42);
/// assert_eq!(offset.timestamp(1_700_000_100), 1_700_000_142);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ClockOffset {
    seconds: i64,
}

impl ClockOffset {
    /// The offset between two clocks read at the same moment, both in Unix seconds.
    #[must_use]
    pub fn measured(server_unix_seconds: i64, local_unix_seconds: i64) -> Self {
        Self {
            seconds: server_unix_seconds.saturating_sub(local_unix_seconds),
        }
    }

    /// The offset in seconds; positive when the server is ahead.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.seconds
    }

    /// The server's time for a local time, both in Unix seconds.
    #[must_use]
    pub fn timestamp(self, local_unix_seconds: i64) -> i64 {
        local_unix_seconds.saturating_add(self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::ClockOffset;

    #[test]
    fn a_timestamp_is_the_time_of_the_server() {
        let table = [
            (100, 100, 500, 500),
            (160, 100, 500, 560),
            (40, 100, 500, 440),
            (i64::MAX, -1, 1, i64::MAX),
        ];
        for (server, local, now, expected) in table {
            let offset = ClockOffset::measured(server, local);
            assert_eq!(offset.timestamp(now), expected, "{server} {local} {now}");
        }
        assert_eq!(ClockOffset::default().timestamp(7), 7);
    }
}
