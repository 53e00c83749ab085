//! Says how two types relate on the wire, and which Rust type a type is.
//!
//! Whether a wider type breaks something depends on who sends it; `wire` judges that.

use super::index::Index;
use crate::native::{Kind, Model, Type};
use crate::scalars::{self, TEXTS};

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

/// Relates two written types, each read in its own description.
pub(super) fn width(old: &Index<'_>, from: &str, new: &Index<'_>, to: &str) -> Width {
    let (from, to) = (Type::parse(from), Type::parse(to));
    match (
        is_within(old, &from, new, &to),
        is_within(new, &to, old, &from),
    ) {
        (true, true) => Width::Same,
        (true, false) => Width::Wider,
        (false, true) => Width::Narrower,
        (false, false) => Width::Other,
    }
}

/// Whether every value of one type is a value of another.
fn is_within(index: &Index<'_>, one: &Type<'_>, others: &Index<'_>, other: &Type<'_>) -> bool {
    match (one, other) {
        (one, other) if one == other => true,
        // No type says nothing about values, so any other is more precise.
        (_, Type::Void) => true,
        (Type::Void, _) => false,
        (_, Type::Name("any")) => true,
        (Type::Array(one), Type::Array(other)) | (Type::Map(one), Type::Map(other)) => {
            is_within(index, one, others, other)
        }
        (Type::Name(one), Type::Name(other)) => match (index.model(one), others.model(other)) {
            (Some(one), Some(other)) => is_model_within(one, other),
            (None, None) => scalars::is_within(one, other),
            (Some(one), None) => match one.kind() {
                Kind::Numbers => ["int", "long", "double"].contains(other),
                Kind::Texts => TEXTS.contains(other),
                Kind::Structure => false,
            },
            (None, Some(_)) => false,
        },
        _ => false,
    }
}

fn is_model_within(one: &Model, other: &Model) -> bool {
    match (&one.values, &other.values) {
        (Some(_), Some(_)) => one.kind() == other.kind() && one.texts().is_subset(&other.texts()),
        (None, None) => fields(one).eq(fields(other)),
        _ => false,
    }
}

/// What is sent or answered of a model, comparable.
fn fields(model: &Model) -> impl Iterator<Item = (&str, &str, bool, bool)> {
    let fields = model.properties.iter();
    fields.map(|(name, one)| {
        (
            name.as_str(),
            one.full_type(),
            one.required,
            one.can_be_null,
        )
    })
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
    let primitive = match index.model(name).map(Model::kind) {
        Some(Kind::Numbers) => "i64",
        Some(_) => return index.type_name(name).to_owned(),
        None => match name {
            "long" => "i64",
            "int" => "i32",
            "double" => "f64",
            "boolean" => "bool",
            "datetime" => "DateTime",
            "password" => "Secret",
            "any" => "Value",
            _ => "String",
        },
    };
    primitive.to_owned()
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
            ("void", "a.M", Width::Narrower, "Am"),
            ("a.M", "void", Width::Wider, "()"),
            ("a.M", "a.N", Width::Same, "An"),
            ("a.M", "a.O", Width::Other, "Ao"),
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
            assert_eq!(width(&index, old, &index, new), expected, "{old} {new}");
            assert_eq!(rust(&index, new), in_rust, "{new}");
        }
    }
}
