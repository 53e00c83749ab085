//! The Rust names of operations and types, made from each one's own facts.
//!
//! A name never depends on which other operations exist, so a new description renames nothing. Two
//! items that want the same name are an error; the chosen names below settle it.
//!
//! **Operations**: a verb and the words of the path without its parameters and without the leading
//! `order`, in snake case. `GET` of a list is `list`, other `GET`s are `get`, `POST` is `create`,
//! `PUT` is `update`, `DELETE` is `delete`. A list whose path ends with a parameter ends with
//! `_by_` and that parameter: `GET /order/vps/{serviceName}` is `list_vps_by_service_name`.
//!
//! **Types**: the full native name in Pascal case without the leading `order.`, without the ending
//! `Enum`, and without a part that the next part begins with: `order.cart.Item` is `CartItem`,
//! `order.cart.Cart` is `Cart`, `nichandle.OvhSubsidiaryEnum` is `NichandleOvhSubsidiary`.

use std::collections::BTreeMap;

use heck::{AsKebabCase, ToSnakeCase, ToUpperCamelCase};

use crate::error::{Error, Result};

/// Operations whose name by rule would collide, or hide what they do.
const CHOSEN_OPERATIONS: &[(&str, &str, &str)] = &[
    ("POST", "/order/cart/{cartId}/assign", "assign_cart"),
    ("POST", "/order/cart/{cartId}/checkout", "checkout_cart"),
    ("GET", "/order/cloud/project", "list_order_cloud_project"),
    ("POST", "/me/order/{orderId}/pay", "pay_me_order"),
    (
        "POST",
        "/me/order/{orderId}/payWithRegisteredPaymentMean",
        "pay_me_order_with_registered_payment_mean",
    ),
    ("POST", "/me/order/{orderId}/debt/pay", "pay_me_order_debt"),
    (
        "POST",
        "/me/order/{orderId}/waiveRetraction",
        "waive_me_order_retraction",
    ),
    ("POST", "/auth/logout", "logout"),
];

/// Words of paths that the rule for snake case tears apart: it makes `web_paa_s` of `webPaaS`.
const CHOSEN_WORDS: &[(&str, &str)] = &[("webPaaS", "web_paas")];

/// Types whose name by rule would collide.
const CHOSEN_TYPES: &[(&str, &str)] = &[
    (
        "dedicated.AvailabilityDatacenterEnum",
        "DedicatedAvailabilityDatacenterCode",
    ),
    // In descriptions up to 2024.
    ("hosting.web.DiskTypeEnum", "HostingWebDiskTypeCode"),
];

/// The method name of an operation.
#[must_use]
pub fn operation(method: &str, path: &str, answers_list: bool) -> String {
    let chosen = CHOSEN_OPERATIONS
        .iter()
        .find(|(m, p, _)| (*m, *p) == (method, path));
    if let Some((_, _, name)) = chosen {
        return (*name).to_owned();
    }
    let lists = method == "GET" && answers_list;
    let segments: Vec<_> = path.trim_matches('/').split('/').collect();
    let named = match segments.as_slice() {
        ["order", below @ ..] if !below.is_empty() => below,
        all => all,
    };
    let mut words = vec![verb(method, lists).to_owned()];
    for segment in named {
        if parameter(segment).is_none() {
            words.push(word(segment));
        }
    }
    let last = segments.last().and_then(|segment| parameter(segment));
    if let Some(last) = last.filter(|_| lists) {
        words.extend(["by".to_owned(), last.to_snake_case()]);
    }
    words.join("_")
}

fn word(segment: &str) -> String {
    let chosen = CHOSEN_WORDS.iter().find(|(chosen, _)| *chosen == segment);
    chosen.map_or_else(|| segment.to_snake_case(), |(_, word)| (*word).to_owned())
}

fn verb(method: &str, lists: bool) -> &'static str {
    match method {
        "GET" if lists => "list",
        "GET" => "get",
        "POST" => "create",
        "PUT" => "update",
        "DELETE" => "delete",
        _ => "call",
    }
}

/// `name` of the path segment `{name}`.
#[must_use]
pub fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The type name of a model or enum.
#[must_use]
pub fn type_name(native: &str) -> String {
    if let Some((_, name)) = CHOSEN_TYPES.iter().find(|(chosen, _)| *chosen == native) {
        return (*name).to_owned();
    }
    let short = native.strip_prefix("order.").unwrap_or(native);
    let parts: Vec<String> = short
        .strip_suffix("Enum")
        .unwrap_or(short)
        .split(['.', '_', '<', '>'])
        .filter(|part| !part.is_empty())
        .map(ToUpperCamelCase::to_upper_camel_case)
        .collect();
    let mut name = String::new();
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1);
        if !next.is_some_and(|next| next.starts_with(part)) {
            name.push_str(part);
        }
    }
    name
}

/// The Cargo feature that enables an operation: `core`, or its group in kebab case.
pub(crate) fn feature(path: &str, folded: bool) -> String {
    const CART: &[&str] = &["assign", "checkout", "coupon", "item", "summary"];
    let segments: Vec<_> = path.trim_matches('/').split('/').collect();
    let group = match segments.as_slice() {
        ["order", "catalog", ..] => "catalog",
        _ if folded => "core",
        ["order", "cart"] | ["order", "cart", _] => "core",
        ["order", "cart", _, below, ..] if CART.contains(below) => "core",
        ["order", group, ..] if parameter(group).is_none() => group,
        _ => "core",
    };
    AsKebabCase(group).to_string()
}

/// Remembers the names given, and refuses one that is given twice.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Gives `name` to `owner`.
    ///
    /// # Errors
    /// [`Error::Collision`] when another owner has it.
    pub fn give(&mut self, name: &str, owner: &str) -> Result<()> {
        match self.0.insert(name.to_owned(), owner.to_owned()) {
            Some(first) => Err(Error::Collision {
                name: name.to_owned(),
                first,
                second: owner.to_owned(),
            }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_named_by_verb_and_path() {
        let cases = [
            ("POST", "/order/cart", false, "create_cart"),
            ("GET", "/order/cart", true, "list_cart"),
            ("GET", "/order/cart/{cartId}", false, "get_cart"),
            (
                "GET",
                "/order/cart/{cartId}/summary",
                false,
                "get_cart_summary",
            ),
            ("POST", "/order/cart/{cartId}/assign", false, "assign_cart"),
            (
                "POST",
                "/order/cart/{cartId}/privateCloudCDI",
                false,
                "create_cart_private_cloud_cdi",
            ),
            (
                "GET",
                "/order/catalog/public/webPaaS",
                false,
                "get_catalog_public_web_paas",
            ),
            (
                "GET",
                "/order/vps/{serviceName}",
                true,
                "list_vps_by_service_name",
            ),
            ("GET", "/order/cart/{cartId}/vps", true, "list_cart_vps"),
            (
                "DELETE",
                "/order/cart/{cartId}/item/{itemId}",
                false,
                "delete_cart_item",
            ),
            ("GET", "/me", false, "get_me"),
            (
                "GET",
                "/me/order/{orderId}/status",
                false,
                "get_me_order_status",
            ),
        ];
        for (method, path, list, expected) in cases {
            assert_eq!(operation(method, path, list), expected, "{method} {path}");
        }
    }

    #[test]
    fn types_are_named_by_their_full_name_without_repetition() {
        let cases = [
            ("order.Order", "Order"),
            ("order.cart.Cart", "Cart"),
            ("order.cart.Item", "CartItem"),
            ("billing.Order", "BillingOrder"),
            ("billing.order.OrderStatusEnum", "BillingOrderStatus"),
            ("order.catalog.public.Plan", "CatalogPublicPlan"),
            (
                "order.catalog.pcc.managementFees",
                "CatalogPccManagementFees",
            ),
            ("nichandle.OvhSubsidiaryEnum", "NichandleOvhSubsidiary"),
            (
                "complexType.UnitAndValue_long",
                "ComplexTypeUnitAndValueLong",
            ),
            (
                "dedicated.AvailabilityDatacenterEnum",
                "DedicatedAvailabilityDatacenterCode",
            ),
        ];
        for (native, expected) in cases {
            assert_eq!(type_name(native), expected, "{native}");
        }
    }

    #[test]
    fn features_are_the_groups_of_the_paths() {
        let cases = [
            ("/me/order/{orderId}", false, "core"),
            ("/order/cart", false, "core"),
            ("/order/cart/{cartId}/checkout", false, "core"),
            (
                "/order/cart/{cartId}/item/{itemId}/configuration",
                false,
                "core",
            ),
            ("/order/cart/{cartId}/vps", false, "cart"),
            ("/order/cart/{cartId}/{product}", true, "core"),
            ("/order/cartServiceOption/vps", false, "cart-service-option"),
            ("/order/catalog/public/{product}", true, "catalog"),
            (
                "/order/dedicatedCloud/{serviceName}",
                false,
                "dedicated-cloud",
            ),
        ];
        for (path, folded, expected) in cases {
            assert_eq!(feature(path, folded), expected, "{path}");
        }
    }

    #[test]
    fn a_name_given_twice_is_refused() {
        let mut names = Names::default();
        names
            .give("list_cloud_project", "GET /cloud/project")
            .unwrap();
        let error = names
            .give("list_cloud_project", "GET /order/cloud/project")
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "`GET /cloud/project` and `GET /order/cloud/project` would both be named \
             `list_cloud_project`: add one of them to the chosen names"
        );
    }
}
