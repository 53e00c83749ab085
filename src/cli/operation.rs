//! Finds the operation that somebody means, or says what is near it.

use ovh_order::client::Operation;
use ovh_order::error::redact;
use ovh_order::nearest::{did_you_mean, nearest};

use super::failure::{Failure, Result};

/// The methods of the API.
pub(super) const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// Where to look for what was not found.
const SEARCH: &str = "`ovh-order ops WORD…` searches the API's operations";

/// The operation of a method and a path, of a path that has only one, or of a Rust method.
pub(super) fn find(words: &[String]) -> Result<&'static Operation> {
    match words {
        [method, path, ..] => of_call(&method.to_uppercase(), &absolute(path)),
        [path] if path.contains('/') => of_path(&absolute(path)),
        [name] => of_name(name),
        [] => of_name(""),
    }
}

fn of_call(method: &str, path: &str) -> Result<&'static Operation> {
    Operation::find(method, path).ok_or_else(|| unknown(method, path, SEARCH))
}

fn of_path(path: &str) -> Result<&'static Operation> {
    let found = METHODS
        .iter()
        .filter_map(|method| Operation::find(method, path));
    // `/order/cart/{cartId}/{product}` matches many paths that are operations of their own; the
    // template with the fewest parameters is the one that is meant.
    let fewest = found.clone().map(parameters).min();
    let meant: Vec<_> = found
        .filter(|operation| Some(parameters(operation)) == fewest)
        .collect();
    match meant.as_slice() {
        [operation] => Ok(operation),
        [] => Err(unknown("GET", path, SEARCH)),
        [first, ..] => Err(Failure::Ambiguous {
            path: first.path,
            methods: meant.iter().map(|operation| operation.method).collect(),
        }),
    }
}

fn of_name(name: &str) -> Result<&'static Operation> {
    Operation::by_id(name).ok_or_else(|| {
        let hint = did_you_mean(name, Operation::all().map(|operation| operation.id));
        Failure::Unknown {
            what: format!("Rust method `{name}`{hint}"),
            hint: SEARCH,
        }
    })
}

/// The failure of a call that the descriptions do not have.
pub(super) fn unknown(method: &str, path: &str, hint: &'static str) -> Failure {
    let call = format!("{method} {path}");
    Failure::Unknown {
        what: format!("call {}{}", redact(&call), suggestion(method, path)),
        hint,
    }
}

/// The path with a slash at its beginning, and none at its end, and no query.
fn absolute(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    format!("/{}", path.trim_matches('/'))
}

/// What there is instead of a call that is unknown: the methods of its path, the operation that is a
/// slip away, or where to look; or nothing.
pub(super) fn suggestion(method: &str, path: &str) -> String {
    let others: Vec<_> = METHODS
        .into_iter()
        .filter(|other| Operation::find(other, path).is_some())
        .collect();
    if !others.is_empty() {
        return format!("; that path has {}", others.join(", "));
    }
    if let Some(near) = near(method, path) {
        return format!("; did you mean {} {}?", near.method, near.path);
    }
    known_part(path).map_or_else(String::new, |part| {
        format!("; `ovh-order ops {part}` lists what is near")
    })
}

/// The operation that differs in one thing: its method, or one segment that is missing or too many.
/// Misspelt segments count as right.
fn near(method: &str, path: &str) -> Option<&'static Operation> {
    let given = segments(path);
    Operation::all()
        .filter(|operation| {
            let other_method = usize::from(operation.method != method);
            difference(&given, &segments(operation.path))
                .is_some_and(|segments| segments + other_method <= 1)
        })
        .min_by_key(|operation| {
            let template = segments(operation.path);
            let unsaid = given.iter().filter(|name| !template.contains(name));
            let is_other = operation.method != method;
            (unsaid.count(), is_other, parameters(operation))
        })
}

/// How many segments one path has more than the other, where all others are alike and it is at most
/// one.
fn difference(given: &[&str], template: &[&str]) -> Option<usize> {
    if given.len() == template.len() {
        return alike(given, template).then_some(0);
    }
    let missing = (0..template.len()).any(|index| alike(given, &without(template, index)));
    let too_many = (0..given.len()).any(|index| alike(&without(given, index), template));
    (missing || too_many).then_some(1)
}

fn alike(given: &[&str], template: &[&str]) -> bool {
    given.len() == template.len()
        && given.iter().zip(template).all(|(given, expected)| {
            is_parameter(expected) || nearest(given, [*expected]).is_some()
        })
}

fn without<'a>(segments: &[&'a str], index: usize) -> Vec<&'a str> {
    let mut segments = segments.to_vec();
    segments.remove(index);
    segments
}

/// The beginning of a path, two segments or more, that some operation's path has, as a template.
fn known_part(path: &str) -> Option<String> {
    let given = segments(path);
    Operation::all()
        .map(|operation| {
            let template = segments(operation.path).into_iter();
            let known = template
                .zip(&given)
                .take_while(|(expected, given)| is_parameter(expected) || expected == *given);
            known.map(|(expected, _)| expected).collect::<Vec<_>>()
        })
        .filter(|known| known.len() > 1)
        .max_by_key(Vec::len)
        .map(|known| format!("/{}", known.join("/")))
}

fn segments(path: &str) -> Vec<&str> {
    path.trim_matches('/').split('/').collect()
}

fn parameters(operation: &Operation) -> usize {
    operation.path.matches('{').count()
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str]) -> Result<&'static str, String> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let found = find(&words).map(|operation| operation.id);
        found.map_err(|error| error.to_string())
    }

    #[test]
    fn an_operation_is_found_however_it_is_written() {
        let cases = [
            (&["POST", "/order/cart/{cartId}/vps"][..], "create_cart_vps"),
            (&["post", "order/cart/0f3c/vps/"], "create_cart_vps"),
            (&["create_cart_vps"], "create_cart_vps"),
            (&["create_cart_product"], "create_cart_product"),
        ];
        for (words, expected) in cases {
            assert_eq!(found(words), Ok(expected), "{words:?}");
        }
    }

    #[test]
    fn a_path_that_has_one_method_needs_no_method() {
        let paths: Vec<_> = Operation::all().map(|one| one.path).collect();
        let operation = Operation::all()
            .find(|one| paths.iter().filter(|path| **path == one.path).count() == 1)
            .unwrap();
        let path = format!("{}?x=1", operation.path.replace(['{', '}'], ""));
        assert_eq!(found(&[&path]), Ok(operation.id));
    }

    #[test]
    fn what_is_not_found_is_told_with_what_is_near() {
        let cases = [
            (
                &["create_cart_vsp"][..],
                "unknown Rust method `create_cart_vsp`; did you mean `create_cart_vps`?",
            ),
            (
                &["POST", "/order/cart/0f3c/vsp"],
                "unknown call POST /order/cart/{cartId}/vsp; did you mean \
                 POST /order/cart/{cartId}/vps?",
            ),
            (
                &["/order/cart"],
                "/order/cart has GET, POST; name the method",
            ),
            (&["/ip/firewall"], "unknown call GET /ip/firewall"),
        ];
        for (words, expected) in cases {
            assert_eq!(found(words), Err(expected.to_owned()), "{words:?}");
        }
    }

    #[test]
    fn an_unknown_call_is_told_with_what_there_is() {
        let cases = [
            ("PUT", "/order/cart/0f3c/vps", "; that path has GET, POST"),
            ("GET", "/order/carts", "; did you mean GET /order/cart?"),
            (
                "GET",
                "/order/catalog/public/nothing",
                "; `ovh-order ops /order/catalog/public` lists what is near",
            ),
            (
                "GET",
                "/me/order/7/nothing/at/all",
                "; `ovh-order ops /me/order/{orderId}` lists what is near",
            ),
            ("GET", "/order/nothing/at/all", ""),
            ("GET", "/ip", ""),
        ];
        for (method, path, expected) in cases {
            assert_eq!(suggestion(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn the_nearest_call_is_one_step_away() {
        let cases = [
            ("GET", "/order/carts", Some(("GET", "/order/cart"))),
            (
                "POST",
                "/order/cart/0f3c/vsp",
                Some(("POST", "/order/cart/{cartId}/vps")),
            ),
            (
                "POST",
                "/order/cart/vps",
                Some(("POST", "/order/cart/{cartId}/vps")),
            ),
            (
                "GET",
                "/v1/order/cart/0f3c/checkout",
                Some(("GET", "/order/cart/{cartId}/checkout")),
            ),
            (
                "PUT",
                "/order/cart/0f3c/summary",
                Some(("GET", "/order/cart/{cartId}/summary")),
            ),
            ("GET", "/ip/loadBalancing/x/backend/y", None),
        ];
        for (method, path, expected) in cases {
            let found = near(method, path).map(|found| (found.method, found.path));
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
