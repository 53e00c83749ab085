//! The call that was probably meant by one that does not exist.

use ovh_order::client::Operation;
use ovh_order::nearest::nearest;

/// The methods of the API.
pub(super) const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// What there is instead of a call that is unknown: the methods of its path, the operation that is a
/// slip away, or where to look; or nothing.
pub(super) fn call(method: &str, path: &str) -> String {
    let has = |other: &&str| Operation::find(other, path).is_some();
    let others: Vec<_> = METHODS.into_iter().filter(has).collect();
    if !others.is_empty() {
        return format!("; that path has {}", others.join(", "));
    }
    let nearest = operation(method, path)
        .map(|nearest| format!("; did you mean {} {}?", nearest.method, nearest.path));
    let known =
        || known_part(path).map(|part| format!("; `ovh-order ops {part}` lists what is near"));
    nearest.or_else(known).unwrap_or_default()
}

/// The beginning of a path, two segments or more, that some operation's path has, as a template.
fn known_part(path: &str) -> Option<String> {
    let given: Vec<_> = path.trim_matches('/').split('/').collect();
    let known = |operation: &Operation| {
        let template = operation.path.trim_matches('/').split('/');
        let alike =
            |(expected, given): &(&str, &&str)| expected.starts_with('{') || expected == *given;
        let part: Vec<_> = template
            .zip(&given)
            .take_while(alike)
            .map(|(it, _)| it)
            .collect();
        (part.len() > 1).then(|| (part.len(), format!("/{}", part.join("/"))))
    };
    let parts = Operation::all().filter_map(known);
    parts
        .max_by_key(|(length, _)| *length)
        .map(|(_, part)| part)
}

/// The operation whose path is a slip away: one segment misspelt, left out or too many, or another
/// method.
fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    let given: Vec<_> = path.trim_matches('/').split('/').collect();
    let costs = Operation::all().map(|operation| {
        let template: Vec<_> = operation.path.trim_matches('/').split('/').collect();
        let parameters = operation.path.matches('{').count();
        let is_other = usize::from(operation.method != method);
        let cost = cost(&given, &template) + is_other * OTHER_METHOD;
        (cost, parameters, operation)
    });
    let nearest = costs.min_by_key(|(cost, parameters, _)| (*cost, *parameters))?;
    (nearest.0 <= FAR / 2).then_some(nearest.2)
}

/// What a segment costs that has nothing to do with the one in its place; half of it is one too few
/// or too many.
const FAR: usize = 24;

/// What a slip costs.
const SLIP: usize = 1;
/// What another method costs: less than a word that is not there.
const OTHER_METHOD: usize = FAR / 2 - 1;
/// What a parameter costs that is left out, which happens more easily than either.
const FORGOTTEN: usize = FAR / 2 - 2;

/// What must be changed to make one path the other: an edit distance over segments.
fn cost(given: &[&str], template: &[&str]) -> usize {
    const ADDED: usize = FAR / 2;
    let mut row = vec![0];
    for expected in template {
        let before = row.last().copied().unwrap_or_default();
        row.push(before + left_out(expected));
    }
    for (index, segment) in given.iter().enumerate() {
        let mut next = vec![(index + 1) * ADDED];
        for ((expected, above), diagonal) in template.iter().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or_default() + left_out(expected);
            let replaced = diagonal + difference(segment, expected);
            next.push(replaced.min(above + ADDED).min(left));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

fn left_out(expected: &str) -> usize {
    if expected.starts_with('{') {
        FORGOTTEN
    } else {
        FAR / 2
    }
}

fn difference(segment: &str, expected: &str) -> usize {
    if segment == expected || expected.starts_with('{') {
        return 0;
    }
    match nearest(segment, [expected]) {
        Some(_) => SLIP,
        None => FAR,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(call(method, path), expected, "{method} {path}");
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
            let found = operation(method, path).map(|found| (found.method, found.path));
            assert_eq!(found, expected, "{method} {path}");
        }
    }
}
