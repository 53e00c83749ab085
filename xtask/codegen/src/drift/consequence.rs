//! Finds what changes in Rust without a change of its own in the description.
//!
//! The form of a type depends on what reaches it, the feature of a method on the family it is folded
//! into: an operation elsewhere can change both.

use std::collections::BTreeMap;

use serde::Serialize;

use super::change::{Verdict, breaking, compatible};
use super::index::{Index, Use};
use crate::correct::correct;
use crate::error::Result;
use crate::fold;
use crate::names::feature;
use crate::native::{Kind, Model, Operation};
use crate::render::render;

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
    let mut consequences = moves(old, new);
    for (name, model) in &old.description.models {
        let now = new.model(name);
        let Some(now) = now.filter(|now| now.values.is_some() == model.values.is_some()) else {
            continue;
        };
        if let Some((what, rust)) = form(now, old.uses(name), new.uses(name)) {
            let reason = rust
                .reason
                .replace("{}", &format!("`{}`", new.type_name(name)));
            consequences.push(Consequence {
                place: name.clone(),
                what: what.to_owned(),
                rust: Verdict { reason, ..rust },
            });
        }
    }
    consequences
}

/// Operations of both descriptions that enter or leave a folded family.
fn moves(old: &Index<'_>, new: &Index<'_>) -> Vec<Consequence> {
    let (Ok(before), now) = (families(old), families(new)) else {
        return Vec::new();
    };
    let now = match now {
        Ok(now) => now,
        Err(error) => {
            return vec![Consequence {
                place: "the new description".to_owned(),
                what: "cannot be converted".to_owned(),
                rust: breaking(format!("no client can be generated from it: {error}")),
            }];
        }
    };
    let mut moves = Vec::new();
    for (key, operation) in &new.operations {
        let place = key.place();
        let step = Move {
            path: key.path,
            has_inline_body: has_inline_body(operation),
            from: before.get(&place),
            to: now.get(&place),
        };
        if old.operations.contains_key(key) && step.from != step.to {
            moves.push(step.consequence(place));
        }
    }
    moves
}

fn has_inline_body(operation: &Operation) -> bool {
    let mut parameters = operation.parameters.iter();
    parameters.any(|one| one.param_type == "body" && one.name.is_some())
}

/// The template of the folded call by the literal operation, `METHOD path`.
fn families(index: &Index<'_>) -> Result<BTreeMap<String, String>> {
    let mut document = render(index.description)?;
    correct(&mut document);
    Ok(fold::families(&document))
}

/// An operation that enters a folded family, leaves one, or both.
struct Move<'a> {
    path: &'a str,
    /// Such a body is named after the call that is generated.
    has_inline_body: bool,
    from: Option<&'a String>,
    to: Option<&'a String>,
}

impl Move<'_> {
    fn consequence(self, place: String) -> Consequence {
        let what = match (self.from, self.to) {
            (_, Some(to)) => format!("is one of the family `{to}` now"),
            (Some(from), None) => format!("is no longer one of the family `{from}`"),
            (None, None) => String::new(),
        };
        let mut reason = "its builder is another type".to_owned();
        let mut breaks = self.has_inline_body;
        if self.has_inline_body {
            reason += ", and so is its body";
        }
        if self.to.is_none() {
            breaks = true;
            reason += ", and the folded call is not for it";
        }
        let [before, now] = [self.from, self.to].map(|one| feature(self.path, one.is_some()));
        if before != now && now != "core" {
            breaks = true;
            reason += &format!("; the method needs the feature `{now}` instead of `{before}`");
        }
        let rust = if breaks {
            breaking(reason)
        } else {
            compatible(reason)
        };
        Consequence { place, what, rust }
    }
}

/// What a new use of a model does to its type, if anything; `{}` stands for the type.
fn form(model: &Model, old: Use, new: Use) -> Option<(&'static str, Verdict)> {
    let is_enum = match model.kind() {
        // Its type is `i64`, whatever it is used for.
        Kind::Numbers => return None,
        Kind::Texts => true,
        Kind::Structure => false,
    };
    if !old.any() && new.any() {
        let verdict = compatible("the type {} is new");
        return Some(("is used by an operation now", verdict));
    }
    if old.any() && !new.any() {
        let verdict = breaking("the type {} is gone");
        return Some(("is no longer used by any operation", verdict));
    }
    let has_required = model.properties.values().any(|property| property.required);
    if old.answered != new.answered && (is_enum || has_required) {
        return Some(tolerance(is_enum, new));
    }
    if is_enum || old.sent == new.sent {
        None
    } else if new.sent {
        Some(("is sent now", compatible("{} has a builder")))
    } else {
        Some(("is no longer sent", breaking("{} no longer has a builder")))
    }
}

/// What becomes of the type when its model joins the answers, or leaves them.
fn tolerance(is_enum: bool, new: Use) -> (&'static str, Verdict) {
    if new.answered {
        let reason = if is_enum {
            "{} is open: it has `Other`, and is neither `Copy` nor `TryFrom`"
        } else {
            "every field of {} is an `Option`, and its builder requires none"
        };
        ("is answered now", breaking(reason))
    } else {
        let reason = if is_enum {
            "{} is closed: `Other` is gone"
        } else {
            "required fields of {} are not an `Option`, and its builder requires them"
        };
        ("is only sent now", breaking(reason))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::drift::change::Effect;
    use crate::native;

    #[test]
    fn the_form_of_a_type_follows_from_what_uses_it() {
        let [none, answered, sent, both] =
            [(false, false), (true, false), (false, true), (true, true)].map(|(answered, sent)| {
                Use {
                    answered,
                    sent,
                    ..Use::default()
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

    /// Three products below a cart; the last one takes what is given besides.
    fn description(besides: &Value) -> native::Description {
        let call = |product: &str, more: &[&Value]| {
            json!({"path": format!("/order/cart/{{cartId}}/{product}"), "operations": [
                {"httpMethod": "POST", "responseType": "string", "parameters": more}]})
        };
        let more: Vec<_> = besides.as_array().unwrap().iter().collect();
        let native = json!({"basePath": "b", "resourcePath": "/order", "models": {},
            "apis": [call("cloud", &[]), call("vps", &[]), call("web", &more)]});
        native::read("test", &native.to_string()).unwrap()
    }

    #[test]
    fn a_product_that_differs_from_the_others_leaves_their_call_and_the_core() {
        let same = description(&json!([]));
        let query = json!([{"paramType": "query", "name": "q", "dataType": "string"}]);
        let differing = description(&query);
        let unknown = description(&json!([{"paramType": "query", "name": "q", "dataType": "a.B"}]));
        let found = |old: &native::Description, new: &native::Description| {
            let moves = moves(&Index::of(old), &Index::of(new));
            let effects = moves.into_iter().map(|one| (one.place, one.rust.effect));
            effects.collect::<Vec<_>>()
        };
        let web = "POST /order/cart/{cartId}/web".to_owned();
        assert_eq!(found(&same, &same), []);
        assert_eq!(found(&same, &differing), [(web.clone(), Effect::Breaking)]);
        assert_eq!(found(&differing, &same), [(web, Effect::Compatible)]);
        let broken = ("the new description".to_owned(), Effect::Breaking);
        assert_eq!(found(&same, &unknown), [broken]);
    }

    #[test]
    fn who_joins_a_family_with_fields_in_the_body_gets_another_body() {
        let call = |product: &str, kind: &str| {
            json!({"path": format!("/order/cart/{{cartId}}/{product}"), "operations": [
                {"httpMethod": "POST", "responseType": "string", "parameters":
                    [{"paramType": "body", "name": "a", "dataType": kind}]}]})
        };
        let [old, new] = ["long", "string"].map(|kind| {
            let apis = json!([
                call("cloud", "string"),
                call("vps", "string"),
                call("web", kind)
            ]);
            let native = json!({"basePath": "b", "resourcePath": "/order", "apis": apis});
            native::read("test", &native.to_string()).unwrap()
        });
        let moves = moves(&Index::of(&old), &Index::of(&new));
        let reason = "its builder is another type, and so is its body";
        assert_eq!(moves.len(), 1);
        assert_eq!(moves[0].rust, breaking(reason));
    }
}
