//! The values of an order file that have a form of their own, checked when they are made.

use std::fmt;
use std::num::NonZeroU32;

use schemars::JsonSchema;
use serde::Serialize;

use super::payment::Payment;
use crate::money::Amount;
use crate::nearest::nearest;
use crate::order::problem::{Problem, shown};
use crate::types::{CartProduct, CartServiceOptionProduct, NichandleOvhSubsidiary};

/// A checked text: made by `new`, read by `as_str`, serialised as it is.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $check:path) => {
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
        $(#[$meta])*
        #[serde(transparent)]
        #[schemars(inline)]
        pub struct $name(String);

        impl $name {
            /// Takes a text of the right form.
            ///
            /// # Errors
            /// Says what is wrong with the text and how to mend it; nothing is sent anywhere.
            pub fn new(text: impl Into<String>) -> Result<Self, Problem> {
                let text = text.into();
                $check(&text)?;
                Ok(Self(text))
            }

            /// The text as it is sent to the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

checked_text!(
    /// The code of a plan in the catalogue, such as `project.2018`.
    #[derive(Debug)]
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    PlanCode,
    check_plan_code
);

checked_text!(
    /// A family of options as the API names it, such as `memory`.
    #[derive(Debug)]
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    FamilyName,
    check_family
);

checked_text!(
    /// The pricing mode of a price, such as `default` or `upfront12`.
    #[derive(Debug)]
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    PricingMode,
    check_pricing_mode
);

checked_text!(
    /// How long a price is bought for: an ISO 8601 duration of whole days or more, such as `P1M`, or
    /// `P0D` for what does not renew.
    #[derive(Debug)]
    #[schemars(extend("pattern" = "^P(0D|(?=.*[1-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?)$"))]
    PriceDuration,
    check_duration
);

checked_text!(
    /// A commercial promo code. `Debug` hides it: whoever has the code can spend it.
    #[schemars(description = "A commercial promo code.", extend("pattern" = r"^[^\s]+$"))]
    Coupon,
    check_coupon
);

checked_text!(
    /// A service that exists, such as `vps-0a1b2c3d.vps.ovh.net`.
    #[derive(Debug)]
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    ServiceName,
    check_service
);

checked_text!(
    /// A domain such as `example.com`.
    #[derive(Debug)]
    #[schemars(extend("pattern" = r"^[^\s.]+(\.[^\s.]+)+$"))]
    DomainName,
    check_domain
);

/// What an item is of, as the path of the API names it, such as `cloud`, `vps` or `domain`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Product(&'static str);

impl Product {
    /// Domains are ordered by calls of their own.
    pub(in crate::order) const DOMAIN: Self = Self("domain");
    /// A name below several extensions at once.
    pub(in crate::order) const DOMAIN_PACKS: Self = Self("domainPacks");

    /// Every product: those of a cart, domains, and those with options for services that exist.
    #[must_use]
    pub fn all() -> Vec<&'static str> {
        let [cart, service] = [CartProduct::VALUES, CartServiceOptionProduct::VALUES];
        let domains = [Self::DOMAIN.0, Self::DOMAIN_PACKS.0];
        let mut all = [cart, service, &domains].concat();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Whether it is ordered by the name of a domain.
    pub(in crate::order) fn is_of_domains(self) -> bool {
        self == Self::DOMAIN || self == Self::DOMAIN_PACKS
    }

    /// The product of a cart that it is.
    pub(in crate::order) fn in_cart(self) -> Option<CartProduct> {
        self.0.parse().ok()
    }

    /// Its name in paths.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

impl From<CartProduct> for Product {
    fn from(product: CartProduct) -> Self {
        Self(product.as_str())
    }
}

impl From<CartServiceOptionProduct> for Product {
    fn from(product: CartServiceOptionProduct) -> Self {
        Self(product.as_str())
    }
}

impl fmt::Display for Product {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What is done with a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
#[non_exhaustive]
pub enum DomainAction {
    /// It is registered.
    Create,
    /// It is transferred from another registrar.
    Transfer,
    /// It gets another owner.
    Trade,
    /// What is registered about it is changed.
    Update,
}

impl DomainAction {
    /// The API's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Transfer => "transfer",
            Self::Trade => "trade",
            Self::Update => "update",
        }
    }
}

/// Which option of a family is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(inline)]
#[non_exhaustive]
pub enum Choice {
    /// The one that the public catalogue names as the family's default.
    Default,
    /// The one that costs least at the checkout, setup and first period; of equal ones the first by its plan code.
    Cheapest,
}

impl fmt::Debug for Coupon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coupon(…)")
    }
}

/// What people look for among the products, and how it is had.
const NO_PRODUCTS: &[(&str, &str)] = &[
    (
        "domainTransfer",
        "write `product: domain` with `action: transfer`",
    ),
    (
        "domainRestore",
        "no call of the API orders it: renewing the domain restores it",
    ),
];

pub(super) fn product(text: &str) -> Result<Product, Problem> {
    let known = Product::all();
    if let Some(product) = known.iter().find(|known| **known == text) {
        return Ok(Product(product));
    }
    if let Some((_, instead)) = NO_PRODUCTS.iter().find(|(name, _)| *name == text) {
        return Err(Problem::new(format!("unknown product `{text}`")).hint(*instead));
    }
    if let Some(product) = nearest(text, known.iter().copied()) {
        return Err(Problem::misnamed("product", text, product));
    }
    // All of them: whoever means something else can only choose from the whole list.
    let problem = Problem::new(format!("unknown product `{}`", shown(text)));
    Err(problem.hint(format!("use one of {}", known.join(", "))))
}

pub(super) fn action(text: &str) -> Result<DomainAction, Problem> {
    use DomainAction::{Create, Trade, Transfer, Update};
    let all = [Create, Transfer, Trade, Update];
    let found = all.into_iter().find(|action| action.as_str() == text);
    found.ok_or_else(|| Problem::unknown("action", text, &all.map(DomainAction::as_str)))
}

/// A subsidiary. One that the description does not list is left to the endpoint to judge.
pub(super) fn subsidiary(text: &str) -> Result<NichandleOvhSubsidiary, Problem> {
    if (2..=4).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_uppercase()) {
        return Ok(text.into());
    }
    let known = NichandleOvhSubsidiary::VALUES;
    Err(Problem::unknown("subsidiary", text, known))
}

/// The most that an order may cost.
pub(super) fn max_total(text: &str) -> Result<Amount, Problem> {
    match text.parse::<Amount>() {
        Ok(amount) if amount.ucents() >= 0 => Ok(amount),
        _ => Err(Problem::invalid("amount", text)
            .hint("write an amount and its currency, such as 12.00 EUR")),
    }
}

/// Who pays.
pub(super) fn pay_with(text: &str) -> Result<Payment, Problem> {
    text.parse()
        .map_err(|forms| Problem::invalid("payment", text).hint(forms))
}

/// A whole number from 1. What std reads beyond JSON's numbers, `+1` and `01`, is refused.
pub(super) fn quantity(text: &str) -> Result<NonZeroU32, Problem> {
    if text.starts_with(|c: char| matches!(c, '1'..='9'))
        && let Ok(number) = text.parse()
    {
        return Ok(number);
    }
    Err(invalid_quantity(text))
}

pub(super) fn invalid_quantity(text: &str) -> Problem {
    Problem::invalid("quantity", text).hint("write a whole number from 1, without quotes")
}

pub(super) fn choice(text: &str) -> Result<Choice, Problem> {
    match text {
        "default" => Ok(Choice::Default),
        "cheapest" => Ok(Choice::Cheapest),
        _ => Err(Problem::unknown("choice", text, &["default", "cheapest"])),
    }
}

fn check_family(text: &str) -> Result<(), Problem> {
    let problem = Problem::invalid("family", text);
    check_word(text, problem.hint("write its name, such as `memory`"))
}

fn check_service(text: &str) -> Result<(), Problem> {
    let problem = Problem::invalid("service name", text);
    check_word(text, problem.hint("write the name as the API lists it"))
}

fn check_domain(text: &str) -> Result<(), Problem> {
    let problem = Problem::invalid("domain", text);
    let problem = problem.hint("write a name with its extension, such as `example.com`");
    let labels = text.split('.');
    if labels.clone().count() < 2 || labels.clone().any(str::is_empty) {
        return Err(problem);
    }
    check_word(text, problem)
}

fn check_plan_code(text: &str) -> Result<(), Problem> {
    let problem = Problem::invalid("plan code", text);
    check_word(
        text,
        problem.hint("write the code of the catalogue, such as `project.2018`"),
    )
}

fn check_pricing_mode(text: &str) -> Result<(), Problem> {
    let problem = Problem::invalid("pricing mode", text);
    check_word(
        text,
        problem.hint("write the mode of an offered price, such as `default`"),
    )
}

fn check_coupon(text: &str) -> Result<(), Problem> {
    // The text is not repeated: it may be a code with a stray blank.
    let problem = Problem::new("a coupon must be one word");
    check_word(text, problem.hint("write the code alone, without spaces"))
}

fn check_word(text: &str, problem: Problem) -> Result<(), Problem> {
    if text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(problem);
    }
    Ok(())
}

fn check_duration(text: &str) -> Result<(), Problem> {
    const FORMS: &str = "write an ISO 8601 duration such as `P1M` (a month) or `P1Y` (a year)";
    let upper = text.to_ascii_uppercase();
    Err(match span(text) {
        Some(_) if text.contains('T') => Problem::new(format!(
            "a price for `{text}` is billed by the hour and cannot be ordered"
        ))
        .hint(FORMS),
        // Whether the plan is sold for no time shows in its offer.
        Some(span) if span.is_zero() && text != "P0D" => Problem::invalid("duration", text).hint(
            "write the duration of a renewal, such as `P1M`, or `P0D` for what does not renew",
        ),
        Some(_) => return Ok(()),
        None if upper != text && check_duration(&upper).is_ok() => {
            Problem::invalid("duration", text).hint(format!("did you mean `{upper}`?"))
        }
        None => Problem::invalid("duration", text).hint(FORMS),
    })
}

/// A duration in the one form that the API has: jiff also takes signs, fractions and lower case.
fn span(text: &str) -> Option<jiff::Span> {
    let is_strict = text
        .bytes()
        .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    text.parse().ok().filter(|_| is_strict)
}
