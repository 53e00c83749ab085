//! Which one operation is meant. It must not print it.

use ovh_order::client::Operation;
use ovh_order::error::redact;

use crate::cli::nearest::{self, METHODS};
use ovh_order::nearest::did_you_mean;

/// No operation, or not one alone.
#[derive(Debug, thiserror::Error)]
pub(in crate::cli) enum NotFound {
    /// The descriptions have none.
    #[error("the descriptions have no {asked}{hint}\n`ovh-order ops WORD…` searches them")]
    None {
        /// What was asked for.
        asked: String,
        /// What was probably meant.
        hint: String,
    },
    /// The path has several.
    #[error("{path} has {}: say which", methods.join(", "))]
    Several {
        /// Template of the path.
        path: &'static str,
        /// Its methods.
        methods: Vec<&'static str>,
    },
}

/// The operation of a method and a path, of a path that has one alone, or of a Rust method.
pub(super) fn find(words: &[String]) -> Result<&'static Operation, NotFound> {
    match words {
        [method, path, ..] => of_call(&method.to_uppercase(), &absolute(path)),
        [path] if path.contains('/') => of_path(&absolute(path)),
        [name] => of_name(name),
        [] => of_name(""),
    }
}

fn of_call(method: &str, path: &str) -> Result<&'static Operation, NotFound> {
    let asked = format!("{method} {path}");
    Operation::find(method, path).ok_or_else(|| unknown(method, path, &asked))
}

fn of_path(path: &str) -> Result<&'static Operation, NotFound> {
    let found = METHODS
        .iter()
        .filter_map(|method| Operation::find(method, path));
    // The template with the fewest parameters is the one that is meant.
    let parameters = |operation: &Operation| operation.path.matches('{').count();
    let fewest = found.clone().map(parameters).min();
    let meant: Vec<_> = found
        .filter(|operation| Some(parameters(operation)) == fewest)
        .collect();
    match meant.as_slice() {
        [operation] => Ok(operation),
        [] => Err(unknown("GET", path, path)),
        [first, ..] => Err(NotFound::Several {
            path: first.path,
            methods: meant.iter().map(|operation| operation.method).collect(),
        }),
    }
}

fn of_name(name: &str) -> Result<&'static Operation, NotFound> {
    let names = || Operation::all().map(|operation| operation.id);
    Operation::by_id(name).ok_or_else(|| NotFound::None {
        asked: format!("Rust method `{name}`"),
        hint: did_you_mean(name, names()),
    })
}

fn unknown(method: &str, path: &str, asked: &str) -> NotFound {
    NotFound::None {
        asked: redact(asked).into_owned(),
        hint: nearest::call(method, path),
    }
}

/// The path with a slash at its beginning, without one at its end and without a query.
fn absolute(path: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    format!("/{}", path.trim_matches('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[&str]) -> Result<&'static str, String> {
        let words: Vec<_> = words.iter().map(|&word| word.to_owned()).collect();
        let found = find(&words).map(|operation| operation.id);
        found.map_err(|error| {
            error
                .to_string()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned()
        })
    }

    #[test]
    fn an_operation_is_found_however_it_is_written() {
        let cases = [
            (&["POST", "/order/cart/{cartId}/vps"][..], "create_cart_vps"),
            (&["post", "order/cart/0f3c/vps/"], "create_cart_vps"),
            (&["create_cart_vps"], "create_cart_vps"),
            (&["create_cart_product"], "create_cart_product"),
            (&["/order/cart/0f3c/assign?x=1"], "assign_cart"),
        ];
        for (words, expected) in cases {
            assert_eq!(found(words), Ok(expected), "{words:?}");
        }
    }

    #[test]
    fn what_is_not_found_is_told_with_what_is_near() {
        let cases = [
            (
                &["create_cart_vsp"][..],
                "the descriptions have no Rust method `create_cart_vsp`; did you mean `create_cart_vps`?",
            ),
            (
                &["POST", "/order/cart/0f3c/vsp"],
                "the descriptions have no POST /order/cart/{cartId}/vsp; did you mean \
                 POST /order/cart/{cartId}/vps?",
            ),
            (&["/order/cart"], "/order/cart has GET, POST: say which"),
            (&["/ip/firewall"], "the descriptions have no /ip/firewall"),
        ];
        for (words, expected) in cases {
            assert_eq!(found(words), Err(expected.to_owned()), "{words:?}");
        }
    }
}
