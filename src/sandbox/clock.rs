//! The clock of a sandbox, and points in time as the API reads and writes them.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};

/// Where the sandbox reads the time from; tests pass one they can move.
///
/// It is read once for each request, so everything an answer says is of the same moment.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How the time of carts, orders and tokens passes.
///
/// Written `real`, `frozen`, `frozen=TIME` or `step=DURATION`, as `ovh-order sandbox --clock` takes it:
///
/// ```
/// use ovh_order::sandbox::Pace;
///
/// assert_eq!("frozen".parse(), Ok(Pace::Frozen(None)));
/// assert_eq!("step=PT10S".parse(), Ok(Pace::Stepped(jiff::SignedDuration::from_secs(10))));
/// ```
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum Pace {
    /// `real`: as the [`Clock`] does.
    #[default]
    Real,
    /// `frozen`: it stands still, at this moment or at the start of the sandbox, until it is moved.
    Frozen(Option<Timestamp>),
    /// `step`: it stands still, and each request moves it by this much.
    Stepped(SignedDuration),
}

impl FromStr for Pace {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let usage = "use real, frozen, frozen=TIME or step=DURATION, such as step=PT10S";
        match text.split_once('=').unwrap_or((text, "")) {
            ("real", "") => Ok(Self::Real),
            ("frozen", "") => Ok(Self::Frozen(None)),
            ("frozen", time) => parse(time).map(|at| Self::Frozen(Some(at))).ok_or(usage),
            ("step", step) => match duration(step) {
                Ok(step) if step > SignedDuration::ZERO => Ok(Self::Stepped(step)),
                _ => Err(usage),
            },
            _ => Err(usage),
        }
    }
}

/// Where the time of a sandbox stands.
///
/// Signatures do not follow it: a client measures the server's time once, so moving the clock by a day
/// would make every running client's signatures too old.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Hands {
    Running { ahead: SignedDuration },
    Standing { at: Timestamp, step: SignedDuration },
}

impl Hands {
    pub fn new(pace: Pace, wall: Timestamp) -> Self {
        match pace {
            Pace::Real => Self::Running {
                ahead: SignedDuration::ZERO,
            },
            Pace::Frozen(at) => Self::Standing {
                at: at.unwrap_or(wall),
                step: SignedDuration::ZERO,
            },
            Pace::Stepped(step) => Self::Standing { at: wall, step },
        }
    }

    pub fn now(self, wall: Timestamp) -> Timestamp {
        match self {
            Self::Running { ahead } => wall.saturating_add(ahead).unwrap_or(wall),
            Self::Standing { at, .. } => at,
        }
    }

    /// Answers the time, and makes the step that follows a request.
    pub fn tick(&mut self, wall: Timestamp) -> Timestamp {
        let now = self.now(wall);
        if let Self::Standing { at, step } = self {
            *at = now.saturating_add(*step).unwrap_or(now);
        }
        now
    }

    /// Moves the clock on by a duration such as `P1D` or `P1M`, in UTC.
    pub fn advance(&mut self, by: &str, wall: Timestamp) -> Result<(), String> {
        let span: Span = by
            .parse()
            .map_err(|_| format!("`{by}` is not a duration such as P1D or PT10M"))?;
        let moved = self.now(wall).to_zoned(TimeZone::UTC).checked_add(span);
        let to = moved.map_err(|_| format!("the clock cannot be moved by {by}"))?;
        self.set(to.timestamp(), wall)
    }

    /// Moves the clock on to a moment.
    pub fn set(&mut self, to: Timestamp, wall: Timestamp) -> Result<(), String> {
        let now = self.now(wall);
        if to < now {
            return Err(format!(
                "the clock only moves forward, and it is {} already",
                rfc3339(now)
            ));
        }
        match self {
            Self::Running { ahead } => *ahead = to.duration_since(wall),
            Self::Standing { at, .. } => *at = to,
        }
        Ok(())
    }

    /// Changes how the time passes, from where it is now or from a later moment.
    pub fn change(&mut self, pace: Pace, wall: Timestamp) -> Result<(), String> {
        let now = self.now(wall);
        if let Pace::Frozen(Some(at)) = pace {
            self.set(at, wall)?;
        }
        *self = match pace {
            Pace::Real => Self::Running {
                ahead: now.duration_since(wall),
            },
            pace => Self::new(pace, now),
        };
        Ok(())
    }
}

impl fmt::Display for Hands {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running { .. } => to.write_str("real"),
            Self::Standing { step, .. } if step.is_zero() => to.write_str("frozen"),
            Self::Standing { step, .. } => write!(to, "step={step}"),
        }
    }
}

/// A moment this much later, or the last one there is.
pub fn later(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.saturating_add(by).unwrap_or(Timestamp::MAX)
}

/// The longest duration that is taken: a hundred years. The calendar ends in the year 9999.
const LONGEST: SignedDuration = SignedDuration::from_hours(36_500 * 24);

/// Reads a duration such as `PT15M` or `P1D`, whose days have 24 hours.
pub fn duration(text: &str) -> Result<SignedDuration, String> {
    let span: Option<Span> = text.parse().ok();
    let read = span.and_then(|span| span.to_duration(SpanRelativeTo::days_are_24_hours()).ok());
    let read = read.ok_or_else(|| format!("`{text}` is not a duration such as PT15M or P1D"))?;
    check_duration(read).map(|()| read)
}

/// Says that a duration is negative or too long.
pub fn check_duration(duration: SignedDuration) -> Result<(), String> {
    if (SignedDuration::ZERO..=LONGEST).contains(&duration) {
        return Ok(());
    }
    Err(format!(
        "a duration must be PT0S to P36500D, not {duration}"
    ))
}

/// Reads a duration from JSON.
pub fn read_duration<'de, D: Deserializer<'de>>(from: D) -> Result<SignedDuration, D::Error> {
    duration(&String::deserialize(from)?).map_err(D::Error::custom)
}

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
    fn a_clock_stands_steps_or_runs_from_where_it_is() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut hands = Hands::new("frozen".parse().unwrap(), at(100));
        assert_eq!([hands.tick(at(101)), hands.tick(at(102))], [at(100); 2]);
        hands.advance("PT10S", at(103)).unwrap();
        hands.change("step=PT5S".parse().unwrap(), at(103)).unwrap();
        let seen = [104, 105, 106].map(|wall| hands.tick(at(wall)));
        assert_eq!(seen, [at(110), at(115), at(120)]);
        hands.change(Pace::Real, at(107)).unwrap();
        assert_eq!(hands.now(at(109)), at(127));
        hands.advance("P1D", at(109)).unwrap();
        assert_eq!(hands.now(at(110)), at(128 + 86_400));
        assert!(hands.set(at(0), at(110)).is_err());
    }

    #[test]
    fn a_clock_is_not_set_back_by_any_change() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut hands = Hands::new(Pace::Frozen(Some(at(100))), at(500));
        let before = hands;
        assert!(hands.change(Pace::Frozen(Some(at(99))), at(500)).is_err());
        assert!(hands.set(at(99), at(500)).is_err());
        assert!(hands.advance("-PT1S", at(500)).is_err());
        assert_eq!(hands, before);
        hands.change(Pace::Frozen(Some(at(101))), at(500)).unwrap();
        assert_eq!(hands.now(at(500)), at(101));
    }

    #[test]
    fn a_pace_that_does_not_exist_is_refused() {
        for wrong in ["", "fast", "real=1", "frozen=noon", "step", "step=-PT1S"] {
            assert!(wrong.parse::<Pace>().is_err(), "{wrong}");
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
