//! The JSON Schema of the order file, from which an editor completes and checks.
//! It must not say more than the reader does: the types are the source of both.

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::model::OrderFile;

/// The JSON Schema (draft 2020-12) of an order file.
///
/// A YAML file names it in its first line,
/// `# yaml-language-server: $schema=order.schema.json`, a JSON file as `"$schema"`, which the
/// reader passes over. The schema cannot say everything: duplicated names are the reader's.
#[must_use]
pub fn json_schema() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = generator.into_root_schema_for::<OrderFile>();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert(
            "$schema".to_owned(),
            json!({ "type": "string", "description": "Where the schema of this file is." }),
        );
    }
    schema.to_value()
}
