//! Which operations each command calls, as data; tests run the commands and compare.
//! It must not know what an operation asks for; that is in its description.

use ovh_order::client::Operation;

type Call = (&'static str, &'static str);

const ME: Call = ("GET", "/me");
const CREATE: Call = ("POST", "/order/cart");
const DELETE: Call = ("DELETE", "/order/cart/{cartId}");
const ASSIGN: Call = ("POST", "/order/cart/{cartId}/assign");
const OFFERS: Call = ("GET", "/order/cart/{cartId}/{product}");
const ADD: Call = ("POST", "/order/cart/{cartId}/{product}");
const OPTIONS: Call = ("GET", "/order/cart/{cartId}/{product}/options");
const ADD_OPTION: Call = ("POST", "/order/cart/{cartId}/{product}/options");
const ITEM: Call = ("GET", "/order/cart/{cartId}/item/{itemId}");
const REQUIREMENTS: Call = (
    "GET",
    "/order/cart/{cartId}/item/{itemId}/requiredConfiguration",
);
const CONFIGURATIONS: Call = ("GET", "/order/cart/{cartId}/item/{itemId}/configuration");
const CONFIGURE: Call = ("POST", "/order/cart/{cartId}/item/{itemId}/configuration");
const CONFIGURATION: Call = (
    "GET",
    "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}",
);
const UNCONFIGURE: Call = (
    "DELETE",
    "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}",
);
const ADD_COUPON: Call = ("POST", "/order/cart/{cartId}/coupon");
const SUMMARY: Call = ("GET", "/order/cart/{cartId}/summary");
const DRY_RUN: Call = ("GET", "/order/cart/{cartId}/checkout");
const CHECKOUT: Call = ("POST", "/order/cart/{cartId}/checkout");
const STATUS: Call = ("GET", "/me/order/{orderId}/status");
const DETAILS: Call = ("GET", "/me/order/{orderId}/details");
const DETAIL: Call = ("GET", "/me/order/{orderId}/details/{orderDetailId}");
const EXTENSION: Call = (
    "GET",
    "/me/order/{orderId}/details/{orderDetailId}/extension",
);

/// Each command with what it may call.
static COMMANDS: &[(&str, &[Call])] = &[
    (
        "buy",
        &[
            ME,
            CREATE,
            OFFERS,
            ADD,
            OPTIONS,
            ADD_OPTION,
            REQUIREMENTS,
            CONFIGURE,
            ADD_COUPON,
            ASSIGN,
            DRY_RUN,
            CHECKOUT,
            DELETE,
            STATUS,
            DETAILS,
            DETAIL,
            EXTENSION,
        ],
    ),
    (
        "quote",
        &[
            ME,
            CREATE,
            OFFERS,
            ADD,
            OPTIONS,
            ADD_OPTION,
            REQUIREMENTS,
            CONFIGURE,
            ADD_COUPON,
            ASSIGN,
            DRY_RUN,
            SUMMARY,
            DELETE,
        ],
    ),
    ("cart create", &[ME, CREATE]),
    ("cart get", &[("GET", "/order/cart/{cartId}")]),
    ("cart list", &[("GET", "/order/cart")]),
    ("cart delete", &[DELETE]),
    ("cart offers", &[OFFERS]),
    ("cart options", &[OPTIONS]),
    ("cart add", &[OFFERS, ADD, ITEM, OPTIONS, ADD_OPTION]),
    ("cart item", &[("GET", "/order/cart/{cartId}/item"), ITEM]),
    ("cart requirements", &[REQUIREMENTS]),
    (
        "cart configure",
        &[CONFIGURATIONS, CONFIGURATION, UNCONFIGURE, CONFIGURE],
    ),
    ("cart configuration", &[CONFIGURATIONS, CONFIGURATION]),
    ("cart unconfigure", &[UNCONFIGURE]),
    (
        "cart coupon",
        &[
            ("GET", "/order/cart/{cartId}/coupon"),
            ADD_COUPON,
            ("DELETE", "/order/cart/{cartId}/coupon"),
        ],
    ),
    ("cart assign", &[ASSIGN]),
    ("cart summary", &[SUMMARY]),
    ("cart checkout", &[DRY_RUN, CHECKOUT]),
    ("order list", &[("GET", "/me/order")]),
    ("order get", &[("GET", "/me/order/{orderId}")]),
    ("order status", &[STATUS]),
    ("order details", &[DETAILS, DETAIL]),
    ("order follow", &[STATUS, DETAILS, DETAIL, EXTENSION]),
    (
        "login",
        &[
            ("POST", "/auth/credential"),
            ("GET", "/auth/time"),
            ("GET", "/auth/currentCredential"),
        ],
    ),
    ("api", &[]),
    ("auth explain", &[]),
    ("completions", &[]),
    ("config show", &[]),
    ("man", &[]),
    ("ops", &[]),
    ("ops show", &[]),
    ("sandbox", &[]),
    ("schema", &[]),
];

/// The names of all commands.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name)
}

/// What a command calls, or every command of a group, or one call by itself.
pub(super) fn of(words: &str) -> Option<Vec<Call>> {
    if let Some(operation) = operation(words.strip_prefix("api ").unwrap_or(words)) {
        return Some(vec![(operation.method, operation.path)]);
    }
    let is_meant = |name: &str| {
        let below = name.strip_prefix(words);
        below.is_some_and(|below| below.is_empty() || below.starts_with(' '))
    };
    let mut meant = COMMANDS
        .iter()
        .filter(|(name, _)| is_meant(name))
        .peekable();
    meant.peek()?;
    let mut calls = Vec::new();
    for call in meant.flat_map(|(_, calls)| *calls) {
        if !calls.contains(call) {
            calls.push(*call);
        }
    }
    Some(calls)
}

fn operation(words: &str) -> Option<&'static Operation> {
    let (method, path) = words.split_once(' ')?;
    Operation::find(&method.to_ascii_uppercase(), path)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;
    use crate::cli::arguments::Arguments;

    /// The commands that do something, by their names.
    fn leaves(command: &clap::Command, above: &str, found: &mut Vec<String>) {
        if !command.is_subcommand_required_set() {
            found.push(above.trim().to_owned());
        }
        for child in command.get_subcommands() {
            leaves(child, &format!("{above} {}", child.get_name()), found);
        }
    }

    #[test]
    fn every_command_is_explained() {
        let mut all = Vec::new();
        leaves(&Arguments::command(), "", &mut all);
        let missing: Vec<_> = all.iter().filter(|name| of(name).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let gone = |name: &&str| !all.iter().any(|known| known == name);
        assert_eq!(
            commands().filter(gone).collect::<Vec<_>>(),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn every_call_is_an_operation_or_a_family_of_them() {
        for (name, calls) in COMMANDS {
            for (method, path) in *calls {
                let known = Operation::find(method, path).is_some() || path.contains("{product}");
                assert!(known, "{name}: {method} {path}");
            }
        }
    }

    #[test]
    fn a_group_calls_what_its_commands_call() {
        assert_eq!(of("cart checkout"), Some(vec![DRY_RUN, CHECKOUT]));
        assert_eq!(of("post /order/cart/0f3c/checkout"), Some(vec![CHECKOUT]));
        assert_eq!(of("api GET /me"), Some(vec![ME]));
        assert_eq!(of("order").map(|calls| calls.len()), Some(6));
        assert_eq!(of("ord"), None);
        assert_eq!(of("schema"), Some(vec![]));
    }
}
