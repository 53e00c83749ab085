//! The text that an order was read from: where each of its values is written.

use std::collections::HashMap;
use std::fmt;
use std::iter;
use std::path::PathBuf;

use crate::order::problem::{Position, Problem};

/// Where an order was read from; of nowhere for one that was made in code.
#[derive(Clone, Default)]
pub(in crate::order) struct Source {
    pub(super) file: Option<PathBuf>,
    /// Where the value at each path of the order starts.
    pub(super) positions: HashMap<String, Position>,
}

impl Source {
    /// The problems in the order of the file, each with the file and, unless it has one, with the
    /// position of its path, or of the nearest path around it that is written: what was left out
    /// has no position of its own.
    pub(in crate::order) fn locate(&self, mut problems: Vec<Problem>) -> Vec<Problem> {
        for problem in &mut problems {
            problem.file.clone_from(&self.file);
            problem.position = problem.position.or_else(|| self.position(&problem.path));
        }
        problems.sort_by_key(|problem| problem.position);
        problems
    }

    fn position(&self, path: &str) -> Option<Position> {
        iter::successors(Some(path), |path| path.get(..path.rfind(['.', '['])?))
            .chain([""])
            .find_map(|path| self.positions.get(path).copied())
    }
}

/// Two orders that say the same are equal, wherever they were read from.
impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Source {}

/// Shows no text: it may hold a voucher.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}
