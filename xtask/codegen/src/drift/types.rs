//! Says how two types relate on the wire, and which Rust type a type is.
//!
//! Whether a wider type breaks something depends on who sends it; `wire` judges that.

use std::collections::BTreeSet;

use super::index::Index;
use crate::names;
use crate::native::{Kind, Model, Type, text};
use crate::render::component_name;
use crate::scalars::is_text_of_a_form;

/// How the values of the new type relate to those of the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Width {
    /// The same JSON.
    Same,
    /// Every old value is one of the new ones.
    Wider,
    /// Every new value is one of the old ones.
    Narrower,
    /// Neither.
    Other,
}

/// Types and the types that take all their values and more.
const WIDER: &[(&str, &[&str])] = &[
    ("int", &["long", "double"]),
    ("long", &["double"]),
    ("ipv4", &["ip"]),
    ("ipv6", &["ip"]),
    ("ipv4Block", &["ipBlock"]),
    ("ipv6Block", &["ipBlock"]),
];

/// Types of which every JSON text is a value.
const PLAIN: &[&str] = &["string", "text", "password"];

/// Relates two written types, each read in its own description.
pub(super) fn width(old: (&Index<'_>, &str), new: (&Index<'_>, &str)) -> Width {
    relate(old.0, &Type::parse(old.1), new.0, &Type::parse(new.1))
}

fn relate(old: &Index<'_>, from: &Type<'_>, new: &Index<'_>, to: &Type<'_>) -> Width {
    match (from, to) {
        (from, to) if from == to => Width::Same,
        // No value says nothing, so anything is more precise.
        (Type::Void, _) | (Type::Name("any"), _) => Width::Narrower,
        (_, Type::Void | Type::Name("any")) => Width::Wider,
        (Type::Array(from), Type::Array(to)) | (Type::Map(from), Type::Map(to)) => {
            relate(old, from, new, to)
        }
        (Type::Name(from), Type::Name(to)) => named((old.model(from), from), (new.model(to), to)),
        _ => Width::Other,
    }
}

fn named(old: (Option<&Model>, &str), new: (Option<&Model>, &str)) -> Width {
    match (old.0, new.0) {
        (Some(old), Some(new)) => models(old, new),
        (None, None) => primitives(old.1, new.1),
        (Some(model), None) => turned(primitive_to_enum(new.1, model)),
        (None, Some(model)) => primitive_to_enum(old.1, model),
    }
}

fn primitives(old: &str, new: &str) -> Width {
    let plain = |name: &str| PLAIN.contains(&name);
    let wider = |from: &str, to: &str| {
        let known = WIDER.iter().find(|(name, _)| *name == from);
        known.is_some_and(|(_, wider)| wider.contains(&to)) || is_text_of_a_form(from) && plain(to)
    };
    match (plain(old), plain(new)) {
        (true, true) => Width::Same,
        _ if wider(old, new) => Width::Wider,
        _ if wider(new, old) => Width::Narrower,
        _ => Width::Other,
    }
}

/// From any text to some texts, or from any number to some numbers.
fn primitive_to_enum(primitive: &str, model: &Model) -> Width {
    let same_kind = match model.kind() {
        Kind::Numbers => ["int", "long", "double"].contains(&primitive),
        Kind::Texts => PLAIN.contains(&primitive),
        Kind::Structure => false,
    };
    if same_kind {
        Width::Narrower
    } else {
        Width::Other
    }
}

fn turned(width: Width) -> Width {
    match width {
        Width::Wider => Width::Narrower,
        Width::Narrower => Width::Wider,
        same => same,
    }
}

fn models(old: &Model, new: &Model) -> Width {
    let (Some(from), Some(to)) = (&old.values, &new.values) else {
        let alike = old.values.is_none() && new.values.is_none() && fields(old) == fields(new);
        return if alike { Width::Same } else { Width::Other };
    };
    let set =
        |values: &[serde_json::Value]| -> BTreeSet<String> { values.iter().map(text).collect() };
    let (from, to) = (set(from), set(to));
    match (from.is_subset(&to), from.is_superset(&to)) {
        _ if old.kind() != new.kind() => Width::Other,
        (true, true) => Width::Same,
        (true, false) => Width::Wider,
        (false, true) => Width::Narrower,
        (false, false) => Width::Other,
    }
}

/// What is sent or answered of a model, comparable.
fn fields(model: &Model) -> Vec<(&str, &str, bool, bool)> {
    let fields = model.properties.iter();
    let fields = fields.map(|(name, one)| {
        (
            name.as_str(),
            one.full_type(),
            one.required,
            one.can_be_null,
        )
    });
    fields.collect()
}

/// The Rust type that the client writes for a written type.
pub(super) fn rust(index: &Index<'_>, written: &str) -> String {
    rust_type(index, &Type::parse(written))
}

fn rust_type(index: &Index<'_>, written: &Type<'_>) -> String {
    let name = match written {
        Type::Void => return "()".to_owned(),
        Type::Array(item) => return format!("Vec<{}>", rust_type(index, item)),
        Type::Map(value) => return format!("HashMap<String, {}>", rust_type(index, value)),
        Type::Name(name) => *name,
    };
    match (index.model(name), name) {
        (Some(model), _) if model.kind() == Kind::Numbers => "i64".to_owned(),
        (Some(_), _) => type_name(name),
        (None, "long") => "i64".to_owned(),
        (None, "int") => "i32".to_owned(),
        (None, "double") => "f64".to_owned(),
        (None, "boolean") => "bool".to_owned(),
        (None, "datetime") => "DateTime".to_owned(),
        (None, "password") => "Secret".to_owned(),
        (None, "any") => "Value".to_owned(),
        (None, _) => "String".to_owned(),
    }
}

/// The Rust name of a model: the one of its component.
pub(super) fn type_name(native: &str) -> String {
    names::type_name(&component_name(native))
}

/// Whether a value of the type can be left out without `Option`: an empty list or map stands for it.
pub(super) fn has_empty(written: &str) -> bool {
    matches!(Type::parse(written), Type::Array(_) | Type::Map(_))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::native;

    #[test]
    fn types_relate_by_their_values_and_have_a_rust_type() {
        let enumeration = |values: &[&str]| json!({"enum": values, "enumType": "string"});
        let native = json!({"basePath": "b", "resourcePath": "/x", "apis": [], "models": {
            "a.Few": enumeration(&["x"]), "a.Many": enumeration(&["x", "y"]),
            "a.Others": enumeration(&["z"]), "a.Numbers": {"enum": ["1"], "enumType": "long"},
            "a.Same": {"enum": [1], "enumType": "int"},
            "a.M": {"properties": {"p": {"type": "long"}}},
            "a.N": {"properties": {"p": {"type": "long"}}}, "a.O": {}}});
        let description = native::read("test", &native.to_string()).unwrap();
        let index = Index::of(&description);
        let cases = [
            ("string", "text", Width::Same, "String"),
            ("coreTypes.Id:long", "long", Width::Same, "i64"),
            ("string", "ip", Width::Narrower, "String"),
            ("ip", "string", Width::Wider, "String"),
            ("ip", "ipv4", Width::Narrower, "String"),
            ("date", "datetime", Width::Other, "DateTime"),
            ("int", "long", Width::Wider, "i64"),
            ("double", "int", Width::Narrower, "i32"),
            ("long", "string", Width::Other, "String"),
            ("long[]", "double[]", Width::Wider, "Vec<f64>"),
            (
                "long[]",
                "map[string]long",
                Width::Other,
                "HashMap<String, i64>",
            ),
            ("any", "boolean", Width::Narrower, "bool"),
            ("boolean", "any", Width::Wider, "Value"),
            ("void", "a.M", Width::Narrower, "AM"),
            ("a.M", "void", Width::Wider, "()"),
            ("a.M", "a.N", Width::Same, "AN"),
            ("a.M", "a.O", Width::Other, "AO"),
            ("a.M", "a.Few", Width::Other, "AFew"),
            ("a.Few", "a.Many", Width::Wider, "AMany"),
            ("a.Many", "a.Few", Width::Narrower, "AFew"),
            ("a.Few", "a.Others", Width::Other, "AOthers"),
            ("string", "a.Few", Width::Narrower, "AFew"),
            ("a.Few", "string", Width::Wider, "String"),
            ("a.Numbers", "long", Width::Wider, "i64"),
            ("string", "a.Numbers", Width::Other, "i64"),
            ("a.Numbers", "a.Same", Width::Same, "i64"),
        ];
        for (old, new, expected, in_rust) in cases {
            assert_eq!(width((&index, old), (&index, new)), expected, "{old} {new}");
            assert_eq!(rust(&index, new), in_rust, "{new}");
        }
    }
}
