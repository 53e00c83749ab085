//! What a sandbox remembers, as JSON that it can be given back.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Goes up whenever an older sandbox could not read a snapshot, or would read it wrongly.
const VERSION: u32 = 1;

/// It holds keys, tokens and the passwords of orders.
#[derive(Deserialize, Serialize)]
#[serde(expecting = "an object with `version` and `state`")]
struct Snapshot<T> {
    version: u32,
    state: T,
}

pub fn taken(state: &impl Serialize) -> serde_json::Result<String> {
    let version = VERSION;
    serde_json::to_string(&Snapshot { version, state })
}

/// Reads a snapshot, or says why that cannot be done.
pub fn read<T: DeserializeOwned>(snapshot: &[u8]) -> Result<T, String> {
    let snapshot: Snapshot<Value> =
        serde_json::from_slice(snapshot).map_err(|error| format!("not a snapshot: {error}"))?;
    if snapshot.version != VERSION {
        return Err(format!(
            "the snapshot has version {}; this sandbox reads version {VERSION} only",
            snapshot.version
        ));
    }
    serde_json::from_value(snapshot.state).map_err(|error| format!("unreadable snapshot: {error}"))
}
