//! The texts of an order file that have a form of their own, checked when they are made.
//! It must not know the document around them, nor what the API offers today.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use super::fault::shown;
use crate::order::problem::Problem;

/// A checked text: made by `new`, read by `as_str`, serialised as it is.
macro_rules! checked_text {
    ($(#[$meta:meta])* $name:ident, $check:path) => {
        #[derive(Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
        $(#[$meta])*
        #[serde(transparent)]
        #[schemars(inline)]
        pub struct $name(String);

        impl $name {
            /// Takes the text when it has the right form.
            ///
            /// # Errors
            /// Says what is wrong with the text and how to mend it; nothing is sent anywhere.
            pub fn new(text: impl Into<String>) -> Result<Self, Problem> {
                let text = text.into();
                $check(&text).map_or_else(|| Ok(Self(text)), Err)
            }

            /// The text as it is sent to the API.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

/// Debug and Display for those that are no secret.
macro_rules! shown_text {
    ($($name:ident),*) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.0).finish()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

checked_text!(
    /// Two to four upper-case letters: the subsidiary that sells, such as FR, DE or ASIA.
    #[schemars(extend("pattern" = "^[A-Z]{2,4}$"))]
    Subsidiary,
    refuse_subsidiary
);

checked_text!(
    /// The product as the path of the API names it, such as cloud, vps or eco.
    #[schemars(extend(
        "pattern" = "^[A-Za-z][A-Za-z0-9]*$",
        "not" = { "enum": CALLS_OF_THE_CART }
    ))]
    Product,
    refuse_product
);

checked_text!(
    /// The code of a plan in the catalogue, such as project.2018.
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    PlanCode,
    refuse_plan_code
);

checked_text!(
    /// The pricing mode of a price, such as default or upfront12.
    #[schemars(extend("pattern" = r"^[^\s]+$"))]
    PricingMode,
    refuse_pricing_mode
);

checked_text!(
    /// How long a price holds, as an ISO 8601 duration of whole days or more, such as P1M or P1Y.
    #[schemars(extend("pattern" = "^P(?=.*[1-9])([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?$"))]
    PriceDuration,
    refuse_duration
);

checked_text!(
    /// A commercial promo code. Debug does not show it: whoever has the code can spend it.
    #[schemars(description = "A commercial promo code.", extend("pattern" = r"^[^\s]+$"))]
    Coupon,
    refuse_coupon
);

shown_text!(Subsidiary, Product, PlanCode, PricingMode, PriceDuration);

impl fmt::Debug for Coupon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Coupon(…)")
    }
}

/// Calls that stand where a product stands under `/order/cart/{cartId}/`. Adding an item to one of
/// them would be another call altogether, and for `checkout` one that spends money.
const CALLS_OF_THE_CART: &[&str] = &["assign", "checkout", "coupon", "item", "summary"];

fn refuse_subsidiary(text: &str) -> Option<Problem> {
    let letters = (2..=4).contains(&text.len()) && text.bytes().all(|c| c.is_ascii_alphabetic());
    if letters && text.bytes().all(|c| c.is_ascii_uppercase()) {
        return None;
    }
    let refusal = Problem::new(format!("`{}` is not a subsidiary", shown(text)));
    Some(if letters {
        refusal.hint(format!("write `{}`", text.to_ascii_uppercase()))
    } else {
        refusal.hint("write its upper-case letters, such as `FR`")
    })
}

fn refuse_product(text: &str) -> Option<Problem> {
    if CALLS_OF_THE_CART
        .iter()
        .any(|call| call.eq_ignore_ascii_case(text))
    {
        return Some(
            Problem::new(format!("`{text}` is a call of the cart, not a product"))
                .hint("write a product such as `cloud`, `vps` or `eco`"),
        );
    }
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let named = starts && text.bytes().all(|c| c.is_ascii_alphanumeric());
    (!named).then(|| {
        Problem::new(format!("`{}` is not a product", shown(text)))
            .hint("write the product as the API's path names it, such as `cloud`, `vps` or `eco`")
    })
}

fn refuse_plan_code(text: &str) -> Option<Problem> {
    refuse_blank(
        text,
        "plan code",
        "write the code of the catalogue, such as `project.2018`",
    )
}

fn refuse_pricing_mode(text: &str) -> Option<Problem> {
    refuse_blank(
        text,
        "pricing mode",
        "write the mode of an offered price, such as `default`",
    )
}

fn refuse_blank(text: &str, what: &str, hint: &str) -> Option<Problem> {
    let refused = is_blank_somewhere(text);
    refused.then(|| Problem::new(format!("`{}` is not a {what}", shown(text))).hint(hint))
}

fn refuse_coupon(text: &str) -> Option<Problem> {
    // The text is not repeated: it may be a code with a stray blank.
    is_blank_somewhere(text)
        .then(|| Problem::new("a coupon is one word without blanks").hint("write the code alone"))
}

fn is_blank_somewhere(text: &str) -> bool {
    text.is_empty() || text.contains(|c: char| c.is_whitespace() || c.is_control())
}

fn refuse_duration(text: &str) -> Option<Problem> {
    const FORMS: &str = "write an ISO 8601 duration such as `P1M` (a month) or `P1Y` (a year)";
    let refusal = Problem::new(format!("`{}` is not a duration", shown(text)));
    let upper = text.to_ascii_uppercase();
    match span(text) {
        Some(Span::Time) => Some(
            Problem::new(format!(
                "`{text}` is billed by the hour and cannot be ordered"
            ))
            .hint(FORMS),
        ),
        Some(Span::Nothing) => Some(
            Problem::new(format!("`{text}` is the duration of an installation price"))
                .hint("write the duration of a renewal, such as `P1M`, or leave `duration` out"),
        ),
        Some(Span::Days) => None,
        None if upper != text && span(&upper) == Some(Span::Days) => {
            Some(refusal.hint(format!("write `{upper}`")))
        }
        None => Some(refusal.hint(FORMS)),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Span {
    Nothing,
    Days,
    Time,
}

/// What an ISO 8601 duration of whole numbers spans. Written here and not left to a time library,
/// which also takes forms that the API does not: signs, fractions, lower case.
fn span(text: &str) -> Option<Span> {
    let (date, time) = match text.strip_prefix('P')?.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text.strip_prefix('P')?, None),
    };
    let days = units(date, "YMWD")?;
    match time {
        Some(time) if !time.is_empty() => units(time, "HMS").map(|_| Span::Time),
        Some(_) => None,
        None if date.is_empty() => None,
        None if days => Some(Span::Days),
        None => Some(Span::Nothing),
    }
}

/// Whether any number before these units is more than zero; `None` unless the text is such numbers,
/// each unit at most once and in this order.
fn units(mut text: &str, mut allowed: &str) -> Option<bool> {
    let mut more = false;
    while !text.is_empty() {
        let end = text
            .find(|c: char| !c.is_ascii_digit())
            .filter(|&end| end > 0)?;
        let (number, rest) = text.split_at_checked(end)?;
        let unit = rest.chars().next()?;
        allowed = allowed.split_once(unit)?.1;
        more |= number.bytes().any(|c| c != b'0');
        text = rest.strip_prefix(unit)?;
    }
    Some(more)
}
