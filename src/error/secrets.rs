//! The secrets of a client, which are masked wherever an answer or a cause repeats them, under whatever
//! name it does.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::redact::{MASK, TEXT_LIMIT, cut, replaced};

/// What is shorter is not looked for: it would be found in words, and keys are longer.
const SHORTEST: usize = 6;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// How many access tokens are remembered: that in use, and some that answers on their way may repeat.
const TOKENS: usize = 4;

/// Secrets in each spelling in which they are sent or may be repeated. Clones share them.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Arc<Mutex<Spellings>>);

#[derive(Default)]
struct Spellings {
    keys: Vec<SecretString>,
    tokens: Vec<Vec<SecretString>>,
}

impl Secrets {
    /// Adds a secret that stays.
    pub(crate) fn add(&self, secret: &str) {
        let keys = &mut self.spellings().keys;
        for spelling in every_spelling(secret) {
            let mut known = keys.iter().map(ExposeSecret::expose_secret);
            if known.all(|known| known != spelling.expose_secret()) {
                keys.push(spelling);
            }
        }
    }

    /// Adds an access token, and forgets the oldest of many.
    pub(crate) fn add_token(&self, token: &SecretString) {
        let tokens = &mut self.spellings().tokens;
        if tokens.len() == TOKENS {
            tokens.remove(0);
        }
        tokens.push(every_spelling(token.expose_secret()));
    }

    /// Cuts a text to [`TEXT_LIMIT`] and masks every secret in it.
    pub(crate) fn mask(&self, text: &mut String) {
        let Spellings { keys, tokens } = &*self.spellings();
        let all = || {
            keys.iter()
                .chain(tokens.iter().flatten())
                .map(ExposeSecret::expose_secret)
        };
        let longest = all().map(str::len).max().unwrap_or_default();
        // A secret that the cut would divide is found as a whole.
        let looked_at = cut(text, TEXT_LIMIT + longest);
        let mut found = Vec::new();
        for spelling in all() {
            let places = looked_at.match_indices(spelling);
            found.extend(places.map(|(at, _)| (at..at + spelling.len(), MASK)));
        }
        if let Cow::Owned(masked) = replaced(text, TEXT_LIMIT, found) {
            *text = masked;
        }
    }

    /// Masks every text in a JSON value, names included.
    pub(crate) fn mask_json(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.mask(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.mask_json(item)),
            Value::Object(fields) => {
                *fields = std::mem::take(fields)
                    .into_iter()
                    .map(|(mut name, mut value)| {
                        self.mask(&mut name);
                        self.mask_json(&mut value);
                        (name, value)
                    })
                    .collect();
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn spellings(&self) -> MutexGuard<'_, Spellings> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets")
    }
}

/// A secret as it is, and as URLs, forms, JSON and XML spell it; nothing of one that is too short.
fn every_spelling(secret: &str) -> Vec<SecretString> {
    if secret.len() < SHORTEST {
        return Vec::new();
    }
    let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let percent = utf8_percent_encode(secret, UNRESERVED).to_string();
    let quoted = Value::from(secret).to_string();
    let json = quoted.trim_matches('"').to_owned();
    let all = [secret.to_owned(), form, percent, json, xml(secret)];
    all.map(SecretString::from).into()
}

/// As it stands in XML and HTML.
fn xml(text: &str) -> String {
    let entities = [
        ("&", "&amp;"),
        ("<", "&lt;"),
        (">", "&gt;"),
        ("\"", "&quot;"),
        ("'", "&#39;"),
    ];
    let spelt = |text: String, (c, entity)| text.replace(c, entity);
    entities.into_iter().fold(text.to_owned(), spelt)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn masked(text: &str) -> String {
        let secrets = Secrets::default();
        for secret in [
            "s3/cret é",
            "s3cret",
            "s3cret-longer",
            "a\"b<c>&",
            "tiny",
            "",
        ] {
            secrets.add(secret);
        }
        secrets.add_token(&"t0ken/of=access".to_owned().into());
        let mut text = text.to_owned();
        secrets.mask(&mut text);
        text
    }

    #[test]
    fn a_secret_is_masked_in_every_spelling_and_under_any_name() {
        let table = [
            ("no s3cret, s3cret-longer", "no [redacted], [redacted]"),
            ("xs3cret-longer-x", "x[redacted]-x"),
            ("s3/cret é", "[redacted]"),
            ("s3%2Fcret+%C3%A9", "[redacted]"),
            ("s3%2Fcret%20%C3%A9", "[redacted]"),
            ("a\\\"b<c>&", "[redacted]"),
            ("<m>a&quot;b&lt;c&gt;&amp;</m>", "<m>[redacted]</m>"),
            ("Bearer t0ken/of=access", "Bearer [redacted]"),
            ("?t=t0ken%2Fof%3Daccess", "?t=[redacted]"),
            ("a tiny s3cre t", "a tiny s3cre t"),
        ];
        for (given, shown) in table {
            assert_eq!(masked(given), shown);
        }
    }

    #[test]
    fn a_long_text_is_cut_and_no_part_of_a_secret_stays_at_its_end() {
        for before in TEXT_LIMIT - 14..=TEXT_LIMIT {
            let shown = masked(&format!("{}s3cret-longer and more", "x".repeat(before)));
            let end = shown.trim_start_matches('x');
            assert!(["[redacted]…", "[redacted] …", "…"].contains(&end), "{end}");
        }
    }

    #[test]
    fn names_and_values_of_json_are_masked() {
        let mut value = json!({"s3cret": ["s3cret", 1, {"a": "the s3cret"}]});
        let secrets = Secrets::default();
        secrets.add("s3cret");
        secrets.mask_json(&mut value);
        let expected = json!({"[redacted]": ["[redacted]", 1, {"a": "the [redacted]"}]});
        assert_eq!(value, expected);
    }

    #[test]
    fn old_tokens_are_forgotten() {
        let secrets = Secrets::default();
        for number in 0..10 {
            secrets.add_token(&format!("token-{number}").into());
        }
        let mut text = "token-5 token-6 token-9".to_owned();
        secrets.mask(&mut text);
        assert_eq!(text, "token-5 [redacted] [redacted]");
    }
}
