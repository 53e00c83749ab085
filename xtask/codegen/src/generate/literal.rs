//! Writes the literal methods of folded operations: one line each, the product filled in.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

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
    let name = ident(&operation.id);
    let call = ident(&folded.id);
    let builder = ident(&folded.id.to_upper_camel_case());
    Some(quote! {
        #[doc = #doc]
        #[inline]
        pub fn #name(&self) -> builder::#builder<'_> {
            self.#call().product(#product)
        }
    })
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
