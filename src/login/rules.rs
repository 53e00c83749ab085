//! What a consumer key may do: access rules, and the smallest set of them for each purpose.

use std::fmt;

use serde::Serialize;

use crate::client::Operation;
use crate::error::wildcards;

/// A method and a path, in which `*` stands for any text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[non_exhaustive]
pub struct AccessRule {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// The path, such as `/order/cart/*/checkout`.
    pub path: String,
}

impl AccessRule {
    /// A rule.
    #[must_use]
    pub fn new(method: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            method: method.into(),
            path: path.into(),
        }
    }

    /// The smallest rule that lets an operation be called.
    ///
    /// ```
    /// use ovh_order::client::Operation;
    /// use ovh_order::login::AccessRule;
    ///
    /// let checkout = Operation::find("POST", "/order/cart/{cartId}/checkout");
    /// let rule = checkout.map(AccessRule::of).ok_or("no such operation")?;
    /// assert_eq!(rule.to_string(), "POST /order/cart/*/checkout");
    /// # Ok::<(), &str>(())
    /// ```
    #[must_use]
    pub fn of(operation: &Operation) -> Self {
        Self::of_template(operation.method, operation.path)
    }

    /// The rule that allows all calls of a method and a path such as `/me/bill/{billId}`, which need not be
    /// described.
    #[must_use]
    pub fn of_template(method: &str, path: &str) -> Self {
        Self::new(method, wildcards(path))
    }

    /// Whether this rule allows all that another one allows.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        self.method == other.method && matches(&self.path, &other.path)
    }
}

/// Whether a pattern stands for a text; a `*` of the text is a character like any other.
fn matches(pattern: &str, text: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(rest) = text.strip_prefix(head) else {
        return false;
    };
    (0..=rest.len()).any(|at| rest.get(at..).is_some_and(|end| matches(tail, end)))
}

/// `POST /order/cart/*/checkout`.
impl fmt::Display for AccessRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// What a consumer key is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// Filling carts, checking and pricing them. Such a key cannot order.
    Quote,
    /// Ordering carts and following the orders. Such a key can neither pay an order that exists nor
    /// order without a cart.
    Buy,
    /// Everything below `/order`, with upgrades and the older calls that order at once, and paying.
    Everything,
}

impl Purpose {
    /// Every purpose, the one with the fewest rights first.
    pub const ALL: [Self; 3] = [Self::Quote, Self::Buy, Self::Everything];

    /// Its name, such as `quote`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Quote => "quote",
            Self::Buy => "buy",
            Self::Everything => "everything",
        }
    }

    /// The smallest set of rules for it. Never `/*`.
    #[must_use]
    pub fn rules(self) -> Vec<AccessRule> {
        let rules: &[(&str, &str)] = match self {
            Self::Quote => &[
                ("GET", "/me"),
                ("GET", "/me/contact/*"),
                ("GET", "/cloud/eligibility"),
                ("GET", "/order/*"),
                ("POST", "/order/cart/*/assign"),
                ("POST", "/order/cart/*/domain"),
                ("POST", "/order/cartServiceOption/*"),
                ("DELETE", "/order/cart/*"),
            ],
            Self::Buy => &[
                ("GET", "/me"),
                ("GET", "/me/contact/*"),
                ("GET", "/me/bill*"),
                ("GET", "/cloud/eligibility"),
                ("GET", "/me/payment/method*"),
                ("GET", "/me/order"),
                ("GET", "/me/order/*"),
                ("GET", "/order/*"),
                ("POST", "/order/cart*"),
                ("PUT", "/order/cart*"),
                ("DELETE", "/order/cart*"),
            ],
            Self::Everything => &[
                ("GET", "/me"),
                ("GET", "/me/contact/*"),
                ("GET", "/me/bill*"),
                ("GET", "/cloud/eligibility"),
                ("GET", "/me/payment/method*"),
                ("GET", "/me/order"),
                ("GET", "/me/order/*"),
                ("POST", "/me/order/*"),
                ("GET", "/order/*"),
                ("POST", "/order/*"),
                ("PUT", "/order/*"),
                ("DELETE", "/order/*"),
            ],
        };
        rules
            .iter()
            .map(|(method, path)| AccessRule::new(*method, *path))
            .collect()
    }

    /// The purpose with the fewest rights that grants all of these.
    #[must_use]
    pub fn least_for(needed: &[AccessRule]) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| {
            let granted = purpose.rules();
            needed
                .iter()
                .all(|rule| granted.iter().any(|granted| granted.covers(rule)))
        })
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_covers_what_it_allows_and_no_more() {
        let table = [
            ("GET /me", "GET /me", true),
            ("GET /me", "POST /me", false),
            ("GET /me", "GET /me/order", false),
            ("GET /order/*", "GET /order/cart/*/checkout", true),
            ("GET /order/*", "GET /order", false),
            ("POST /order/cart*", "POST /order/cart", true),
            ("POST /order/cart*", "POST /order/cart/*/checkout", true),
            ("POST /order/cart*", "POST /order/upgrade/vps/*/*", false),
            (
                "POST /order/cart/*/assign",
                "POST /order/cart/*/assign",
                true,
            ),
            (
                "POST /order/cart/*/assign",
                "POST /order/cart/*/checkout",
                false,
            ),
        ];
        for (rule, other, expected) in table {
            let [rule, other] = [rule, other].map(|text| {
                let (method, path) = text.split_once(' ').unwrap();
                AccessRule::new(method, path)
            });
            assert_eq!(rule.covers(&other), expected, "{rule} covers {other}");
        }
    }

    #[test]
    fn each_purpose_allows_what_it_says() {
        let table = [
            ("GET", "/order/cart/{cartId}/checkout", Some(Purpose::Quote)),
            ("DELETE", "/order/cart/{cartId}", Some(Purpose::Quote)),
            ("POST", "/order/cart/{cartId}/checkout", Some(Purpose::Buy)),
            ("GET", "/me/order/{orderId}/status", Some(Purpose::Buy)),
            ("GET", "/me/order", Some(Purpose::Buy)),
            ("GET", "/me/payment/method", Some(Purpose::Buy)),
            ("POST", "/me/order/{orderId}/pay", Some(Purpose::Everything)),
            (
                "POST",
                "/order/upgrade/vps/{serviceName}/{planCode}",
                Some(Purpose::Everything),
            ),
            ("GET", "/cloud/project", None),
        ];
        for (method, path, expected) in table {
            let operation = Operation::find(method, path).map(AccessRule::of);
            let rule = operation.unwrap_or_else(|| AccessRule::new(method, path));
            assert_eq!(Purpose::least_for(&[rule]), expected, "{method} {path}");
        }
    }

    #[test]
    fn a_key_for_quotes_charges_nothing_and_one_for_carts_only_by_their_checkout() {
        let charging = |purpose: Purpose| {
            let rules = purpose.rules();
            let granted = move |operation: &&Operation| {
                let rule = AccessRule::of(operation);
                operation.may_charge() && rules.iter().any(|granted| granted.covers(&rule))
            };
            let found = Operation::all().filter(granted);
            found.map(|operation| operation.path).collect::<Vec<_>>()
        };
        assert_eq!(charging(Purpose::Quote), Vec::<&str>::new());
        assert_eq!(charging(Purpose::Buy), ["/order/cart/{cartId}/checkout"]);
        let all = Operation::all().filter(|operation| operation.may_charge());
        assert_eq!(charging(Purpose::Everything).len(), all.count());
    }
}
