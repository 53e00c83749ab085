//! The subsidiaries of OVHcloud: currency, tax and region of each.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::sandbox::http::Refusal;

/// A subsidiary and what follows from it.
#[derive(Debug, Eq, PartialEq)]
pub struct Subsidiary {
    pub code: &'static str,
    pub currency: &'static str,
    pub symbol: &'static str,
    pub symbol_first: bool,
    /// Tax in thousandths, so that 25.5 % is a whole number.
    pub tax_permille: i64,
    /// The API that serves this subsidiary: `EU`, `CA` or `US`.
    pub region: &'static str,
    pub country: &'static str,
    pub language: &'static str,
}

impl Subsidiary {
    /// The URN of something that its region's API has.
    pub fn urn(&self, of: &str) -> String {
        format!("urn:v1:{}:{of}", self.region.to_ascii_lowercase())
    }
}

/// The subsidiary a request names, or the refusal of the live API.
pub fn asked(code: &str) -> Result<&'static Subsidiary, Refusal> {
    find(code).ok_or_else(|| Refusal::bad_request("invalid ovhSubsidiary"))
}

/// The subsidiary with this code, in upper case as in the description.
pub fn find(code: &str) -> Option<&'static Subsidiary> {
    ALL.iter().find(|known| known.code == code)
}

/// The region of the API that a subsidiary belongs to: `CA`, `EU` or `US`. None if there is no such
/// subsidiary.
#[must_use]
pub fn region(subsidiary: &str) -> Option<&'static str> {
    find(subsidiary).map(|known| known.region)
}

/// The codes of all subsidiaries.
pub fn codes() -> Vec<&'static str> {
    ALL.iter().map(|known| known.code).collect()
}

static ALL: &[Subsidiary] = &[
    euro("CZ", 210, "cs_CZ").in_currency("CZK", "Kč"),
    euro("DE", 190, "de_DE"),
    euro("ES", 210, "es_ES"),
    euro("EU", 200, "en_IE").in_country("IE"),
    euro("FI", 255, "fi_FI"),
    euro("FR", 200, "fr_FR"),
    euro("GB", 200, "en_GB")
        .in_currency("GBP", "£")
        .symbol_first(),
    euro("IE", 230, "en_IE").symbol_first(),
    euro("IT", 220, "it_IT"),
    euro("LT", 210, "lt_LT"),
    euro("MA", 200, "fr_MA").in_currency("MAD", "MAD"),
    euro("NL", 210, "nl_NL").symbol_first(),
    euro("PL", 230, "pl_PL").in_currency("PLN", "zł"),
    euro("PT", 230, "pt_PT"),
    euro("SN", 180, "fr_SN").in_currency("XOF", "FCFA"),
    euro("TN", 190, "fr_TN").in_currency("TND", "TND"),
    dollar("ASIA", 0, "en_GB").in_country("SG"),
    dollar("AU", 100, "en_AU").in_currency("AUD", "A$"),
    dollar("CA", 0, "en_CA").in_currency("CAD", "C$"),
    dollar("IN", 180, "en_GB").in_currency("INR", "₹"),
    dollar("QC", 0, "fr_CA")
        .in_country("CA")
        .in_currency("CAD", "C$"),
    dollar("SG", 90, "en_GB").in_currency("SGD", "S$"),
    dollar("WE", 0, "en_GB").in_country("CA"),
    dollar("WS", 0, "es_ES").in_country("CA"),
    Subsidiary {
        region: "US",
        ..dollar("US", 0, "en_US")
    },
];

const fn euro(code: &'static str, tax_permille: i64, language: &'static str) -> Subsidiary {
    Subsidiary {
        code,
        currency: "EUR",
        symbol: "€",
        symbol_first: false,
        tax_permille,
        region: "EU",
        country: code,
        language,
    }
}

const fn dollar(code: &'static str, tax_permille: i64, language: &'static str) -> Subsidiary {
    Subsidiary {
        currency: "USD",
        symbol: "$",
        symbol_first: true,
        region: "CA",
        ..euro(code, tax_permille, language)
    }
}

impl Subsidiary {
    const fn in_currency(self, currency: &'static str, symbol: &'static str) -> Self {
        Self {
            currency,
            symbol,
            ..self
        }
    }

    const fn in_country(self, country: &'static str) -> Self {
        Self { country, ..self }
    }

    const fn symbol_first(self) -> Self {
        Self {
            symbol_first: true,
            ..self
        }
    }
}

/// In a snapshot: its code.
impl Serialize for Subsidiary {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.code.serialize(to)
    }
}

impl<'de> Deserialize<'de> for &'static Subsidiary {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        find(&code).ok_or_else(|| D::Error::custom(format!("unknown subsidiary {code}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_of_the_description_are_known() {
        for (code, known) in [("FR", true), ("US", true), ("fr", false), ("XX", false)] {
            assert_eq!(find(code).is_some(), known, "{code}");
        }
        assert_eq!(ALL.len(), 25);
    }
}
