//! The names of an order file, and the names that people write instead of them.
//! It must not read a document: it answers what one name means at one place.
//!
//! The guides of the API garble names (`priceMode`, `cuantity`, a translated label). Such a name is
//! refused and not quietly mended, because what is sent is the right name and the person should
//! know it. All of them are rows of the tables below.

use super::fault::shown;
use crate::order::problem::Problem;

/// The label of a Public Cloud voucher.
pub(super) const VOUCHER: &str = "voucher";

/// Where in the document a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Document,
    Item,
    Option,
}

/// What a name means where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It is right.
    Right(&'static str),
    /// It is refused; `meant` is the name that its value is still checked as.
    Wrong {
        refusal: Problem,
        meant: Option<&'static str>,
    },
}

impl Place {
    /// The names that stand here.
    pub(super) const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Document => &[
                "ovhSubsidiary",
                "description",
                "items",
                "coupons",
                "$schema",
            ],
            Self::Item => &[
                "product",
                "planCode",
                "duration",
                "pricingMode",
                "quantity",
                "configuration",
                "options",
            ],
            Self::Option => &[
                "planCode",
                "duration",
                "pricingMode",
                "quantity",
                "configuration",
            ],
        }
    }
}

/// Written, and the name it stands for. Case, accents, blanks, `_` and `-` make no difference here.
const GARBLED: &[(&str, &str)] = &[
    ("priceMode", "pricingMode"),
    ("code_plan", "planCode"),
    ("código de plan", "planCode"),
    ("cuantity", "quantity"),
    ("quantitativ", "quantity"),
    ("cantidad", "quantity"),
    ("Menge", "quantity"),
    ("duración", "duration"),
    ("Dauer", "duration"),
    ("configuración", "configuration"),
    ("Konfiguration", "configuration"),
    ("producto", "product"),
    ("Produkt", "product"),
    ("opciones", "options"),
    ("Optionen", "options"),
    ("descripción", "description"),
    ("Beschreibung", "description"),
    ("código promocional", VOUCHER),
    ("Gutschein", VOUCHER),
    ("promoCode", "coupons"),
    ("subsidiary", "ovhSubsidiary"),
    ("waiveRetractionPeriod", "waiveRetractationPeriod"),
];

/// Labels of a configuration, written and right. Only these: any other label is the plan's own.
const GARBLED_LABELS: &[(&str, &str)] = &[
    ("description", "description"),
    ("descripción", "description"),
    ("Beschreibung", "description"),
    (VOUCHER, VOUCHER),
    ("código promocional", VOUCHER),
    ("Gutschein", VOUCHER),
];

/// A right name and where it belongs, said when it stands at a place that does not have it.
const BELONGS: &[(&str, &str)] = &[
    (
        "ovhSubsidiary",
        "it stands at the top of the file, for the whole cart",
    ),
    ("items", "the list of items stands at the top of the file"),
    (
        "coupons",
        "coupons stand at the top of the file, for the whole cart; \
         a Public Cloud voucher is the label `voucher` in `configuration`",
    ),
    (
        "description",
        "the cart's stands at the top of the file; \
         the name of a project is the label `description` in `configuration`",
    ),
    (
        "product",
        "it stands in an item of `items`, and its options share it",
    ),
    (
        "planCode",
        "it stands in an item of `items` or in one of its `options`",
    ),
    (
        "duration",
        "it stands in an item of `items` or in one of its `options`",
    ),
    (
        "pricingMode",
        "it stands in an item of `items` or in one of its `options`",
    ),
    (
        "quantity",
        "it stands in an item of `items` or in one of its `options`",
    ),
    (
        "configuration",
        "it stands in an item of `items` or in one of its `options`",
    ),
    (
        "options",
        "they stand in an item of `items`; an option has none of its own",
    ),
    (
        VOUCHER,
        "a Public Cloud voucher is a label in the `configuration` of its item; \
         a commercial promo code goes into `coupons` at the top of the file",
    ),
    (
        "label",
        "write each label and its value as `label: value` under `configuration`",
    ),
    (
        "value",
        "write each label and its value as `label: value` under `configuration`",
    ),
    (
        "waiveRetractationPeriod",
        "it is chosen at the checkout, not in the file",
    ),
    (
        "autoPayWithPreferredPaymentMethod",
        "it is chosen at the checkout, not in the file",
    ),
];

/// What `written` means at `place`.
pub(super) fn meaning(place: Place, written: &str) -> Meaning {
    let here = place.names();
    if let Some(name) = here.iter().find(|name| **name == written) {
        return Meaning::Right(name);
    }
    let Some(right) = right_name(written) else {
        return nearest(place, written);
    };
    let meant = here.iter().find(|name| **name == right).copied();
    let refusal = if meant.is_some() {
        not_the_name(written, right)
    } else {
        misplaced(written, right)
    };
    Meaning::Wrong { refusal, meant }
}

/// Why this label of a configuration is refused, if it is.
pub(super) fn refuse_label(written: &str) -> Option<Problem> {
    if written.is_empty() {
        return Some(Problem::new("a label must be a name").hint("write `label: value`"));
    }
    let right = look_up(GARBLED_LABELS, written).filter(|right| *right != written)?;
    let refusal = Problem::new(format!(
        "`{}` is not the label, labels are never translated: write `{right}`",
        shown(written)
    ));
    Some(if right == VOUCHER {
        refusal.hint("a commercial promo code goes into `coupons` at the top of the file")
    } else {
        refusal
    })
}

fn right_name(written: &str) -> Option<&'static str> {
    let plain = plain(written);
    let known = BELONGS.iter().map(|(name, _)| *name);
    let known = known.chain(Place::Document.names().iter().copied());
    known
        .into_iter()
        .find(|name| self::plain(name) == plain)
        .or_else(|| look_up(GARBLED, written))
}

fn look_up(table: &[(&str, &'static str)], written: &str) -> Option<&'static str> {
    let written = plain(written);
    let row = table.iter().find(|(garbled, _)| plain(garbled) == written);
    row.map(|(_, right)| *right)
}

fn not_the_name(written: &str, right: &str) -> Problem {
    let written = shown(written);
    Problem::new(format!(
        "`{written}` is not the API's name, write `{right}`"
    ))
}

fn misplaced(written: &str, right: &str) -> Problem {
    let belongs = BELONGS.iter().find(|(name, _)| *name == right);
    let refusal = Problem::new(if written == right {
        format!("`{right}` does not stand here")
    } else {
        format!(
            "`{}` is `{right}`, which does not stand here",
            shown(written)
        )
    });
    match belongs {
        Some((_, belongs)) => refusal.hint(*belongs),
        None => refusal,
    }
}

/// For a name that no table has: a right one of this place that is a slip away, or all of them.
fn nearest(place: Place, written: &str) -> Meaning {
    let refusal = Problem::new(format!("unknown name `{}`", shown(written)));
    let near = crate::nearest::nearest(written, place.names().iter().copied());
    let (refusal, meant) = match near {
        Some(name) => {
            let message = format!("{}, did you mean `{name}`?", refusal.message);
            (Problem { message, ..refusal }, Some(name))
        }
        None => (refusal.hint(names_here(place)), None),
    };
    Meaning::Wrong { refusal, meant }
}

fn names_here(place: Place) -> String {
    let names = place.names().join("`, `");
    match place {
        Place::Document => format!("here stand `{names}`"),
        Place::Item | Place::Option => {
            format!("here stand `{names}`; labels stand under `configuration`")
        }
    }
}

/// A name without what people vary: case, accents (composed or not), blanks, `_` and `-`.
fn plain(name: &str) -> String {
    let kept = name
        .chars()
        .flat_map(char::to_lowercase)
        .map(without_accent);
    kept.filter(|c| c.is_alphanumeric() || *c == '$').collect()
}

/// The letter below the accent, for the languages of the tables. A combining accent is no letter
/// and falls away by itself.
fn without_accent(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ñ' => 'n',
        'ç' => 'c',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_garbled_name_stands_for_a_name_that_has_a_place() {
        for (written, right) in GARBLED {
            assert!(BELONGS.iter().any(|(name, _)| name == right), "{written}");
        }
    }

    #[test]
    fn every_name_of_a_place_says_where_it_belongs() {
        for place in [Place::Document, Place::Item, Place::Option] {
            for name in place.names().iter().filter(|name| **name != "$schema") {
                assert!(BELONGS.iter().any(|(known, _)| known == name), "{name}");
            }
        }
    }

    #[test]
    fn composed_and_decomposed_accents_are_the_same_name() {
        assert_eq!(plain("duraci\u{f3}n"), plain("duracio\u{301}n"));
        assert_eq!(plain("DURACI\u{d3}N"), "duracion");
    }
}
