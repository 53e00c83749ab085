//! What is wrong with an order, and where it is written.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::nearest::nearest;

/// One reason why an order cannot be read, or cannot be placed as it is written.
///
/// Displayed as `file:line:column: path: message; hint`, without the parts that are not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[non_exhaustive]
pub struct Problem {
    /// The file, or a name such as `standard input`; absent for an order that is from none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// Where in the text; absent for an order that was made in code.
    #[serde(flatten)]
    pub position: Option<Position>,
    /// Path in the order, such as `items[0].planCode`; empty for the order as a whole.
    pub path: String,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it, where the message alone does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The line at `position`, to be shown with the message; absent where it could hold a voucher
    /// or a coupon.
    #[serde(skip)]
    pub excerpt: Option<String>,
}

/// A position in the text of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
}

impl Position {
    pub(super) const START: Self = Self { line: 1, column: 1 };
}

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            file: None,
            position: None,
            path: String::new(),
            message: message.into(),
            hint: None,
            excerpt: None,
        }
    }

    /// Something that does not exist, with the nearest that does, or all of them.
    pub(super) fn unknown(what: &str, text: &str, known: &[&str]) -> Self {
        let problem = Self::new(format!("unknown {what} `{text}`"));
        match nearest(text, known.iter().copied()) {
            Some(nearest) => problem.hint(format!("did you mean `{nearest}`?")),
            None if known.is_empty() => problem,
            None => problem.hint(format!("use one of {}", listed(known))),
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same problem, of what is at this path of the order.
    pub(super) fn at(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
        }
        if let Some(position) = self.position {
            write!(f, "{}:{}: ", position.line, position.column)?;
        }
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "; {hint}")?;
        }
        Ok(())
    }
}

/// One a line.
pub(super) fn lines(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// At most twelve names, so that a message stays a message.
pub(super) fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    let first: Vec<_> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        rest => format!("{} and {rest} more", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_name_is_answered_with_the_nearest_or_else_all() {
        let known = ["GRA", "SBG", "BHS"];
        let near = Problem::unknown("datacenter", "gra", &known).at("items[0]");
        assert_eq!(
            near.to_string(),
            "items[0]: unknown datacenter `gra`; did you mean `GRA`?"
        );
        let far = Problem::unknown("datacenter", "Mars", &known);
        assert_eq!(
            far.to_string(),
            "unknown datacenter `Mars`; use one of `GRA`, `SBG`, `BHS`"
        );
    }
}
