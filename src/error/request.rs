//! Which request an error is about, said without telling a secret.
//!
//! It must not hold a query, an identifier of a cart, a header or a body.

use std::borrow::Cow;

use super::redact::redact;

/// What a request asks of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It only reads; repeating it is harmless.
    Read,
    /// It changes something; repeating it may change it twice.
    Change,
}

impl Effect {
    /// The effect that a method promises: `GET`, `HEAD` and `OPTIONS` read, everything else changes.
    ///
    /// ```
    /// use ovh_order::error::Effect;
    ///
    /// assert_eq!(Effect::of_method("GET"), Effect::Read);
    /// assert_eq!(Effect::of_method("POST"), Effect::Change);
    /// ```
    #[must_use]
    pub fn of_method(method: &str) -> Self {
        let reads = ["GET", "HEAD", "OPTIONS"];
        if reads.iter().any(|name| method.eq_ignore_ascii_case(name)) {
            Self::Read
        } else {
            Self::Change
        }
    }
}

/// The request an error is about: method, path template, effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestContext {
    method: Cow<'static, str>,
    path: Cow<'static, str>,
    effect: Effect,
}

impl RequestContext {
    /// A request by its method and path; the effect follows from the method.
    ///
    /// Pass the operation's path template (`/order/cart/{cartId}/checkout`) where it is known. Of a
    /// literal path the query is dropped and the identifier of a cart is replaced by `{cartId}`,
    /// because whoever knows the identifier of an unassigned cart can change it.
    #[must_use]
    pub fn new(method: impl Into<Cow<'static, str>>, path: impl Into<Cow<'static, str>>) -> Self {
        let method = method.into();
        let effect = Effect::of_method(&method);
        Self {
            method,
            path: presentable(path.into()),
            effect,
        }
    }

    /// A request by the template of an operation, which is shown as it stands: looking for secrets
    /// in it would cost a call more than all else that is decided about it.
    pub(crate) fn of_template(method: &'static str, template: &'static str) -> Self {
        Self {
            method: method.into(),
            path: template.into(),
            effect: Effect::of_method(method),
        }
    }

    /// The same request with a known effect, for the rare POST that only reads.
    #[must_use]
    pub fn with_effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// The method, as it was given.
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// The path without query, cart identifiers replaced by `{cartId}`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Whether the request reads or changes.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }
}

/// The path of an access rule for a path template: `*` for each parameter.
pub(crate) fn wildcards(template: &str) -> String {
    let segments = template.split('/');
    let wild = segments.map(|segment| match segment.starts_with('{') {
        true => "*",
        false => segment,
    });
    wild.collect::<Vec<_>>().join("/")
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
    fn the_effect_follows_from_the_method_unless_it_is_given() {
        assert_eq!(RequestContext::new("get", "/me").effect(), Effect::Read);
        assert_eq!(RequestContext::new("PATCH", "/x").effect(), Effect::Change);
        let search = RequestContext::new("POST", "/x").with_effect(Effect::Read);
        assert_eq!(search.effect(), Effect::Read);
    }
}
