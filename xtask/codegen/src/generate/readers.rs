//! Writes a method for each field of an answer, which answers the value or an error that names the
//! field.
//!
//! The API may leave out any field, so every field is an `Option`. Nearly every program needs a value
//! or stops; with these methods it says so with `?`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::exercise::setter;
use super::settings::{NUMBER_OR_TEXT, plain_type};
use crate::aliases;
use crate::document::{Document, Operation, Schema};

/// Fields without a method, because models have another one of that name: those of the traits that
/// they implement, which would be hidden, and `renewal` of `client::offer`.
const TAKEN: &[&str] = &["builder", "clone", "default", "eq", "from", "renewal"];

/// The methods of every model that occurs in answers.
pub(super) fn all(document: &Document) -> TokenStream {
    let answered = document.reachable(Operation::answer);
    let models = document.schemas.iter();
    models
        .filter(|(name, _)| answered.contains(*name))
        .map(|(name, model)| of_model(document, name, model))
        .collect()
}

fn of_model(document: &Document, name: &str, model: &Schema) -> TokenStream {
    let fields = model.properties.iter().flatten();
    let methods: Vec<_> = fields
        .filter(|(field, _)| !TAKEN.contains(&field.as_str()))
        .filter_map(|(field, schema)| method(document, model, field, schema))
        .collect();
    if methods.is_empty() {
        return TokenStream::new();
    }
    let name = ident(name);
    quote!(impl crate::types::#name { #(#methods)* })
}

/// The method of a field. Maps, and fields that can hold anything, are read as they are.
fn method(
    document: &Document,
    model: &Schema,
    field: &str,
    schema: &Schema,
) -> Option<TokenStream> {
    let wire = aliases::unmarked(field).unwrap_or_else(|| field.to_owned());
    let method = ident(&setter(field));
    if let Some(items) = &schema.items {
        let item = held(document, items)?.path();
        let doc = format!("`{wire}`; empty when the answer has none.");
        return Some(quote! {
            #[doc = #doc]
            #[inline]
            #[must_use]
            pub fn #method(&self) -> &[#item] { self.#method.as_deref().unwrap_or_default() }
        });
    }
    let held = held(document, schema)?;
    let kind = held.path();
    let (answer, value) = match held {
        Held::Copied(_) => (kind, quote!(self.#method)),
        Held::Text => (quote!(&str), quote!(self.#method.as_deref())),
        Held::Boxed(_) => (quote!(&#kind), quote!(self.#method.as_deref())),
        Held::Named(_) => (quote!(&#kind), quote!(self.#method.as_ref())),
    };
    let doc = format!("`{wire}`.\n\n# Errors\n[`Kind::Decode`](crate::Kind::Decode) without it.");
    let model = model.native_name.as_deref().unwrap_or_default();
    Some(quote! {
        #[doc = #doc]
        #[inline]
        pub fn #method(&self) -> Result<#answer, crate::Error> {
            crate::client::runtime::given(#value, #model, #wire)
        }
    })
}

/// What a field or an element holds, by how it is handed out.
enum Held {
    Copied(String),
    Text,
    Named(String),
    Boxed(String),
}

impl Held {
    fn path(&self) -> TokenStream {
        match self {
            Self::Copied(name) => {
                let name = ident(name);
                quote!(#name)
            }
            Self::Text => quote!(::std::string::String),
            Self::Named(name) | Self::Boxed(name) => {
                let name = ident(name);
                quote!(crate::types::#name)
            }
        }
    }
}

/// `None` for what has no type of its own: maps, lists in lists, and any JSON.
fn held(document: &Document, schema: &Schema) -> Option<Held> {
    // What may be null or absent is written in this way, see `tolerate`.
    let schema = schema.all_of.first().unwrap_or(schema);
    if let Some(name) = &schema.reference {
        let model = document.schemas.get(name)?;
        return match plain_type(name, model).as_deref() {
            Some("i64") => Some(Held::Copied("i64".to_owned())),
            Some("::std::string::String") => Some(Held::Text),
            Some("::serde_json::Value") => None,
            None if model.boxed => Some(Held::Boxed(name.clone())),
            _ => Some(Held::Named(name.clone())),
        };
    }
    let name = match schema.format() {
        "password" => "Secret".to_owned(),
        NUMBER_OR_TEXT => "NumberOrText".to_owned(),
        _ => schema.rust_type(),
    };
    match name.as_str() {
        "String" => Some(Held::Text),
        "bool" | "f64" | "i32" | "i64" => Some(Held::Copied(name)),
        "DateTime" | "NumberOrText" | "Secret" => Some(Held::Named(name)),
        _ => None,
    }
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_field_of_an_answer_is_read_by_its_name_and_one_that_is_only_sent_is_not() {
        let reference = json!({"$ref": "#/components/schemas/Price"});
        let content = |name: &str| {
            json!({"content": {"application/json": {"schema":
            {"$ref": format!("#/components/schemas/{name}")}}}})
        };
        let document = Document::of(json!({
            "paths": {"/x": {"post": {"requestBody": content("Sent"),
                "responses": {"200": content("Order")}}}},
            "components": {"schemas": {
                "Sent": {"properties": {"text": {"type": "string"}}},
                "Price": {"x-native-name": "order.Price", "type": "object", "properties": {
                    "text": {"type": "string"}, "any": {}, "renewal": {"type": "string"},
                    "default": {"type": "boolean"}, "2016v1": {"type": "boolean"}}},
                "Order": {"x-native-name": "order.Order", "properties": {
                    "orderId": {"type": "integer", "format": "int64"},
                    "type": {"type": "string", "format": "date-time"},
                    "total": {"allOf": [reference], "nullable": true},
                    "lines": {"type": "array", "items": reference}}}}}}));
        let written = all(&document).to_string();
        let signatures = [
            "impl crate :: types :: Order",
            "pub fn lines (& self) -> & [crate :: types :: Price]",
            "pub fn order_id (& self) -> Result < i64 , crate :: Error >",
            "given (self . order_id , \"order.Order\" , \"orderId\")",
            "pub fn total (& self) -> Result < & crate :: types :: Price , crate :: Error >",
            "pub fn type_ (& self) -> Result < & crate :: types :: DateTime , crate :: Error >",
            "impl crate :: types :: Price",
            "pub fn x2016v1 (& self) -> Result < bool , crate :: Error >",
            "pub fn text (& self) -> Result < & str , crate :: Error >",
        ];
        for signature in signatures {
            assert!(written.contains(signature), "{signature}: {written}");
        }
        assert_eq!(written.matches("pub fn").count(), 6, "{written}");
    }
}
