//! Makes text from the API, from files and from arguments safe to print: a terminal obeys control
//! characters, and bidirectional overrides show a text in another order than it has.

use std::borrow::Cow;
use std::fmt::Write;

/// The most characters of one message: several texts of an answer, each of which is cut shorter.
pub(super) const MOST_CHARACTERS: usize = 16_384;

/// The text with what a terminal would obey replaced, one character for one. Lines and tabs stay.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(is_obeyed, "\u{fffd}"))
}

/// The same for a message, which is cut if it is too long.
pub(super) fn clean_message(text: &str) -> Cow<'_, str> {
    let Some((end, _)) = text.char_indices().nth(MOST_CHARACTERS) else {
        return clean(text);
    };
    let kept = text.get(..end).unwrap_or_default();
    let cut = text.len() - end;
    Cow::Owned(format!("{} … and {cut} bytes more", clean(kept)))
}

/// JSON with the same characters escaped, which means the same JSON: serializers escape only those
/// below the blank.
pub(super) fn escape_json(json: &str) -> String {
    let mut escaped = String::with_capacity(json.len());
    for c in json.chars() {
        if is_obeyed(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(c);
        }
    }
    escaped
}

/// Whether a terminal may do something else with a character than show it.
pub(super) fn is_obeyed(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Marks, embeddings, overrides and isolates of bidirectional text, and two more line ends.
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            true
        }
        // Tags, which are invisible; a page marks its colours with them.
        '\u{e0000}'..='\u{e0fff}' => true,
        _ => c.is_control(),
    }
}
