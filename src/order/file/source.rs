//! The text that an order was read from, and the problems found in it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::{fmt, iter};

use granit_parser::Marker;

use super::names::is_public;
use crate::order::problem::{Position, Problem};

/// Where an order was read from; nothing of it for an order that was made in code.
#[derive(Clone, Default)]
pub(in crate::order) struct Source {
    pub(super) file: Option<PathBuf>,
    pub(super) text: String,
    /// Where the value at each path of the order starts.
    pub(super) markers: HashMap<String, Marker>,
}

impl Source {
    /// The problems in the order of the text, each with the position of its path.
    pub(in crate::order) fn locate(&self, problems: Vec<Problem>) -> Vec<Problem> {
        let mut found = Problems::default();
        for problem in problems {
            found.push(self.marker(&problem.path), problem);
        }
        found.located(self)
    }

    /// Where a path is written, or else the nearest path around it: what is left out is nowhere.
    fn marker(&self, path: &str) -> Option<Marker> {
        iter::successors(Some(path), |path| path.get(..path.rfind(['.', '['])?))
            .chain([""])
            .find_map(|path| self.markers.get(path).copied())
    }

    fn position(&self, at: Marker, message: &str) -> Position {
        Position {
            file: self.file.clone(),
            line: at.line(),
            column: at.col() + 1,
            excerpt: self.excerpt(at, message),
        }
    }

    /// The line up to the first thing that is not shown: a comment, or a field whose value messages do not
    /// repeat either, because it may be a voucher or a coupon. Nothing if the place itself is not shown.
    fn excerpt(&self, at: Marker, message: &str) -> Option<String> {
        let line = self.text.lines().nth(at.line().checked_sub(1)?)?;
        let code = line.split(" #").next().unwrap_or_default();
        let entries = code.split_inclusive(['{', '}', '[', ']', ',']);
        let shown: usize = entries
            .take_while(|entry| is_shown(entry, message))
            .map(str::len)
            .sum();
        let shown = line.get(..shown)?;
        if shown.chars().count() <= at.col() {
            return None;
        }
        let rest = if shown == line { "" } else { " …" };
        Some(format!("{}{rest}", shown.trim_end()))
    }
}

/// Whether an entry of a line may be shown: messages repeat such a value, or this one does.
fn is_shown(entry: &str, message: &str) -> bool {
    let field = entry
        .trim_start()
        .trim_start_matches("- ")
        .trim_end_matches(['{', '}', '[', ']', ','])
        .trim();
    let Some((written, value)) = field.split_once(':') else {
        return field.is_empty();
    };
    let name = written.trim_matches('"');
    let said = value.trim().trim_matches(['"', '\'']);
    if said.is_empty() && ["items", "options", "configuration"].contains(&name) {
        return true;
    }
    let is_said = !said.is_empty() && message.contains(&format!("`{said}`"));
    is_word(written) && (is_said || is_word(value) && is_public(name))
}

/// Whether a text is one word, perhaps in quotes.
fn is_word(text: &str) -> bool {
    let mut letters = text.trim().chars();
    letters.all(|c| c.is_alphanumeric() || "._-+'\"".contains(c))
}

/// Two orders that say the same are equal, wherever they were read from.
impl PartialEq for Source {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Source {}

/// Hides the text, which may hold a voucher.
impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("file", &self.file)
            .finish_non_exhaustive()
    }
}

/// The problems found so far, up to a number that a person can still read.
#[derive(Default)]
pub(super) struct Problems {
    list: Vec<Found>,
    left_out: usize,
}

/// A problem, and where in the text it is.
struct Found {
    at: Option<Marker>,
    problem: Problem,
}

impl Problems {
    /// Beyond these, problems are only counted.
    const MOST: usize = 100;

    pub(super) fn add(&mut self, at: Marker, path: &str, problem: Problem) {
        self.push(Some(at), problem.at(path));
    }

    fn push(&mut self, at: Option<Marker>, problem: Problem) {
        if self.list.len() == Self::MOST {
            self.left_out += 1;
        } else {
            self.list.push(Found { at, problem });
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The problems in the order of the source, the last of them how many were left out.
    pub(super) fn located(mut self, source: &Source) -> Vec<Problem> {
        self.list
            .sort_by_key(|found| found.at.map(|at| (at.line(), at.col())));
        let placed = self.list.into_iter().map(|Found { at, problem }| Problem {
            position: at.map(|at| Box::new(source.position(at, &problem.message))),
            ..problem
        });
        let mut problems: Vec<_> = placed.collect();
        if self.left_out > 0 {
            let rest = format!("{} more problems are not shown", self.left_out);
            let mut last = problems.last().and_then(|last| last.position.clone());
            if let Some(last) = &mut last {
                last.excerpt = None;
            }
            problems.push(Problem {
                position: last,
                ..Problem::new(rest).hint("fix these first")
            });
        }
        problems
    }
}

#[cfg(test)]
mod tests {
    use super::super::OrderFile;
    use super::*;

    #[test]
    fn what_is_left_out_is_located_at_the_nearest_value_around_it() {
        let text = "items:\n  - product: vps\n    planCode: a\n    configuration: {'x.y z': b}\n";
        let order = OrderFile::read_from(text.as_bytes(), "order.yaml").unwrap();
        let located = |path: &str| {
            let problems = order.source.locate(vec![Problem::new("wrong").at(path)]);
            problems[0].to_string()
        };
        for (path, position) in [
            ("items[0].planCode", "3:15"),
            ("items[0].duration", "2:5"),
            ("items[0].options[3].planCode", "2:5"),
            ("items[0].configuration[\"x.y z\"]", "4:21"),
            ("ovhSubsidiary", "1:1"),
        ] {
            let expected = format!("order.yaml:{position}: {path}: wrong");
            assert_eq!(located(path), expected);
        }
    }

    #[test]
    fn a_line_is_shown_as_far_as_it_can_hold_no_voucher() {
        for (line, column, message, shown) in [
            (
                "- {product: cloud, planCode: a}",
                30,
                "",
                Some("- {product: cloud, planCode: a}"),
            ),
            ("planCode: a # for SECRET", 11, "", Some("planCode: a …")),
            (
                "vps_datacenter: gra",
                1,
                "unknown value `gra`",
                Some("vps_datacenter: gra"),
            ),
            (
                "vps_os: 'Debian 99'",
                1,
                "unknown value `Debian 99`",
                Some("vps_os: 'Debian 99'"),
            ),
            (
                "- {planCode: a, configuration: {voucher: SECRET}}",
                13,
                "",
                Some("- {planCode: a, configuration: { …"),
            ),
            (
                "- {planCode: a, configuration: {voucher: SECRET}}",
                42,
                "",
                None,
            ),
            ("voucher: SECRET", 1, "duplicate", None),
            ("voucher:SECRET", 1, "unknown label `voucher…`", None),
            ("coupons: [SECRET]", 11, "", None),
            ("coupons: SECRET", 10, "a text", None),
            ("- SECRET", 3, "", None),
            ("planCode: SECRET and more", 11, "", None),
        ] {
            let source = Source {
                text: line.to_owned(),
                ..Source::default()
            };
            let at = Marker::new(0, 1, column - 1);
            assert_eq!(source.excerpt(at, message).as_deref(), shown, "{line}");
        }
    }

    #[test]
    fn problems_of_an_order_that_was_made_in_code_have_no_position() {
        let order = OrderFile::new(Vec::new());
        let problem = Problem::new("wrong").at("items[0].planCode");
        assert_eq!(order.source.locate(vec![problem.clone()]), [problem]);
    }
}
