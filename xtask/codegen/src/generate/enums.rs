//! Writes each text enum as one call of the client's `text_enum!` macro.
//!
//! The macro is hand-written (`client::text_enum`).

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde_json::Value;

use crate::document::{Document, Schema};
use crate::error::Result;
use crate::names::variants;

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
    let names = variants(name, &values)?;
    let variants = names.iter().map(|variant| format_ident!("{variant}"));
    let name = format_ident!("{name}");
    Ok(quote! {
        crate::client::text_enum! {
            #[doc = #doc]
            #kind #name { #(#variants = #values,)* }
        }
    })
}
