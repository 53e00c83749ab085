//! Edits the text of a configuration file: keys of one section, and nothing else.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::ini::{self, Ini, IniError, value_and_comment};
use super::key::{Key, Section};
use super::sources::given;
use crate::error::debug_as_sentence;

/// Why a text cannot be edited. It never repeats a value.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// A line that cannot be read.
    #[error(transparent)]
    Malformed(#[from] IniError),
    /// A value or a section that the file's form cannot carry, such as one with a line break.
    #[error("`{0}` cannot be written into a configuration file")]
    Unwritable(String),
}

debug_as_sentence!(EditError);

/// The keys that a section of this text sets, with their values.
///
/// # Errors
/// [`EditError::Malformed`].
pub fn values_in(text: &str, section: &Section) -> Result<BTreeMap<Key, SecretString>, EditError> {
    let ini = ini::parse(text.as_bytes())?;
    let values = Key::ALL.into_iter().filter_map(|key| {
        let value = given(ini.value(section, key)?)?;
        Some((key, value))
    });
    Ok(values.collect())
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
/// A line that cannot be read, and a value or section that cannot be written.
pub fn set_keys(
    text: &str,
    section: &Section,
    values: &[(Key, &str)],
) -> Result<String, EditError> {
    let ini = ini::parse(text.as_bytes())?;
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let mut added = Vec::new();
    for (key, value) in values {
        let value = quoted(value).ok_or_else(|| EditError::Unwritable(key.to_string()))?;
        let entry = ini.entries_of(section, *key).next();
        match entry.and_then(|entry| lines.get_mut(entry.line - 1)) {
            Some(line) => *line = with_value(line, &value),
            None => added.push(format!("{key} = {value}")),
        }
    }
    if !added.is_empty() {
        insert(&mut lines, &ini, section, added);
    }
    let edited = lines.concat();
    // A section can have any name, so what is read back decides whether it could be written.
    let read = ini::parse(edited.as_bytes()).unwrap_or_default();
    for (key, value) in values {
        if read.value(section, *key) != Some(value) {
            return Err(EditError::Unwritable(section.to_string()));
        }
    }
    Ok(edited)
}

/// A value as it stands in a file: in quotes when it would be read differently without.
fn quoted(value: &str) -> Option<String> {
    let plain = value.to_owned();
    let forms = [plain, format!("\"{value}\""), format!("'{value}'")];
    forms.into_iter().find(|form| {
        let text = format!("[default]\nendpoint = {form}\n");
        let read = ini::parse(text.as_bytes()).unwrap_or_default();
        read.entries.len() == 1 && read.value(&Section::Default, Key::Endpoint) == Some(value)
    })
}

/// The line with another value; its key, its comment and its line end stay.
fn with_value(line: &str, value: &str) -> String {
    let content = line.trim_end_matches(['\r', '\n']);
    let line_end = line.get(content.len()..).unwrap_or_default();
    let separator = content.find(['=', ':']).map_or(content.len(), |at| at + 1);
    let (key, rest) = content.split_at(separator);
    let (_, comment) = value_and_comment(rest);
    let blank = if comment.is_empty() { "" } else { " " };
    format!("{key} {value}{blank}{comment}{line_end}")
}

/// Adds lines behind the last value of the section, or the section at the end.
fn insert(lines: &mut Vec<String>, ini: &Ini, section: &Section, mut added: Vec<String>) {
    let is_crlf = lines.first().is_some_and(|line| line.ends_with("\r\n"));
    let line_end = if is_crlf { "\r\n" } else { "\n" };
    let at = match last_line(ini, section) {
        Some(line) => line,
        None => {
            added.insert(0, format!("[{section}]"));
            if lines.iter().any(|line| !line.trim().is_empty()) {
                added.insert(0, String::new());
            }
            lines.len()
        }
    };
    if at == lines.len()
        && let Some(last) = lines.last_mut()
        && !last.ends_with('\n')
    {
        last.push_str(line_end);
    }
    lines.splice(at..at, added.into_iter().map(|line| line + line_end));
}

/// The line of the section's last value, or of its header when it has none.
fn last_line(ini: &Ini, section: &Section) -> Option<usize> {
    let mut headers = ini.headers.iter();
    let start = headers.find(|header| section.is_named(&header.name))?.line;
    let end = headers.next().map_or(usize::MAX, |next| next.line);
    let values = ini.entries.iter().map(|entry| entry.line);
    let last = values.filter(|line| (start..end).contains(line)).max();
    Some(last.unwrap_or(start))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::endpoint::Endpoint;

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
            assert_eq!(quoted(value).as_deref(), Some(form), "{value:?}");
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
            "line 2: expected [section] or `key = value`"
        );
    }

    #[test]
    fn the_values_of_a_section_are_known() {
        fn values(text: &str, section: &Section) -> Vec<(Key, String)> {
            let values = values_in(text, section).unwrap().into_iter();
            values
                .map(|(key, value)| (key, value.expose_secret().to_owned()))
                .collect()
        }
        let text = "[ovh-eu]\nclient_id = a\nconsumer_key =\n[profile:work]\nendpoint = ovh-us\n";
        assert_eq!(values(text, &eu()), [(Key::ClientId, "a".to_owned())]);
        assert_eq!(
            values(text, &work()),
            [(Key::Endpoint, "ovh-us".to_owned())]
        );
        assert_eq!(values("", &work()), []);
    }
}
