//! Changes the text of a configuration file: keys of one section, and nothing else.
//!
//! It must not touch the file system; text comes in and goes out.

use std::fmt;

use secrecy::ExposeSecret;

use super::file::Place;
use super::ini::{self, Ini, IniError, value_and_comment};
use super::key::Key;
use crate::endpoint::Endpoint;

/// A section that holds keys of credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Section {
    /// `[<endpoint>]`.
    Endpoint(Endpoint),
    /// `[profile:<name>]`.
    Profile(String),
}

impl Section {
    fn place(&self) -> Place<'_> {
        match self {
            Self::Endpoint(endpoint) => Place::Endpoint(endpoint),
            Self::Profile(name) => Place::Profile(name),
        }
    }
}

/// The name without brackets, such as `ovh-eu` or `profile:work`.
impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Endpoint(endpoint) => endpoint.fmt(f),
            Self::Profile(name) => write!(f, "profile:{name}"),
        }
    }
}

/// Why a text cannot be changed. It never repeats a value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text is no configuration.
    #[error(transparent)]
    Malformed(#[from] IniError),
    /// A value or a section that the file's form cannot carry, such as one with a line break.
    #[error("`{0}` cannot be written into a configuration file")]
    Unwritable(String),
}

/// The keys that a section of this text sets.
///
/// # Errors
/// A text that is no configuration.
pub fn keys_in(text: &str, section: &Section) -> Result<Vec<Key>, EditError> {
    let ini = ini::parse(text.as_bytes())?;
    let is_set = |key: &Key| value(&ini, section, *key).is_some_and(|value| !value.is_empty());
    Ok(Key::ALL.into_iter().filter(is_set).collect())
}

/// The text with these keys set in this section; all else stays as it is, comments too. A section
/// that is not there is added at the end.
///
/// ```
/// use ovh_order::config::{Key, Section, set_keys};
///
/// let section = Section::Profile("work".to_owned());
/// let text = "[ovh-eu]\nconsumer_key = old ; mine\n";
/// assert_eq!(
///     set_keys(text, &section, &[(Key::ConsumerKey, "new")])?,
///     "[ovh-eu]\nconsumer_key = old ; mine\n\n[profile:work]\nconsumer_key = new\n",
/// );
/// # Ok::<(), ovh_order::config::EditError>(())
/// ```
///
/// # Errors
/// A text that is no configuration, and a value or section that cannot be written.
pub fn set_keys(
    text: &str,
    section: &Section,
    values: &[(Key, &str)],
) -> Result<String, EditError> {
    let ini = ini::parse(text.as_bytes())?;
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut added = Vec::new();
    for (key, value) in values {
        let written = written(value).ok_or_else(|| EditError::Unwritable(key.to_string()))?;
        let entries = &mut ini.entries.iter();
        let entry = entries.find(|e| e.key == key.name() && section.place().is(&e.section));
        match entry.and_then(|entry| lines.get_mut(entry.line - 1)) {
            Some(line) => *line = with_value(line, &written),
            None => added.push(format!("{key} = {written}")),
        }
    }
    if !added.is_empty() {
        insert(&mut lines, (&ini, section), added);
    }
    let edited = lines.concat();
    read_back(&edited, section, values)?;
    Ok(edited)
}

/// What is read must be what was meant, and a name of a section can be anything.
fn read_back(text: &str, section: &Section, values: &[(Key, &str)]) -> Result<(), EditError> {
    let ini = ini::parse(text.as_bytes()).unwrap_or_default();
    match values
        .iter()
        .all(|(key, meant)| value(&ini, section, *key) == Some(meant))
    {
        true => Ok(()),
        false => Err(EditError::Unwritable(section.to_string())),
    }
}

fn value<'a>(ini: &'a Ini, section: &Section, key: Key) -> Option<&'a str> {
    let place = section.place();
    let entries = &mut ini.entries.iter();
    let entry = entries.find(|entry| entry.key == key.name() && place.is(&entry.section));
    entry.map(|entry| entry.value.expose_secret())
}

/// A value as it stands in a file: in quotes when it would be read differently without.
fn written(value: &str) -> Option<String> {
    let forms = [
        value.to_owned(),
        format!("\"{value}\""),
        format!("'{value}'"),
    ];
    let reads_back = |form: &String| {
        let text = format!("[s]\nk = {form}\n");
        let read = ini::parse(text.as_bytes()).unwrap_or_default();
        matches!(read.entries.as_slice(), [entry] if entry.value.expose_secret() == value)
    };
    forms.into_iter().find(reads_back)
}

/// The line with another value; its key, its comment and its line end stay.
fn with_value(line: &str, value: &str) -> String {
    let (content, line_end) = match line.find(['\r', '\n']) {
        Some(at) => line.split_at(at),
        None => (line, ""),
    };
    let separator = content.find(['=', ':']).map_or(content.len(), |at| at + 1);
    let (before, after) = content.split_at(separator);
    let comment = match value_and_comment(after).1 {
        "" => String::new(),
        comment => format!(" {comment}"),
    };
    format!("{before} {value}{comment}{line_end}")
}

/// Adds lines behind the last value of the section, or the section at the end.
fn insert(lines: &mut Vec<String>, (ini, section): (&Ini, &Section), mut added: Vec<String>) {
    let line_end = match lines.first().is_some_and(|line| line.ends_with("\r\n")) {
        true => "\r\n",
        false => "\n",
    };
    let at = match last_line(ini, section) {
        Some(line) => line,
        None => {
            added.insert(0, format!("[{section}]"));
            let is_empty = lines.iter().all(|line| line.trim().is_empty());
            added.splice(0..0, (!is_empty).then(String::new));
            lines.len()
        }
    };
    if let Some(before) = at.checked_sub(1).and_then(|before| lines.get_mut(before))
        && !before.ends_with('\n')
    {
        before.push_str(line_end);
    }
    let added = added.into_iter().map(|line| line + line_end);
    lines.splice(at..at, added);
}

/// The line of the section's last value, or of its head when it has none.
fn last_line(ini: &Ini, section: &Section) -> Option<usize> {
    let place = section.place();
    let mut heads = ini.sections.iter();
    let head = heads.find(|head| place.is(&head.name))?.line;
    let next = heads.next().map_or(usize::MAX, |next| next.line);
    let lines = ini.entries.iter().map(|entry| entry.line);
    lines
        .filter(|line| (head..next).contains(line))
        .max()
        .or(Some(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &[(Key, &str)] = &[(Key::ApplicationKey, "ak"), (Key::ConsumerKey, "new")];

    fn eu() -> Section {
        Section::Endpoint(Endpoint::default())
    }

    fn work() -> Section {
        Section::Profile("work".to_owned())
    }

    #[test]
    fn keys_of_one_section_are_set_and_all_else_stays() {
        let added = "application_key = ak\nconsumer_key = new\n";
        let table = [
            (eu(), "", format!("[ovh-eu]\n{added}")),
            (work(), "", format!("[profile:work]\n{added}")),
            // Another section stays, and the last line gets its end.
            (
                eu(),
                "; mine\n[ovh-ca]\nconsumer_key = ca",
                format!("; mine\n[ovh-ca]\nconsumer_key = ca\n\n[ovh-eu]\n{added}"),
            ),
            // Values are replaced where they stand; comments, keys and order stay.
            (
                eu(),
                "[ovh-eu] ; e\n# k\nConsumer_Key:\t'old'  # c\n\nx = y\napplication_key=a;b\n[z]\n",
                "[ovh-eu] ; e\n# k\nConsumer_Key: new # c\n\nx = y\napplication_key= ak\n[z]\n"
                    .to_owned(),
            ),
            // What is missing comes behind the last value.
            (
                work(),
                "[profile:work]\nconsumer_key = old\n\n; tail\n[ovh-eu]\nconsumer_key = eu\n",
                "[profile:work]\nconsumer_key = new\napplication_key = ak\n\n; tail\n[ovh-eu]\n\
                 consumer_key = eu\n"
                    .to_owned(),
            ),
            // A section without a value, at the end of a file without a line end.
            (eu(), "[ovh-eu]", format!("[ovh-eu]\n{added}")),
            // The same endpoint under its URL.
            (
                eu(),
                "[https://eu.api.ovh.com/1.0]\nconsumer_key = old\n",
                "[https://eu.api.ovh.com/1.0]\nconsumer_key = new\napplication_key = ak\n"
                    .to_owned(),
            ),
            // Line ends of another system.
            (
                eu(),
                "\u{feff}[ovh-eu]\r\nconsumer_key = old\r\n",
                "\u{feff}[ovh-eu]\r\nconsumer_key = new\r\napplication_key = ak\r\n".to_owned(),
            ),
        ];
        for (section, before, after) in table {
            assert_eq!(set_keys(before, &section, NEW), Ok(after), "{before:?}");
        }
    }

    #[test]
    fn a_value_is_quoted_where_it_must_be() {
        let table = [
            ("plain", "plain"),
            ("a=b:c", "a=b:c"),
            (" a", "\" a\""),
            ("a ;b", "\"a ;b\""),
            ("\"a\"", "\"\"a\"\""),
            ("", ""),
        ];
        for (value, form) in table {
            assert_eq!(written(value).as_deref(), Some(form), "{value:?}");
        }
    }

    #[test]
    fn what_would_be_read_differently_is_not_written() {
        let key = [(Key::ConsumerKey, "s3\ncret")];
        let profile = |name: &str| Section::Profile(name.to_owned());
        let table = [
            (
                eu(),
                &key[..],
                "`consumer_key` cannot be written into a configuration file",
            ),
            (
                profile("a\nb"),
                NEW,
                "`profile:a\nb` cannot be written into a configuration file",
            ),
            (
                profile("a ;b"),
                NEW,
                "`profile:a ;b` cannot be written into a configuration file",
            ),
        ];
        for (section, values, shown) in table {
            let error = set_keys("", &section, values).unwrap_err();
            assert_eq!(error.to_string(), shown);
        }
        let malformed = set_keys("[a]\ns3cret", &eu(), NEW).unwrap_err();
        assert_eq!(
            malformed.to_string(),
            "line 2: neither a section nor `key = value`"
        );
    }

    #[test]
    fn the_keys_of_a_section_are_known() {
        let text = "[ovh-eu]\nclient_id = a\nconsumer_key =\n[profile:work]\nendpoint = ovh-us\n";
        assert_eq!(keys_in(text, &eu()), Ok(vec![Key::ClientId]));
        assert_eq!(keys_in(text, &work()), Ok(vec![Key::Endpoint]));
        assert_eq!(keys_in("", &work()), Ok(vec![]));
    }
}
