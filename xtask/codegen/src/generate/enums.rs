//! Writes each text enum as one call of the client's `text_enum!` macro.
//!
//! The macro is hand-written (`client::text_enum`); here stand the variants' names.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

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
pub(super) fn all(document: &Value) -> Result<TokenStream> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object);
    let enums = schemas.into_iter().flatten().filter_map(|(name, schema)| {
        let text = schema.get("type").and_then(Value::as_str) == Some("string");
        let values = schema.get("enum").filter(|_| text)?.as_array()?;
        Some(text_enum(name, schema, values))
    });
    enums.collect()
}

fn text_enum(name: &str, schema: &Value, values: &[Value]) -> Result<TokenStream> {
    let doc = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or(name);
    let kind = match schema.get("x-open") {
        Some(_) => quote!(open),
        None => quote!(closed),
    };
    let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let variants = variants(name, &values)?;
    let variants = variants.iter().map(|variant| ident(variant));
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
fn variants(name: &str, values: &[&str]) -> Result<Vec<String>> {
    let mut names = Names::default();
    let variants = values.iter().map(|value| {
        let chosen = CHOSEN_VARIANTS
            .iter()
            .find(|(e, v, _)| (*e, *v) == (name, *value));
        let variant =
            chosen.map_or_else(|| variant(value), |(_, _, variant)| (*variant).to_owned());
        names.give(&variant, &format!("{name} {value:?}"))?;
        Ok(variant)
    });
    variants.collect()
}

/// Pascal case, `V` before a digit, and `OtherValue` because `Other` is where open enums keep the
/// values they do not know.
fn variant(value: &str) -> String {
    let spelled = value.replace('+', " plus ");
    let letters = spelled.chars();
    let words: String = letters
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
