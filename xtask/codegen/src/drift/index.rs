//! Looks up operations, parameters, models and properties of one description, and what each model is
//! used for.

use std::collections::BTreeMap;

use super::change::Change;
use crate::names::{self, Call};
use crate::native::{Description, Model, Operation, Parameter, Property, Type};
use crate::render::component_name;

/// What tells an operation from the others; operations sort by path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key<'a> {
    pub path: &'a str,
    pub method: &'a str,
}

impl<'a> Key<'a> {
    /// The key of a place, written `METHOD path`.
    pub fn of(place: &'a str) -> Option<Self> {
        let (method, path) = place.split_once(' ')?;
        Some(Self { path, method })
    }

    /// `METHOD path`.
    pub fn place(self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// One description with what is looked up in it.
pub(super) struct Index<'a> {
    /// The description itself.
    pub description: &'a Description,
    /// Operations by path and method.
    pub operations: BTreeMap<Key<'a>, &'a Operation>,
    uses: BTreeMap<&'a str, Use>,
    /// Rust methods by operation.
    methods: BTreeMap<Key<'a>, String>,
    /// Rust types by model.
    types: BTreeMap<&'a str, String>,
}

impl<'a> Index<'a> {
    pub fn of(description: &'a Description) -> Self {
        let operations = description.operations().map(|(path, operation)| {
            let method = &operation.http_method;
            (Key { path, method }, operation)
        });
        let operations: BTreeMap<_, _> = operations.collect();
        Self {
            description,
            uses: uses(description),
            methods: methods(&operations),
            types: types(description),
            operations,
        }
    }

    /// The operation of a place, written `METHOD path`.
    pub fn operation(&self, place: &str) -> Option<&'a Operation> {
        self.operations.get(&Key::of(place)?).copied()
    }

    pub fn model(&self, name: &str) -> Option<&'a Model> {
        self.description.models.get(name)
    }

    pub fn property(&self, model: &str, name: &str) -> Option<&'a Property> {
        self.model(model)?.properties.get(name)
    }

    /// What a model is used for.
    pub fn uses(&self, model: &str) -> Use {
        self.uses.get(model).copied().unwrap_or_default()
    }

    /// The Rust method of the operation of a place; empty if there is none.
    pub fn method(&self, place: &str) -> String {
        let method = Key::of(place).and_then(|key| self.methods.get(&key));
        method.cloned().unwrap_or_default()
    }

    /// The Rust type of a model.
    pub fn type_name(&self, model: &str) -> &str {
        self.types.get(model).map_or("", String::as_str)
    }
}

/// Names of operations; none where two collide, since no client can be generated then.
fn methods<'a>(operations: &BTreeMap<Key<'a>, &Operation>) -> BTreeMap<Key<'a>, String> {
    let calls = operations.iter().map(|(key, operation)| Call {
        method: key.method,
        path: key.path.into(),
        lists: matches!(Type::parse(operation.answer()), Type::Array(_)),
    });
    let names = names::operations(calls).unwrap_or_default();
    operations.keys().copied().zip(names).collect()
}

/// Names of types, in the same way.
fn types(description: &Description) -> BTreeMap<&str, String> {
    let models = description.models.keys();
    let components: Vec<_> = models.map(|model| component_name(model)).collect();
    let types = names::types(&components, &[]).unwrap_or_default();
    let named = description.models.keys().zip(&components);
    named
        .filter_map(|(model, component)| Some((model.as_str(), types.get(component)?.clone())))
        .collect()
}

/// A change with the two descriptions it is between.
pub(super) struct Case<'a> {
    pub old: &'a Index<'a>,
    pub new: &'a Index<'a>,
    pub change: &'a Change,
}

impl<'a> Case<'a> {
    /// What the model of the change is used for, before or after.
    pub fn uses(&self) -> Use {
        let place = &self.change.place;
        self.old.uses(place).with(self.new.uses(place))
    }

    /// The model of the change in each description.
    pub fn models(&self) -> [Option<&'a Model>; 2] {
        [self.old, self.new].map(|index| index.model(&self.change.place))
    }

    /// The property of the change in each description.
    pub fn properties(&self) -> [Option<&'a Property>; 2] {
        let Change { place, .. } = self.change;
        [self.old, self.new].map(|index| index.property(place, self.change.member()))
    }

    /// The parameter of the change in the new description.
    pub fn parameter(&self) -> Option<&'a Parameter> {
        let operation = self.new.operation(&self.change.place)?;
        let mut parameters = operation.parameters.iter();
        parameters.find(|parameter| parameter.label() == self.change.member())
    }

    /// What each description says; empty where it says nothing.
    pub fn texts(&self) -> [&'a str; 2] {
        let Change { old, new, .. } = self.change;
        [old, new].map(|text| text.as_deref().unwrap_or_default())
    }
}

/// What a model is reached from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// From an answer.
    pub answered: bool,
    /// From a body.
    pub sent: bool,
    /// From a path, query or header parameter.
    pub given: bool,
    /// Whether it is a body itself, and not only inside one.
    pub whole: bool,
}

impl Use {
    /// Whether any operation uses it.
    pub fn any(self) -> bool {
        self.answered || self.requested()
    }

    /// Whether callers send it, in a body or as a parameter.
    pub fn requested(self) -> bool {
        self.sent || self.given
    }

    /// All that either is.
    pub fn with(self, other: Self) -> Self {
        Self {
            answered: self.answered || other.answered,
            sent: self.sent || other.sent,
            given: self.given || other.given,
            whole: self.whole || other.whole,
        }
    }
}

/// The use of every model that has one.
pub(super) fn uses(description: &Description) -> BTreeMap<&str, Use> {
    let mut uses = BTreeMap::new();
    for (_, operation) in description.operations() {
        let answered = Use {
            answered: true,
            ..Use::default()
        };
        for answer in operation.answers() {
            visit(description, answer, answered, &mut uses);
        }
        for parameter in &operation.parameters {
            let sent = parameter.param_type == "body";
            let how = Use {
                sent,
                given: !sent,
                ..Use::default()
            };
            visit(description, parameter.full_type(), how, &mut uses);
            if sent
                && parameter.name.is_none()
                && let Some(body) = uses.get_mut(parameter.full_type())
            {
                body.whole = true;
            }
        }
    }
    uses
}

fn visit<'a>(
    description: &'a Description,
    written: &str,
    how: Use,
    uses: &mut BTreeMap<&'a str, Use>,
) {
    let name = Type::parse(written).name().unwrap_or_default();
    let Some((name, model)) = description.models.get_key_value(name) else {
        return;
    };
    let known = uses.entry(name).or_default();
    let together = known.with(how);
    if *known == together {
        return;
    }
    *known = together;
    for property in model.properties.values() {
        visit(description, property.full_type(), how, uses);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::document::Operation;
    use crate::native;

    #[test]
    fn a_use_is_followed_through_lists_maps_properties_and_cycles() {
        let property = |kind: &str| json!({"properties": {"p": {"type": kind}}});
        let native = json!({"basePath": "b", "resourcePath": "/x", "models": {
            "a.Answer": property("a.Shared[]"), "a.Shared": property("a.Answer"),
            "a.Body": property("map[string]a.Shared"), "a.E": {"enum": ["x"]}, "a.Unused": {},
            "a.G<a.E>": {"generics": ["T"], "properties": {"v": {"type": "T"}}}},
            "apis": [{"path": "/x", "operations": [{"httpMethod": "POST", "responseType": "a.Answer[]",
                "parameters": [{"paramType": "body", "dataType": "a.Body"},
                    {"paramType": "query", "name": "q", "dataType": "a.G<a.E>"}]}]}]});
        let description = native::read("test", &native.to_string()).unwrap();
        let description = crate::generics::instantiated(&description);
        let found = uses(&description);
        let both = Use {
            answered: true,
            sent: true,
            ..Use::default()
        };
        let given = Use {
            given: true,
            ..Use::default()
        };
        let expected = [
            ("a.Answer", both),
            (
                "a.Body",
                Use {
                    sent: true,
                    whole: true,
                    ..Use::default()
                },
            ),
            ("a.E", given),
            ("a.G<a.E>", given),
            ("a.Shared", both),
        ];
        assert_eq!(found, BTreeMap::from(expected));
    }

    /// Whether a use is of one part of an operation.
    type Applies = fn(&Use) -> bool;

    /// What decides the generated types is reachability in the converted document.
    #[test]
    fn uses_are_those_of_the_converted_document() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema/native");
        for section in ["order", "me", "cloud"] {
            let text = std::fs::read_to_string(folder.join(format!("{section}.json"))).unwrap();
            let description = native::read(section, &text).unwrap();
            let description = crate::generics::instantiated(&description);
            let found = uses(&description);
            let document = crate::render::render(&description).unwrap();
            let parts: [(_, Applies); 3] = [
                (document.reachable(Operation::answer), |how| how.answered),
                (document.reachable(Operation::body), |how| how.sent),
                (document.reachable(Operation::given), |how| how.given),
            ];
            let component = crate::render::component_name;
            let models: Vec<_> = description
                .models
                .keys()
                .map(|name| component(name))
                .collect();
            for (mut reached, applies) in parts {
                reached.retain(|name| models.contains(name));
                let ours = found.iter().filter(|(_, how)| applies(how));
                let ours: std::collections::BTreeSet<_> =
                    ours.map(|(name, _)| component(name)).collect();
                assert_eq!(ours, reached, "{section}");
            }
        }
    }
}
