//! Consumer keys: their rights and the states they go through.

use jiff::Timestamp;

/// A consumer key of the sandbox's one account.
#[derive(Debug)]
pub struct ConsumerKey {
    pub id: i64,
    pub rules: Vec<Rule>,
    pub state: State,
    /// What the validation page is asked for with.
    pub token: String,
    pub allowed_ips: Option<Vec<String>>,
    pub created: Timestamp,
    pub last_use: Option<Timestamp>,
}

/// A method and a path, in which `*` stands for any text.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Rule {
    pub method: String,
    pub path: String,
}

/// Where a consumer key is in its life.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Asked for; the person has not agreed yet.
    Pending,
    /// Agreed to.
    Validated,
    /// Logged out.
    Expired,
}

impl ConsumerKey {
    /// Whether this key may call this path, which starts behind `/v1`.
    pub fn grants(&self, method: &str, path: &str) -> bool {
        let fits = |rule: &Rule| rule.method == method && matches(&rule.path, path);
        self.rules.iter().any(fits)
    }

    /// The person opens the validation page; a key that was logged out stays so.
    pub fn validate(&mut self) {
        if self.state == State::Pending {
            self.state = State::Validated;
        }
    }
}

impl State {
    pub fn text(self) -> &'static str {
        match self {
            Self::Pending => "pendingValidation",
            Self::Validated => "validated",
            Self::Expired => "expired",
        }
    }
}

/// Every method on every path.
pub fn all_rights() -> Vec<Rule> {
    let rule = |method: &str| Rule {
        method: method.to_owned(),
        path: "/*".to_owned(),
    };
    ["GET", "POST", "PUT", "DELETE"].map(rule).into()
}

fn matches(pattern: &str, path: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else {
        return pattern == path;
    };
    let Some(rest) = path.strip_prefix(head) else {
        return false;
    };
    let mut cuts = (0..=rest.len()).filter_map(|cut| rest.get(cut..));
    cuts.any(|after| matches(tail, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, path, fits) in [
            ("/me", "/me", true),
            ("/me", "/me/order", false),
            ("/order/*", "/order/cart/x/item", true),
            ("/order/*", "/order", false),
            ("/me/payment/method*", "/me/payment/method", true),
            ("/me/payment/method*", "/me/payment/method/12", true),
            ("/*", "/me", true),
            ("/me/order/*/status", "/me/order/1/status", true),
            ("/me/order/*/status", "/me/order/1/details", false),
        ] {
            assert_eq!(matches(pattern, path), fits, "{pattern} {path}");
        }
    }
}
