//! Reads the text of an `ovh.conf` file into entries.
//!
//! Its errors never repeat a line, which may be a secret.
//!
//! It is a parser of our own because the rules are, and because each entry must know its line. The
//! INI crates that are kept well (`configparser`, `rust-ini`) do not keep the lines of values, cut
//! a value at a comment sign without white space before it or not at all, and unquote half a value.
//!
//! The rules: `key = value` or `key: value`, at the first of the two signs; a whole line that
//! starts with `;` or `#` is a comment; after white space these signs start a comment too, except
//! in quotes; one pair of quotes around a value is stripped, nothing is escaped; keys are
//! case-insensitive, sections are not; a section may come twice, a key in it may not. White space
//! around anything does not matter, so an indented line continues nothing.

use std::collections::HashMap;

use secrecy::{ExposeSecret, SecretString};

use super::key::{Key, Section};
use crate::error::debug_as_sentence;

/// One value of a file. It has no `Debug`.
pub(super) struct Entry {
    pub(super) section: String,
    /// In lower case.
    pub(super) key: String,
    pub(super) value: SecretString,
    pub(super) line: usize,
}

impl Entry {
    /// Whether it sets a key of credentials, for whichever endpoint.
    pub(super) fn is_of_credentials(&self) -> bool {
        Key::of_name(&self.key).is_some_and(|key| !key.is_default())
            && !self.value.expose_secret().trim().is_empty()
    }
}

/// The first line of a section.
pub(super) struct Header {
    pub(super) name: String,
    pub(super) line: usize,
}

/// A file, in its order.
#[derive(Default)]
pub(super) struct Ini {
    pub(super) headers: Vec<Header>,
    pub(super) entries: Vec<Entry>,
}

impl Ini {
    /// The entries of a key in a section, which can stand there under several names.
    pub(super) fn entries_of(&self, section: &Section, key: Key) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| entry.key == key.name() && section.is_named(&entry.section))
    }

    /// The first value of a key in a section.
    pub(super) fn value(&self, section: &Section, key: Key) -> Option<&str> {
        let entry = self.entries_of(section, key).next()?;
        Some(entry.value.expose_secret())
    }
}

/// A line that cannot be read.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
#[non_exhaustive]
pub struct IniError {
    /// Which line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub problem: IniProblem,
}

/// What can be wrong with a line.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IniProblem {
    /// Not UTF-8.
    #[error("not UTF-8 text")]
    Encoding,
    /// A section without its closing bracket or without a name.
    #[error("a section is written [name]")]
    Section,
    /// Neither a section nor a comment nor a value.
    #[error("expected [section] or `key = value`")]
    Separator,
    /// A value before the first section.
    #[error("a value before the first section")]
    Outside,
    /// A key that the section has already.
    #[error("the key is already set in line {first}")]
    Duplicate {
        /// Where it stands first.
        first: usize,
    },
}

debug_as_sentence!(IniError, IniProblem);

/// The sections and entries of a file.
pub(super) fn parse(bytes: &[u8]) -> Result<Ini, IniError> {
    let text = text(bytes)?;
    let mut ini = Ini::default();
    let mut first_lines = HashMap::new();
    for (line, content) in (1..).zip(text.lines().map(str::trim)) {
        let fail = |problem| IniError { line, problem };
        if content.is_empty() || content.starts_with([';', '#']) {
            continue;
        }
        if content.starts_with('[') {
            let name = section_name(content).ok_or(fail(IniProblem::Section))?;
            ini.headers.push(Header {
                name: name.to_owned(),
                line,
            });
            continue;
        }
        let (key, value) = key_and_value(content).ok_or(fail(IniProblem::Separator))?;
        let section = ini.headers.last().ok_or(fail(IniProblem::Outside))?;
        let entry = Entry {
            section: section.name.clone(),
            key: key.to_ascii_lowercase(),
            value: value.into(),
            line,
        };
        let name = (entry.section.clone(), entry.key.clone());
        if let Some(first) = first_lines.insert(name, line) {
            return Err(fail(IniProblem::Duplicate { first }));
        }
        ini.entries.push(entry);
    }
    Ok(ini)
}

/// The text without a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, IniError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.iter().take(error.valid_up_to());
        IniError {
            line: 1 + before.filter(|byte| **byte == b'\n').count(),
            problem: IniProblem::Encoding,
        }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Up to the last bracket, because a URL with an IPv6 address has brackets of its own.
fn section_name(content: &str) -> Option<&str> {
    let name = without_comment(content)
        .trim_end()
        .strip_prefix('[')?
        .strip_suffix(']')?
        .trim();
    (!name.is_empty()).then_some(name)
}

fn key_and_value(content: &str) -> Option<(&str, &str)> {
    let (key, value) = content.split_once(['=', ':'])?;
    let key = key.trim_end();
    (!key.is_empty()).then_some((key, value_and_comment(value).0))
}

/// What stands behind the separator: the value without its one pair of quotes, and its comment.
pub(super) fn value_and_comment(text: &str) -> (&str, &str) {
    let trimmed = text.trim_start();
    if let Some(quote) = trimmed.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let inside = trimmed.strip_prefix(quote).unwrap_or_default();
        // The closing quote is the first one that nothing but a comment follows.
        let closing = inside.match_indices(quote).find(|(at, _)| {
            let rest = inside.get(at + 1..).unwrap_or_default();
            without_comment(rest).trim().is_empty()
        });
        if let Some((at, _)) = closing {
            let after = inside.get(at + 1..).unwrap_or_default();
            return (inside.get(..at).unwrap_or_default(), after.trim());
        }
    }
    let value = without_comment(text);
    let comment = text.get(value.len()..).unwrap_or_default();
    (value.trim(), comment.trim())
}

/// The text before the first white space that a comment sign follows.
fn without_comment(text: &str) -> &str {
    let mut after_blank = false;
    for (at, c) in text.char_indices() {
        if after_blank && matches!(c, ';' | '#') {
            return text.get(..at).unwrap_or_default();
        }
        after_blank = c.is_whitespace();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<(String, String, String, usize)>, IniError> {
        let shown = |entry: Entry| {
            let value = entry.value.expose_secret().to_owned();
            (entry.section, entry.key, value, entry.line)
        };
        let ini = parse(text.as_bytes())?;
        Ok(ini.entries.into_iter().map(shown).collect())
    }

    #[test]
    fn a_value_is_read_by_the_rules() {
        let table = [
            ("k=v", "v"),
            ("k = v", "v"),
            ("k: v", "v"),
            ("  k\t=\tv\t", "v"),
            ("k = a=b:c", "a=b:c"),
            ("k: a=b", "a=b"),
            ("k = https://h/v1", "https://h/v1"),
            // Comments after white space only.
            ("k = v ; c", "v"),
            ("k = v\t# c", "v"),
            ("k = v #", "v"),
            ("k = a;b#c", "a;b#c"),
            ("k = a; b", "a; b"),
            ("k =;v", ";v"),
            ("k = ; c", ""),
            ("k =", ""),
            // One pair of quotes.
            ("k = \"v\"", "v"),
            ("k = 'v'", "v"),
            ("k = \"'v'\"", "'v'"),
            ("k = \" a ; b \"", " a ; b "),
            ("k = 'a # b' # c", "a # b"),
            ("k = \"a\" ; \"b\"", "a"),
            ("k = \"a\"b\"", "a\"b"),
            ("k = \"v", "\"v"),
            ("k = v\"", "v\""),
            ("k = \"v'", "\"v'"),
            ("k = 'a' b", "'a' b"),
            ("k = \"a\"; b", "\"a\"; b"),
            ("k = \"", "\""),
            ("k = \"\"", ""),
            ("k = \"é\"", "é"),
            ("k = \"a\\\"", "a\\"),
        ];
        for (line, value) in table {
            let expected = ("s".to_owned(), "k".to_owned(), value.to_owned(), 2);
            assert_eq!(
                read(&format!("[s]\n{line}\n")),
                Ok(vec![expected]),
                "{line}"
            );
        }
    }

    #[test]
    fn a_section_is_read_by_the_rules() {
        let table = [
            ("[ovh-eu]", "ovh-eu"),
            ("  [ ovh-eu ]  ", "ovh-eu"),
            ("[ovh-eu] ; see [x]", "ovh-eu"),
            ("[ovh-eu]\t# c", "ovh-eu"),
            ("[https://h:8443/v1]", "https://h:8443/v1"),
            ("[http://[::1]:8080]", "http://[::1]:8080"),
            ("[profile:work]", "profile:work"),
        ];
        for (header, section) in table {
            let expected = (section.to_owned(), "k".to_owned(), "v".to_owned(), 2);
            assert_eq!(
                read(&format!("{header}\nk=v")),
                Ok(vec![expected]),
                "{header}"
            );
        }
    }

    #[test]
    fn a_whole_file_is_read_with_its_lines() {
        let text = "\u{feff}; comment\r\n# comment\r\n\r\n[default]\r\nEndPoint = ovh-eu\r\n\
                    [ovh-eu]\r\n  consumer_key: a\r\n[other]\r\nk=v\r\n[ovh-eu]\r\nx=y\r\n";
        let entry = |section: &str, key: &str, value: &str, line| {
            (section.to_owned(), key.to_owned(), value.to_owned(), line)
        };
        assert_eq!(
            read(text),
            Ok(vec![
                entry("default", "endpoint", "ovh-eu", 5),
                entry("ovh-eu", "consumer_key", "a", 7),
                entry("other", "k", "v", 9),
                entry("ovh-eu", "x", "y", 11),
            ])
        );
        assert_eq!(read(""), Ok(vec![]));
    }

    #[test]
    fn a_malformed_line_is_named_by_its_number() {
        let table = [
            ("[s]\nk v", 2, IniProblem::Separator),
            ("[s]\n= v", 2, IniProblem::Separator),
            ("\nk = v", 2, IniProblem::Outside),
            ("[s\nk = v", 1, IniProblem::Section),
            ("[s] x", 1, IniProblem::Section),
            ("[ ]", 1, IniProblem::Section),
            ("[s];c", 1, IniProblem::Section),
            ("[s]\nk=1\nK=2", 3, IniProblem::Duplicate { first: 2 }),
            (
                "[s]\nk=1\n[t]\n[s]\nk=2",
                5,
                IniProblem::Duplicate { first: 2 },
            ),
        ];
        for (text, line, problem) in table {
            assert_eq!(read(text), Err(IniError { line, problem }), "{text:?}");
        }
    }

    #[test]
    fn text_that_is_not_utf_8_is_named_by_its_line() {
        let error = parse(b"[s]\nk=\xff\n").err();
        let problem = IniProblem::Encoding;
        assert_eq!(error, Some(IniError { line: 2, problem }));
    }
}
