//! Whether a pattern of paths, as faults have it, fits any call at all.

use std::collections::BTreeSet;

use crate::sandbox::auth::credentials::fits;
use crate::sandbox::http::description::Descriptions;
use crate::sandbox::http::near;
use crate::sandbox::http::request::parameters;
use crate::sandbox::http::routes::known;

/// Says that no call has this method and a path that fits, and what was probably meant. In a pattern `*`
/// stands for any text and `{name}` for one segment.
pub fn check_pattern(
    descriptions: &Descriptions,
    products: &[&str],
    method: Option<&str>,
    pattern: &str,
) -> Result<(), String> {
    let segments = pattern.split('/');
    let segments = segments.map(|it| if it.starts_with('{') { "*" } else { it });
    let pattern = segments.collect::<Vec<_>>().join("/");
    let example = pattern.replace('*', "1");
    let asked = match method {
        Some("HEAD") => Some("GET"),
        // Every path takes it.
        Some("OPTIONS") => None,
        _ => method,
    };
    // Products are described one by one, and `{product}` would take any word for one.
    let literal = known(descriptions).filter(|(_, template)| !template.contains("{product}"));
    let fitting =
        literal.filter(|(_, it)| fits(&pattern, it) || parameters(it, &example).is_some());
    let methods: BTreeSet<_> = fitting.map(|(method, _)| method).collect();
    match asked {
        _ if methods.is_empty() => {}
        Some(asked) if !methods.contains(asked) => {
            let methods = Vec::from_iter(methods).join(", ");
            return Err(format!("`{pattern}` takes {methods}, not {asked}"));
        }
        _ => return Ok(()),
    }
    let likely = asked.unwrap_or("GET");
    match near::operation(likely, &pattern, known(descriptions), products) {
        Some(nearest) => Err(format!("no call has the path `{pattern}`; {nearest}")),
        // It may be of a section that is not described whole.
        None if descriptions.template(likely, &example).is_some() => Ok(()),
        None => Err(format!("no call has the path `{pattern}`")),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::Timestamp;

    use super::*;
    use crate::sandbox::options::Options;
    use crate::sandbox::world::{Setup, World};

    #[test]
    fn a_pattern_fits_a_call_or_the_nearest_is_named() {
        let setup = Setup::new(Options::new(Arc::new(Timestamp::now))).unwrap();
        let world = World::new(&setup, "");
        let products: Vec<_> = world.catalogue.families().into_iter().collect();
        for (method, pattern, told) in [
            (None, "*", ""),
            (None, "/order/*", ""),
            (None, "/me/payment/method*", ""),
            (None, "/order/cart/{cartId}/{product}", ""),
            (None, "/order/cart/7f3a/item/*", ""),
            (None, "/order/cart/*/vps/options", ""),
            (None, "/order/cart/{cartId}/assign", ""),
            (None, "/auth/oauth2/token", ""),
            (None, "/cdn/dedicated/{serviceName}/ssl", ""),
            (Some("DELETE"), "/order/*", ""),
            (Some("POST"), "/order/cart/*", ""),
            (Some("HEAD"), "/me", ""),
            (Some("OPTIONS"), "/me", ""),
            (Some("PATCH"), "/cdn/dedicated/{serviceName}/ssl", ""),
            (
                None,
                "/order/cart/*/vsp",
                "no call has the path `/order/cart/*/vsp`; nearest is GET \
                 /order/cart/{cartId}/{product}: `vsp` instead of `vps`",
            ),
            (
                None,
                "/nothing/of/the/kind",
                "no call has the path `/nothing/of/the/kind`",
            ),
            (Some("DELETE"), "/me", "`/me` takes GET, not DELETE"),
            (
                Some("PUT"),
                "/order/cart/{cartId}/checkout",
                "`/order/cart/*/checkout` takes GET, POST, not PUT",
            ),
        ] {
            let checked = check_pattern(&world.descriptions, &products, method, pattern);
            assert_eq!(
                checked.err().unwrap_or_default(),
                told,
                "{method:?} {pattern}"
            );
        }
    }
}
