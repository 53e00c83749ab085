//! What a cart costs: the lines of its order and their totals.

use serde_json::{Value, json};

use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::offer::words;
use crate::sandbox::catalogue::price::{Ucents, price};
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use serde::{Deserialize, Serialize};

/// What the coupon takes off.
const COUPON_PERMILLE: i64 = 100;

/// The lines and totals of a cart.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Quote {
    pub subsidiary: &'static Subsidiary,
    pub lines: Vec<Line>,
    pub original: Ucents,
    pub reduction: Ucents,
    pub without_tax: Ucents,
    pub tax: Ucents,
}

/// A line of an order: what an item costs at installation, for its first period, or as a gift.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Line {
    pub item: i64,
    pub kind: LineKind,
    pub description: String,
    /// Stands for the service until there is one: `*001`, `*001.002` for an option.
    pub placeholder: String,
    pub quantity: i64,
    pub unit: Ucents,
}

/// The types of lines that the sandbox writes.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum LineKind {
    Installation,
    Duration,
    /// A coupon; its total is negative.
    Gift,
}

/// Prices a cart: installation and first renewal of each item, the gift of the coupon, and tax on
/// the total.
pub fn quote(cart: &Cart) -> Quote {
    let mut lines = Vec::new();
    for (number, product) in (1..).zip(cart.products()) {
        let placeholder = match &product.service {
            Some(name) => name.clone(),
            None => format!("*{number:03}"),
        };
        add_lines(&mut lines, cart, product, &placeholder);
        for (number, option) in (1..).zip(cart.options(product.id)) {
            add_lines(
                &mut lines,
                cart,
                option,
                &format!("{placeholder}.{number:03}"),
            );
        }
    }
    let (gifts, charges): (Vec<_>, Vec<_>) =
        lines.iter().partition(|line| line.kind == LineKind::Gift);
    let original: Ucents = charges.into_iter().map(Line::total).sum();
    let gifts: Ucents = gifts.into_iter().map(Line::total).sum();
    let without_tax = original + gifts;
    Quote {
        subsidiary: cart.subsidiary,
        original,
        reduction: gifts.times(-1),
        without_tax,
        tax: without_tax.permille(cart.subsidiary.tax_permille),
        lines,
    }
}

fn add_lines(lines: &mut Vec<Line>, cart: &Cart, item: &Item, placeholder: &str) {
    let Some(pricing) = item.pricing() else {
        return;
    };
    let line = |kind, unit, description| Line {
        item: item.id,
        kind,
        description,
        placeholder: placeholder.to_owned(),
        quantity: item.choice.quantity,
        unit,
    };
    let name = described(item);
    // As live: an option that costs nothing to install has no line for it.
    let installation = pricing
        .installation
        .filter(|price| item.parent.is_none() || price.0 != 0);
    if let Some(price) = installation {
        lines.push(line(LineKind::Installation, price, format!("{name} - ")));
    }
    if let Some(renew) = pricing.renew {
        let period = words(pricing.months);
        lines.push(line(
            LineKind::Duration,
            renew,
            format!("{name} - {period}"),
        ));
    }
    if pricing.consumption.is_some() {
        // What will be consumed is billed later.
        let nothing = Ucents::default();
        lines.push(line(
            LineKind::Duration,
            nothing,
            format!("{name} - consumption"),
        ));
    }
    let gift = pricing.first_payment().permille(-COUPON_PERMILLE);
    if gift.0 != 0 {
        for coupon in &cart.coupons {
            lines.push(line(
                LineKind::Gift,
                gift,
                format!("{name} - coupon {coupon}"),
            ));
        }
    }
}

fn described(item: &Item) -> String {
    let name = &item.plan.name;
    let label = item.plan.datacenter_label.as_deref();
    match label.and_then(|label| item.values(label).next()) {
        Some(datacenter) => format!("{name} rental - datacenter {datacenter}"),
        None => format!("{name} rental"),
    }
}

impl Quote {
    pub fn with_tax(&self) -> Ucents {
        self.without_tax + self.tax
    }

    /// The quote as an `order.Order`; `ordered` is its number and link once there is one.
    pub fn shown(&self, contracts: Value, ordered: Option<(i64, &str)>) -> Value {
        let lines = self.lines.iter().map(|line| line.shown(self.subsidiary));
        json!({
            "contracts": contracts,
            "details": lines.collect::<Vec<_>>(),
            "orderId": ordered.map(|(id, _)| id),
            "prices": {
                "originalWithoutTax": price(self.original, self.subsidiary),
                "reduction": price(self.reduction, self.subsidiary),
                "tax": price(self.tax, self.subsidiary),
                "withTax": price(self.with_tax(), self.subsidiary),
                "withoutTax": price(self.without_tax, self.subsidiary),
            },
            "url": ordered.map(|(_, url)| url),
        })
    }
}

impl Line {
    pub fn total(&self) -> Ucents {
        self.unit.times(self.quantity)
    }

    fn shown(&self, subsidiary: &Subsidiary) -> Value {
        json!({
            "cartItemID": self.item,
            "description": self.description,
            "detailType": self.kind.text(),
            "domain": self.placeholder,
            "originalTotalPrice": price(self.total(), subsidiary),
            "quantity": self.quantity,
            "reductionTotalPrice": price(Ucents::default(), subsidiary),
            "reductions": [],
            "totalPrice": price(self.total(), subsidiary),
            "unitPrice": price(self.unit, subsidiary),
        })
    }
}

impl LineKind {
    pub fn text(self) -> &'static str {
        match self {
            Self::Installation => "INSTALLATION",
            Self::Duration => "DURATION",
            Self::Gift => "GIFT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::state::COUPON;
    use crate::sandbox::cart::state::tests::cart;

    fn totals(quote: &Quote) -> [i64; 4] {
        let amounts = [quote.original, quote.reduction, quote.tax, quote.with_tax()];
        amounts.map(|amount| amount.0 / 1_000_000)
    }

    #[test]
    fn a_total_is_installation_and_first_renewal_less_coupon_plus_tax() {
        let server = [
            ("24sk10", None),
            ("bandwidth-300-24sk", Some(0)),
            ("plesk-webadmin", Some(0)),
        ];
        for (items, coupon, expected) in [
            (&server[..1], false, [3398, 0, 680, 4078]),
            (&server[..1], true, [3398, 340, 612, 3670]),
            (&server[..], false, [4197, 0, 839, 5036]),
            (&server[..], true, [4197, 420, 755, 4532]),
            (&[("project.2018", None)][..], true, [0, 0, 0, 0]),
            (&[], false, [0, 0, 0, 0]),
        ] {
            let mut cart = cart(items);
            cart.coupons = coupon.then(|| COUPON.to_owned()).into_iter().collect();
            assert_eq!(totals(&quote(&cart)), expected, "{items:?}");
        }
    }

    #[test]
    fn options_count_below_their_item_and_free_installations_of_options_have_no_line() {
        let cart = cart(&[
            ("24ska01", None),
            ("24sk10", None),
            ("bandwidth-300-24sk", Some(1)),
        ]);
        let quote = quote(&cart);
        let lines: Vec<_> = quote
            .lines
            .iter()
            .map(|line| (line.placeholder.as_str(), line.kind.text()))
            .collect();
        assert_eq!(
            lines,
            [
                ("*001", "INSTALLATION"),
                ("*001", "DURATION"),
                ("*002", "INSTALLATION"),
                ("*002", "DURATION"),
                ("*002.001", "DURATION"),
            ]
        );
    }
}
