//! An update of the folder `schema`: planned and checked in memory, then written whole or not at all.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ovh_order_codegen::drift::{Outcome, drift};
use ovh_order_codegen::{native, openapi_form};
use serde_json::Value;

use crate::convert::convert;
use crate::error::{Error, Result};
use crate::form::Form;
use crate::provenance::Provenance;
use crate::region::Place;
use crate::swap;
use crate::tree::{DOCUMENT, PROVENANCE, SURFACE, Tree};
use crate::vendor::{Arrival, Keep, Vendored, vendor};

/// The folder as it is, and as it is to be.
#[derive(Clone, Debug)]
pub struct Update {
    /// What stands there now.
    pub before: Tree,
    /// What is to stand there.
    pub after: Tree,
    /// What a reader should know, each with the description it is about.
    pub warnings: Vec<String>,
}

/// How a description changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Where it belongs.
    pub place: Place,
    /// Operations that came and went.
    pub operations: Count,
    /// Models and enums that came and went.
    pub models: Count,
}

/// How many there are, came and went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there are now.
    pub now: usize,
    /// How many are new.
    pub added: usize,
    /// How many are gone.
    pub removed: usize,
}

/// The warning about a rendering that tells nothing new.
const KEPT: &str = "says in OpenAPI what the vendored description says: that is kept, since the \
                    native form tells more";

impl Update {
    /// Puts new descriptions into the folder, and converts nothing.
    ///
    /// # Errors
    /// Those of [`vendor`].
    pub fn vendor(before: Tree, arrivals: &[Arrival], keep: Keep) -> Result<Self> {
        let mut after = before.clone();
        let mut warnings = Vec::new();
        let mut provenance = Provenance::read(&before)?;
        for arrival in arrivals {
            let vendored = vendor(arrival, keep)?;
            let what = &arrival.what;
            if vendored.form == Form::OpenApi && is_told(&after, &vendored) {
                warnings.push(format!("{what}: {KEPT}"));
                continue;
            }
            let new = vendored.warnings.iter();
            warnings.extend(new.map(|warning| format!("{what}: {warning}")));
            if states_the_same(&after, &vendored) {
                continue;
            }
            provenance.record(&vendored.place.key(), vendored.source);
            after.insert(&vendored.place.file(), vendored.text);
        }
        after.insert(PROVENANCE, provenance.write()?);
        Ok(Self {
            before,
            after,
            warnings,
        })
    }

    /// Converts what the update puts into the folder.
    ///
    /// # Errors
    /// Those of [`convert`].
    pub fn converted(mut self) -> Result<Self> {
        let converted = convert(&self.after)?;
        self.after.insert(DOCUMENT, converted.openapi);
        let before = self.before.get(SURFACE).unwrap_or_default();
        self.warnings.extend(renamed(before, &converted.surface));
        self.after.insert(SURFACE, converted.surface);
        self.warnings.extend(converted.warnings);
        Ok(self)
    }

    /// An update that only converts the descriptions there are.
    ///
    /// # Errors
    /// Those of [`convert`].
    pub fn convert(before: Tree) -> Result<Self> {
        let update = Self {
            after: before.clone(),
            before,
            warnings: Vec::new(),
        };
        update.converted()
    }

    /// The files that are to be written, with their texts.
    #[must_use]
    pub fn files(&self) -> BTreeMap<&str, &str> {
        self.after
            .iter()
            .filter(|(file, text)| self.before.get(file) != Some(*text))
            .collect()
    }

    /// Writes the files that differ, all or none; an update without any touches nothing.
    ///
    /// # Errors
    /// [`Error::Files`] when one cannot be written,
    /// [`Error::Busy`] when another run is writing or has written since this was planned. The folder
    /// is as before.
    pub fn apply(&self, schema: &Path) -> Result<()> {
        let files = self.files();
        if files.is_empty() {
            return Ok(());
        }
        // Asked under the lock: a run that was planned on the same folder may have written meanwhile.
        swap::replace(schema, &files, |folder| {
            if Tree::read(folder)? == self.before {
                return Ok(());
            }
            Err(Error::Busy {
                path: schema.to_owned(),
            })
        })
    }

    /// The descriptions that changed.
    #[must_use]
    pub fn changes(&self) -> Vec<Change> {
        let changed = self.after.descriptions().filter_map(|(place, text)| {
            let before = self.before.get(&place.file());
            (before != Some(text)).then(|| change(place, before.unwrap_or_default(), text))
        });
        changed.collect()
    }
}

/// Warnings of operations that stay and whose methods have other names, which no description tells.
fn renamed(before: &str, after: &str) -> Vec<String> {
    let before: BTreeMap<_, _> = methods(before).collect();
    let kept = methods(after).filter_map(|(call, now)| Some((call, *before.get(call)?, now)));
    kept.filter(|(_, old, now)| old != now)
        .map(|(call, old, now)| {
            format!(
                "{call} is the method `{now}` now and was `{old}`, which breaks its callers: to keep it, \
                 choose names in CHOSEN_OPERATIONS in xtask/codegen/src/names.rs"
            )
        })
        .collect()
}

/// Each operation of a surface with its method.
fn methods(surface: &str) -> impl Iterator<Item = (&str, &str)> {
    surface.lines().filter_map(|line| {
        let mut columns = line.split(" | ");
        Some((columns.next()?, columns.next()?))
    })
}

/// Whether the description that stands there states the same facts, from whichever host. Their order,
/// and numbers that are written as text, are not facts, and differ from host to host.
fn states_the_same(tree: &Tree, vendored: &Vendored) -> bool {
    let before = tree.get(&vendored.place.file());
    let before = before.and_then(|text| native::read("", text).ok());
    let now = native::read("", &vendored.text).ok();
    let (Some(before), Some(mut now)) = (before, now) else {
        return false;
    };
    now.base_path.clone_from(&before.base_path);
    drift(&before, &now).outcome == Outcome::Same
}

/// Whether the description that stands there is rendered as the one that came.
fn is_told(tree: &Tree, vendored: &Vendored) -> bool {
    let before = tree.get(&vendored.place.file()).and_then(rendered);
    before.is_some() && before == rendered(&vendored.text)
}

/// Operations and schemas of a description in OVHcloud's rendering.
fn rendered(text: &str) -> Option<[Option<Value>; 2]> {
    let document = openapi_form::write(&native::read("", text).ok()?).ok()?;
    Some(["paths", "components"].map(|part| document.get(part).cloned()))
}

fn change(place: Place, before: &str, after: &str) -> Change {
    let [old, new] = [before, after].map(names);
    Change {
        place,
        operations: Count::of(&old.0, &new.0),
        models: Count::of(&old.1, &new.1),
    }
}

/// Names of the operations and of the models; a text that is not a description has none.
fn names(text: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let Ok(description) = native::read("", text) else {
        return Default::default();
    };
    let mut operations = BTreeSet::new();
    for (path, operation) in description.operations() {
        operations.insert(format!("{} {path}", operation.http_method));
    }
    (operations, description.models.into_keys().collect())
}

impl Count {
    fn of(before: &BTreeSet<String>, after: &BTreeSet<String>) -> Self {
        Self {
            now: after.len(),
            added: after.difference(before).count(),
            removed: before.difference(after).count(),
        }
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            place,
            operations,
            models,
        } = self;
        let file = place.file();
        write!(f, "schema/{file}: {operations} operations, {models} models")
    }
}

impl std::fmt::Display for Count {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.added, self.removed) {
            (0, 0) => write!(f, "{}", self.now),
            (added, removed) => write!(f, "{} (+{added} -{removed})", self.now),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_that_stays_under_another_name_is_told() {
        let before =
            "# 1 operations of eu\nGET /order/vps | list_vps | vps | -> Vec<String> | eu\n";
        let after = "# 2 operations of eu\nGET /order/vps | list_order_vps | vps | -> Vec<String> | eu\n\
                     GET /vps | list_vps | core | -> Vec<String> | eu\n";
        let said = "GET /order/vps is the method `list_order_vps` now and was `list_vps`, which breaks its \
                    callers: to keep it, choose names in CHOSEN_OPERATIONS in xtask/codegen/src/names.rs";
        assert_eq!(renamed(before, after), [said]);
        assert_eq!(renamed(before, before), Vec::<String>::new());
    }
}
