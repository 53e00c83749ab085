//! The fields of one mapping, each under its right name, and the values they hold.
//! It must not know which fields belong together: it takes them one by one.

use super::fault::{Faults, Path, shown};
use super::names::{Meaning, Place, meaning};
use super::tree::{Entry, Kind, Node};
use crate::order::problem::{Position, Problem};

/// A node and the way to it.
#[derive(Clone)]
pub(super) struct At<'t> {
    pub(super) node: &'t Node,
    pub(super) path: Path,
}

/// The named values of a mapping, and where the mapping stands.
pub(super) struct Fields<'t> {
    at: Position,
    path: Path,
    named: Vec<(&'static str, At<'t>)>,
}

impl<'t> At<'t> {
    pub(super) fn refuse(&self, faults: &mut Faults, refusal: Problem) {
        faults.add(self.node.at, &self.path, refusal);
    }

    /// The text as written; a number or `true` is the text that stands in the file.
    pub(super) fn text(&self, faults: &mut Faults) -> Option<&'t str> {
        match &self.node.kind {
            Kind::Text { text, .. } => Some(text),
            _ => self.other_than("one value", "write a text on one line", faults),
        }
    }

    /// The elements of a list.
    pub(super) fn list(&self, faults: &mut Faults) -> Option<Vec<At<'t>>> {
        let Kind::List(nodes) = &self.node.kind else {
            return self.other_than("a list", "start each element with `- `", faults);
        };
        let element = |(index, node)| At {
            node,
            path: self.path.index(index),
        };
        Some(nodes.iter().enumerate().map(element).collect())
    }

    /// The entries of a mapping; `line` is what one looks like.
    pub(super) fn map(&self, line: &str, faults: &mut Faults) -> Option<&'t [Entry]> {
        match &self.node.kind {
            Kind::Map(entries) => Some(entries),
            _ => self.other_than("a mapping", &format!("write lines `{line}`"), faults),
        }
    }

    /// The fields of a mapping; refuses the names that do not stand at this place.
    pub(super) fn fields(&self, place: Place, faults: &mut Faults) -> Option<Fields<'t>> {
        let mut fields = Fields {
            at: self.node.at,
            path: self.path.clone(),
            named: Vec::new(),
        };
        for entry in self.map("name: value", faults)? {
            fields.add(place, entry, faults);
        }
        Some(fields)
    }

    /// Says that something else was expected. What stands there is named by its kind only: a value
    /// at a wrong place may be a voucher.
    fn other_than<T>(&self, expected: &str, hint: &str, faults: &mut Faults) -> Option<T> {
        let refusal = match self.node.kind {
            Kind::Refused => return None,
            Kind::Null => Problem::new(format!("there is no value; expected {expected}"))
                .hint("write one, or remove the line"),
            Kind::Text { .. } => found(expected, "one value").hint(hint),
            Kind::List(_) => found(expected, "a list").hint(hint),
            Kind::Map(_) => found(expected, "a mapping").hint(hint),
        };
        self.refuse(faults, refusal);
        None
    }
}

impl<'t> Fields<'t> {
    /// The value of a field that may be left out, taken by `read`.
    pub(super) fn may<T>(
        &self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&At<'t>, &mut Faults) -> Option<T>,
    ) -> Field<T> {
        match self.named.iter().find(|(known, _)| *known == name) {
            None => Field::LeftOut,
            Some((_, at)) => read(at, faults).map_or(Field::Refused, Field::Is),
        }
    }

    /// The value of a field that must be there, taken by `read`.
    pub(super) fn must<T>(
        &self,
        name: &str,
        faults: &mut Faults,
        read: impl FnOnce(&At<'t>, &mut Faults) -> Option<T>,
    ) -> Option<T> {
        let field = self.may(name, faults, read);
        if let Field::LeftOut = field {
            faults.add(
                self.at,
                &self.path,
                Problem::new(format!("`{name}` is missing")),
            );
        }
        field.is()
    }

    fn add(&mut self, place: Place, entry: &'t Entry, faults: &mut Faults) {
        let path = self.path.key(&entry.key);
        let name = match meaning(place, &entry.key) {
            Meaning::Right(name) => Some(name),
            Meaning::Wrong { refusal, meant } => {
                faults.add(entry.at, &path, refusal);
                meant
            }
        };
        let known = |name| self.named.iter().any(|(known, _)| *known == name);
        if let Some(name) = name.filter(|name| !known(*name)) {
            let node = &entry.value;
            self.named.push((name, At { node, path }));
        }
    }
}

/// What became of a field that may be left out.
pub(super) enum Field<T> {
    LeftOut,
    /// It was there and its fault is reported.
    Refused,
    Is(T),
}

impl<T> Field<T> {
    pub(super) fn is(self) -> Option<T> {
        match self {
            Self::Is(value) => Some(value),
            Self::LeftOut | Self::Refused => None,
        }
    }
}

fn found(expected: &str, found: &str) -> Problem {
    Problem::new(format!("expected {expected}, found {found}"))
}

/// Reads a text and checks it with the constructor of its type.
pub(super) fn checked<T>(
    new: impl FnOnce(String) -> Result<T, Problem>,
) -> impl FnOnce(&At<'_>, &mut Faults) -> Option<T> {
    move |at, faults| {
        let text = at.text(faults)?;
        let made = new(text.to_owned());
        made.map_err(|refusal| at.refuse(faults, refusal)).ok()
    }
}

/// Reads a whole number from 1.
pub(super) fn quantity(at: &At<'_>, faults: &mut Faults) -> Option<std::num::NonZeroU32> {
    let text = at.text(faults)?;
    let quoted = matches!(at.node.kind, Kind::Text { quoted: true, .. });
    // `+1` and `01` are numbers to std, not to JSON.
    let digits = text.starts_with(|c: char| matches!(c, '1'..='9')) && !quoted;
    let number = text.parse().ok().filter(|_| digits);
    if number.is_none() {
        let refusal = Problem::new(format!("`{}` is not a quantity", shown(text)));
        at.refuse(
            faults,
            refusal.hint("write a whole number from 1, without quotes"),
        );
    }
    number
}
