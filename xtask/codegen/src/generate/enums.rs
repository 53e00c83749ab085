//! Writes each text enum as one call of the client's `text_enum!` macro.
//!
//! The macro is hand-written (`client::text_enum`); here stand the variants' names.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::document::{Document, Schema};
use crate::error::Result;
use crate::names::Names;

/// Values whose variant by rule would collide with another's of the same enum.
const CHOSEN_VARIANTS: &[(&str, &str, &str)] = &[
    (
        "BillingReusablePaymentMean",
        "CREDIT_CARD",
        "CreditCardUpper",
    ),
    (
        "BillingReusablePaymentMean",
        "DEFERRED_PAYMENT_ACCOUNT",
        "DeferredPaymentAccountUpper",
    ),
    ("BillingReusablePaymentMean", "PAYPAL", "PaypalUpper"),
];

/// Every text enum of the document.
pub(super) fn all(document: &Document) -> Result<TokenStream> {
    let schemas = document.schemas.iter();
    let enums = schemas.filter(|(_, schema)| schema.kind() == "string");
    enums
        .filter_map(|(name, schema)| Some(text_enum(name, schema, schema.values.as_ref()?)))
        .collect()
}

fn text_enum(name: &str, schema: &Schema, values: &[Value]) -> Result<TokenStream> {
    let doc = schema.description.as_deref().unwrap_or(name);
    let kind = if schema.open {
        quote!(open)
    } else {
        quote!(closed)
    };
    let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let variants = variants(name, &values)?;
    let name = ident(name);
    Ok(quote! {
        crate::client::text_enum! {
            #[doc = #doc]
            #kind #name { #(#variants = #values,)* }
        }
    })
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A variant's name for each value, made from that value alone, so that a new value renames nothing.
fn variants(name: &str, values: &[&str]) -> Result<Vec<Ident>> {
    let mut names = Names::default();
    let mut variants = Vec::new();
    for value in values {
        let chosen = CHOSEN_VARIANTS
            .iter()
            .find(|(of, chosen, _)| (*of, *chosen) == (name, *value));
        let variant = match chosen {
            Some((_, _, variant)) => (*variant).to_owned(),
            None => variant(value),
        };
        names.give(&variant, &format!("{name} {value:?}"))?;
        variants.push(ident(&variant));
    }
    Ok(variants)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variant_names() {
        let values = [
            "delivered",
            "notPaid",
            "1H-high",
            "KS",
            "",
            "a+b",
            "other",
            "720H",
        ];
        let expected = [
            "Delivered",
            "NotPaid",
            "V1hHigh",
            "Ks",
            "Empty",
            "APlusB",
            "OtherValue",
            "V720h",
        ];
        assert_eq!(variants("E", &values).unwrap(), expected);
    }

    #[test]
    fn values_that_would_be_named_alike_are_refused_unless_a_name_is_chosen() {
        let error = variants("E", &["KS", "ks"]).unwrap_err().to_string();
        assert!(
            error.starts_with("`E \"KS\"` and `E \"ks\"` would both be named `Ks`"),
            "{error}"
        );
        let chosen = variants("BillingReusablePaymentMean", &["PAYPAL", "paypal"]).unwrap();
        assert_eq!(chosen, ["PaypalUpper", "Paypal"]);
    }
}
