//! The calls that the workflow `order` stands on: without one of them nothing can be ordered.

/// Their methods. What it asks only to give better advice is not among them.
pub const WORKFLOW: &[&str] = &[
    "assign_cart",
    "checkout_cart",
    "create_cart",
    "create_cart_coupon",
    "create_cart_item_configuration",
    "delete_cart",
    "delete_cart_item_configuration",
    "get_auth_time",
    "get_cart",
    "get_cart_checkout",
    "get_cart_item",
    "get_cart_item_configuration",
    "get_cart_summary",
    "get_me",
    "get_me_order",
    "get_me_order_details",
    "get_me_order_details_extension",
    "get_me_order_status",
    "list_cart_item_configuration",
    "list_cart_item_required_configuration",
    "list_me_order",
    "list_me_order_details",
];

/// What the loss of a method does to the workflow, if anything.
pub(super) fn loss(method: &str) -> Option<String> {
    let is_called = WORKFLOW.contains(&method);
    is_called.then(|| format!("`order::buy` calls `{method}`: nothing can be ordered without it"))
}
