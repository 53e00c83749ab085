//! The request that an error is about, shown without a query, the id of a cart, headers or body.

use std::borrow::Cow;

use super::redact::redact;

/// The request that an error is about: its method and its path template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestContext {
    method: Cow<'static, str>,
    path: Cow<'static, str>,
}

impl RequestContext {
    /// A request by its method and path.
    ///
    /// Pass the operation's path template (`/order/cart/{cartId}/checkout`) if it is known. A
    /// literal path loses its query, and the id of a cart becomes `{cartId}`, because whoever knows
    /// the id of an unassigned cart can change the cart.
    #[must_use]
    pub fn new(method: impl Into<Cow<'static, str>>, path: impl Into<Cow<'static, str>>) -> Self {
        Self {
            method: method.into(),
            path: presentable(path.into()),
        }
    }

    /// A request by the template of an operation. Templates hold no secret, and looking for one would
    /// cost a call more than everything else that is decided about it.
    pub(crate) fn of_template(method: &'static str, template: &'static str) -> Self {
        Self {
            method: method.into(),
            path: template.into(),
        }
    }

    /// The method, as it was given.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without query, with `{cartId}` for the id of a cart.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the method promises only to read: `GET`, `HEAD` and `OPTIONS`. Every other request
    /// may change something, and may change it twice when it is repeated.
    #[must_use]
    pub fn reads(&self) -> bool {
        ["GET", "HEAD", "OPTIONS"]
            .iter()
            .any(|method| self.method.eq_ignore_ascii_case(method))
    }
}

/// The path of an access rule for a path template: `*` for each parameter.
pub(crate) fn wildcards(template: &str) -> String {
    template
        .split('/')
        .map(|segment| {
            if segment.starts_with('{') {
                "*"
            } else {
                segment
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

fn presentable(path: Cow<'static, str>) -> Cow<'static, str> {
    let without_query = match path.split_once(['?', '#']) {
        Some((before, _)) => Cow::Owned(before.to_owned()),
        None => path,
    };
    match redact(&without_query) {
        Cow::Borrowed(_) => without_query,
        Cow::Owned(redacted) => Cow::Owned(redacted),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_shows_neither_query_nor_cart() {
        let table = [
            (
                "/order/cart/{cartId}/checkout",
                "/order/cart/{cartId}/checkout",
            ),
            (
                "/order/cart/0a-1b/eco?planCode=x",
                "/order/cart/{cartId}/eco",
            ),
            ("/order/cart/0a-1b", "/order/cart/{cartId}"),
            ("/me/order/12#x", "/me/order/12"),
            ("/order/cart", "/order/cart"),
            ("", ""),
        ];
        for (given, shown) in table {
            assert_eq!(RequestContext::new("GET", given).path(), shown);
        }
    }

    #[test]
    fn an_access_rule_has_a_star_for_each_parameter() {
        let table = [
            ("/me", "/me"),
            ("/order/cart/{cartId}/checkout", "/order/cart/*/checkout"),
            (
                "/order/upgrade/vps/{serviceName}/{planCode}",
                "/order/upgrade/vps/*/*",
            ),
            ("/order/cart/{cartId}/", "/order/cart/*/"),
            ("", ""),
        ];
        for (template, expected) in table {
            assert_eq!(wildcards(template), expected, "{template}");
        }
    }

    #[test]
    fn what_only_reads_follows_from_the_method() {
        let table = [
            ("get", true),
            ("HEAD", true),
            ("PATCH", false),
            ("POST", false),
        ];
        for (method, expected) in table {
            let request = RequestContext::new(method, "/x");
            assert_eq!(request.reads(), expected, "{method}");
        }
    }
}
