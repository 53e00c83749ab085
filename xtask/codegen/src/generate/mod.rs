//! Generates the client's Rust code from a prepared document.
//!
//! The generator runs twice: types that only answer need no builder and come from the first run,
//! operations and the types they send from the second. The generator cannot write enums that keep
//! unknown values, methods that read answers, literal methods over folded ones or the table of
//! operations; the modules below do.

mod adapt;
mod enums;
mod exercise;
mod literal;
mod readers;
mod send;
mod settings;
pub mod tables;
mod tokens;
pub mod twice;

use std::collections::BTreeSet;

pub use exercise::exercise;
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::Generator;
use quote::quote;

use crate::aliases;
use crate::document::{Document, Operation};
use crate::error::{Error, Result};
use crate::select::{Features, select};

/// How the code is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// One line of tokens: what an ordinary build needs, and fastest.
    Raw,
    /// Formatted, for people: documentation shows it and compiler messages point into it.
    Pretty,
}

/// What a build of the crate includes.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The Rust code of the client.
    pub client: String,
    /// The table of operations, one a line; see [`tables`].
    pub operations: String,
    /// What operations exchange, one operation or type a line; see [`tables`].
    pub exchanges: String,
}

/// The client with the given features, and the table of every operation.
///
/// # Errors
/// [`Error::Json`] when the document is not OpenAPI, [`Error::Generator`] when the generator refuses
/// it.
pub fn generate(document: &Document, features: &Features, layout: Layout) -> Result<Generated> {
    let tokens = code(document, features)?;
    let client = match layout {
        Layout::Raw => tokens.to_string(),
        Layout::Pretty => pretty(tokens)?,
    };
    Ok(Generated {
        client,
        operations: tables::operations(document),
        exchanges: tables::exchanges(document),
    })
}

fn pretty(tokens: TokenStream) -> Result<String> {
    let file = syn::parse2(tokens).map_err(|error| Error::Generator(error.to_string()))?;
    Ok(prettyplease::unparse(&file))
}

fn code(document: &Document, features: &Features) -> Result<TokenStream> {
    let mut selected = select(document, features);
    aliases::mark(&mut selected)?;
    let sent = selected.reachable(Operation::body);
    let answers = answer_types(&selected, &sent)?;
    let client = client(&selected, &sent)?;
    let enums = enums::all(&selected)?;
    let readers = readers::all(&selected);
    let literal = literal::methods(document, features);
    Ok(quote! {
        #client
        /// Types that operations answer, and the enums.
        pub mod answers {
            #answers
            #enums
        }
        #readers
        #literal
    })
}

/// First run: the models that are never sent, without builders.
fn answer_types(selected: &Document, sent: &BTreeSet<String>) -> Result<TokenStream> {
    let mut types = settings::with_boxes(selected.clone());
    types.operations.clear();
    let mut generator = Generator::new(&settings::types(&types, sent));
    generator
        .generate_tokens(&openapi(&types)?)
        .map_err(refused)?;
    let tokens = adapt::types(generator.get_type_space().to_stream());
    // Few descriptions have such fields, and looking through all tokens takes time in every build.
    Ok(if aliases::are_in_fields(&types) {
        adapt::unmarked(tokens)
    } else {
        tokens
    })
}

/// Second run: the operations and the models they send, with builders.
fn client(selected: &Document, sent: &BTreeSet<String>) -> Result<TokenStream> {
    let mut generator = Generator::new(&settings::client(selected, sent));
    let document = openapi(&settings::any_success(selected.clone()))?;
    let tokens = generator.generate_tokens(&document).map_err(refused)?;
    adapt::client(send::shortened(tokens)?)
}

/// The document in the generator's own types.
fn openapi(document: &Document) -> Result<OpenAPI> {
    serde_json::from_value(document.value()?).map_err(|source| Error::Json {
        what: "the prepared document".to_owned(),
        source,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn refused(error: progenitor::Error) -> Error {
    Error::Generator(error.to_string())
}
