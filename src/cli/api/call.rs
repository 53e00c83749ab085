//! From what was written to the request, or to why it is not sent. It must not send anything.

use ovh_order::client::Operation;
use serde_json::Value;
use url::form_urlencoded;

use super::draft::Draft;
use super::field::{Field, Given};
use super::path::Path;
use crate::cli::failure::Result;
use crate::cli::operation;

/// A call as it was written.
#[derive(Clone, Debug)]
pub(super) struct Written {
    pub(super) method: String,
    /// A template or filled in; it may have a query.
    pub(super) path: String,
    pub(super) fields: Vec<Field>,
    /// What `--body` has.
    pub(super) body: Option<Value>,
    /// Whether what the description does not know is refused.
    pub(super) checked: bool,
}

/// A request that can be sent.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) method: String,
    /// Filled in and percent-encoded.
    pub(super) path: String,
    pub(super) query: Vec<(String, String)>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<Value>,
    /// What the description knows of it as it is sent, with its path filled in.
    pub(super) operation: Option<&'static Operation>,
}

/// The request that was meant.
pub(super) fn prepare(written: &Written) -> Result<Request> {
    let (path, query) = match written.path.split_once('?') {
        Some((path, query)) => (path, query),
        None => (written.path.as_str(), ""),
    };
    let path = Path::read(path);
    let operation = Operation::find(&written.method, &path.to_string());
    if operation.is_none() && written.checked {
        return Err(operation::unknown(
            &written.method,
            &path.to_string(),
            "`ovh-order ops WORD…` searches the API's operations; --no-check sends this call anyway",
        ));
    }
    let mut draft = Draft::new(written, path, operation);
    let in_path = form_urlencoded::parse(query.as_bytes());
    let in_path = in_path.map(|(name, value)| Field::text(&name, &value));
    let fields: Vec<_> = in_path.chain(written.fields.iter().cloned()).collect();
    let (fills, others): (Vec<_>, Vec<_>) = by_name(fields)
        .into_iter()
        .partition(|(name, _)| draft.lacks(name));
    for (name, values) in fills {
        draft.fill(&name, &values);
    }
    draft.settle();
    for (name, values) in others {
        draft.place(&name, &values);
    }
    draft.finish()
}

/// The values of each name, in the order in which names first appear.
fn by_name(fields: Vec<Field>) -> Vec<(String, Vec<Given>)> {
    let mut named: Vec<(String, Vec<Given>)> = Vec::new();
    for Field { name, value } in fields {
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => named.push((name, vec![value])),
        }
    }
    named
}

#[cfg(test)]
mod tests;
