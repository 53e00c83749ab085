//! The other regions' descriptions of a section: the client is generated from all of them together.
//!
//! A change of one of them is judged by what it changes in the client.

use std::collections::BTreeSet;

use super::change::{Action, Change, Subject, Verdict, compatible, documentation};
use super::compare::compare;
use super::index::{Case, Index, Key};
use super::rust;
use crate::generics::instantiated;
use crate::native::{Description, Model, Property, text};

/// Regions in the order in which their facts stand where they differ.
const PRECEDENCE: &[&str] = &["eu", "ca", "us"];

/// What stands beside the description that changes.
#[derive(Clone, Debug, Default)]
pub struct Beside<'a> {
    /// The region whose description changes, such as `eu`.
    pub region: &'a str,
    /// The other regions with their descriptions of the same section.
    pub others: Vec<(&'a str, &'a Description)>,
}

impl Beside<'_> {
    /// What the client is generated from when its own region's description is this one.
    pub(super) fn united(&self, own: &Description) -> Description {
        let mut all = vec![(self.region, own.clone())];
        for (region, description) in &self.others {
            if *region != self.region {
                all.push((region, instantiated(description)));
            }
        }
        all.sort_by_key(|(region, _)| PRECEDENCE.iter().position(|known| known == region));
        all.into_iter()
            .map(|(_, description)| description)
            .reduce(|mut base, other| {
                unite(&mut base, &other);
                base
            })
            .unwrap_or_else(|| own.clone())
    }

    /// The regions, in words, that have what a change is about.
    fn holders(&self, change: &Change) -> String {
        let holders = self.others.iter().filter(|(_, description)| {
            let index = Index::of(description);
            index.operation(&change.place).is_some() || has(&index, change)
        });
        let names: Vec<_> = holders.map(|(region, _)| *region).collect();
        names.join(", ")
    }
}

/// Whether a description has the model of a change, and there the property or the value.
fn has(index: &Index<'_>, change: &Change) -> bool {
    let Some(model) = index.model(&change.place) else {
        return false;
    };
    match (change.subject, &change.member) {
        (_, None) => true,
        (Subject::EnumValue, Some(member)) => {
            let mut values = model.values.iter().flatten();
            values.any(|value| text(value) == *member)
        }
        (_, Some(member)) => model.properties.contains_key(member),
    }
}

/// Adds what only another region has; what both have stays as the base has it, and a property from
/// elsewhere is never required.
fn unite(base: &mut Description, other: &Description) {
    let known = Index::of(base).operations;
    let mut more = other.apis.clone();
    for path in &mut more {
        let name = &path.path;
        path.operations.retain(|one| {
            let method = &one.http_method;
            !known.contains_key(&Key { path: name, method })
        });
    }
    base.apis.extend(more);
    for (name, model) in &other.models {
        if let Some(known) = base.models.get_mut(name) {
            extend(known, model);
        } else {
            base.models.insert(name.clone(), model.clone());
        }
    }
}

fn extend(known: &mut Model, other: &Model) {
    if let (Some(values), Some(more)) = (&mut known.values, &other.values) {
        let texts: BTreeSet<_> = values.iter().map(text).collect();
        let new = more.iter().filter(|value| !texts.contains(&text(value)));
        values.extend(new.cloned());
    }
    for (name, property) in &other.properties {
        let entry = known.properties.entry(name.clone());
        entry.or_insert_with(|| Property {
            required: false,
            ..property.clone()
        });
    }
}

/// The client before and after.
pub(super) struct Client<'a> {
    beside: &'a Beside<'a>,
    old: &'a Index<'a>,
    new: &'a Index<'a>,
    changes: Vec<Change>,
}

impl<'a> Client<'a> {
    pub(super) fn of(beside: &'a Beside<'a>, old: &'a Index<'a>, new: &'a Index<'a>) -> Self {
        Self {
            beside,
            old,
            new,
            changes: compare(old, new),
        }
    }

    /// What a change of one region's description does to Rust users.
    pub(super) fn verdict(&self, change: &Change) -> Verdict {
        let same = self.changes.iter().find(|one| {
            (one.subject, one.action) == (change.subject, change.action)
                && (&one.place, &one.member) == (&change.place, &change.member)
        });
        if let Some(same) = same {
            return self.judged(same);
        }
        let related = self.changes.iter().filter(|one| {
            one.place == change.place && (change.member.is_none() || one.member == change.member)
        });
        let stays = self.stays(change);
        match related.map(|one| self.judged(one)).reduce(Verdict::and) {
            Some(verdict) if verdict.effect > stays.effect => Verdict {
                reason: format!("{}; {}", stays.reason, verdict.reason),
                ..verdict
            },
            _ => stays,
        }
    }

    fn judged(&self, change: &Change) -> Verdict {
        let Self { old, new, .. } = self;
        rust::verdict(&Case { old, new, change })
    }

    /// For what changes in one region and stays in the client.
    fn stays(&self, change: &Change) -> Verdict {
        let (region, holders) = (self.beside.region, self.beside.holders(change));
        if change.subject == Subject::Operation {
            let method = self.new.method(&change.place);
            return compatible(if change.action == Action::Removed {
                format!(
                    "no longer in {region}, the method `{method}` stays for {holders}; \
                     a client of {region} refuses it before it is sent"
                )
            } else {
                format!(
                    "the method `{method}` is there for {holders}, \
                     and may be called in {region} now"
                )
            });
        }
        documentation(match change.action {
            Action::Removed => format!("it stays in the client, from {holders}"),
            Action::Added => format!("the client has it already, from {holders}"),
            Action::Changed => format!("the client has it as it is in {holders}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::drift::{Effect, Report, Step, drift_beside};
    use crate::native;

    fn description(operations: &Value, models: &Value) -> Description {
        let native = json!({"basePath": "b", "resourcePath": "/order", "models": models,
            "apis": [{"path": "/order/x", "operations": operations}]});
        native::read("test", &native.to_string()).unwrap()
    }

    /// The Rust effects of what changes in a region, with the reasons.
    fn changes(
        region: &str,
        [old, new]: [&Description; 2],
        other: (&str, &Description),
    ) -> (Report, Vec<(Effect, String)>) {
        let others = vec![other];
        let report = drift_beside(old, new, &Beside { region, others });
        let rust = report.changes.iter().map(|judged| &judged.rust);
        let rust = rust.map(|verdict| (verdict.effect, verdict.reason.clone()));
        let rust = rust.collect();
        (report, rust)
    }

    #[test]
    fn what_another_region_keeps_stays_in_the_client() {
        let models = json!({"a.E": {"enum": ["x"]}});
        let whole = description(
            &json!([{"httpMethod": "GET", "responseType": "a.E"}]),
            &models,
        );
        let empty = description(&json!([]), &json!({}));
        let (report, rust) = changes("eu", [&whole, &empty], ("ca", &whole));
        let expected = [
            (
                Effect::Compatible,
                "no longer in eu, the method `get_x` stays for ca; \
                 a client of eu refuses it before it is sent",
            ),
            (Effect::DocumentationOnly, "it stays in the client, from ca"),
        ];
        let expected = expected.map(|(effect, reason)| (effect, reason.to_owned()));
        assert_eq!(rust, expected);
        assert_eq!(report.consequences, []);
        assert_eq!(report.advice.step, Step::Minor);
    }

    #[test]
    fn values_and_properties_of_another_region_stay_too() {
        let get = json!([{"httpMethod": "GET", "responseType": "a.M"}]);
        let model = |values: &[&str], properties: Value| json!({"a.M": {"properties": properties}, "a.E": {"enum": values}});
        let held = json!({"e": {"type": "a.E"}, "p": {"type": "long"}});
        let old = description(&get, &model(&["x", "y", "z"], held));
        let new = description(&get, &model(&["x"], json!({"e": {"type": "a.E"}})));
        let other = description(&get, &model(&["y"], json!({"p": {"type": "string"}})));
        let (_, rust) = changes("eu", [&old, &new], ("us", &other));
        let effects: Vec<_> = rust.iter().map(|(effect, _)| *effect).collect();
        // The value `y`, the value `z`, and `p`, which is a text in the other region.
        use Effect::{Breaking, DocumentationOnly};
        assert_eq!(effects, [DocumentationOnly, Breaking, Breaking]);
        let (_, property) = rust.last().unwrap();
        assert_eq!(
            property,
            "it stays in the client, from us; the field is `String` instead of `i64`"
        );
    }

    #[test]
    fn the_facts_of_europe_stand_whatever_another_region_says() {
        let get = |answer: &str| {
            description(
                &json!([{"httpMethod": "GET", "responseType": answer}]),
                &json!({}),
            )
        };
        let (old, new, eu) = (get("long"), get("string"), get("long"));
        let (_, rust) = changes("ca", [&old, &new], ("eu", &eu));
        let reason = "the client has it as it is in eu".to_owned();
        assert_eq!(rust, [(Effect::DocumentationOnly, reason)]);
        let (_, rust) = changes("eu", [&old, &new], ("ca", &eu));
        assert_eq!(
            rust.first().map(|(effect, _)| *effect),
            Some(Effect::Breaking)
        );
    }
}
