//! What an order is, apart from how its file is written: the wish that the journal keeps.

use serde_json::Value;

use super::OrderFile;
use crate::endpoint::Endpoint;
use crate::journal::Wish;
use crate::types::NichandleOvhSubsidiary;

/// The wish for the order of a file, placed by this account at this subsidiary. Without a `key` the
/// same order always has the same key, whoever wrote its file and however.
pub(super) fn wish(
    file: &OrderFile,
    endpoint: &Endpoint,
    account: &str,
    subsidiary: NichandleOvhSubsidiary,
    key: Option<String>,
) -> Result<Wish, serde_json::Error> {
    let order = OrderFile {
        ovh_subsidiary: Some(subsidiary),
        ..file.clone()
    };
    let mut canonical = String::new();
    write(&serde_json::to_value(&order)?, &mut canonical);
    let plans = file.items.iter().flat_map(|item| {
        let options = item.options.iter().map(|option| &option.plan_code);
        std::iter::once(&item.plan_code).chain(options)
    });
    let plans = plans.map(|plan| plan.as_str().to_owned()).collect();
    Ok(Wish::new(
        endpoint.base_url(),
        account,
        key,
        &canonical,
        plans,
    ))
}

/// Writes JSON without white space and with sorted names, so that the same value is the same text.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in fields {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write(value, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}
