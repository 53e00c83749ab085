//! Text as a shell takes it. It must not know what the text is for.

/// Text that a shell takes as it is, in quotes.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// One word of a command, in quotes where it needs them.
pub(super) fn word(text: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_where_it_must_be() {
        let cases = [
            ("ovh-eu", "ovh-eu"),
            ("http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
            ("my work", "'my work'"),
            ("it's", r"'it'\''s'"),
            ("GET /me/*", "'GET /me/*'"),
            ("", "''"),
        ];
        for (text, expected) in cases {
            assert_eq!(word(text), expected);
        }
    }
}
