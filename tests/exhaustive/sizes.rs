//! What elements of long lists take in memory.

use std::mem::size_of;

use ovh_order::types::{CatalogPublicPlan, CatalogPublicPricing, CatalogPublicProduct};

/// A public catalogue has hundreds of plans and products and thousands of prices, in lists that may
/// have room for twice as many.
#[test]
fn an_element_of_a_catalogue_holds_its_large_parts_in_boxes() {
    let cases = [
        ("a plan", size_of::<CatalogPublicPlan>(), 320),
        ("a price", size_of::<CatalogPublicPricing>(), 336),
        ("a product", size_of::<CatalogPublicProduct>(), 128),
    ];
    for (what, bytes, most) in cases {
        assert!(
            bytes <= most,
            "{what} takes {bytes} bytes of at most {most}"
        );
    }
}
