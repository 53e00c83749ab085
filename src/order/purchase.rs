//! What an order is, apart from how its file is written: the purchase that the journal remembers.

use serde_json::Value;

use super::buyer::Buyer;
use super::{OrderError, OrderFile};
use crate::endpoint::Endpoint;
use crate::journal::Purchase;

/// The purchase of an order file. Without a `key` the same order always has the same key, whoever
/// wrote its file and however.
pub(super) fn purchase(
    file: &OrderFile,
    endpoint: &Endpoint,
    buyer: &Buyer,
    key: Option<String>,
) -> Result<Purchase, OrderError> {
    let account = buyer.account.as_deref().ok_or(OrderError::Missing {
        field: "nichandle",
        call: "GET /me",
    })?;
    let order = OrderFile {
        ovh_subsidiary: Some(buyer.subsidiary.clone()),
        ..file.clone()
    };
    let plans = file.items.iter().flat_map(|item| {
        let options = item.options.iter().filter_map(|it| it.plan_code.as_ref());
        item.plan_code.iter().chain(options)
    });
    Ok(Purchase::new(
        endpoint.origin(),
        account,
        key,
        &order.canonical(),
        plans.map(|plan| plan.as_str().to_owned()).collect(),
    ))
}

impl OrderFile {
    /// What is ordered, as a text that is the same however the file is written. Two files with the same
    /// text are the same order, which is bought once. It has vouchers and coupons in it.
    #[must_use]
    pub fn canonical(&self) -> String {
        let mut order = Self {
            // What it may cost says nothing about what is ordered.
            max_total: None,
            // Nor does who pays.
            pay_with: None,
            ..self.clone()
        };
        // The same as one that is left out. A domain, and an option of a family, have another default.
        let plain = order.items.iter_mut().filter(|item| item.domain.is_none());
        for item in plain {
            let options = item.options.iter_mut().filter(|it| it.plan_code.is_some());
            let of_options = options.map(|it| &mut it.pricing_mode);
            for mode in of_options.chain([&mut item.pricing_mode]) {
                mode.take_if(|mode| mode.as_str() == "default");
            }
        }
        let mut canonical = String::new();
        // An order file is texts and numbers, which all have a form in JSON.
        write(
            &serde_json::to_value(&order).unwrap_or_default(),
            &mut canonical,
        );
        canonical
    }
}

/// Writes JSON without white space and with sorted names, so that the same value is the same text.
fn write(value: &Value, text: &mut String) {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            text.push('{');
            for (name, value) in fields {
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(value, text);
                text.push(',');
            }
            text.push('}');
        }
        Value::Array(values) => {
            text.push('[');
            for value in values {
                write(value, text);
                text.push(',');
            }
            text.push(']');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::NichandleOvhSubsidiary;

    fn key(text: &str) -> String {
        let buyer = Buyer {
            account: Some("xx1-ovh".to_owned()),
            subsidiary: NichandleOvhSubsidiary::Fr,
        };
        let file = OrderFile::parse(text).unwrap();
        let endpoint = "ovh-eu".parse().unwrap();
        super::purchase(&file, &endpoint, &buyer, None)
            .unwrap()
            .name
            .key
    }

    #[test]
    fn the_same_order_has_one_key_however_it_is_written() {
        let same = [
            "items: [{product: cloud, planCode: project, configuration: {a: '1', b: x}}]",
            "maxTotal: 1.00 EUR\nitems: [{product: cloud, planCode: project, configuration: {a: '1', b: x}}]",
            "ovhSubsidiary: FR\nitems:\n- planCode: project\n  configuration: {b: x, a: '1'}\n  \
             quantity: 1\n  product: cloud",
            r#"{"items":[{"configuration":{"b":"x","a":"1"},"product":"cloud","planCode":"project"}]}"#,
            "items: [{product: cloud, planCode: project, pricingMode: default, configuration: {a: '1', b: x}}]",
        ];
        let keys = same.map(key);
        assert!(keys.iter().all(|other| *other == keys[0]), "{keys:?}");
    }

    #[test]
    fn another_order_has_another_key() {
        let orders = [
            "items: [{product: cloud, planCode: project}]",
            "items: [{product: cloud, planCode: project, quantity: 2}]",
            "items: [{product: cloud, planCode: project, configuration: {a: x}}]",
            "items: [{product: cloud, planCode: project, configuration: {x: a}}]",
            "items: [{product: cloud, planCode: project, pricingMode: degressivity12}]",
            "items: [{product: eco, planCode: a, pricingMode: x, options: [{family: memory, choose: default}]}]",
            // The mode of a family's option is the item's if it says none.
            "items: [{product: eco, planCode: a, pricingMode: x, options: [{family: memory, choose: default, pricingMode: default}]}]",
            "description: my second one\nitems: [{product: cloud, planCode: project}]",
        ];
        let keys: std::collections::BTreeSet<_> = orders.map(key).into();
        assert_eq!(keys.len(), orders.len());
    }
}
