//! Reading several order files, with all that is wrong with any of them.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use super::{OrderFile, OrderFileError};
use crate::order::Problem;

impl OrderFile {
    /// Reads several files, and answers the orders in the same order.
    ///
    /// # Errors
    /// [`OrderFileError::Faulty`] with everything that is wrong with any of them, or
    /// [`OrderFileError::SomeUnreadable`] if it is only that some cannot be read. Two files with the
    /// same order are wrong: it would be bought once, and whoever wrote two may want two.
    pub fn read_all(paths: &[impl AsRef<Path>]) -> Result<Vec<Self>, OrderFileError> {
        let mut orders = Vec::new();
        let mut problems = Vec::new();
        let mut unread = 0;
        let mut known = BTreeMap::new();
        for path in paths.iter().map(AsRef::as_ref) {
            let order = match Self::read(path) {
                Ok(order) => order,
                Err(OrderFileError::Faulty(faults)) => {
                    problems.extend(faults);
                    continue;
                }
                Err(error) => {
                    problems.push(unreadable(&error));
                    unread += 1;
                    continue;
                }
            };
            if let Some(other) = known.insert(order.canonical(), path) {
                let (path, other) = (path.display(), other.display());
                let problem = Problem::new(format!("{path} is the same order as {other}"));
                problems.push(problem.hint("to buy it twice give each its own `description`"));
            }
            orders.push(order);
        }
        if problems.is_empty() {
            return Ok(orders);
        }
        Err(if problems.len() == unread {
            OrderFileError::SomeUnreadable(problems)
        } else {
            OrderFileError::Faulty(problems)
        })
    }
}

fn unreadable(error: &OrderFileError) -> Problem {
    let cause = error.source().map(ToString::to_string);
    Problem::new(format!("{error}: {}", cause.unwrap_or_default()))
}
