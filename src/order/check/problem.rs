//! One reason why an order cannot be placed.

use std::fmt;

use serde::Serialize;

/// One reason why an order cannot be placed as it is written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Problem {
    /// Where in the order file, such as `items[0].planCode`.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Problem {
    pub(in super::super) fn new(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            message: message.into(),
            hint: None,
        }
    }

    pub(in super::super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A text that is none of those that are possible, with the nearest of them.
    pub(in super::super) fn not_one_of(
        path: impl Into<String>,
        what: &str,
        text: &str,
        possible: &[&str],
    ) -> Self {
        let problem = Self::new(path, format!("`{text}` is no {what}"));
        match nearest(text, possible) {
            Some(nearest) => problem.with_hint(format!("did you mean `{nearest}`?")),
            None if possible.is_empty() => problem,
            None => problem.with_hint(format!("possible: {}", listed(possible))),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        self.hint
            .as_ref()
            .map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

fn nearest<'a>(text: &str, possible: &[&'a str]) -> Option<&'a str> {
    let lower = text.to_lowercase();
    let scored = possible
        .iter()
        .map(|known| (strsim::jaro_winkler(&lower, &known.to_lowercase()), *known));
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (best.0 > 0.8).then_some(best.1)
}

/// At most twelve of them, so that a message stays a message.
pub(super) fn listed(possible: &[&str]) -> String {
    const MOST: usize = 12;
    let first: Vec<_> = possible
        .iter()
        .take(MOST)
        .map(|text| format!("`{text}`"))
        .collect();
    let rest = possible.len().saturating_sub(MOST);
    let more = (rest > 0).then(|| format!(" and {rest} more"));
    first.join(", ") + &more.unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_possibility_is_named_or_else_all() {
        let possible = ["GRA", "SBG", "BHS"];
        let near = Problem::not_one_of("items[0]", "datacenter", "gra", &possible);
        assert_eq!(
            near.to_string(),
            "items[0]: `gra` is no datacenter; did you mean `GRA`?"
        );
        let far = Problem::not_one_of("items[0]", "datacenter", "Mars", &possible);
        assert_eq!(
            far.to_string(),
            "items[0]: `Mars` is no datacenter; possible: `GRA`, `SBG`, `BHS`"
        );
    }
}
