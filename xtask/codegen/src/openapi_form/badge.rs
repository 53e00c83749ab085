//! The coloured badge by which OVHcloud's rendering shows an operation's status.

/// The colour of a status.
pub(super) fn color(status: &str) -> &'static str {
    match status {
        "PRODUCTION" => "green",
        "BETA" | "ALPHA" => "blue",
        "DEPRECATED" => "red",
        _ => "orange",
    }
}

/// The status behind a badge: its label where that is a word, else what its colour stands for. An
/// orange badge with a sentence stands for nothing.
pub(super) fn status<'a>(color: &str, label: &'a str) -> Option<&'a str> {
    match color {
        _ if is_word(label) => Some(label),
        "green" => Some("PRODUCTION"),
        "blue" => Some("BETA"),
        "red" => Some("DEPRECATED"),
        _ => None,
    }
}

fn is_word(label: &str) -> bool {
    !label.is_empty() && label.chars().all(|c| c.is_ascii_uppercase() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_a_word_even_where_the_badge_has_a_sentence() {
        let cases = [
            (("green", "PRODUCTION"), Some("PRODUCTION")),
            (("blue", "ALPHA"), Some("ALPHA")),
            (("orange", "SUNSET"), Some("SUNSET")),
            (("green", "Stable production version"), Some("PRODUCTION")),
            (("red", "Deprecated, will be removed"), Some("DEPRECATED")),
            (("orange", "Something else"), None),
            (("green", ""), Some("PRODUCTION")),
        ];
        for ((color, label), expected) in cases {
            assert_eq!(status(color, label), expected, "{label}");
        }
    }
}
