//! Finds what changes in Rust without a change of its own in the description.
//!
//! A type's form depends on what reaches it, a method's feature on the family it is folded into: an
//! operation elsewhere can change both. What the description itself says is `compare`'s subject.

use serde::Serialize;

use super::effect::Verdict;
use super::folding;
use super::index::Index;
use super::reach::Use;
use super::types::{is_number, type_name};
use crate::native::Model;

/// Something that is the same in both descriptions and different in Rust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Consequence {
    /// `METHOD path` of an operation, or the name of a model.
    pub place: String,
    /// What happens to it, as the rest of a sentence that begins with the place.
    pub what: String,
    /// What it does to Rust users.
    pub rust: Verdict,
}

/// Every consequence: of methods, then of types.
pub(super) fn all(old: &Index<'_>, new: &Index<'_>) -> Vec<Consequence> {
    let mut consequences = folding::moves(old, new);
    let models = old.description.models.iter();
    let both = models.filter_map(|(name, model)| Some((name, model, new.model(name)?)));
    consequences.extend(both.filter_map(|(name, model, now)| {
        let same = model.values.is_some() == now.values.is_some();
        let (what, rust) = form(now, old.uses(name), new.uses(name)).filter(|_| same)?;
        let what = what.to_owned();
        let place = name.clone();
        Some(Consequence {
            place,
            what,
            rust: named(rust, name),
        })
    }));
    consequences
}

/// The verdict with the Rust name of the type.
fn named(verdict: Verdict, native: &str) -> Verdict {
    let reason = verdict
        .reason
        .replace("{}", &format!("`{}`", type_name(native)));
    Verdict { reason, ..verdict }
}

/// What a new use of a model does to its type, if anything; `{}` stands for the type.
fn form(model: &Model, old: Use, new: Use) -> Option<(&'static str, Verdict)> {
    match (old.any(), new.any()) {
        (false, false) => None,
        _ if is_number(model) => None,
        (true, false) => Some((
            "is used by no operation any more",
            Verdict::breaking("the type {} is gone"),
        )),
        (false, true) => Some((
            "is used by an operation now",
            Verdict::compatible("the type {} is new"),
        )),
        (true, true) if model.values.is_some() => enumeration(old.answered, new.answered),
        (true, true) => structure(model, old, new),
    }
}

fn enumeration(was_answered: bool, is_answered: bool) -> Option<(&'static str, Verdict)> {
    match (was_answered, is_answered) {
        (false, true) => Some((
            "is answered now",
            Verdict::breaking("{} is open: it has `Other`, and is neither `Copy` nor `TryFrom`"),
        )),
        (true, false) => Some((
            "is only sent now",
            Verdict::breaking("{} is closed: `Other` is gone"),
        )),
        _ => None,
    }
}

fn structure(model: &Model, old: Use, new: Use) -> Option<(&'static str, Verdict)> {
    let exact = model.properties.values().any(|property| property.required);
    match (old.answered, new.answered) {
        (false, true) if exact => {
            let reason = "every field of {} is an `Option`, and its builder wants none";
            Some(("is answered now", Verdict::breaking(reason)))
        }
        (true, false) if exact => {
            let reason = "required fields of {} are no `Option`, and its builder wants them";
            Some(("is only sent now", Verdict::breaking(reason)))
        }
        _ => builder(old.sent, new.sent),
    }
}

fn builder(was_sent: bool, is_sent: bool) -> Option<(&'static str, Verdict)> {
    match (was_sent, is_sent) {
        (false, true) => Some(("is sent now", Verdict::compatible("{} has a builder"))),
        (true, false) => Some((
            "is sent no more",
            Verdict::breaking("{} has no builder any more"),
        )),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::drift::effect::Effect;

    #[test]
    fn the_form_of_a_type_follows_from_what_uses_it() {
        let [none, answered, sent, both] =
            [(false, false), (true, false), (false, true), (true, true)].map(|(answered, sent)| {
                Use {
                    answered,
                    sent,
                    given: false,
                }
            });
        let model = |value| serde_json::from_value::<Model>(value).unwrap();
        let required = json!({"p": {"type": "long", "required": true}});
        let structure = model(json!({"properties": required}));
        let text = model(json!({"enum": ["a"], "enumType": "string"}));
        let number = model(json!({"enum": ["1"], "enumType": "long"}));
        let cases = [
            (&text, none, none, None),
            (&text, none, sent, Some(Effect::Compatible)),
            (&text, sent, none, Some(Effect::Breaking)),
            (&text, sent, both, Some(Effect::Breaking)),
            (&text, both, sent, Some(Effect::Breaking)),
            (&text, answered, both, None),
            (&number, sent, both, None),
            (&structure, sent, both, Some(Effect::Breaking)),
            (&structure, both, sent, Some(Effect::Breaking)),
            (&structure, answered, both, Some(Effect::Compatible)),
            (&structure, both, answered, Some(Effect::Breaking)),
        ];
        for (model, old, new, expected) in cases {
            let found = form(model, old, new).map(|(_, verdict)| verdict.effect);
            assert_eq!(found, expected, "{old:?} {new:?}");
        }
    }
}
