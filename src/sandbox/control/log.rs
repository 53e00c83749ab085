//! What a sandbox was asked and how it answered: the last requests, and counts of all.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Value, json};

use crate::sandbox::clock::rfc3339;

/// How many requests are remembered.
const LENGTH: usize = 1000;

/// How many characters of a hint are remembered: it has the names that a client sent.
const HINT: usize = 300;

/// A snapshot has the counts alone.
#[derive(Debug, Default, Deserialize, Serialize)]
pub struct Log {
    #[serde(skip)]
    entries: VecDeque<Entry>,
    /// By operation.
    counts: BTreeMap<String, Count>,
}

/// A request. It has no query, header or body, because those can hold secrets.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// By the clock of the sandbox.
    #[serde(serialize_with = "told")]
    pub at: Timestamp,
    pub query_id: String,
    /// Method and path template, or what the path is instead.
    pub operation: String,
    /// The words of a path that has no operation here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The status that was sent; `null` if the connection was closed instead.
    pub status: Option<u16>,
    /// Whether the operation was carried out, whatever the client was told.
    pub done: bool,
    /// What was done to the answer on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fault: Option<Value>,
    /// What was probably meant by a request that was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
struct Count {
    calls: u64,
    done: u64,
}

impl Log {
    pub fn add(&mut self, mut entry: Entry) {
        entry.hint = entry.hint.map(|hint| hint.chars().take(HINT).collect());
        let count = self.counts.entry(entry.operation.clone()).or_default();
        count.calls += 1;
        count.done += u64::from(entry.done);
        self.entries.push_back(entry);
        if self.entries.len() > LENGTH {
            self.entries.pop_front();
        }
    }

    /// The last requests, the oldest first.
    pub fn entries(&self) -> Value {
        json!(self.entries)
    }

    /// The last requests, the latest first.
    pub fn latest(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().rev()
    }

    /// For each operation how often it was called, and how often carried out.
    pub fn counts(&self) -> Value {
        json!(self.counts)
    }

    pub fn done(&self, operation: &str) -> u64 {
        self.counts.get(operation).map_or(0, |count| count.done)
    }
}

/// A time is written when it is shown, which most never are.
fn told<S: Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&rfc3339(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_request_takes_much_of_the_log() {
        let mut log = Log::default();
        log.add(Entry {
            at: Timestamp::UNIX_EPOCH,
            query_id: String::new(),
            operation: String::new(),
            path: None,
            status: None,
            done: false,
            fault: None,
            hint: Some("é".repeat(60_000)),
        });
        assert!(log.entries().to_string().len() < 1000);
    }

    #[test]
    fn the_log_forgets_the_oldest_and_the_counts_nothing() {
        let mut log = Log::default();
        for number in 0..1200 {
            log.add(Entry {
                at: Timestamp::UNIX_EPOCH,
                query_id: number.to_string(),
                operation: "GET /me".to_owned(),
                path: None,
                status: Some(200),
                done: number % 2 == 0,
                fault: None,
                hint: None,
            });
        }
        let entries = log.entries();
        assert_eq!(entries.as_array().unwrap().len(), 1000);
        assert_eq!(entries[0]["queryId"], "200");
        assert_eq!(
            log.counts(),
            json!({ "GET /me": { "calls": 1200, "done": 600 } })
        );
        assert_eq!(log.done("GET /me"), 600);
    }
}
