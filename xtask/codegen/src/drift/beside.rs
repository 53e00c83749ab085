//! The other regions' descriptions of a section: the client is generated from all of them together.
//!
//! It says what stands in the client; what a change of it breaks is `classify`'s subject.

use std::collections::BTreeSet;

use super::change::{Action, Change, Subject};
use super::classify::classify;
use super::compare::compare;
use super::effect::Verdict;
use super::index::{Index, method_name};
use crate::generics::instantiated;
use crate::native::{Description, Model, Path, Property, text};

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
        let mut all = self.others();
        all.push((self.region, own.clone()));
        let rank = |region: &str| PRECEDENCE.iter().position(|known| *known == region);
        all.sort_by_key(|(region, _)| rank(region));
        let united = all.into_iter().map(|(_, description)| description);
        let united = united.reduce(|mut base, other| {
            unite(&mut base, &other);
            base
        });
        united.unwrap_or_else(|| own.clone())
    }

    fn others(&self) -> Vec<(&str, Description)> {
        let others = self.others.iter();
        let others = others.filter(|(region, _)| *region != self.region);
        others
            .map(|(region, description)| (*region, instantiated(description)))
            .collect()
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
    let (place, member) = (&change.place, change.member());
    let model = index.model(place);
    match (change.subject, &change.member) {
        (Subject::EnumValue, _) => {
            let mut values = model
                .and_then(|model| model.values.as_ref())
                .into_iter()
                .flatten();
            values.any(|value| text(value) == member)
        }
        (_, Some(_)) => index.property(place, member).is_some(),
        (_, None) => model.is_some(),
    }
}

/// Adds what only another region has; what both have stays as the base has it, and a property from
/// elsewhere is never required.
fn unite(base: &mut Description, other: &Description) {
    let known: BTreeSet<_> = Index::of(base).operations.into_keys().collect();
    let more = other.apis.iter().map(|path| {
        let new = path.operations.iter();
        let new = new.filter(|one| !known.contains(&(&*path.path, &*one.http_method)));
        Path {
            path: path.path.clone(),
            operations: new.cloned().collect(),
        }
    });
    let more: Vec<_> = more.collect();
    base.apis.extend(more);
    for (name, model) in &other.models {
        match base.models.get_mut(name) {
            Some(known) => extend(known, model),
            None => {
                base.models.insert(name.clone(), model.clone());
            }
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
        let optional = || Property {
            required: false,
            ..property.clone()
        };
        known
            .properties
            .entry(name.clone())
            .or_insert_with(optional);
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
        let changes = compare(old, new);
        Self {
            beside,
            old,
            new,
            changes,
        }
    }

    /// What a change of one region's description does to Rust users.
    pub(super) fn verdict(&self, change: &Change) -> Verdict {
        let key = |one: &Change| {
            let member = one.member.clone();
            (one.subject, one.action, one.place.clone(), member)
        };
        let mut changes = self.changes.iter();
        if let Some(same) = changes.find(|one| key(one) == key(change)) {
            return self.judged(same);
        }
        let related = self.changes.iter().filter(|one| {
            one.place == change.place && (change.member.is_none() || one.member == change.member)
        });
        let stays = self.stays(change);
        match Verdict::gravest(related.map(|one| self.judged(one))) {
            Some(verdict) if verdict.effect > stays.effect => Verdict {
                reason: format!("{}; {}", stays.reason, verdict.reason),
                ..verdict
            },
            _ => stays,
        }
    }

    fn judged(&self, change: &Change) -> Verdict {
        classify(self.old, self.new, change).1
    }

    /// For what changes in one region and stays in the client.
    fn stays(&self, change: &Change) -> Verdict {
        let (region, holders) = (self.beside.region, self.beside.holders(change));
        match (change.subject, change.action) {
            (Subject::Operation, Action::Removed) => {
                let method = self.method(change);
                Verdict::compatible(format!(
                    "no longer in {region}, the method `{method}` stays for {holders}; \
                     a client of {region} refuses it before it is sent"
                ))
            }
            (Subject::Operation, _) => Verdict::compatible(format!(
                "the method `{}` is there for {holders}, and may be called in {region} now",
                self.method(change)
            )),
            (_, Action::Removed) => {
                Verdict::documentation(format!("it stays in the client, from {holders}"))
            }
            (_, Action::Added) => {
                Verdict::documentation(format!("the client has it already, from {holders}"))
            }
            (_, Action::Changed) => {
                Verdict::documentation(format!("the client has it as it is in {holders}"))
            }
        }
    }

    fn method(&self, change: &Change) -> String {
        let key = change.place.split_once(' ');
        let name = key.and_then(|(method, path)| {
            let operation = self.new.operation(&change.place)?;
            Some(method_name((path, method), operation))
        });
        name.unwrap_or_default()
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
