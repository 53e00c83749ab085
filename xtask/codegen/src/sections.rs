//! Unites descriptions of several sections and regions into the one that the client is made from.
//!
//! The first description stands, and the others add to it. Where two describe the same thing
//! differently, the result reads what either says, so that no answer loses data.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, Result};
use crate::generics::instantiated;
use crate::native::{Description, Kind, Model, Operation, Path, Type, text};
use crate::scalars::wider;

/// One section as one region describes it.
#[derive(Clone, Debug)]
pub struct Section {
    /// `eu`, `ca` or `us`.
    pub region: String,
    /// Its description.
    pub description: Description,
}

/// Several descriptions as one.
#[derive(Clone, Debug, Default)]
pub struct United {
    /// The description; every operation knows its regions.
    pub description: Description,
    /// Where descriptions differ in what both have, and what became of it.
    pub warnings: Vec<String>,
}

/// The description of all sections and regions. The first section's facts stand where two cannot be
/// read as one, such as who may call an operation.
///
/// # Errors
/// [`Error::Conflict`] when a model is an enum here and not there.
pub fn unite(sections: &[Section]) -> Result<United> {
    let mut united = United {
        warnings: differences(sections),
        ..United::default()
    };
    for (at, section) in sections.iter().enumerate() {
        let description = instantiated(&section.description);
        if at == 0 {
            united.description = description;
        } else {
            united.add(description, section)?;
        }
    }
    let described: BTreeSet<_> = sections.iter().flat_map(calls).collect();
    for Path { path, operations } in &mut united.description.apis {
        for operation in operations {
            operation.regions = regions(sections, &described, path, &operation.http_method);
        }
    }
    Ok(united)
}

/// The models that two sections of one region describe differently.
fn differences(sections: &[Section]) -> Vec<String> {
    let mut warnings = Vec::new();
    for (at, second) in sections.iter().enumerate() {
        let before = sections.iter().take(at);
        for first in before.filter(|first| first.region == second.region) {
            let [one, other] = [first, second].map(|section| &section.description);
            for (name, model) in &one.models {
                if other
                    .models
                    .get(name)
                    .is_some_and(|other| !model.says_as(other))
                {
                    warnings.push(format!(
                        "model {name} differs in {} and {}: the client reads what either describes",
                        one.resource_path, other.resource_path
                    ));
                }
            }
        }
    }
    warnings
}

impl United {
    /// Adds what only the other description has, and widens what both have to what either says.
    fn add(&mut self, other: Description, section: &Section) -> Result<()> {
        let mut both = Both {
            known: kinds(&self.description),
            other: kinds(&other),
            alike: BTreeSet::new(),
            warnings: Vec::new(),
        };
        for (name, model) in &other.models {
            match self.description.models.get_mut(name) {
                Some(known) if known.kind() == model.kind() => both.widen(known, model, name),
                Some(_) => {
                    return Err(Error::Conflict {
                        model: name.clone(),
                        section: section.description.resource_path.clone(),
                        region: section.region.clone(),
                    });
                }
                None => {
                    let model = model.clone();
                    self.description.models.insert(name.clone(), model);
                }
            }
        }
        for path in other.apis {
            self.add_path(path, &mut both);
        }
        // Models that stand for each other may hold others that do.
        let mut done = BTreeSet::new();
        while let Some(pair) = both.alike.difference(&done).next().cloned() {
            let [name, other_name] = &pair;
            let known = self.description.models.get_mut(name);
            if let (Some(known), Some(model)) = (known, other.models.get(other_name)) {
                both.widen(known, model, name);
            }
            done.insert(pair);
        }
        self.warnings.extend(both.warnings);
        Ok(())
    }

    fn add_path(&mut self, path: Path, both: &mut Both) {
        let mut paths = self.description.apis.iter_mut();
        let Some(known) = paths.find(|known| known.path == path.path) else {
            self.description.apis.push(path);
            return;
        };
        for operation in path.operations {
            let method = &operation.http_method;
            let mut operations = known.operations.iter_mut();
            match operations.find(|known| known.http_method == *method) {
                Some(known) => {
                    let place = format!("{method} {}", path.path);
                    both.widen_operation(known, operation, &place);
                }
                None => known.operations.push(operation),
            }
        }
    }
}

fn kinds(description: &Description) -> BTreeMap<String, Kind> {
    let models = description.models.iter();
    models
        .map(|(name, model)| (name.clone(), model.kind()))
        .collect()
}

/// Two descriptions, of which the first is being widened.
struct Both {
    /// Kinds of the models that each has.
    known: BTreeMap<String, Kind>,
    other: BTreeMap<String, Kind>,
    /// Models that stand where the other description has one of another name.
    alike: BTreeSet<[String; 2]>,
    warnings: Vec<String>,
}

impl Both {
    /// Gives a model the values and properties that it has elsewhere. Such a property is not
    /// required, because not every description knows it.
    fn widen(&mut self, known: &mut Model, other: &Model, name: &str) {
        if let (Some(values), Some(more)) = (&mut known.values, &other.values) {
            let texts: BTreeSet<_> = values.iter().map(text).collect();
            let new = more.iter().filter(|value| !texts.contains(&text(value)));
            values.extend(new.cloned());
        }
        for (key, property) in &other.properties {
            let Some(known) = known.properties.get_mut(key) else {
                let mut new = property.clone();
                new.required = false;
                known.properties.insert(key.clone(), new);
                continue;
            };
            known.can_be_null |= property.can_be_null;
            known.read_only &= property.read_only;
            known.required &= property.required;
            let types = [known.full_type(), property.full_type()];
            if let Some(wider) = self.wider(&format!("{name}.{key}"), types) {
                known.full_type = Some(wider);
            }
        }
    }

    /// Lets an operation take and answer what it does elsewhere. A body keeps the form that it has
    /// here: one model, or named fields.
    fn widen_operation(&mut self, known: &mut Operation, other: Operation, place: &str) {
        let answers = [known.answer(), other.answer()];
        if let Some(wider) = self.wider(&format!("the answer of {place}"), answers) {
            known.response_types.insert("200".to_owned(), wider);
        }
        let same_form = known.takes_one_model() == other.takes_one_model();
        for mut parameter in other.parameters {
            let mut parameters = known.parameters.iter_mut();
            match parameters.find(|one| one.label() == parameter.label()) {
                Some(known) => {
                    known.required &= parameter.required;
                    let place = format!("the {} of {place}", parameter.label());
                    let types = [known.full_type(), parameter.full_type()];
                    if let Some(wider) = self.wider(&place, types) {
                        known.full_type = Some(wider);
                    }
                }
                None if same_form || parameter.param_type != "body" => {
                    parameter.required = false;
                    known.parameters.push(parameter);
                }
                None => {}
            }
        }
    }

    /// The type that reads what either of two types does; `None` when the first one does.
    fn wider(&mut self, place: &str, [known, other]: [&str; 2]) -> Option<String> {
        let (first, second) = (Type::parse(known), Type::parse(other));
        if let Some([name, other]) = differing(&first, &second)
            && let Some(kind) = self.known.get(name)
            && self.other.get(other) == Some(kind)
        {
            let note = format!("{place} is `{name}` and `{other}`: `{name}` reads both");
            self.warnings.push(note);
            self.alike.insert([name, other].map(str::to_owned));
            return None;
        }
        let wider = wider(first.clone(), second);
        if wider == first {
            return None;
        }
        self.warnings.push(format!(
            "{place} is `{known}` and `{other}`: it is read as `{wider}`"
        ));
        Some(wider.to_string())
    }
}

/// The names inside two types that are lists and maps in the same way, if they differ.
fn differing<'a>(one: &Type<'a>, other: &Type<'a>) -> Option<[&'a str; 2]> {
    match (one, other) {
        (Type::Array(one), Type::Array(other)) | (Type::Map(one), Type::Map(other)) => {
            differing(one, other)
        }
        (Type::Name(one), Type::Name(other)) if one != other => Some([one, other]),
        _ => None,
    }
}

/// The operations of a section, each as region, path and method.
fn calls(section: &Section) -> impl Iterator<Item = [&str; 3]> {
    let operations = section.description.operations();
    operations.map(|(path, one)| [&section.region, path, &one.http_method])
}

/// The regions that have an operation. One that does not describe the operation's section says
/// nothing about it, and counts as having it.
fn regions(
    sections: &[Section],
    described: &BTreeSet<[&str; 3]>,
    path: &str,
    method: &str,
) -> Vec<String> {
    let mut regions: Vec<_> = sections.iter().map(|section| &section.region).collect();
    regions.dedup();
    regions.retain(|region| {
        let mut own = sections.iter().filter(|section| section.region == **region);
        let is_told = own.any(|section| is_within(path, &section.description.resource_path));
        !is_told || described.contains(&[region, path, method])
    });
    regions.into_iter().cloned().collect()
}

/// Whether a path is a section or below it.
#[must_use]
pub fn is_within(path: &str, section: &str) -> bool {
    path.strip_prefix(section)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::native;

    fn section(region: &str, path: &str, operations: &Value, models: &Value) -> Section {
        let native = json!({"basePath": "b", "resourcePath": path, "models": models,
            "apis": [{"path": path, "operations": operations}]});
        Section {
            region: region.to_owned(),
            description: native::read("test", &native.to_string()).unwrap(),
        }
    }

    fn get(answer: &str) -> Value {
        json!([{"httpMethod": "GET", "responseType": answer}])
    }

    fn properties(types: &[(&str, &str, bool)]) -> Value {
        let properties = types.iter().map(|(name, kind, required)| {
            let property = json!({"type": kind, "required": required});
            ((*name).to_owned(), property)
        });
        json!({"properties": Value::Object(properties.collect())})
    }

    /// Name, type and whether it is required, of each property.
    fn found<'a>(united: &'a United, model: &str) -> Vec<(&'a str, &'a str, bool)> {
        let properties = united
            .description
            .models
            .get(model)
            .unwrap()
            .properties
            .iter();
        properties
            .map(|(name, one)| (name.as_str(), one.full_type(), one.required))
            .collect()
    }

    #[test]
    fn sections_that_differ_in_a_model_are_read_together_and_told() {
        let price = |types| json!({"order.Price": properties(types)});
        let order = section(
            "eu",
            "/order",
            &json!([]),
            &price(&[("value", "double", true)]),
        );
        let more = [("currency", "string", true), ("value", "double", true)];
        let cloud = section("eu", "/cloud", &json!([]), &price(&more));
        let united = unite(&[order.clone(), cloud]).unwrap();
        let expected = [("currency", "string", false), ("value", "double", true)];
        assert_eq!(found(&united, "order.Price"), expected);
        assert_eq!(
            united.warnings,
            ["model order.Price differs in /order and /cloud: \
              the client reads what either describes"]
        );
        let told = unite(&[order.clone(), order]).unwrap().warnings;
        assert_eq!(told, Vec::<String>::new());
    }

    #[test]
    fn prose_is_no_difference() {
        let models = |words: &str| {
            json!({"M": {"description": words, "properties":
            {"p": {"type": "long", "description": words}}}})
        };
        let sections = ["a", "b"].map(|words| section("eu", "/x", &json!([]), &models(words)));
        assert_eq!(unite(&sections).unwrap().warnings, Vec::<String>::new());
    }

    #[test]
    fn what_regions_describe_differently_is_read_as_either() {
        let cases = [
            ("long", "long", "long"),
            ("int", "long", "long"),
            ("double", "long", "double"),
            ("ipv4", "ip", "ip"),
            ("string", "password", "password"),
            ("datetime", "string", "string"),
            ("coreTypes.Id:long", "long", "coreTypes.Id:long"),
            ("long", "string", "any"),
            ("long[]", "string[]", "any[]"),
            ("map[string]int", "map[string]long", "map[string]long"),
            ("M", "long", "any"),
        ];
        for (one, other, expected) in cases {
            let [eu, ca] = [("eu", one), ("ca", other)].map(|(region, kind)| {
                let models = json!({"M": properties(&[("p", kind, true)]), "N": properties(&[])});
                section(region, "/order", &get(kind), &models)
            });
            let united = unite(&[eu, ca]).unwrap();
            assert_eq!(found(&united, "M"), [("p", expected, true)]);
            let (_, operation) = united.description.operations().next().unwrap();
            assert_eq!(operation.answer(), expected);
            assert_eq!(
                united.warnings.is_empty(),
                one == expected,
                "{:?}",
                united.warnings
            );
        }
    }

    #[test]
    fn a_model_that_has_another_name_elsewhere_reads_both() {
        let [eu, ca] = [("eu", "M", "p"), ("ca", "N", "q")].map(|(region, name, property)| {
            let inner = format!("{name}.In");
            let models = json!({name: properties(&[("in", &inner, true)]),
                inner: properties(&[(property, "long", true)])});
            section(region, "/order", &get(&format!("{name}[]")), &models)
        });
        let united = unite(&[eu, ca]).unwrap();
        assert_eq!(found(&united, "M"), [("in", "M.In", true)]);
        assert_eq!(
            found(&united, "M.In"),
            [("p", "long", true), ("q", "long", false)]
        );
        let (_, operation) = united.description.operations().next().unwrap();
        assert_eq!(operation.answer(), "M[]");
        assert_eq!(
            united.warnings,
            [
                "the answer of GET /order is `M` and `N`: `M` reads both",
                "M.in is `M.In` and `N.In`: `M.In` reads both"
            ]
        );
    }

    #[test]
    fn what_only_another_region_has_is_added_and_never_required() {
        let eu = section(
            "eu",
            "/order",
            &get("M"),
            &json!({"E": {"enum": ["x"]}, "M": properties(&[])}),
        );
        let me = section("eu", "/me", &get("void"), &json!({}));
        let body = json!({"paramType": "query", "name": "q", "dataType": "long", "required": true});
        let operations = json!([{"httpMethod": "GET", "responseType": "M", "parameters": [body]},
            {"httpMethod": "POST"}]);
        let models = json!({"E": {"enum": ["x", "y"]}, "M": properties(&[("q", "string", true)])});
        let us = section("us", "/order", &operations, &models);
        let united = unite(&[eu, me, us]).unwrap();
        assert_eq!(found(&united, "M"), [("q", "string", false)]);
        let values = united.description.models.get("E").unwrap().values.clone();
        assert_eq!(values, Some(vec![json!("x"), json!("y")]));
        let operations = united.description.operations();
        let homes: Vec<_> = operations
            .map(|(path, one)| (path, one.http_method.as_str(), one.regions.join(" ")))
            .collect();
        let expected = [
            ("/order", "GET", "eu us"),
            ("/order", "POST", "us"),
            ("/me", "GET", "eu us"),
        ];
        assert_eq!(
            homes,
            expected.map(|(path, method, regions)| (path, method, regions.to_owned()))
        );
        let (_, get) = united.description.operations().next().unwrap();
        assert_eq!(get.parameters.first().map(|one| one.required), Some(false));
    }

    #[test]
    fn a_model_that_is_an_enum_elsewhere_is_refused() {
        let [eu, us] = [("eu", properties(&[])), ("us", json!({"enum": ["x"]}))]
            .map(|(region, model)| section(region, "/order", &get("M"), &json!({"M": model})));
        assert_eq!(
            unite(&[eu, us]).unwrap_err().to_string(),
            "model M is of another kind in /order of us: give one of them another name"
        );
    }

    #[test]
    fn a_section_is_told_from_one_that_begins_alike() {
        assert!(is_within("/order", "/order"));
        assert!(is_within("/order/a", "/order"));
        assert!(!is_within("/orders", "/order"));
    }
}
