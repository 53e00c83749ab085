//! The other regions' descriptions of a section: the client is generated from all of them together.
//!
//! A change of one of them is judged by what it changes in the client.

use super::change::{Action, Change, Subject, Verdict, breaking, compatible, documentation};
use super::compare::compare;
use super::index::{Case, Index};
use super::{rust, workflow};
use crate::native::Description;
use crate::sections::{Section, unite};

/// Regions in the order in which their facts stand where they cannot be read as one.
const PRECEDENCE: &[&str] = &["eu", "ca", "us"];

/// What stands beside the description that changes.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The region whose description changes, such as `eu`.
    pub region: String,
    /// The descriptions of the same section in other regions.
    pub others: Vec<Section>,
}

impl Beside {
    /// What the client is generated from when its own region's description is this one.
    pub(super) fn united(&self, own: &Description) -> Description {
        let mut sections = self.others.clone();
        sections.push(Section {
            region: self.region.clone(),
            description: own.clone(),
        });
        sections.sort_by_key(|section| {
            let mut known = PRECEDENCE.iter();
            known.position(|known| *known == section.region)
        });
        // Descriptions that cannot be united are refused when they are converted.
        unite(&sections).map_or_else(|_| own.clone(), |united| united.description)
    }

    /// The regions, in words, that have what a change is about.
    fn holders(&self, change: &Change) -> String {
        let others = self.others.iter();
        let holders = others.filter(|other| has(&other.description, change));
        let names: Vec<_> = holders.map(|holder| holder.region.as_str()).collect();
        names.join(", ")
    }
}

/// Whether a description has the operation of a change, or the model and there the property or the
/// value.
fn has(description: &Description, change: &Change) -> bool {
    let Some(model) = description.models.get(&change.place) else {
        let mut operations = description.operations();
        return operations.any(|(path, one)| format!("{} {path}", one.http_method) == change.place);
    };
    match (change.subject, &change.member) {
        (_, None) => true,
        (Subject::EnumValue, Some(member)) => model.texts().contains(member),
        (_, Some(member)) => model.properties.contains_key(member),
    }
}

/// The client before and after.
pub(super) struct Client<'a> {
    beside: &'a Beside,
    old: &'a Index<'a>,
    new: &'a Index<'a>,
    changes: Vec<Change>,
}

impl<'a> Client<'a> {
    pub(super) fn of(beside: &'a Beside, old: &'a Index<'a>, new: &'a Index<'a>) -> Self {
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
        let (region, holders) = (&self.beside.region, self.beside.holders(change));
        if change.subject == Subject::Operation {
            let method = self.new.method(&change.place);
            let loss = workflow::loss(&method).filter(|_| change.action == Action::Removed);
            if let Some(loss) = loss {
                return breaking(format!("in {region} {loss}"));
            }
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
        let is_removed = change.action == Action::Removed;
        if change.subject == Subject::Model && is_removed && !self.new.uses(&change.place).any() {
            let name = self.old.type_name(&change.place);
            return breaking(format!("the type `{name}` is gone: no operation uses it"));
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
        let others = vec![Section {
            region: other.0.to_owned(),
            description: other.1.clone(),
        }];
        let region = region.to_owned();
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
        // The value `y`, the value `z`, and `p`, which is a text in the other region and was read as either.
        use Effect::{Breaking, DocumentationOnly};
        assert_eq!(effects, [DocumentationOnly, Breaking, Breaking]);
        let (_, property) = rust.last().unwrap();
        assert_eq!(
            property,
            "it stays in the client, from us; the field is `String` instead of `Value`"
        );
    }

    #[test]
    fn a_call_that_the_workflow_makes_is_missed_even_if_another_region_keeps_it() {
        let read = |operations: &Value| {
            let native = json!({"basePath": "b", "resourcePath": "/order",
                "apis": [{"path": "/order/cart/{cartId}/assign", "operations": operations}]});
            native::read("test", &native.to_string()).unwrap()
        };
        let (old, new) = (read(&json!([{"httpMethod": "POST"}])), read(&json!([])));
        let loss = "`order::buy` calls `assign_cart`: nothing can be ordered without it";
        let (report, rust) = changes("eu", [&old, &new], ("ca", &old));
        assert_eq!(rust, [(Effect::Breaking, format!("in eu {loss}"))]);
        assert_eq!(report.advice.step, Step::Major);
        let (_, rust) = changes("eu", [&old, &new], ("ca", &new));
        assert_eq!(rust, [(Effect::Breaking, loss.to_owned())]);
    }

    #[test]
    fn a_model_that_is_renamed_in_one_region_is_gone_once() {
        let [old, new] = ["a.M", "a.N"].map(|name| {
            let get = json!([{"httpMethod": "GET", "responseType": name}]);
            description(
                &get,
                &json!({name: {"properties": {"p": {"type": "long"}}}}),
            )
        });
        let (report, rust) = changes("eu", [&old, &new], ("ca", &old));
        let reasons: Vec<_> = rust.iter().map(|(_, reason)| reason.as_str()).collect();
        let expected = [
            "the answer is `An` instead of `Am`",
            "the type `Am` is gone: no operation uses it",
            "the type `An` is new",
        ];
        assert_eq!(reasons, expected);
        assert_eq!(report.consequences, []);
    }

    #[test]
    fn a_type_that_one_region_changes_alone_is_read_as_either() {
        let get = |answer: &str| {
            description(
                &json!([{"httpMethod": "GET", "responseType": answer}]),
                &json!({}),
            )
        };
        let reason = "the answer is `Value` instead of `i64`".to_owned();
        let (old, new) = (get("long"), get("string"));
        for (region, other) in [("ca", "eu"), ("eu", "ca")] {
            let (_, rust) = changes(region, [&old, &new], (other, &old));
            assert_eq!(rust, [(Effect::Breaking, reason.clone())]);
        }
        let (_, rust) = changes("ca", [&get("int"), &old], ("eu", &old));
        let reason = "the client has it as it is in eu".to_owned();
        assert_eq!(rust, [(Effect::DocumentationOnly, reason)]);
    }
}
