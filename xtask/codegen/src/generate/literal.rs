//! Writes the literal methods of folded operations: one line each, the product filled in.

use heck::ToUpperCamelCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::describe::sentences;
use crate::document::{Document, Operation};
use crate::select::Features;

/// A method for each folded literal operation of the enabled features.
pub(super) fn methods(document: &Document, features: &Features) -> TokenStream {
    let operations = document.operations.iter();
    let enabled = operations.filter(|operation| features.enable(&operation.feature));
    let methods = enabled.filter_map(|operation| method(document, operation));
    quote! {
        /// Literal names of the folded operations.
        impl Client { #(#methods)* }
    }
}

fn method(document: &Document, operation: &Operation) -> Option<TokenStream> {
    let product = &operation.folded_into.as_ref()?.product;
    let folded = document.folded(operation)?;
    let doc = format!(
        "`{}`\n\n[`Client::{}`] with the product `{product}`.\n\n{}",
        operation.call(),
        folded.id,
        sentences(document, operation)
    );
    let name = format_ident!("{}", operation.id);
    let call = format_ident!("{}", folded.id);
    let builder = format_ident!("{}", folded.id.to_upper_camel_case());
    Some(quote! {
        #[doc = #doc]
        #[inline]
        pub fn #name(&self) -> builder::#builder<'_> {
            self.#call().product(#product)
        }
    })
}
