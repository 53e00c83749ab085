//! What a request that has no operation, or a wrong body, was probably meant to be.
//!
//! Clients are answered as live, which helps nobody. Whoever runs the sandbox reads this in its log.

use std::cmp::Reverse;

use strsim::osa_distance;

/// The nearest operation and what differs, unless nothing does, or nothing is near: more than a third
/// of the path would have to change.
///
/// `products` are the segments that `{product}` stands for.
pub fn operation<'a>(
    method: &str,
    path: &str,
    known: impl Iterator<Item = (&'a str, &'a str)>,
    products: &[&str],
) -> Option<String> {
    let of = |(known, template)| {
        let differences = differences(template, path, products);
        let apart: usize = differences
            .iter()
            .map(|difference| difference.letters)
            .sum();
        (
            apart + of_methods(known, method),
            known,
            template,
            differences,
        )
    };
    let (apart, known, template, differences) = known.map(of).min_by_key(|(apart, ..)| *apart)?;
    if apart * 3 > path.chars().count() {
        return None;
    }
    let mut texts: Vec<_> = differences.into_iter().map(|it| it.text).collect();
    if known != method {
        texts.push(format!("{method} instead of {known}"));
    }
    if texts.is_empty() {
        return None;
    }
    Some(format!(
        "nearest is {known} {template}: {}",
        texts.join(", ")
    ))
}

/// A call that changes something is rather meant for another that does, than for one that reads.
fn of_methods(known: &str, method: &str) -> usize {
    usize::from(known != method) + usize::from((known == "GET") != (method == "GET"))
}

/// A path as far as it can be told: its words, and `*` for what can be an id or a secret.
pub fn shape(path: &str) -> String {
    let segments = path.split('/').take(SEGMENTS);
    let told = segments.map(|segment| if is_word(segment) { segment } else { "*" });
    told.collect::<Vec<_>>().join("/")
}

/// How many segments of a path are told; the longest of the API has 9.
const SEGMENTS: usize = 12;

/// How long a word can be: the longest of the API's paths has 30 letters, its secrets have 32.
const WORD: usize = 30;

fn is_word(segment: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_' | b'.');
    let is_version = matches!(segment, "v1" | "v2" | "1.0" | "apiv6");
    is_version || (segment.len() <= WORD && segment.bytes().all(is_letter))
}

/// The unknown fields of a body, each with the one that was probably meant.
pub fn fields(unknown: &[&str], known: &[&str]) -> Option<String> {
    let told: Vec<_> = unknown.iter().map(|name| field(name, known)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}

fn field(unknown: &str, known: &[&str]) -> String {
    match nearest(unknown, known) {
        Some(name) if osa_distance(unknown, name) * 2 <= name.chars().count() => {
            format!("unknown field `{unknown}` instead of `{name}`")
        }
        _ => format!("unknown field `{unknown}`"),
    }
}

/// The nearest name; of several the one that begins most alike.
fn nearest<'a>(meant: &str, names: &[&'a str]) -> Option<&'a str> {
    let names = names.iter().copied();
    names.min_by_key(|name| {
        let pairs = meant.chars().zip(name.chars());
        let alike = pairs.take_while(|(one, other)| one == other).count();
        (osa_distance(meant, name), Reverse(alike))
    })
}

/// More than a path has letters: another word is not a word that was misspelt.
const FAR: usize = 10_000;

/// A segment that is not as in the template.
struct Difference {
    letters: usize,
    text: String,
}

fn differences(template: &str, path: &str, products: &[&str]) -> Vec<Difference> {
    let (mut parts, mut segments) = (template.split('/'), path.split('/'));
    let mut found = Vec::new();
    loop {
        let difference = match (parts.next(), segments.next()) {
            (None, None) => return found,
            (Some(part), Some(segment)) => of_segment(part, segment, products),
            (Some(part), None) => Some(Difference {
                letters: part.len() + 1,
                text: format!("`{part}` is missing"),
            }),
            (None, Some(segment)) => Some(Difference {
                letters: segment.len() + 1,
                text: format!("`{segment}` is too much"),
            }),
        };
        found.extend(difference);
    }
}

fn of_segment(part: &str, segment: &str, products: &[&str]) -> Option<Difference> {
    let expected = match part {
        "{product}" | "{catalogue}" => nearest(segment, products)?,
        _ if part.starts_with('{') && !segment.is_empty() => return None,
        _ => part,
    };
    (expected != segment).then(|| Difference {
        letters: match osa_distance(expected, segment) {
            letters if letters * 3 > expected.chars().count() + 1 => FAR,
            letters => letters,
        },
        text: format!("`{segment}` instead of `{expected}`"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_operation_is_named_with_what_differs() {
        let known = [
            ("GET", "/order/cart/{cartId}/item"),
            ("POST", "/order/cart/{cartId}/{product}"),
            ("GET", "/me/order"),
            ("GET", "/order/catalog/public/{catalogue}"),
        ];
        let item = "nearest is GET /order/cart/{cartId}/item: ";
        let product = "nearest is POST /order/cart/{cartId}/{product}: ";
        let order = "nearest is GET /me/order: ";
        let catalogue = "nearest is GET /order/catalog/public/{catalogue}: ";
        let products = ["cloud", "ip", "vps", "vcdaMigration"];
        for (method, path, expected) in [
            (
                "GET",
                "/order/cart/1/items",
                Some((item, "`items` instead of `item`")),
            ),
            (
                "PUT",
                "/order/cart/1/item",
                Some((item, "PUT instead of GET")),
            ),
            (
                "POST",
                "/order/cart/1/vp",
                Some((product, "`vp` instead of `vps`")),
            ),
            (
                "PUT",
                "/order/cart/1/cloud",
                Some((product, "PUT instead of POST")),
            ),
            (
                "GET",
                "/order/catalog/public/clod",
                Some((catalogue, "`clod` instead of `cloud`")),
            ),
            (
                "POST",
                "/order/cart/6fb0b605-56ef-ee8b-9dab-6295c1765fe6/configuracion",
                None,
            ),
            (
                "POST",
                "/order/cart/1/clod",
                Some((product, "`clod` instead of `cloud`")),
            ),
            ("GET", "/me/order/", Some((order, "`` is too much"))),
            ("GET", "/me/order", None),
            ("GET", "/me", None),
            ("GET", "/vrack", None),
        ] {
            let told = operation(method, path, known.into_iter(), &products);
            let expected = expected.map(|(nearest, what)| format!("{nearest}{what}"));
            assert_eq!(told, expected, "{method} {path}");
        }
    }

    #[test]
    fn of_a_path_only_words_are_told() {
        for (path, told) in [
            ("/v1/order/crat/4f2a/item", "/v1/order/crat/*/item"),
            ("/v1/domain/shop.example", "/v1/domain/shop.example"),
            ("/1.0/me/%6De//", "/1.0/me/*//"),
            ("/v1/abcdefghijklmnopqrstuvwxyzabcdef", "/v1/*"),
        ] {
            assert_eq!(shape(path), told);
        }
        assert_eq!(shape(&"/a".repeat(1000)), "/a".repeat(11));
    }

    #[test]
    fn an_unknown_field_is_told_with_the_one_it_resembles() {
        let known = ["planCode", "pricingMode"];
        for (unknown, expected) in [
            (
                "priceMode",
                "unknown field `priceMode` instead of `pricingMode`",
            ),
            (
                "plan_code",
                "unknown field `plan_code` instead of `planCode`",
            ),
            ("quantity", "unknown field `quantity`"),
        ] {
            assert_eq!(field(unknown, &known), expected);
        }
    }
}
