//! What goes wrong on request: which calls it strikes, and what they get instead of their answer.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::SignedDuration;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::sandbox::auth::credentials::fits;
use crate::sandbox::clock::duration;
use crate::sandbox::http::{Content, METHODS, ROOTS, Refusal, RefusalForm, parameters};
use crate::sandbox::ids::Ids;
use crate::sandbox::obstacle::Obstacle;

/// Something that goes wrong with some calls.
///
/// It is written in JSON, as the file of `ovh-order sandbox --faults` and the control API take it:
///
/// ```
/// use ovh_order::sandbox::Fault;
///
/// # fn main() -> Result<(), serde_json::Error> {
/// let lost_answer: Fault = serde_json::from_str(
///     r#"{"method": "POST", "path": "/order/cart/*/checkout", "commit": true, "ending": "closed"}"#,
/// )?;
/// # Ok(())
/// # }
/// ```
///
/// `docs/sandbox.md` describes every field.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// Any if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    /// The path below `/v1`, in which `*` stands for any text and `{name}` for one segment.
    #[serde(default = "any_path")]
    path: String,
    /// How many matching calls pass first.
    #[serde(default)]
    skip: u32,
    /// How many are struck then.
    #[serde(default = "once")]
    times: u32,
    /// How many of a hundred of them, by the seed.
    #[serde(default = "always")]
    percent: u8,
    #[serde(
        default,
        deserialize_with = "delay",
        skip_serializing_if = "Option::is_none"
    )]
    delay: Option<SignedDuration>,
    #[serde(skip_serializing_if = "Option::is_none")]
    obstacle: Option<Obstacle>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refuse: Option<Refuse>,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<RefusalForm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending: Option<Ending>,
    #[serde(default)]
    commit: bool,
}

fn delay<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignedDuration>, D::Error> {
    let text: Option<String> = Option::deserialize(from)?;
    let read = text.map(|text| duration(&text)).transpose();
    read.map_err(D::Error::custom)
}

fn any_path() -> String {
    "*".to_owned()
}

fn once() -> u32 {
    1
}

fn always() -> u8 {
    100
}

/// How an answer ends before it should.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// The connection is closed without an answer.
    Closed,
    /// The connection is closed after half of the body.
    Truncated,
    /// The answer is complete, but half of its body is missing.
    Malformed,
}

/// The refusals of the authentication layer.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Refuse {
    InvalidCredential,
    InvalidKey,
    InvalidSignature,
    LoginFirst,
    NotCredential,
    NotGrantedCall,
    QueryTimeOut,
}

impl Refuse {
    fn refusal(self) -> Refusal {
        match self {
            Self::InvalidCredential => Refusal::invalid_credential(),
            Self::InvalidKey => Refusal::invalid_key(),
            Self::InvalidSignature => Refusal::invalid_signature(),
            Self::LoginFirst => Refusal::login_first(),
            Self::NotCredential => Refusal::not_credential(),
            Self::NotGrantedCall => Refusal::not_granted(),
            Self::QueryTimeOut => Refusal::query_time_out(),
        }
    }
}

impl Fault {
    /// Says what makes the fault impossible.
    pub(in crate::sandbox) fn check(&self) -> Result<(), String> {
        self.check_target()?;
        if !(1..=100).contains(&self.percent) {
            return Err(format!("`percent` must be 1 to 100, not {}", self.percent));
        }
        if self.times == 0 {
            return Err("`times` must be 1 or more".to_owned());
        }
        if let Some(status) = self.status
            && !(200..=599).contains(&status)
        {
            return Err(format!("`status` must be 200 to 599, not {status}"));
        }
        if self.body.is_some() && self.status.is_none() {
            return Err("`body` needs a `status`".to_owned());
        }
        if self.form.is_some() && self.refuse.is_none() {
            return Err("`form` needs a `refuse`".to_owned());
        }
        if self.obstacle.is_some() && !self.is_carried_out() {
            return Err("an `obstacle` needs `commit`, or the call never meets it".to_owned());
        }
        if self.status.is_some() && self.refuse.is_some() {
            return Err("`status` and `refuse` exclude each other".to_owned());
        }
        let is_harmless = self.delay.is_none()
            && self.obstacle.is_none()
            && self.status.is_none()
            && self.refuse.is_none()
            && self.ending.is_none();
        if is_harmless {
            return Err("a fault needs a delay, obstacle, status, refuse or ending".to_owned());
        }
        Ok(())
    }

    /// Says why no call would ever match.
    fn check_target(&self) -> Result<(), String> {
        if let Some(method) = &self.method
            && !METHODS.contains(&method.as_str())
        {
            let known = METHODS.join(", ");
            return Err(format!("`method` must be one of {known}, not {method}"));
        }
        let path = &self.path;
        if !path.starts_with(['/', '*']) {
            return Err(format!(
                "`path` must begin with `/` or `*`, not be `{path}`"
            ));
        }
        let mut below = ROOTS.iter().filter_map(|root| path.strip_prefix(root));
        match below.find(|below| below.starts_with('/')) {
            Some(below) => Err(format!("`path` is what follows the version: `{below}`")),
            None => Ok(()),
        }
    }

    /// The method, if not any, and the pattern of the path.
    pub(in crate::sandbox) fn target(&self) -> (Option<&str>, &str) {
        (self.method.as_deref(), &self.path)
    }

    /// Whether the call is carried out: unless something else is answered or nothing at all.
    pub(in crate::sandbox) fn is_carried_out(&self) -> bool {
        let is_answered =
            self.status.is_none() && self.refuse.is_none() && self.ending != Some(Ending::Closed);
        self.commit || is_answered
    }

    pub(in crate::sandbox) fn delay(&self) -> Duration {
        let delay = self.delay.unwrap_or_default();
        delay.try_into().unwrap_or_default()
    }

    pub(in crate::sandbox) fn obstacle(&self) -> Option<&Obstacle> {
        self.obstacle.as_ref()
    }

    pub(in crate::sandbox) fn ending(&self) -> Option<Ending> {
        self.ending
    }

    /// What is answered instead of the call's own answer.
    pub(in crate::sandbox) fn content(&self, form: RefusalForm) -> Option<Content> {
        if let Some(refuse) = self.refuse {
            let refusal = refuse.refusal().in_form(self.form.unwrap_or(form));
            return Some(Content::Answer(Err(refusal)));
        }
        let status = StatusCode::from_u16(self.status?).ok()?;
        Some(match &self.body {
            Some(Value::String(text)) => Content::Text(status, text.clone()),
            Some(body) => Content::Answer(Err(Refusal::of_body(status, body.clone()))),
            None => as_live(status),
        })
    }

    fn matches(&self, method: &str, path: &str) -> bool {
        // `HEAD` is answered as `GET`.
        let is_read = method == "HEAD" && self.method.as_deref() == Some("GET");
        (is_read || self.method.as_ref().is_none_or(|asked| asked == method))
            && (fits(&self.path, path) || parameters(&self.path, path).is_some())
    }
}

/// The live API's own front ends answer 408 and 5xx with a web page.
fn as_live(status: StatusCode) -> Content {
    if status == StatusCode::REQUEST_TIMEOUT || status.is_server_error() {
        let page = format!("<html><body><h1>{status}</h1></body></html>\n");
        return Content::Text(status, page);
    }
    Content::Answer(Err(Refusal::of_status(status)))
}

/// The faults of a sandbox that have not run out.
#[derive(Debug, Deserialize, Serialize)]
pub struct Faults {
    /// In the order of their coming; the first that strikes a call is the only one.
    pending: Vec<Fault>,
    chance: Ids,
}

impl Faults {
    pub fn new(pending: Vec<Fault>, seed: u64) -> Self {
        let chance = Ids::new(seed);
        Self { pending, chance }
    }

    pub fn pending(&self) -> &[Fault] {
        &self.pending
    }

    pub fn add(&mut self, faults: Vec<Fault>) {
        self.pending.extend(faults);
    }

    pub fn clear(&mut self) {
        self.pending.clear();
    }

    /// The fault that strikes a call. Those that are exhausted are forgotten.
    pub fn strike(&mut self, method: &str, path: &str) -> Option<Fault> {
        let mut struck = None;
        for fault in &mut self.pending {
            if !fault.matches(method, path) {
                continue;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            if self.chance.percent() < fault.percent {
                fault.times = fault.times.saturating_sub(1);
                struck = Some(fault.clone());
                break;
            }
        }
        self.pending.retain(|fault| fault.times > 0);
        struck
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Faults {
        Faults::new(serde_json::from_str(text).unwrap(), 7)
    }

    #[test]
    fn the_second_and_third_of_the_matching_calls_are_struck() {
        let text = r#"[{"method": "GET", "path": "/me/order/{orderId}", "skip": 1, "times": 2, "status": 503}]"#;
        let mut faults = faults(text);
        let seen: Vec<_> = [
            ("GET", "/me/order/1"),
            ("POST", "/me/order/1"),
            ("GET", "/me/order/1/details"),
            ("GET", "/me/order/2"),
            ("GET", "/me/order/3"),
            ("GET", "/me/order/4"),
        ]
        .map(|(method, path)| faults.strike(method, path).is_some())
        .into();
        assert_eq!(seen, [false, false, false, true, true, false]);
        assert!(faults.pending().is_empty());
    }

    #[test]
    fn the_first_of_two_faults_strikes_alone() {
        let mut faults = faults(r#"[{"status": 503}, {"path": "/me*", "status": 429}]"#);
        let seen: Vec<_> = [(); 3]
            .map(|()| faults.strike("GET", "/me").and_then(|fault| fault.status))
            .into();
        assert_eq!(seen, [Some(503), Some(429), None]);
    }

    #[test]
    fn chance_follows_from_the_seed() {
        let text = r#"[{"times": 1000, "percent": 30, "status": 503}]"#;
        let run = || {
            let mut faults = faults(text);
            [(); 200].map(|()| faults.strike("GET", "/me").is_some())
        };
        let first = run();
        assert_eq!(first, run());
        let struck = first.iter().filter(|struck| **struck).count();
        assert!((30..90).contains(&struck), "{struck}");
    }

    #[test]
    fn an_impossible_fault_is_told() {
        for (text, expected) in [
            (
                r#"{"path": "/me"}"#,
                "a fault needs a delay, obstacle, status, refuse or ending",
            ),
            (
                r#"{"method": "get", "status": 500}"#,
                "`method` must be one of DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, not get",
            ),
            (
                r#"{"path": "me", "status": 500}"#,
                "`path` must begin with `/` or `*`, not be `me`",
            ),
            (
                r#"{"path": "/v1/me", "status": 500}"#,
                "`path` is what follows the version: `/me`",
            ),
            (r#"{"status": 99}"#, "`status` must be 200 to 599, not 99"),
            (
                r#"{"status": 503, "percent": 101}"#,
                "`percent` must be 1 to 100, not 101",
            ),
            (
                r#"{"status": 503, "percent": 0}"#,
                "`percent` must be 1 to 100, not 0",
            ),
            (
                r#"{"status": 503, "times": 0}"#,
                "`times` must be 1 or more",
            ),
            (
                r#"{"status": 503, "form": "class"}"#,
                "`form` needs a `refuse`",
            ),
            (
                r#"{"status": 503, "obstacle": {"stock": "GRA"}}"#,
                "an `obstacle` needs `commit`, or the call never meets it",
            ),
            (r#"{"body": {}}"#, "`body` needs a `status`"),
            (
                r#"{"status": 401, "refuse": "LOGIN_FIRST"}"#,
                "`status` and `refuse` exclude each other",
            ),
        ] {
            let fault: Fault = serde_json::from_str(text).unwrap();
            assert_eq!(fault.check(), Err(expected.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_call_is_carried_out_unless_it_is_answered_otherwise() {
        for (text, expected) in [
            (r#"{"delay": "PT1S"}"#, true),
            (r#"{"obstacle": {"stock": "GRA"}}"#, true),
            (r#"{"status": 503}"#, false),
            (r#"{"status": 503, "commit": true}"#, true),
            (r#"{"refuse": "INVALID_CREDENTIAL"}"#, false),
            (r#"{"ending": "closed"}"#, false),
            (r#"{"ending": "closed", "commit": true}"#, true),
            (r#"{"ending": "truncated"}"#, true),
            (r#"{"ending": "malformed"}"#, true),
        ] {
            let fault: Fault = serde_json::from_str(text).unwrap();
            assert_eq!(fault.is_carried_out(), expected, "{text}");
        }
    }
}
