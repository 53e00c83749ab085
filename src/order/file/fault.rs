//! The problems of an order file: collected while it is read, answered all at once.

use std::collections::HashMap;
use std::io;
use std::path::PathBuf;

use super::source::Source;
use crate::order::problem::{Position, Problem, lines};

/// Why there is no order: the file cannot be read, or what it says is wrong. Nothing was sent.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum OrderFileError {
    /// The file cannot be opened or read.
    #[error("cannot read the order file {}", file.display())]
    Unreadable {
        /// The file as it was named.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Every problem of the file, in its order; never empty. Displayed one a line.
    #[error("{}", lines(.0))]
    Faulty(Vec<Problem>),
}

impl OrderFileError {
    /// The problems in the order of the file; empty when the file could not be read at all.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        match self {
            Self::Unreadable { .. } => &[],
            Self::Faulty(problems) => problems,
        }
    }
}

/// The way from the document to a node, as it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(pub(super) String);

impl Path {
    pub(super) fn key(&self, key: &str) -> Self {
        let key = shown(key);
        let bare = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-$".contains(c));
        Self(match (bare, self.0.is_empty()) {
            (true, true) => key,
            (true, false) => format!("{}.{key}", self.0),
            (false, _) => format!("{}[\"{key}\"]", self.0),
        })
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

/// The problems found so far, up to a number that a person can still read.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<Problem>,
    left_out: usize,
    pub(super) positions: HashMap<String, Position>,
}

impl Faults {
    /// Beyond these, problems are only counted.
    const MOST: usize = 100;

    pub(super) fn add(&mut self, at: Position, path: &Path, problem: Problem) {
        if self.list.len() == Self::MOST {
            self.left_out += 1;
            return;
        }
        let mut problem = problem.at(path.0.as_str());
        problem.position = Some(at);
        self.list.push(problem);
    }

    /// The problems in the order of the text, the last of them how many are left out.
    pub(super) fn located(mut self, source: &Source) -> Vec<Problem> {
        self.list.sort_by_key(|problem| problem.position);
        if let Some(last) = self.list.last().filter(|_| self.left_out > 0) {
            let mut rest =
                Problem::new(format!("{} further problems are not shown", self.left_out))
                    .hint("mend these first");
            rest.position = last.position;
            self.list.push(rest);
        }
        source.locate(self.list)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// Text of the file as a message may repeat it: short, without control characters, and cut at a
/// colon or equals sign, because `voucher:CODE` with its blank forgotten is all one key.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let end = |(count, c): (usize, char)| count == MOST || c == ':' || c == '=';
    let kept = text.chars().enumerate().take_while(|&at| !end(at));
    let mut out = String::new();
    for (_, c) in kept {
        match c {
            '"' | '`' => out.push('\''),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    if text.chars().enumerate().any(end) {
        out.push('…');
    }
    out
}
