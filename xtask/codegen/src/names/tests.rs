//! The names that operations, models and values get.

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
    for (method, path, lists, expected) in cases {
        let call = Call {
            method,
            path: path.into(),
            lists,
        };
        let named = operations([call].into_iter());
        assert_eq!(named.unwrap(), [expected], "{path}");
    }
}

#[test]
fn operations_that_want_one_name_differ_in_every_word_of_their_paths() {
    let cases = [
        ("GET", "/order/cloud/project", "list_order_cloud_project"),
        ("GET", "/cloud/project", "list_cloud_project"),
        ("GET", "/x/{id}/a", "list_x_by_id_a"),
        ("GET", "/x/a", "list_x_a"),
        ("PATCH", "/x", "patch_x"),
    ];
    let calls = cases.map(|(method, path, _)| Call {
        method,
        path: path.into(),
        lists: method == "GET",
    });
    let named = operations(calls.into_iter());
    assert_eq!(named.unwrap(), cases.map(|(_, _, name)| name));
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
        let found = types([&native.to_owned()], &[]).unwrap();
        assert_eq!(found.get(native).unwrap(), expected);
    }
}

#[test]
fn types_that_want_one_name_or_one_of_rust_get_a_longer_one() {
    let cases = [
        ("a.M", "Am"),
        ("hosting.web.DiskType", "HostingWebDiskType"),
        ("hosting.web.DiskTypeEnum", "HostingWebDiskTypeEnum"),
        ("order.Result", "ResultModel"),
        ("order.cart.Item", "CartItem"),
        ("order.cartItem", "OrderCartItem"),
    ];
    let components: Vec<_> = cases
        .iter()
        .map(|(native, _)| (*native).to_owned())
        .collect();
    let found = types(&components, &[]).unwrap();
    let expected = cases.map(|(native, name)| (native.to_owned(), name.to_owned()));
    assert_eq!(found, expected.into());
    let alike = ["cart.ItemId".to_owned(), "cart.Item.Id".to_owned()];
    let error = types(&alike, &[]).unwrap_err().to_string();
    assert!(
        error.contains("would both be named `CartItemId`"),
        "{error}"
    );
}

#[test]
fn values_become_variant_names() {
    let cases = [
        ("delivered", "Delivered"),
        ("notPaid", "NotPaid"),
        ("1H-high", "V1hHigh"),
        ("KS", "Ks"),
        ("", "Empty"),
        ("a+b", "APlusB"),
        ("other", "OtherValue"),
        ("720H", "V720h"),
        ("PAYPAL", "PaypalUpper"),
        ("paypal", "Paypal"),
        ("payPal", "PayPal"),
        ("a-b", "AB"),
        ("a_b", "ABUnderscore"),
        ("a b", "ABSpace"),
        ("a\u{b7}b", "ABU00b7"),
    ];
    let values = cases.map(|(value, _)| value);
    assert_eq!(variants("E", &values).unwrap(), cases.map(|(_, name)| name));
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
