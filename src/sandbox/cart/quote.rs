//! What a cart costs: the lines of its order and their totals.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::cart::coupon::Worth;
use crate::sandbox::cart::state::{Cart, Item};
use crate::sandbox::catalogue::plans::Pricing;
use crate::sandbox::catalogue::price::{Ucents, price};
use crate::sandbox::catalogue::subsidiary::Subsidiary;

/// The families of options in the order of their lines. Those that are not listed come after them, then
/// the plan itself, then the private network.
const FIRST_FAMILIES: &[&str] = &["bandwidth", "storage", "memory"];
const LAST_FAMILY: &str = "vrack";

/// Families of options that are parts of their plan: their product has no line of its own.
const PARTS: &[&str] = &["memory", "storage"];

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
    /// A promotion; its total is negative and part of the price before reductions, as seen live.
    Promotion,
    /// A coupon; its total is negative and a reduction.
    Coupon,
}

/// The words of a description in a language.
struct Words {
    rental: &'static str,
    datacenter: &'static str,
    month: &'static str,
    months: &'static str,
}

/// Prices a cart: installation and first renewal of each item, promotions that run, coupons, and tax on
/// the total.
pub fn quote(cart: &Cart, now: Timestamp) -> Quote {
    let mut lines = Vec::new();
    for (number, product) in (1..).zip(cart.products()) {
        for placed in placed(cart, product, number) {
            placed.add_lines(&mut lines, cart, now);
        }
    }
    let fixed = fixed_coupons(&lines, cart);
    lines.extend(fixed);
    let is_coupon = |line: &&Line| line.kind == LineKind::Coupon;
    let (coupons, charges): (Vec<_>, Vec<_>) = lines.iter().partition(is_coupon);
    let original: Ucents = charges.into_iter().map(Line::total).sum();
    let coupons: Ucents = coupons.into_iter().map(Line::total).sum();
    let without_tax = original + coupons;
    Quote {
        subsidiary: cart.subsidiary,
        original,
        reduction: coupons.times(-1),
        without_tax,
        tax: without_tax.permille(cart.tax_permille),
        lines,
    }
}

/// An item and what stands for its service.
struct Placed<'a> {
    item: &'a Item,
    /// The family of an option; empty for a plan.
    family: &'a str,
    placeholder: String,
}

/// A plan and its options in the order of their lines.
///
/// Seen live in two orders with three options each: the second option that was added is numbered before
/// the first. Whether that holds for other numbers of options is not known.
fn placed<'a>(cart: &'a Cart, product: &'a Item, number: usize) -> Vec<Placed<'a>> {
    let mut options: Vec<_> = cart.options(product.id).collect();
    if let [first, second, ..] = options.as_mut_slice() {
        std::mem::swap(first, second);
    }
    let placeholder = match &product.service {
        Some(name) => name.clone(),
        None => format!("*{number:03}"),
    };
    let mut all = Vec::new();
    for (position, item) in (1..).zip(options) {
        let family = product.plan.option_family(&item.plan.plan_code);
        all.push(Placed {
            item,
            family: family.map_or("option", |family| &family.name),
            placeholder: format!("{placeholder}.{position:03}"),
        });
    }
    all.push(Placed {
        item: product,
        family: "",
        placeholder,
    });
    all.sort_by_key(Placed::rank);
    all
}

impl Placed<'_> {
    fn rank(&self) -> usize {
        let count = FIRST_FAMILIES.len();
        match self.family {
            "" => count + 1,
            LAST_FAMILY => count + 2,
            family => FIRST_FAMILIES
                .iter()
                .position(|known| *known == family)
                .unwrap_or(count),
        }
    }

    fn add_lines(&self, lines: &mut Vec<Line>, cart: &Cart, now: Timestamp) {
        let Some(charges) = self.item.charges() else {
            return;
        };
        let words = Words::of(cart.subsidiary.language);
        let name = self.described(&words);
        // As live: what costs nothing to install has no line for it.
        if let Some(once) = charges.installation.filter(|once| once.price.0 != 0) {
            lines.push(self.line(LineKind::Installation, once.price, format!("{name} - ")));
        }
        if let Some(renewal) = charges.renewal {
            let text = format!("{name} - {}", words.period(renewal));
            lines.push(self.line(LineKind::Duration, renewal.price, text));
        }
        if charges.consumption.is_some() {
            // What will be consumed is billed later.
            let text = format!("{name} - consumption");
            lines.push(self.line(LineKind::Duration, Ucents::default(), text));
        }
        if !PARTS.contains(&self.family) {
            let text = self.item.plan.description.clone();
            lines.push(self.line(LineKind::Installation, Ucents::default(), text));
        }
        let mut payment = Ucents::default();
        for charge in [charges.installation, charges.renewal]
            .into_iter()
            .flatten()
        {
            let mut left = charge.price.rounded();
            for promotion in charge.promotions().iter().filter(|it| it.is_running(now)) {
                let gift = promotion.discount.value.rounded().min(left).times(-1);
                left = left + gift;
                let text = promotion.description.clone();
                lines.push(self.line(LineKind::Promotion, gift, text));
            }
            payment = payment + left;
        }
        for coupon in cart.redeemed() {
            let Worth::Permille(permille) = coupon.worth else {
                continue;
            };
            let gift = payment.permille(-permille);
            if gift.0 != 0 {
                let text = format!("{name} - coupon {}", coupon.code);
                lines.push(self.line(LineKind::Coupon, gift, text));
            }
        }
    }

    fn line(&self, kind: LineKind, unit: Ucents, description: String) -> Line {
        Line {
            item: self.item.id,
            kind,
            description,
            placeholder: self.placeholder.clone(),
            quantity: self.item.choice.quantity,
            // A catalogue has fractions of cents, and a line does not.
            unit: unit.rounded(),
        }
    }

    fn described(&self, words: &Words) -> String {
        let (name, rental) = (&self.item.plan.name, words.rental);
        match self.item.datacenter() {
            Some(datacenter) => format!("{name} {rental} - {} {datacenter}", words.datacenter),
            None => format!("{name} {rental}"),
        }
    }
}

/// The lines of the coupons that take off an amount, each at most what is left to pay.
fn fixed_coupons(lines: &[Line], cart: &Cart) -> Vec<Line> {
    let mut left: Ucents = lines.iter().map(Line::total).sum();
    let mut gifts = Vec::new();
    for coupon in cart.redeemed() {
        let (Worth::Amount(amount), Some(product)) = (coupon.worth, cart.products().next()) else {
            continue;
        };
        let gift = amount.min(left).times(-1);
        if gift.0 < 0 {
            left = left + gift;
            gifts.push(Line {
                item: product.id,
                kind: LineKind::Coupon,
                description: format!("coupon {}", coupon.code),
                placeholder: "*001".to_owned(),
                quantity: 1,
                unit: gift,
            });
        }
    }
    gifts
}

impl Words {
    /// English for what is not French: no other language was seen.
    fn of(language: &str) -> Self {
        if language.starts_with("fr") {
            return Self {
                rental: "location",
                datacenter: "centre de données",
                month: "mois",
                months: "mois",
            };
        }
        Self {
            rental: "rental",
            datacenter: "datacenter",
            month: "month",
            months: "months",
        }
    }

    fn period(&self, pricing: &Pricing) -> String {
        match (pricing.interval_unit.as_str(), pricing.interval) {
            ("month", 1) => format!("1 {}", self.month),
            ("month", count) => format!("{count} {}", self.months),
            _ => pricing.duration(),
        }
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
    pub fn is_gift(self) -> bool {
        matches!(self, Self::Promotion | Self::Coupon)
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::Installation => "INSTALLATION",
            Self::Duration => "DURATION",
            Self::Promotion | Self::Coupon => "GIFT",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::cart::state::tests::cart;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    const SERVER: [(&str, Option<i64>); 4] = [
        ("24sk10", None),
        ("ram-32g-ecc-2133-24sk10", Some(0)),
        ("softraid-2x2000sa-24sk10", Some(0)),
        ("bandwidth-300-24sk", Some(0)),
    ];

    fn totals(quote: &Quote) -> [i64; 4] {
        let amounts = [quote.original, quote.reduction, quote.tax, quote.with_tax()];
        amounts.map(|amount| amount.0 / 1_000_000)
    }

    #[test]
    fn a_total_is_installation_and_first_renewal_less_gifts_plus_tax() {
        let server = &[&SERVER[..], &[("plesk-webadmin", Some(0))]].concat();
        let promoted = &[
            ("24sysgame01", None),
            ("ram-64g-ecc-2666-24sysgame01", Some(0)),
        ];
        for (items, coupons, expected) in [
            (&SERVER[..1], &[][..], [3398, 0, 680, 4078]),
            (&SERVER[..1], &["SANDBOX10"], [3398, 340, 612, 3670]),
            (&SERVER[..1], &["SANDBOX5OFF"], [3398, 500, 580, 3478]),
            (
                &SERVER[..1],
                &["SANDBOX5OFF", "SANDBOX10"],
                [3398, 840, 512, 3070],
            ),
            (server, &[], [4197, 0, 839, 5036]),
            (server, &["SANDBOX10"], [4197, 420, 755, 4532]),
            // 49.99 + 49.99 - 10 % of 49.99, and 10.00 - 75 % of it.
            (promoted, &[], [9748, 0, 1950, 11698]),
            (promoted, &["SANDBOX10"], [9748, 975, 1755, 10528]),
            (&[("project.2018", None)], &["SANDBOX5OFF"], [0, 0, 0, 0]),
            (
                &[("vps-2025-model1", None)],
                &["SANDBOX5OFF"],
                [449, 449, 0, 0],
            ),
            (&[], &["SANDBOX5OFF"], [0, 0, 0, 0]),
        ] {
            let mut cart = cart(items);
            cart.coupons = coupons.iter().map(|code| (*code).to_owned()).collect();
            assert_eq!(
                totals(&quote(&cart, NOW)),
                expected,
                "{items:?} {coupons:?}"
            );
        }
    }

    #[test]
    fn the_tax_is_that_of_the_account() {
        let mut cart = cart(&SERVER);
        for (tax_permille, tax) in [(270, 917), (0, 0), (255, 866)] {
            cart.tax_permille = tax_permille;
            assert_eq!(totals(&quote(&cart, NOW))[2], tax, "{tax_permille}");
        }
    }

    #[test]
    fn options_stand_before_their_item_and_each_line_of_a_product_after_those_of_its_plan() {
        let mut cart = cart(&SERVER);
        let mut other = cart.items[0].clone();
        other.id = 9;
        cart.items.insert(0, other);
        let quote = quote(&cart, NOW);
        let lines: Vec<_> = quote
            .lines
            .iter()
            .map(|line| (line.placeholder.as_str(), line.kind.text(), line.unit.0))
            .collect();
        assert_eq!(
            lines,
            [
                ("*001", "INSTALLATION", 1_699_000_000),
                ("*001", "DURATION", 1_699_000_000),
                ("*001", "INSTALLATION", 0),
                ("*002.003", "DURATION", 0),
                ("*002.003", "INSTALLATION", 0),
                ("*002.001", "DURATION", 0),
                ("*002.002", "DURATION", 0),
                ("*002", "INSTALLATION", 1_699_000_000),
                ("*002", "DURATION", 1_699_000_000),
                ("*002", "INSTALLATION", 0),
            ]
        );
    }
}
