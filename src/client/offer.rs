//! What an offer of a cart costs.

use crate::types::{
    CartGenericOptionDefinition, CartGenericProductDefinition, CartGenericProductPricing,
    CartGenericProductPricingCapacities,
};

impl CartGenericProductDefinition {
    /// The price at which the plan renews; see [`CartGenericOptionDefinition::renewal`].
    #[must_use]
    pub fn renewal(&self) -> Option<&CartGenericProductPricing> {
        renewal(self.prices())
    }
}

impl CartGenericOptionDefinition {
    /// The price at which the option renews: that of the pricing mode `default`, or else the first.
    /// `None` for what does not renew, such as a credit.
    ///
    /// Its `duration` and `pricing_mode` are those to order with. What is paid first is this price and
    /// that of the installation.
    #[must_use]
    pub fn renewal(&self) -> Option<&CartGenericProductPricing> {
        renewal(self.prices())
    }
}

fn renewal(prices: &[CartGenericProductPricing]) -> Option<&CartGenericProductPricing> {
    let renew = CartGenericProductPricingCapacities::Renew;
    let mut renewing = prices
        .iter()
        .filter(|price| price.capacities().contains(&renew));
    let first = renewing.clone().next();
    renewing
        .find(|price| price.pricing_mode.as_deref() == Some("default"))
        .or(first)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn an_offer_renews_at_the_default_mode_or_else_at_the_first_that_renews() {
        let price =
            |mode: &str, capacity: &str| json!({"pricingMode": mode, "capacities": [capacity]});
        let cases = [
            (
                json!([
                    price("default", "installation"),
                    price("upfront12", "renew"),
                    price("default", "renew")
                ]),
                Some("default"),
            ),
            (
                json!([price("upfront12", "renew"), price("upfront24", "renew")]),
                Some("upfront12"),
            ),
            (json!([price("default", "installation")]), None),
            (Value::Null, None),
        ];
        for (prices, expected) in cases {
            let offer = json!({"prices": prices});
            let product: CartGenericProductDefinition =
                serde_json::from_value(offer.clone()).unwrap();
            let option: CartGenericOptionDefinition = serde_json::from_value(offer).unwrap();
            for renewal in [product.renewal(), option.renewal()] {
                assert_eq!(
                    renewal.and_then(|price| price.pricing_mode.as_deref()),
                    expected
                );
            }
        }
    }
}
