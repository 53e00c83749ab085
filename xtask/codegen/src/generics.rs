//! Generic types of the native form: `A<long>` is made from the template `A<T>`.
//!
//! Arguments take the place of type parameters here; `render` finds the types that nothing describes.

use std::collections::BTreeMap;

use crate::native::{Description, Model, Operation, Type, list};

/// How deep generics may stand in each other: a template that holds itself would never end.
const DEPTH: usize = 8;

/// A generic's name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generic<'a> {
    /// `A` of `A<K,V>`.
    pub head: &'a str,
    /// `K` and `V` of `A<K,V>`.
    pub arguments: Vec<&'a str>,
}

impl<'a> Generic<'a> {
    /// Takes a name apart; `None` for a name without arguments.
    #[must_use]
    pub fn of(name: &'a str) -> Option<Self> {
        let (head, rest) = name.split_once('<')?;
        let inside = rest.strip_suffix('>')?;
        let mut depth = 0_usize;
        let arguments = inside.split(|c| {
            match c {
                '<' => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                _ => {}
            }
            c == ',' && depth == 0
        });
        Some(Self {
            head,
            arguments: arguments.map(str::trim).collect(),
        })
    }

    /// Whether it is the template itself: what stands in it are its own type parameters.
    #[must_use]
    pub fn is_template(&self, model: &Model) -> bool {
        let parameters = model.generics.as_deref().unwrap_or_default();
        !parameters.is_empty() && self.arguments == parameters
    }
}

/// The same description with every generic that is used written out: its properties have the
/// arguments in place of the type parameters, and one that only its template describes stands beside
/// it. Templates stay.
#[must_use]
pub fn instantiated(description: &Description) -> Description {
    let mut all = description.clone();
    for operation in all.apis.iter_mut().flat_map(|path| &mut path.operations) {
        plain(operation);
    }
    for (name, model) in std::mem::take(&mut all.models) {
        let written = write(&Type::Name(&name), &BTreeMap::new());
        let model = instance(&description.models, &written, model);
        all.models.insert(written, model);
    }
    // What a generic holds may be generic in turn, so those made add to those wanted.
    let mut wanted: Vec<String> = used(&all).collect();
    while let Some(name) = wanted.pop() {
        if all.models.contains_key(&name) {
            continue;
        }
        if let Some(model) = made(&description.models, &name) {
            let properties = model.properties.values();
            wanted.extend(properties.flat_map(|property| inside(property.full_type())));
            all.models.insert(name, model);
        }
    }
    all
}

/// Writes the generics that an operation names in one way.
fn plain(operation: &mut Operation) {
    let answers = operation.response_types.values_mut();
    let parameters = operation.parameters.iter_mut();
    let types = parameters.flat_map(|one| one.full_type.iter_mut().chain([&mut one.data_type]));
    for written in answers.chain([&mut operation.response_type]).chain(types) {
        if written.contains('<') {
            *written = write(&Type::parse(written), &BTreeMap::new());
        }
    }
}

/// Every generic that operations and models name, templates left out.
fn used(description: &Description) -> impl Iterator<Item = String> {
    let named = description.operations().flat_map(|(_, one)| {
        let parameters = one.parameters.iter().map(|one| one.full_type());
        parameters.chain(one.answers())
    });
    let models = description.models.iter().filter(|(name, model)| {
        !Generic::of(name).is_some_and(|generic| generic.is_template(model))
    });
    let held = models.flat_map(|(_, model)| model.properties.values().map(|one| one.full_type()));
    named.chain(held).flat_map(inside)
}

/// The generic inside lists and maps, and those among its arguments.
fn inside(written: &str) -> Vec<String> {
    let name = Type::parse(written).name().unwrap_or_default();
    let Some(generic) = Generic::of(name) else {
        return Vec::new();
    };
    let mut found = vec![name.to_owned()];
    found.extend(generic.arguments.into_iter().flat_map(inside));
    found
}

/// A generic that only its template describes.
fn made(models: &BTreeMap<String, Model>, name: &str) -> Option<Model> {
    if name.matches('<').count() > DEPTH {
        return None;
    }
    let template = template(models, &Generic::of(name)?)?;
    Some(instance(models, name, template.clone()))
}

fn template<'a>(models: &'a BTreeMap<String, Model>, generic: &Generic<'_>) -> Option<&'a Model> {
    models.iter().find_map(|(name, model)| {
        let known = Generic::of(name)?;
        let same = known.head == generic.head
            && known.arguments.len() == generic.arguments.len()
            && known.is_template(model);
        same.then_some(model)
    })
}

/// A model with the arguments of its name in place of the type parameters.
fn instance(models: &BTreeMap<String, Model>, name: &str, mut model: Model) -> Model {
    let generic = Generic::of(name);
    let template = generic
        .as_ref()
        .and_then(|generic| template(models, generic));
    let parameters = model
        .generics
        .clone()
        .or_else(|| template?.generics.clone())
        .unwrap_or_default();
    // A model that is not generic binds nothing; the generics it holds are still written one way.
    let arguments = generic.map(|generic| generic.arguments).unwrap_or_default();
    let bound: BTreeMap<_, _> = parameters
        .iter()
        .map(String::as_str)
        .zip(arguments)
        .collect();
    for property in model.properties.values_mut() {
        let parsed = Type::parse(property.full_type());
        let written = write(&parsed, &bound);
        if written != write(&parsed, &BTreeMap::new()) || written.contains('<') {
            property.full_type = Some(written);
        }
    }
    model
}

/// A type as text, with the bound names replaced.
fn write(written: &Type<'_>, bound: &BTreeMap<&str, &str>) -> String {
    let name = match written {
        Type::Void => return "void".to_owned(),
        Type::Array(item) => return list(&write(item, bound)),
        Type::Map(value) => return format!("map[string]{}", write(value, bound)),
        Type::Name(name) => *name,
    };
    if let Some(argument) = bound.get(name) {
        return write(&Type::parse(argument), &BTreeMap::new());
    }
    let Some(generic) = Generic::of(name) else {
        return name.to_owned();
    };
    let mut arguments = Vec::new();
    for argument in &generic.arguments {
        arguments.push(write(&Type::parse(argument), bound));
    }
    format!("{}<{}>", generic.head, arguments.join(","))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::native;

    fn types(models: &Value, answer: &str) -> BTreeMap<String, String> {
        let native = json!({"basePath": "b", "resourcePath": "/x", "models": models, "apis": [
            {"path": "/x", "operations": [{"httpMethod": "GET", "responseType": answer}]}]});
        let description = native::read("test", &native.to_string()).unwrap();
        let models = instantiated(&description).models.into_iter();
        let types = models.filter_map(|(name, model)| {
            Some((name, model.properties.get("p")?.full_type().to_owned()))
        });
        types.collect()
    }

    fn template(parameters: &[&str], property: &str) -> Value {
        json!({"generics": parameters, "properties": {"p": {"type": property}}})
    }

    #[test]
    fn arguments_stand_in_place_of_parameters_however_deep() {
        let models =
            json!({"A<T>": template(&["T"], "B<T[]>"), "B<T>": template(&["T"], "map[string]T")});
        let expected = [
            ("A<T>", "B<T[]>"),
            ("A<long>", "B<long[]>"),
            ("B<T>", "map[string]T"),
            ("B<long[]>", "map[string]long[]"),
        ];
        let expected = expected.map(|(name, kind)| (name.to_owned(), kind.to_owned()));
        assert_eq!(types(&models, "A<coreTypes.Id:long>[]"), expected.into());
    }

    #[test]
    fn arguments_are_bound_by_their_place() {
        let models = json!({"M<K,V>": template(&["K", "V"], "map[string]V")});
        let found = types(&models, "M<string, a.B<c.D,long>>");
        let written = found.get("M<string,a.B<c.D,long>>").map(String::as_str);
        assert_eq!(written, Some("map[string]a.B<c.D,long>"));
    }

    #[test]
    fn a_template_that_holds_itself_comes_to_an_end() {
        let models = json!({"A<T>": template(&["T"], "A<A<T>>")});
        assert!(types(&models, "A<long>").len() <= DEPTH + 2);
    }

    #[test]
    fn a_list_of_maps_stays_one() {
        let models = json!({"A<T>": template(&["T"], "T[]")});
        let found = types(&models, "A<map[string]long>");
        let written = found.get("A<map[string]long>").map(String::as_str);
        assert_eq!(written, Some("[]map[string]long"));
    }
}
