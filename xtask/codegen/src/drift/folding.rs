//! Finds methods that enter or leave a folded family.
//!
//! Families are what `fold` makes of the converted description; here they are only compared.

use std::collections::BTreeMap;

use super::consequence::Consequence;
use super::effect::Verdict;
use super::index::Index;
use crate::correct;
use crate::error::Result;
use crate::fold;
use crate::operation::feature;
use crate::render::render;

/// Operations of both descriptions whose folded call differs.
pub(super) fn moves(old: &Index<'_>, new: &Index<'_>) -> Vec<Consequence> {
    let (Ok(before), now) = (families(old), families(new)) else {
        return Vec::new();
    };
    let now = match now {
        Ok(now) => now,
        Err(error) => return vec![unconvertible(&error.to_string())],
    };
    let both = old
        .operations
        .keys()
        .filter(|key| new.operations.contains_key(*key));
    let moved = both.filter_map(|(path, method)| {
        let place = format!("{method} {path}");
        let (from, to) = (before.get(&place), now.get(&place));
        (from != to).then(|| moved(place, path, from, to))
    });
    moved.collect()
}

/// The template of the folded call by the literal operation, `METHOD path`.
fn families(index: &Index<'_>) -> Result<BTreeMap<String, String>> {
    let mut document = render(index.description)?;
    correct::where_it_applies(&mut document);
    Ok(fold::families(&document))
}

fn unconvertible(error: &str) -> Consequence {
    Consequence {
        place: "the new description".to_owned(),
        what: "cannot be converted".to_owned(),
        rust: Verdict::breaking(format!("no client can be generated from it: {error}")),
    }
}

fn moved(place: String, path: &str, from: Option<&String>, to: Option<&String>) -> Consequence {
    let (before, now) = (feature(path, from.is_some()), feature(path, to.is_some()));
    let builder = "its builder is another type";
    let (what, rust) = match to {
        Some(to) => (
            format!("is one of the family `{to}` now"),
            Verdict::compatible(builder),
        ),
        None => (
            format!(
                "is none of the family `{}` any more",
                from.map_or("", String::as_str)
            ),
            Verdict::breaking(format!("{builder}, and the folded call is not for it")),
        ),
    };
    let feature = format!("; the method needs the feature `{now}` instead of `{before}`");
    let rust = match before == now || now == "core" {
        true => rust,
        false => Verdict::breaking(rust.reason + &feature),
    };
    Consequence { place, what, rust }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::drift::effect::Effect;
    use crate::native;

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
}
