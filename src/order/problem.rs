//! What is wrong with an order, and where it is written.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::error::debug_as_sentence;
use crate::nearest::nearest;

/// One reason why an order cannot be read, or cannot be placed as it is written.
///
/// Displayed as `file:line:column: path: message; hint`, without the parts that are not known.
#[derive(Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[non_exhaustive]
pub struct Problem {
    /// Where it is written; absent for an order that was made in code. Boxed, to keep results small.
    #[serde(flatten)]
    pub position: Option<Box<Position>>,
    /// Path in the order, such as `items[0].planCode`; empty for the order as a whole.
    pub path: String,
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it, where the message alone does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

debug_as_sentence!(Problem);

/// A position in the text of an order. Displayed as `file:line:column`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Position {
    /// The file, or a name such as `standard input`; absent when a text without a name was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: usize,
    /// The column in characters, counted from 1.
    pub column: usize,
    /// The line, to be shown with the message, up to what could be a voucher, a coupon or a comment, in
    /// whose place there is an ellipsis; absent where the position itself could be one.
    #[serde(skip)]
    pub excerpt: Option<String>,
}

impl Problem {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            position: None,
            path: String::new(),
            message: message.into(),
            hint: None,
        }
    }

    /// A value of the wrong form.
    pub(super) fn invalid(what: &str, text: &str) -> Self {
        Self::new(format!("invalid {what} `{}`", shown(text)))
    }

    /// A name that does not exist, with the nearest that does, or with all of them.
    pub(super) fn unknown(what: &str, text: &str, known: &[&str]) -> Self {
        if let Some(nearest) = nearest(text, known.iter().copied()) {
            return Self::misnamed(what, text, nearest);
        }
        let problem = Self::new(format!("unknown {what} `{}`", shown(text)));
        match known {
            [] => problem.hint(format!("no {what} is offered here")),
            known => problem.hint(format!("use one of {}", listed(known))),
        }
    }

    /// A name that does not exist, and the one that was meant.
    pub(super) fn misnamed(what: &str, text: &str, meant: &str) -> Self {
        Self::new(format!("unknown {what} `{}`", shown(text)))
            .hint(format!("did you mean `{meant}`?"))
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
        if let Some(position) = &self.position {
            write!(f, "{position}: ")?;
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

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{}:", file.display())?;
        }
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Problems as they are displayed, one a line.
pub(super) fn lines(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

/// The path of a field, or of a label, of what is at `path`.
pub(super) fn join(path: &str, name: &str) -> String {
    let name = shown(name);
    let is_plain = name
        .chars()
        .all(|c| c.is_alphanumeric() || "_-$".contains(c));
    if name.is_empty() || !is_plain {
        format!("{path}[\"{name}\"]")
    } else if path.is_empty() {
        name
    } else {
        format!("{path}.{name}")
    }
}

/// Text of an order as a message may repeat it: short, without control characters, and cut at a
/// colon or equals sign, because `voucher:CODE` with its blank forgotten is all one key.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let name = text.split([':', '=']).next().unwrap_or_default();
    let mut shown: String = name
        .chars()
        .map(|c| match c {
            '"' | '`' => '\'',
            c if c.is_control() => char::REPLACEMENT_CHARACTER,
            c => c,
        })
        .take(MOST)
        .collect();
    if name.len() < text.len() || name.chars().count() > MOST {
        shown.push('…');
    }
    shown
}

/// At most thirty names, so that a message stays a message.
pub(super) fn listed(names: &[&str]) -> String {
    const MOST: usize = 30;
    let first: Vec<_> = names
        .iter()
        .take(MOST)
        .map(|name| format!("`{name}`"))
        .collect();
    match names.len().saturating_sub(MOST) {
        0 => first.join(", "),
        more => format!("{} and {more} more", first.join(", ")),
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
