//! The Rust names of operations, types and enum values.
//!
//! A name is made from each one's own facts, so that a new description renames nothing. Where two
//! items want the same name, the first keeps it and the other gets a longer one, by the rules below.
//! What still collides is an error, which a chosen name settles.
//!
//! **Operations**: a verb and the words of the path without its parameters and without the leading
//! `order`, in snake case. `GET` of a list is `list`, other `GET`s are `get`, `POST` is `create`,
//! `PUT` is `update`, other methods are their own verbs. A list whose path ends with a parameter ends
//! with `_by_` and that parameter: `GET /order/vps/{serviceName}` is `list_vps_by_service_name`. The
//! longer name has every word of the path.
//!
//! **Types**: the full native name in Pascal case without the leading `order.`, without the ending
//! `Enum`, and without a part that the next part begins with: `order.cart.Item` is `CartItem`,
//! `order.cart.Cart` is `Cart`, `nichandle.OvhSubsidiaryEnum` is `NichandleOvhSubsidiary`. The longer
//! name leaves nothing out. A name that Rust itself uses ends with `Model`.
//!
//! **Values**: Pascal case. The longer name ends with the case of the value: of `PAYPAL` and `paypal`
//! the first is `PaypalUpper`. Of values that differ in signs alone the later ones end with their signs:
//! of `a-b` and `a_b` the second is `ABUnderscore`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use heck::{AsKebabCase, ToSnakeCase, ToUpperCamelCase};

use crate::error::{Error, Result};

/// Operations whose name by rule would hide what they do.
const CHOSEN_OPERATIONS: &[(&str, &str)] = &[
    ("POST /order/cart/{cartId}/assign", "assign_cart"),
    ("POST /order/cart/{cartId}/checkout", "checkout_cart"),
    ("POST /me/order/{orderId}/pay", "pay_me_order"),
    (
        "POST /me/order/{orderId}/payWithRegisteredPaymentMean",
        "pay_me_order_with_registered_payment_mean",
    ),
    ("POST /me/order/{orderId}/debt/pay", "pay_me_order_debt"),
    (
        "POST /me/order/{orderId}/waiveRetraction",
        "waive_me_order_retraction",
    ),
    ("POST /auth/logout", "logout"),
];

/// Words of paths that the rule for snake case tears apart: it makes `web_paa_s` of `webPaaS`.
const CHOSEN_WORDS: &[(&str, &str)] = &[("webPaaS", "web_paas")];

/// Types that had a name before there was a rule for collisions.
const CHOSEN_TYPES: &[(&str, &str)] = &[(
    "dedicated.AvailabilityDatacenterEnum",
    "DedicatedAvailabilityDatacenterCode",
)];

/// Names that generated code uses for something else.
#[rustfmt::skip]
const TAKEN_TYPES: &[&str] = &[
    "Box", "Client", "Clone", "Debug", "Default", "Display", "Err", "Error", "From", "FromStr",
    "None", "Ok", "Option", "PartialEq", "Response", "Result", "Self", "Send", "Some", "String",
    "ToString", "TryFrom", "TryInto", "Vec",
];

/// What an operation is named by.
pub(crate) struct Call<'a> {
    pub method: &'a str,
    pub path: Cow<'a, str>,
    /// Whether it answers a list.
    pub lists: bool,
}

/// The method name of each operation, in the order of the calls.
///
/// # Errors
/// [`Error::Collision`] when two have the same longer name.
pub(crate) fn operations<'a>(calls: impl Iterator<Item = Call<'a>>) -> Result<Vec<String>> {
    let wishes = calls.map(|call| {
        let owner = format!("{} {}", call.method, call.path);
        match CHOSEN_OPERATIONS.iter().find(|(known, _)| *known == owner) {
            Some((_, name)) => Wish::only(name, owner),
            None => Wish {
                owner,
                short: call.short(),
                full: call.full(),
                fullest: None,
            },
        }
    });
    Names::default().give_all(wishes.collect())
}

impl Call<'_> {
    fn short(&self) -> String {
        let segments: Vec<_> = self.path.trim_matches('/').split('/').collect();
        let named = match segments.as_slice() {
            ["order", below @ ..] if !below.is_empty() => below,
            all => all,
        };
        let mut words = vec![self.verb()];
        for segment in named {
            if parameter(segment).is_none() {
                words.push(word(segment));
            }
        }
        let last = segments.last().and_then(|segment| parameter(segment));
        if let Some(last) = last.filter(|_| self.lists) {
            words.extend(["by".to_owned(), last.to_snake_case()]);
        }
        words.join("_")
    }

    fn full(&self) -> String {
        let mut words = vec![self.verb()];
        for segment in self.path.trim_matches('/').split('/') {
            words.push(match parameter(segment) {
                Some(name) => format!("by_{}", name.to_snake_case()),
                None => word(segment),
            });
        }
        words.join("_")
    }

    fn verb(&self) -> String {
        match self.method {
            "GET" if self.lists => "list".to_owned(),
            "POST" => "create".to_owned(),
            "PUT" => "update".to_owned(),
            method => method.to_lowercase(),
        }
    }
}

fn word(segment: &str) -> String {
    let chosen = CHOSEN_WORDS.iter().find(|(chosen, _)| *chosen == segment);
    chosen.map_or_else(|| segment.to_snake_case(), |(_, word)| (*word).to_owned())
}

/// `name` of the path segment `{name}`.
#[must_use]
pub fn parameter(segment: &str) -> Option<&str> {
    segment.strip_prefix('{')?.strip_suffix('}')
}

/// The Rust name of each model and enum, by its name as a component. Some names are `reserved`.
///
/// # Errors
/// [`Error::Collision`] when two have the same longer name.
pub(crate) fn types<'a>(
    components: impl IntoIterator<Item = &'a String>,
    reserved: &[&str],
) -> Result<BTreeMap<String, String>> {
    let mut names = Names::default();
    for name in reserved {
        names.give(name, "a type of the client itself")?;
    }
    let components: Vec<_> = components.into_iter().collect();
    let wishes = components.iter().map(|component| {
        let owner = (*component).clone();
        match CHOSEN_TYPES.iter().find(|(known, _)| *known == owner) {
            Some((_, name)) => Wish::only(name, owner),
            None => Wish {
                owner,
                short: short_type(component),
                full: free(&parts(component).concat()),
                fullest: None,
            },
        }
    });
    let names = names.give_all(wishes.collect())?;
    Ok(components.into_iter().cloned().zip(names).collect())
}

fn short_type(component: &str) -> String {
    let short = component.strip_prefix("order.").unwrap_or(component);
    let parts = parts(short.strip_suffix("Enum").unwrap_or(short));
    let mut name = String::new();
    for (at, part) in parts.iter().enumerate() {
        let next = parts.get(at + 1);
        if !next.is_some_and(|next| next.starts_with(part)) {
            name.push_str(part);
        }
    }
    free(&name)
}

fn parts(name: &str) -> Vec<String> {
    let parts = name.split(['.', '_', '<', '>']);
    parts
        .filter(|part| !part.is_empty())
        .map(ToUpperCamelCase::to_upper_camel_case)
        .collect()
}

/// The generator makes its own Pascal case of a name; ours must already be that, and no name of Rust.
fn free(name: &str) -> String {
    let name = name.to_upper_camel_case();
    if TAKEN_TYPES.contains(&&*name) {
        name + "Model"
    } else {
        name
    }
}

/// The name of each value of an enum, in the order of the values.
///
/// # Errors
/// [`Error::Collision`] for values that even the names of their signs do not tell apart.
pub(crate) fn variants(enumeration: &str, values: &[&str]) -> Result<Vec<String>> {
    let wishes = values.iter().map(|value| {
        let short = variant(value);
        let case = if !value.contains(char::is_lowercase) {
            "Upper"
        } else if value.contains(char::is_uppercase) {
            "Mixed"
        } else {
            ""
        };
        Wish {
            owner: format!("{enumeration} {value:?}"),
            fullest: Some(format!("{short}{case}{}", signs(value))),
            full: format!("{short}{case}"),
            short,
        }
    });
    Names::default().give_all(wishes.collect())
}

/// Pascal case, `V` before a digit, and `OtherValue` because `Other` is where open enums keep the
/// values they do not know.
fn variant(value: &str) -> String {
    let words: String = value
        .replace('+', " plus ")
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = words.to_upper_camel_case();
    match (name.as_str(), name.chars().next()) {
        ("Other" | "Self", _) => format!("{name}Value"),
        (_, None) => "Empty".to_owned(),
        (_, Some(first)) if first.is_ascii_digit() => format!("V{name}"),
        _ => name,
    }
}

/// The names of the signs of a value, for one that differs from another in them alone.
fn signs(value: &str) -> String {
    let signs = value.chars().filter(|c| !c.is_ascii_alphanumeric());
    signs
        .map(|sign| match sign {
            ' ' => "Space".to_owned(),
            '-' => "Dash".to_owned(),
            '.' => "Dot".to_owned(),
            '/' => "Slash".to_owned(),
            ':' => "Colon".to_owned(),
            '_' => "Underscore".to_owned(),
            other => format!("U{:04x}", u32::from(other)),
        })
        .collect()
}

/// The Cargo feature that enables an operation: `core`, or its group in kebab case.
pub(crate) fn feature(path: &str, folded: bool) -> String {
    const CART: &[&str] = &["assign", "checkout", "coupon", "item", "summary"];
    let segments: Vec<_> = path.trim_matches('/').split('/').collect();
    let group = match segments.as_slice() {
        ["order", "catalog", ..] => "catalog",
        _ if folded => "core",
        ["order", "cart"] | ["order", "cart", _] => "core",
        ["order", "cart", _, below, ..] if CART.contains(below) => "core",
        ["order", group, ..] if parameter(group).is_none() => group,
        _ => "core",
    };
    AsKebabCase(group).to_string()
}

/// The names that an item may have.
struct Wish {
    owner: String,
    short: String,
    full: String,
    /// For the last of three.
    fullest: Option<String>,
}

impl Wish {
    /// Of an item with a chosen name, which must have that one.
    fn only(name: &str, owner: String) -> Self {
        Self {
            owner,
            short: name.to_owned(),
            full: name.to_owned(),
            fullest: None,
        }
    }
}

/// Remembers the names given, and refuses one that is given twice.
#[derive(Debug, Default)]
pub(crate) struct Names(BTreeMap<String, String>);

impl Names {
    /// Gives `name` to `owner`.
    ///
    /// # Errors
    /// [`Error::Collision`] when another owner has it.
    pub fn give(&mut self, name: &str, owner: &str) -> Result<()> {
        match self.0.insert(name.to_owned(), owner.to_owned()) {
            Some(first) => Err(Error::Collision {
                name: name.to_owned(),
                first,
                second: owner.to_owned(),
            }),
            None => Ok(()),
        }
    }

    /// Whether nobody has the name.
    pub fn is_free(&self, name: &str) -> bool {
        !self.0.contains_key(name)
    }

    /// Gives every item its short name, or the first longer one that no other has. An item
    /// whose two names are the same comes first, since it has no other.
    fn give_all(mut self, wishes: Vec<Wish>) -> Result<Vec<String>> {
        let mut given = vec![String::new(); wishes.len()];
        for is_shortened in [false, true] {
            for (wish, given) in wishes.iter().zip(&mut given) {
                let Wish {
                    owner,
                    short,
                    full,
                    fullest,
                } = wish;
                if (short != full) == is_shortened {
                    let mut names = [short, full].into_iter().chain(fullest);
                    let name = names.find(|name| self.is_free(name)).unwrap_or(full);
                    self.give(name, owner)?;
                    given.clone_from(name);
                }
            }
        }
        Ok(given)
    }
}

#[cfg(test)]
mod tests;
