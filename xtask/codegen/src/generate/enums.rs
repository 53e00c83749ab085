//! Writes each text enum as one call of the client's `text_enum!` macro.
//!
//! The macro is hand-written (`client::text_enum`); here stand the variants' names.

use std::collections::BTreeSet;

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::Value;

/// Every text enum of the document.
pub(super) fn all(document: &Value) -> TokenStream {
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

fn text_enum(name: &str, schema: &Value, values: &[Value]) -> TokenStream {
    let doc = schema
        .get("description")
        .and_then(Value::as_str)
        .unwrap_or(name);
    let kind = match schema.get("x-open") {
        Some(_) => quote!(open),
        None => quote!(closed),
    };
    let name = ident(name);
    let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
    let variants = variants(&values);
    let variants = variants.iter().map(|variant| ident(variant));
    quote! {
        crate::client::text_enum! {
            #[doc = #doc]
            #kind #name { #(#variants = #values,)* }
        }
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// A variant's name for each value: Pascal case, `V` before a digit, and a number behind a name that
/// another value has already.
fn variants(values: &[&str]) -> Vec<String> {
    // `Other` is where open enums keep unknown values.
    let mut taken = BTreeSet::from(["Other".to_owned(), "Self".to_owned()]);
    let variants = values.iter().map(|value| {
        let name = variant(value);
        let numbered = (2..).map(|n| format!("{name}{n}"));
        let free = std::iter::once(name.clone())
            .chain(numbered)
            .find(|name| !taken.contains(name));
        let free = free.unwrap_or(name);
        taken.insert(free.clone());
        free
    });
    variants.collect()
}

fn variant(value: &str) -> String {
    let spelled = value.replace('+', " plus ");
    let words: String = spelled
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    let name = words.to_upper_camel_case();
    match name.chars().next() {
        None => "Empty".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("V{name}"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_variant_names_without_collision() {
        let values = [
            "delivered",
            "notPaid",
            "1H-high",
            "KS",
            "ks",
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
            "Ks2",
            "Empty",
            "APlusB",
            "Other2",
            "V720h",
        ];
        assert_eq!(variants(&values), expected);
    }
}
