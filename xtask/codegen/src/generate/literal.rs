//! Writes the literal methods of folded operations: one line each, the product filled in.

use heck::ToUpperCamelCase;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::document;
use crate::operation::{Folded, Operation};
use crate::select::Features;

/// A method for each folded literal operation of the enabled features.
pub(super) fn methods(operations: &[Operation], features: &Features) -> TokenStream {
    let enabled = operations
        .iter()
        .filter(|operation| features.enable(&operation.feature));
    let methods = enabled.filter_map(|operation| {
        let into = operation.folded_into.as_ref()?;
        let folded = operations
            .iter()
            .find(|o| o.method == operation.method && o.path == into.path)?;
        Some(method(operation, into, folded))
    });
    quote! {
        /// Literal names of the folded operations.
        impl Client { #(#methods)* }
    }
}

fn method(operation: &Operation, into: &Folded, folded: &Operation) -> TokenStream {
    let doc = doc(operation, into, folded);
    let name = ident(&operation.id);
    let call = ident(&folded.id);
    let builder = ident(&folded.id.to_upper_camel_case());
    let product = &into.product;
    quote! {
        #[doc = #doc]
        #[inline]
        pub fn #name(&self) -> builder::#builder<'_> {
            self.#call().product(#product)
        }
    }
}

fn doc(operation: &Operation, into: &Folded, folded: &Operation) -> String {
    let Operation { method, path, .. } = operation;
    format!(
        "`{method} {path}`\n\n[`Client::{}`] with the product `{}`.\n\n{}",
        folded.id,
        into.product,
        document::sentences(operation)
    )
}

fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}
