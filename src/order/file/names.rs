//! The names of an order file, and the names that people write instead.
//!
//! The guides of the API garble names (`priceMode`, `cuantity`, a translated label). Such a name is
//! refused and not quietly mended, because what is sent is the right name and the person should
//! know it.

use crate::nearest::{nearest, plain};
use crate::order::problem::{Problem, shown};

/// The label of a Public Cloud voucher.
pub(super) const VOUCHER: &str = "voucher";

/// The mappings of an order file, each with names of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mapping {
    File,
    Item,
    Option,
    Configuration,
}

/// What a name means where it is written.
#[derive(Debug)]
pub(super) struct Meaning {
    /// The name that its value is read as; absent when no name of this mapping is meant.
    pub(super) name: Option<&'static str>,
    /// What is wrong with the name as it is written.
    pub(super) problem: Option<Problem>,
}

/// Every name of the file, and the mappings that have it. A new field is one row.
const NAMES: &[(&str, &[Mapping])] = &[
    ("ovhSubsidiary", &[Mapping::File]),
    ("description", &[Mapping::File, Mapping::Configuration]),
    ("items", &[Mapping::File]),
    ("coupons", &[Mapping::File]),
    ("maxTotal", &[Mapping::File]),
    ("payWith", &[Mapping::File]),
    ("$schema", &[Mapping::File]),
    ("product", &[Mapping::Item]),
    ("planCode", &[Mapping::Item, Mapping::Option]),
    ("duration", &[Mapping::Item, Mapping::Option]),
    ("pricingMode", &[Mapping::Item, Mapping::Option]),
    ("quantity", &[Mapping::Item, Mapping::Option]),
    ("configuration", &[Mapping::Item, Mapping::Option]),
    ("options", &[Mapping::Item]),
    ("serviceName", &[Mapping::Item]),
    ("domain", &[Mapping::Item]),
    ("action", &[Mapping::Item]),
    ("family", &[Mapping::Option]),
    ("choose", &[Mapping::Option]),
    (VOUCHER, &[Mapping::Configuration]),
    // Known only to say where they belong.
    ("label", &[]),
    ("value", &[]),
    ("waiveRetractationPeriod", &[]),
    ("autoPayWithPreferredPaymentMethod", &[]),
];

/// What the guides write, and the name that is meant. Slips of a few letters need no row.
const WRITTEN: &[(&str, &str)] = &[
    ("code_plan", "planCode"),
    ("código de plan", "planCode"),
    ("quantitativ", "quantity"),
    ("cantidad", "quantity"),
    ("Menge", "quantity"),
    ("Dauer", "duration"),
    ("promoCode", "coupons"),
    // These are also labels, which are compared letter by letter: accents as they are typed.
    ("descripción", "description"),
    ("descripcio\u{301}n", "description"),
    ("descripcion", "description"),
    ("Beschreibung", "description"),
    ("código promocional", VOUCHER),
    ("co\u{301}digo promocional", VOUCHER),
    ("codigo promocional", VOUCHER),
    ("Gutschein", VOUCHER),
];

/// What else is said of a name in a wrong place.
const NOTES: &[(&str, &str)] = &[
    (
        "coupons",
        "a Public Cloud voucher is the label `voucher` in `configuration`",
    ),
    (
        "description",
        "the name of a project is the label `description` in `configuration`",
    ),
    ("product", "the options of an item share its product"),
    ("options", "an option has no options of its own"),
    (
        VOUCHER,
        "a commercial promo code goes into `coupons` at the top of the file",
    ),
    ("label", "write `label: value` under `configuration`"),
    ("value", "write `label: value` under `configuration`"),
    (
        "waiveRetractationPeriod",
        "it is chosen at the checkout: `--waive-retractation-period` of the command",
    ),
    (
        "autoPayWithPreferredPaymentMethod",
        "it is chosen at the checkout: `--auto-pay` of the command",
    ),
];

/// Names whose values messages may repeat: no voucher and no coupon is written there.
const PUBLIC: &[&str] = &[
    "ovhSubsidiary",
    "product",
    "planCode",
    "duration",
    "pricingMode",
    "quantity",
    "family",
    "choose",
    "serviceName",
    "domain",
    "action",
];

/// What a name means in this mapping.
pub(super) fn meaning(mapping: Mapping, written: &str) -> Meaning {
    let here: Vec<&str> = names_of(mapping).collect();
    let meant = meant(mapping, written);
    let problem = match meant {
        Some(name) if !here.contains(&name) => Some(misplaced(written, name)),
        Some(name) if name == written => None,
        Some(name) => Some(Problem::misnamed("field", written, name)),
        None => Some(Problem::unknown("field", written, &here)),
    };
    let name = meant.filter(|name| here.contains(name));
    Meaning { name, problem }
}

/// What is wrong with a label of a configuration. Only other forms of the labels named here are
/// refused, letter by letter: any other label is the plan's own, and the API knows those.
pub(super) fn check_label(written: &str) -> Result<(), Problem> {
    if written.is_empty() {
        return Err(Problem::new("a label must be a name").hint("write `label: value`"));
    }
    let meant = names_of(Mapping::Configuration).find(|label| {
        WRITTEN
            .iter()
            .filter(|(_, name)| name == label)
            .map(|(form, _)| *form)
            .chain([*label])
            .any(|form| plain(form) == plain(written))
    });
    match meant {
        Some(label) if label == written => Ok(()),
        // Whoever writes this may mean a promo code instead.
        Some(VOUCHER) => Err(Problem::misnamed("label", written, VOUCHER).hint(
            "did you mean `voucher`? A commercial promo code goes into `coupons` at the top of the file",
        )),
        Some(label) => Err(Problem::misnamed("label", written, label)),
        None => Ok(()),
    }
}

/// Whether messages may show a line with this name and its value.
pub(super) fn is_public(written: &str) -> bool {
    nearest(written, PUBLIC.iter().copied()).is_some()
}

fn names_of(mapping: Mapping) -> impl Iterator<Item = &'static str> {
    NAMES
        .iter()
        .filter(move |(_, mappings)| mappings.contains(&mapping))
        .map(|(name, _)| *name)
}

/// The name that was probably meant; of equally near ones, one of this mapping.
fn meant(mapping: Mapping, written: &str) -> Option<&'static str> {
    if let Some(name) = names_of(mapping).find(|name| *name == written) {
        return Some(name);
    }
    let candidates = names_of(mapping)
        .chain(NAMES.iter().map(|(name, _)| *name))
        .chain(WRITTEN.iter().map(|(written, _)| *written));
    let found = nearest(written, candidates)?;
    let row = WRITTEN.iter().find(|(form, _)| *form == found);
    Some(row.map_or(found, |(_, name)| name))
}

fn misplaced(written: &str, name: &str) -> Problem {
    let message = if written == name {
        format!("`{name}` does not belong here")
    } else {
        format!("`{}` (`{name}`) does not belong here", shown(written))
    };
    let mut hints = Vec::new();
    if let Some((_, mappings)) = NAMES.iter().find(|(known, _)| *known == name)
        && !mappings.is_empty()
    {
        let places: Vec<_> = mappings.iter().map(|mapping| mapping.place()).collect();
        hints.push(format!("it belongs {}", places.join(" or ")));
    }
    if let Some((_, note)) = NOTES.iter().find(|(known, _)| *known == name) {
        hints.push((*note).to_owned());
    }
    Problem::new(message).hint(hints.join("; "))
}

impl Mapping {
    fn place(self) -> &'static str {
        match self {
            Self::File => "at the top of the file",
            Self::Item => "in an item of `items`",
            Self::Option => "in one of its `options`",
            Self::Configuration => "in `configuration`",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_without_a_place_says_what_to_write_instead() {
        for (name, mappings) in NAMES {
            let has_note = NOTES.iter().any(|(known, _)| known == name);
            assert!(has_note || !mappings.is_empty(), "{name}");
        }
    }
}
