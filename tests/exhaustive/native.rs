//! OVHcloud's own descriptions, read anew for these tests.
//! Must share no code with the converter: a misreading there has to be seen here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

/// The description of one region.
pub struct Description {
    pub region: &'static str,
    pub models: Models,
    pub operations: Vec<Operation>,
}

/// Models and enums by full name.
pub type Models = BTreeMap<String, Value>;

#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
    pub parameters: Vec<Parameter>,
    /// Native type of the answer, `void` for none.
    pub answer: String,
}

#[derive(Clone, Debug)]
pub struct Parameter {
    /// A body that is one whole model has none.
    pub name: Option<String>,
    pub place: Place,
    /// Native type.
    pub kind: String,
    pub required: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Path,
    Query,
    Header,
    Body,
}

/// Europe first: where regions differ its facts stand.
pub fn regions() -> [Description; 3] {
    [("eu", "."), ("ca", "ca"), ("us", "us")]
        .map(|(region, folder)| read(region, &sections(folder)))
}

/// The descriptions in a folder of `schema/native`.
fn sections(folder: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schema/native")
        .join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let files = paths.filter(|path| path.is_file());
    files
        .map(|file| serde_json::from_slice(&fs::read(file).unwrap()).unwrap())
        .collect()
}

/// Every operation once, with the description of the first region that has it.
pub fn every_operation(regions: &[Description]) -> Vec<(&Description, &Operation)> {
    let mut known = BTreeMap::new();
    for description in regions {
        for operation in &description.operations {
            let call = (operation.path.as_str(), operation.method.as_str());
            known.entry(call).or_insert((description, operation));
        }
    }
    known.into_values().collect()
}

impl Operation {
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn of(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(move |p| p.place == place)
    }
}

impl Parameter {
    /// The name under which a call takes it.
    pub fn argument(&self) -> &str {
        self.name.as_deref().unwrap_or("body")
    }
}

fn read(region: &'static str, sections: &[Value]) -> Description {
    let mut description = Description {
        region,
        models: Models::new(),
        operations: Vec::new(),
    };
    for section in sections {
        let models = section["models"].as_object().unwrap();
        description.models.extend(models.clone());
        for api in section["apis"].as_array().unwrap() {
            let operations = api["operations"].as_array().unwrap();
            let operations = operations
                .iter()
                .map(|native| operation(&text(api, "path"), native));
            description.operations.extend(operations);
        }
    }
    description
}

fn operation(path: &str, native: &Value) -> Operation {
    let parameters = native["parameters"].as_array().unwrap();
    Operation {
        method: text(native, "httpMethod"),
        path: path.to_owned(),
        parameters: parameters.iter().map(parameter).collect(),
        answer: text(native, "responseType"),
    }
}

fn parameter(native: &Value) -> Parameter {
    Parameter {
        name: native["name"].as_str().map(str::to_owned),
        place: match text(native, "paramType").as_str() {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            _ => Place::Body,
        },
        kind: native["fullType"]
            .as_str()
            .map_or_else(|| text(native, "dataType"), str::to_owned),
        required: native["required"] == true,
    }
}

fn text(native: &Value, key: &str) -> String {
    native[key].as_str().unwrap().to_owned()
}

/// What a native type says, one step deep.
pub enum Kind<'a> {
    List(&'a str),
    Map(&'a str),
    /// The values of an enum, numbers as numbers.
    Enum(Vec<Value>),
    Model(Vec<Property>),
    /// A primitive such as `long`.
    Scalar(&'a str),
}

pub struct Property {
    pub name: String,
    pub kind: String,
    pub required: bool,
    pub read_only: bool,
}

pub fn kind<'a>(models: &Models, written: &'a str) -> Kind<'a> {
    let map = written.strip_prefix("map[");
    if let Some((_, value)) = map.and_then(|map| map.split_once(']')) {
        return Kind::Map(value);
    }
    if let Some(item) = written
        .strip_suffix("[]")
        .or_else(|| written.strip_prefix("[]"))
    {
        return Kind::List(item);
    }
    let Some(model) = models.get(written) else {
        return Kind::Scalar(written);
    };
    match model["enum"].as_array() {
        Some(values) => Kind::Enum(
            values
                .iter()
                .map(|value| enum_value(model, value))
                .collect(),
        ),
        None => Kind::Model(properties(written, model)),
    }
}

/// Enums of `long` are written as texts.
fn enum_value(model: &Value, value: &Value) -> Value {
    let number = value.as_str().and_then(|text| text.parse::<i64>().ok());
    match number.filter(|_| model["enumType"] == "long") {
        Some(number) => number.into(),
        None => value.clone(),
    }
}

/// In `A<long>` a `T` is a `long`.
fn properties(written: &str, model: &Value) -> Vec<Property> {
    let argument = written
        .split_once('<')
        .and_then(|(_, rest)| rest.strip_suffix('>'));
    let properties = model["properties"].as_object().into_iter().flatten();
    let properties = properties.map(|(name, native)| {
        let kind = native["fullType"]
            .as_str()
            .unwrap_or_else(|| native["type"].as_str().unwrap());
        Property {
            name: name.clone(),
            kind: argument.filter(|_| kind == "T").unwrap_or(kind).to_owned(),
            required: native["required"] == true,
            read_only: native["readOnly"] == true,
        }
    });
    properties.collect()
}
