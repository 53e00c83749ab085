//! What a cart costs: the lines of its order and their totals.

use serde_json::{Value, json};

use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::money::{Ucents, price};
use crate::sandbox::catalogue::offer::first_payment;
use crate::sandbox::catalogue::plans::Pricing;
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::time;

/// What the coupon takes off.
const COUPON_PERMILLE: i64 = 100;

/// The lines and totals of a cart.
#[derive(Clone, Debug)]
pub struct Quote {
    pub place: &'static Subsidiary,
    pub lines: Vec<Line>,
    pub original: Ucents,
    pub reduction: Ucents,
    pub without_tax: Ucents,
    pub tax: Ucents,
}

/// One line.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Line {
    pub item: i64,
    pub kind: Kind,
    pub description: String,
    /// Stands for the service until there is one: `*001`, `*001.002` for an option.
    pub placeholder: String,
    pub quantity: i64,
    pub unit: Ucents,
}

/// The types of lines that the sandbox writes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    Installation,
    Duration,
    /// A coupon; its total is negative.
    Gift,
}

/// Prices a cart: installation and first renewal of each item, what the coupon gives, and tax on
/// the total.
pub fn quote(cart: &Cart) -> Quote {
    let products = (1..).zip(cart.products());
    let lines: Vec<_> = products
        .flat_map(|(number, item)| lines_with_options(cart, item, number))
        .collect();
    let total = |gift: bool| -> Ucents {
        let of_kind = lines
            .iter()
            .filter(|line| (line.kind == Kind::Gift) == gift);
        of_kind.map(Line::total).sum()
    };
    let (original, reduction) = (total(false), -total(true));
    let without_tax = original - reduction;
    Quote {
        place: cart.place,
        original,
        reduction,
        without_tax,
        tax: without_tax.permille(cart.place.tax_permille),
        lines,
    }
}

fn lines_with_options(cart: &Cart, item: &Item, number: usize) -> Vec<Line> {
    let placeholder = format!("*{number:03}");
    let options = (1..).zip(cart.options(item.id));
    let options = options.map(|(option, item)| (format!("{placeholder}.{option:03}"), item));
    let all = std::iter::once((placeholder.clone(), item)).chain(options);
    all.flat_map(|(placeholder, item)| lines(cart, item, &placeholder))
        .collect()
}

fn lines(cart: &Cart, item: &Item, placeholder: &str) -> Vec<Line> {
    let Some(pricing) = item.pricing() else {
        return Vec::new();
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
    let installation = installation(item, pricing)
        .map(|price| line(Kind::Installation, price, format!("{name} - ")));
    let period = time::words(pricing.months);
    let renewal = line(Kind::Duration, pricing.renew, format!("{name} - {period}"));
    let gift = -first_payment(pricing).permille(COUPON_PERMILLE);
    let gifts = cart.coupons.iter().filter(|_| gift.0 != 0);
    let gifts = gifts.map(|coupon| line(Kind::Gift, gift, format!("{name} - coupon {coupon}")));
    let lines = installation.into_iter().chain([renewal]);
    lines.chain(gifts).collect()
}

/// As live: an option that costs nothing to install has no line for it.
fn installation(item: &Item, pricing: &Pricing) -> Option<Ucents> {
    let price = pricing.installation;
    price.filter(|price| item.parent.is_none() || price.0 != 0)
}

fn described(item: &Item) -> String {
    let label = item.plan.datacenter_label.as_deref();
    let datacenter = label.and_then(|label| item.configured(label));
    let name = &item.plan.name;
    match datacenter {
        Some(datacenter) => format!("{name} rental - datacenter {datacenter}"),
        None => format!("{name} rental"),
    }
}

impl Quote {
    pub fn with_tax(&self) -> Ucents {
        self.without_tax + self.tax
    }

    /// An `order.Order`; `ordered` is its number and link once there is one.
    pub fn shown(&self, contracts: Value, ordered: Option<(i64, &str)>) -> Value {
        let lines = self.lines.iter().map(|line| line.shown(self.place));
        json!({
            "contracts": contracts,
            "details": lines.collect::<Vec<_>>(),
            "orderId": ordered.map(|(id, _)| id),
            "prices": {
                "originalWithoutTax": price(self.original, self.place),
                "reduction": price(self.reduction, self.place),
                "tax": price(self.tax, self.place),
                "withTax": price(self.with_tax(), self.place),
                "withoutTax": price(self.without_tax, self.place),
            },
            "url": ordered.map(|(_, url)| url),
        })
    }
}

impl Line {
    pub fn total(&self) -> Ucents {
        self.unit.times(self.quantity)
    }

    fn shown(&self, place: &Subsidiary) -> Value {
        json!({
            "cartItemID": self.item,
            "description": self.description,
            "detailType": self.kind.text(),
            "domain": self.placeholder,
            "originalTotalPrice": price(self.total(), place),
            "quantity": self.quantity,
            "reductionTotalPrice": price(Ucents::ZERO, place),
            "reductions": [],
            "totalPrice": price(self.total(), place),
            "unitPrice": price(self.unit, place),
        })
    }
}

impl Kind {
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
            cart.coupons = coupon
                .then(|| crate::sandbox::COUPON.to_owned())
                .into_iter()
                .collect();
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
