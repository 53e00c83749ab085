//! Masks secrets in text that people will see: messages, causes, URLs, headers, bodies.
//!
//! A secret is found by its name, as `name=value`, `name: value` or `"name": "value"`, in upper or
//! lower case, and the id of a cart by its place in a path. This is the second line of defence: text
//! that need not hold a secret is made without one.

use std::borrow::Cow;
use std::ops::Range;

/// How much of a text that came from elsewhere is looked at and shown, in bytes.
pub(super) const TEXT_LIMIT: usize = 4096;

/// What is shown in place of a secret.
pub const MASK: &str = "[redacted]";

/// The names whose values are secret, in lower case.
const SECRET_NAMES: [&str; 22] = [
    "orderpassword",
    "password",
    "cartid",
    "x-ovh-application",
    "x-ovh-consumer",
    "x-ovh-signature",
    "applicationkey",
    "applicationsecret",
    "consumerkey",
    "application_key",
    "application_secret",
    "consumer_key",
    "client_id",
    "client_secret",
    "access_token",
    "ovh_application_key",
    "ovh_application_secret",
    "ovh_consumer_key",
    "ovh_client_id",
    "ovh_client_secret",
    "ovh_access_token",
    "credentialtoken",
];

/// Headers whose value has several words: it ends with the line.
const SECRET_HEADERS: [&str; 2] = ["authorization", "proxy-authorization"];

/// What a signature begins with, before the digits of a SHA-1.
const SIGNATURE: &str = "$1$";
const SIGNATURE_DIGITS: usize = 40;

/// The path before the id of a cart, which is a secret until the cart is assigned.
const CART_PATH: &str = "/order/cart/";

/// Masks every secret in a text.
///
/// ```
/// use ovh_order::error::redact;
///
/// assert_eq!(
///     redact("https://www.example.org/order?orderId=1&orderPassword=abc"),
///     "https://www.example.org/order?orderId=1&orderPassword=[redacted]",
/// );
/// assert_eq!(redact("GET /order/cart/0a1b/eco"), "GET /order/cart/{cartId}/eco");
/// assert_eq!(redact("nothing secret"), "nothing secret");
/// ```
#[must_use]
pub fn redact(text: &str) -> Cow<'_, str> {
    replaced(text, text.len(), secrets(text))
}

/// The text up to a number of bytes.
pub(super) fn cut(text: &str, limit: usize) -> &str {
    text.get(..text.floor_char_boundary(limit)).unwrap_or(text)
}

/// The text up to a number of bytes with its spans replaced, even where one reaches beyond the limit.
pub(super) fn replaced<'t>(
    text: &'t str,
    limit: usize,
    mut spans: Vec<(Range<usize>, &str)>,
) -> Cow<'t, str> {
    if text.len() <= limit && spans.is_empty() {
        return Cow::Borrowed(text);
    }
    spans.sort_by_key(|(span, _)| span.start);
    let shown = cut(text, limit);
    let mut out = String::with_capacity(shown.len());
    let mut copied = 0;
    for (span, replacement) in spans {
        if span.start >= shown.len() {
            break;
        }
        // Not inside what is replaced already: a secret that looks like a named one itself.
        if span.start >= copied {
            out.push_str(text.get(copied..span.start).unwrap_or_default());
            out.push_str(replacement);
        }
        copied = copied.max(span.end);
    }
    out.push_str(shown.get(copied..).unwrap_or_default());
    if shown.len() < text.len() {
        out.push('…');
    }
    Cow::Owned(out)
}

/// Masks every secret in a text and cuts off the query of every URL, for causes from other crates,
/// which print the URL that they failed with.
pub(super) fn redact_cause(text: &str) -> String {
    let text = redact(text);
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(ends_url) {
        match piece.split_once('?').filter(|(url, _)| url.contains("://")) {
            Some((url, _)) => {
                out.push_str(url);
                out.extend(piece.chars().next_back().filter(|last| ends_url(*last)));
            }
            None => out.push_str(piece),
        }
    }
    out
}

fn ends_url(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')')
}

fn secrets(text: &str) -> Vec<(Range<usize>, &'static str)> {
    // Lower-casing ASCII keeps every offset.
    let lower = text.to_ascii_lowercase();
    let named = SECRET_NAMES.map(|name| values(text, &lower, name, unquoted_len));
    let signatures = text
        .match_indices(SIGNATURE)
        .filter_map(|(at, mark)| signature_at(text, at + mark.len()));
    let headers = SECRET_HEADERS.map(|name| values(text, &lower, name, line_len));
    let carts = lower
        .match_indices(CART_PATH)
        .filter_map(|(at, path)| segment_at(text, at + path.len()));
    named
        .into_iter()
        .chain(headers)
        .flatten()
        .chain(signatures)
        .map(|span| (span, MASK))
        .chain(carts.map(|span| (span, "{cartId}")))
        .collect()
}

/// The values after each occurrence of a name that is not part of a longer word, nor of the value
/// before: a text is read through once, however often it repeats a name.
fn values(text: &str, lower: &str, name: &str, bare_len: fn(&str) -> usize) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in lower.match_indices(name) {
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let is_inside_word =
            before.is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
        let is_inside_value = found.last().is_some_and(|value| at < value.end);
        if !is_inside_word && !is_inside_value {
            found.extend(value_after(text, at + name.len(), bare_len));
        }
    }
    found
}

/// The value after a name that ends at `from`, if `=` or `:` and a value follow.
fn value_after(text: &str, from: usize, bare_len: fn(&str) -> usize) -> Option<Range<usize>> {
    const QUOTES: [char; 2] = ['"', '\''];
    const BLANKS: [char; 2] = [' ', '\t'];
    let tail = text.get(from..)?;
    // The name's own closing quote, escaped where the text is quoted once more.
    let rest = tail.trim_start_matches('\\');
    let rest = rest.strip_prefix(QUOTES).unwrap_or(rest);
    let rest = rest.trim_start_matches(BLANKS).strip_prefix(['=', ':'])?;
    let rest = rest.trim_start_matches(BLANKS);
    let unescaped = rest.trim_start_matches('\\');
    let is_nested = unescaped.len() < rest.len();
    let quote = unescaped.chars().next().filter(|c| QUOTES.contains(c));
    let value = unescaped.strip_prefix(QUOTES).unwrap_or(unescaped);
    let length = match quote {
        Some(quote) => quoted_len(value, quote, is_nested),
        None => bare_len(value),
    };
    let start = from + tail.len() - value.len();
    (length > 0).then_some(start..start + length)
}

/// The length up to the closing quote. If the whole text is quoted once more, the closing quote is
/// escaped, so the first backslash ends the value.
fn quoted_len(value: &str, quote: char, is_nested: bool) -> usize {
    let mut escaped = false;
    for (at, c) in value.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if is_nested => return at,
            '\\' => escaped = true,
            c if c == quote => return at,
            _ => {}
        }
    }
    value.len()
}

fn unquoted_len(value: &str) -> usize {
    let ends = |c: char| ends_url(c) || matches!(c, '&' | '#' | ',' | ';' | '}' | ']' | '{' | '[');
    value.find(ends).unwrap_or(value.len())
}

fn line_len(value: &str) -> usize {
    value.find(['\r', '\n', '"']).unwrap_or(value.len())
}

/// The hexadecimal digits of a signature, which begin at `start`.
fn signature_at(text: &str, start: usize) -> Option<Range<usize>> {
    let digits = text.get(start..start + SIGNATURE_DIGITS)?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex.then_some(start..start + SIGNATURE_DIGITS)
}

fn segment_at(text: &str, start: usize) -> Option<Range<usize>> {
    let tail = text.get(start..)?;
    let ends = |c: char| ends_url(c) || matches!(c, '/' | '?' | '#' | ',' | ';' | '{' | '`' | '\\');
    let length = tail.find(ends).unwrap_or(tail.len());
    (length > 0).then_some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_form_they_come_in() {
        let table = [
            // Queries and forms.
            ("?orderPassword=s3&x=1", "?orderPassword=[redacted]&x=1"),
            ("?ORDERPASSWORD=s3#top", "?ORDERPASSWORD=[redacted]#top"),
            ("a?password=s3 b", "a?password=[redacted] b"),
            ("client_secret=s3", "client_secret=[redacted]"),
            // Headers.
            ("X-Ovh-Signature: $1$ab", "X-Ovh-Signature: [redacted]"),
            ("x-ovh-consumer:ck\nA: b", "x-ovh-consumer:[redacted]\nA: b"),
            (
                "Authorization: Bearer s3\r\nA: b",
                "Authorization: [redacted]\r\nA: b",
            ),
            // JSON, plain, with escapes, and quoted once more.
            (
                r#"{"password":"s3","n":1}"#,
                r#"{"password":"[redacted]","n":1}"#,
            ),
            (r#"{"password" : "s\"3"}"#, r#"{"password" : "[redacted]"}"#),
            (r#"{"password":12}"#, r#"{"password":[redacted]}"#),
            (
                r#""{\"password\":\"s3\"}""#,
                r#""{\"password\":\"[redacted]\"}""#,
            ),
            (r#"{"consumerKey":"ck"}"#, r#"{"consumerKey":"[redacted]"}"#),
            (r#"{"cartId":"0a"}"#, r#"{"cartId":"[redacted]"}"#),
            // Configuration lines.
            ("application_secret = s3", "application_secret = [redacted]"),
            ("OVH_CONSUMER_KEY=ck", "OVH_CONSUMER_KEY=[redacted]"),
            // Signatures without a name.
            (
                "$1$0123456789abcdef0123456789abcdef01234567 is wrong",
                "$1$[redacted] is wrong",
            ),
            // Paths.
            ("/order/cart/0a/eco", "/order/cart/{cartId}/eco"),
            (
                "url (https://h/v1/order/cart/0a)",
                "url (https://h/v1/order/cart/{cartId})",
            ),
            (
                "/order/cart/0a?x, /order/cart/1b",
                "/order/cart/{cartId}?x, /order/cart/{cartId}",
            ),
            // Not the characters of one byte only.
            ("é password=ñü&é", "é password=[redacted]&é"),
        ];
        for (given, shown) in table {
            assert_eq!(redact(given), shown, "{given}");
        }
    }

    #[test]
    fn text_without_a_secret_is_not_copied() {
        let table = [
            "",
            "the password is wrong",
            "?password=&x=1",
            r#"{"password":"","n":1}"#,
            r#""{\"password\":\"\",\"n\":1}""#,
            "nopassword=1",
            "/order/cart/{cartId}/eco",
            "/order/cartServiceOption/vps/x",
            "/order/cart/",
            "password:",
        ];
        for text in table {
            assert!(
                matches!(redact(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }

    #[test]
    fn masking_takes_time_in_proportion_to_the_text() {
        let nested = r#"password=\"#.repeat(100_000);
        let texts = [
            "password=".repeat(100_000),
            r#""password":"x"#.repeat(100_000),
            "authorization: password=".repeat(50_000),
            "/order/cart//order/cart/0a".repeat(50_000),
            "$1$".repeat(300_000),
            nested,
        ];
        for text in texts {
            // Quadratic, each would take minutes.
            assert!(redact(&text).len() < text.len() * 4);
        }
    }

    #[test]
    fn a_cause_does_not_show_the_query_of_a_url() {
        let table = [
            (
                "error for url (https://h/a?b=c): broken",
                "error for url (https://h/a): broken",
            ),
            (
                "https://h/order/cart/0a?x=1",
                "https://h/order/cart/{cartId}",
            ),
            ("really? yes", "really? yes"),
        ];
        for (given, shown) in table {
            assert_eq!(redact_cause(given), shown);
        }
    }
}
