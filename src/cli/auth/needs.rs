//! Which operations each command calls, as data; tests run the commands and compare.

/// A method and a path.
type Call = &'static str;

const ME: Call = "GET /me";
const CREATE: Call = "POST /order/cart";
const CART: Call = "GET /order/cart/{cartId}";
const DELETE: Call = "DELETE /order/cart/{cartId}";
const ASSIGN: Call = "POST /order/cart/{cartId}/assign";
const OFFERS: Call = "GET /order/cart/{cartId}/{product}";
const ADD: Call = "POST /order/cart/{cartId}/{product}";
const OPTIONS: Call = "GET /order/cart/{cartId}/{product}/options";
const ADD_OPTION: Call = "POST /order/cart/{cartId}/{product}/options";
const ITEMS: Call = "GET /order/cart/{cartId}/item";
const ITEM: Call = "GET /order/cart/{cartId}/item/{itemId}";
const REQUIREMENTS: Call = "GET /order/cart/{cartId}/item/{itemId}/requiredConfiguration";
const CONFIGURATIONS: Call = "GET /order/cart/{cartId}/item/{itemId}/configuration";
const CONFIGURE: Call = "POST /order/cart/{cartId}/item/{itemId}/configuration";
const CONFIGURATION: Call =
    "GET /order/cart/{cartId}/item/{itemId}/configuration/{configurationId}";
const UNCONFIGURE: Call =
    "DELETE /order/cart/{cartId}/item/{itemId}/configuration/{configurationId}";
const ADD_COUPON: Call = "POST /order/cart/{cartId}/coupon";
const SUMMARY: Call = "GET /order/cart/{cartId}/summary";
const DRY_RUN: Call = "GET /order/cart/{cartId}/checkout";
const CHECKOUT: Call = "POST /order/cart/{cartId}/checkout";
/// Read when a project is refused.
const ELIGIBILITY: Call = "GET /cloud/eligibility";
const STOCK_OF_VPS: Call = "GET /vps/order/rule/datacenter";
const STOCK_OF_SERVERS: Call = "GET /dedicated/server/datacenter/availabilities";
const DOMAIN: Call = "GET /order/cart/{cartId}/domain";
const ADD_DOMAIN: Call = "POST /order/cart/{cartId}/domain";
const SERVICE_OPTIONS: Call = "GET /order/cartServiceOption/{product}/{serviceName}";
const ADD_SERVICE_OPTION: Call = "POST /order/cartServiceOption/{product}/{serviceName}";
/// Where the default of a family of options stands.
const CATALOGUE: Call = "GET /order/catalog/public/{product}";
const SIMULATE: Call = "GET /order/upgrade/{product}/{serviceName}/{planCode}";
const UPGRADE: Call = "POST /order/upgrade/{product}/{serviceName}/{planCode}";
/// Neither bills nor contacts are described.
const BILLS: Call = "GET /me/bill";
const BILL: Call = "GET /me/bill/{billId}";
const CONTACT: Call = "GET /me/contact/{contactId}";
const ORDERS: Call = "GET /me/order";
const ORDER: Call = "GET /me/order/{orderId}";
const STATUS: Call = "GET /me/order/{orderId}/status";
const PAY: Call = "POST /me/order/{orderId}/pay";
const PAY_WITH_MEAN: Call = "POST /me/order/{orderId}/payWithRegisteredPaymentMean";
const PAYERS: Call = "GET /me/order/{orderId}/paymentMethods";
const RETRACT: Call = "POST /me/order/{orderId}/retraction";
const WAIVE: Call = "POST /me/order/{orderId}/waiveRetraction";
const DETAILS: Call = "GET /me/order/{orderId}/details";
const DETAIL: Call = "GET /me/order/{orderId}/details/{orderDetailId}";
const EXTENSION: Call = "GET /me/order/{orderId}/details/{orderDetailId}/extension";

/// From an order file to a cart whose price is known, and which is deleted if that is all.
const QUOTE: &[Call] = &[
    ME,
    CREATE,
    OFFERS,
    ADD,
    OPTIONS,
    ADD_OPTION,
    DOMAIN,
    ADD_DOMAIN,
    SERVICE_OPTIONS,
    ADD_SERVICE_OPTION,
    CATALOGUE,
    REQUIREMENTS,
    CONFIGURE,
    CONTACT,
    ADD_COUPON,
    STOCK_OF_VPS,
    STOCK_OF_SERVERS,
    ASSIGN,
    DRY_RUN,
    ELIGIBILITY,
    DELETE,
    CART,
];
/// Paying an order in a call of its own.
const PAYING: &[Call] = &[PAY, PAY_WITH_MEAN, PAYERS];
const FOLLOW: &[Call] = &[ORDER, STATUS, DETAILS, DETAIL, EXTENSION];

/// Who pays, and whether they can.
const METHODS: &[Call] = &[
    "GET /me/payment/method",
    "GET /me/payment/method/{paymentMethodId}",
];

/// What became of an order that was placed, or may have been.
const FIND: &[Call] = &[
    SUMMARY,
    ITEMS,
    CONFIGURATIONS,
    CONFIGURATION,
    CART,
    DELETE,
    ORDERS,
    ORDER,
    DETAILS,
    DETAIL,
    EXTENSION,
];

/// As which order a cart was ordered already.
const ORDERED: &[Call] = &[SUMMARY, ORDERS, DETAILS, DETAIL, EXTENSION];

/// Which item and label of a cart is refused.
const REFUSED: &[Call] = &[ITEMS, ITEM, REQUIREMENTS, CONFIGURATIONS, CONFIGURATION];

/// Each command with what it may call.
static COMMANDS: &[(&str, &[&[Call]])] = &[
    ("buy", &[QUOTE, METHODS, &[CHECKOUT], PAYING, FOLLOW, FIND]),
    ("quote", &[QUOTE, &[SUMMARY]]),
    ("cart create", &[&[ME, CREATE]]),
    ("cart get", &[&[CART]]),
    ("cart list", &[&["GET /order/cart"]]),
    ("cart delete", &[&[DELETE]]),
    ("cart offers", &[&[OFFERS]]),
    ("cart options", &[&[OPTIONS]]),
    ("cart add", &[&[OFFERS, ADD, ITEM, OPTIONS, ADD_OPTION]]),
    ("cart item", &[&[ITEMS, ITEM]]),
    ("cart requirements", &[&[REQUIREMENTS]]),
    (
        "cart configure",
        &[&[CONFIGURATIONS, CONFIGURATION, UNCONFIGURE, CONFIGURE]],
    ),
    ("cart configuration", &[&[CONFIGURATIONS, CONFIGURATION]]),
    ("cart unconfigure", &[&[UNCONFIGURE]]),
    (
        "cart coupon",
        &[&[
            "GET /order/cart/{cartId}/coupon",
            ADD_COUPON,
            "DELETE /order/cart/{cartId}/coupon",
        ]],
    ),
    ("cart assign", &[&[ASSIGN]]),
    ("cart summary", &[&[SUMMARY]]),
    (
        "cart checkout",
        &[
            &[CART, DRY_RUN, ELIGIBILITY, ME, ITEM, CHECKOUT],
            METHODS,
            PAYING,
            ORDERED,
            REFUSED,
        ],
    ),
    (
        "upgrade",
        &[
            &[ME, SIMULATE, UPGRADE, CART, SUMMARY],
            METHODS,
            PAYING,
            &[ORDERS, DETAILS, DETAIL, EXTENSION],
        ],
    ),
    ("order list", &[&[ORDERS, STATUS, ORDER, DETAILS, DETAIL]]),
    ("order get", &[&[ORDER, STATUS]]),
    ("order status", &[&[STATUS]]),
    ("order documents", &[&[ORDER, BILLS, BILL]]),
    ("order details", &[&[DETAILS, DETAIL]]),
    ("order follow", &[FOLLOW]),
    ("order pay", &[&[ORDER, STATUS], PAYING, METHODS]),
    ("order retract", &[&[ORDER, STATUS, RETRACT]]),
    ("order waive-retraction", &[&[ORDER, STATUS, WAIVE]]),
    ("order runs", &[]),
    ("order runs show", &[]),
    ("order resume", &[&[ME], FIND, PAYING, FOLLOW]),
    ("order adopt", &[&[ME, ORDER]]),
    ("order forget", &[&[ME, DELETE, CART]]),
    (
        "login",
        &[&[
            "POST /auth/credential",
            "GET /auth/time",
            "GET /auth/currentCredential",
        ]],
    ),
    ("api", &[]),
    ("auth explain", &[]),
    ("completions", &[]),
    ("config show", &[]),
    ("man", &[]),
    ("notices", &[]),
    ("ops", &[]),
    ("ops show", &[]),
    ("sandbox", &[]),
    ("sandbox record", &[]),
    ("schema", &[]),
];

/// The names of all commands.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().map(|(name, _)| *name)
}

/// What a command calls, or every command of a group; none when there is no such command.
pub(super) fn calls(command: &str) -> Option<Vec<(&'static str, &'static str)>> {
    let mut meant = COMMANDS
        .iter()
        .filter(|(name, _)| {
            let below = name.strip_prefix(command);
            below.is_some_and(|below| below.is_empty() || below.starts_with(' '))
        })
        .peekable();
    meant.peek()?;
    let mut calls = Vec::new();
    for call in meant.flat_map(|(_, parts)| parts.concat()) {
        let call = call.split_once(' ')?;
        if !calls.contains(&call) {
            calls.push(call);
        }
    }
    Some(calls)
}

/// Whether a command that places orders makes a call only where `--pay-with` names who pays. A key that
/// `login --for buy` gets cannot pay.
pub(super) fn is_of_pay_with(command: &str, path: &str) -> bool {
    let mut paying = PAYING.iter().filter_map(|call| call.split_once(' '));
    matches!(command, "buy" | "cart" | "cart checkout" | "upgrade")
        && paying.any(|(_, known)| known == path)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use ovh_order::client::Operation;

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
        let missing: Vec<_> = all.iter().filter(|name| calls(name).is_none()).collect();
        assert!(missing.is_empty(), "{missing:?}");
        let gone = |name: &&str| !all.iter().any(|known| known == name);
        assert_eq!(
            commands().filter(gone).collect::<Vec<_>>(),
            Vec::<&str>::new()
        );
    }

    #[test]
    fn every_call_is_an_operation_or_a_family_of_them() {
        for (name, parts) in COMMANDS {
            for call in parts.concat() {
                let (method, path) = call.split_once(' ').unwrap();
                let known = Operation::find(method, path).is_some()
                    || path.contains("{product}")
                    || [BILLS, BILL, CONTACT].contains(&call);
                assert!(known, "{name}: {call}");
            }
        }
    }

    #[test]
    fn a_group_calls_what_its_commands_call() {
        let checkout = "/order/cart/{cartId}/checkout";
        let expected = vec![
            ("GET", "/order/cart/{cartId}"),
            ("GET", checkout),
            ("GET", "/cloud/eligibility"),
            ("GET", "/me"),
            ("GET", "/order/cart/{cartId}/item/{itemId}"),
            ("POST", checkout),
            ("GET", "/me/payment/method"),
            ("GET", "/me/payment/method/{paymentMethodId}"),
            ("POST", "/me/order/{orderId}/pay"),
            ("POST", "/me/order/{orderId}/payWithRegisteredPaymentMean"),
            ("GET", "/me/order/{orderId}/paymentMethods"),
            ("GET", "/order/cart/{cartId}/summary"),
            ("GET", "/me/order"),
            ("GET", "/me/order/{orderId}/details"),
            ("GET", "/me/order/{orderId}/details/{orderDetailId}"),
            (
                "GET",
                "/me/order/{orderId}/details/{orderDetailId}/extension",
            ),
            ("GET", "/order/cart/{cartId}/item"),
            (
                "GET",
                "/order/cart/{cartId}/item/{itemId}/requiredConfiguration",
            ),
            ("GET", "/order/cart/{cartId}/item/{itemId}/configuration"),
            (
                "GET",
                "/order/cart/{cartId}/item/{itemId}/configuration/{configurationId}",
            ),
        ];
        assert_eq!(calls("cart checkout"), Some(expected));
        assert_eq!(calls("order").map(|calls| calls.len()), Some(22));
        assert_eq!(calls("ord"), None);
        assert_eq!(calls("schema"), Some(vec![]));
    }
}
