//! Adapts the generator's output to this crate: our runtime, our one error type.
//!
//! The generator writes for `progenitor_client`, whose error is generic and whose constructors panic;
//! the client has a runtime of its own (`client::runtime`) with the same names. The table below lists
//! every sequence of tokens that is rewritten; the rest stays as it is.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

use super::tokens::{is, matched};
use crate::aliases;
use crate::error::{Error, Result};

/// A sequence of tokens, as [`matched`] reads it, and what it becomes.
struct Rewrite {
    from: &'static [&'static str],
    to: &'static str,
    /// Whether the sequence always occurs, so that its absence means the generator has changed.
    expected: bool,
}

const fn rewrite(from: &'static [&'static str], to: &'static str) -> Rewrite {
    Rewrite {
        from,
        to,
        expected: true,
    }
}

/// Rewrites of the operations. The first that matches applies, so longer sequences stand above the
/// shorter ones that they contain.
const CLIENT: &[Rewrite] = &[
    // An answer that keeps its body, and derefs to nothing.
    rewrite(&["ResponseValue"], "Response"),
    rewrite(&["Error", "::", "InvalidRequest"], "Error::invalid_request"),
    // What the HTTP library refuses to build was never sent.
    Rewrite {
        from: &[".", "try_into", "()", "?"],
        to: ".try_into().map_err(Error::unbuildable)?",
        // Only operations with header parameters have it.
        expected: false,
    },
    // Construction is `Client::builder`. What is inline is compiled where it is called, and only there:
    // of hundreds of operations a program calls a few.
    rewrite(&["pub", "fn", "new"], "#[inline] pub(crate) fn new"),
    rewrite(
        &["pub", "fn", "new_with_client"],
        "pub(crate) fn new_with_client",
    ),
    rewrite(&["pub", "fn"], "#[inline] pub fn"),
    rewrite(&["fn", "try_from"], "#[inline] fn try_from"),
    rewrite(&["fn", "from"], "#[inline] fn from"),
    rewrite(&["fn", "default"], "#[inline] fn default"),
    // The API adds fields: a literal that names every one would stop compiling.
    rewrite(&["pub", "struct"], "#[non_exhaustive] pub struct"),
    // Calls hold ids and values, which `Debug` would write into logs.
    rewrite(&["derive", "(Debug,Clone)"], "derive(Clone)"),
    // Imports of what no operation here uses.
    rewrite(&["ByteStream", ","], ""),
    rewrite(&["RequestBuilderExt", ","], ""),
    // Ours is re-exported where it is documented.
    rewrite(
        &["pub", "use", "progenitor_client"],
        "use crate::client::runtime",
    ),
    rewrite(&["progenitor_client"], "crate::client::runtime"),
];

/// Adapts the output of the run that makes operations.
///
/// # Errors
/// [`Error::Generator`] when an expected sequence does not occur. The generator has changed then, and
/// somebody has to look at its new output.
pub(super) fn client(tokens: TokenStream) -> Result<TokenStream> {
    let mut rewriter = Rewriter {
        used: vec![false; CLIENT.len()],
    };
    let adapted = rewriter.all(tokens);
    for (rule, used) in CLIENT.iter().zip(rewriter.used) {
        if rule.expected && !used {
            let sequence = rule.from.join(" ");
            let reason = format!("its output no longer contains `{sequence}`");
            return Err(Error::Generator(reason));
        }
    }
    Ok(adapted)
}

/// Which rules of [`CLIENT`] have matched so far.
struct Rewriter {
    used: Vec<bool>,
}

impl Rewriter {
    fn all(&mut self, tokens: TokenStream) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        let mut out = Vec::with_capacity(rest.len());
        while let Some((first, after)) = rest.split_first() {
            if let Some((length, to)) = self.at(rest) {
                out.extend(parsed(to));
                rest = rest.get(length..).unwrap_or_default();
            } else {
                out.push(self.inside(first));
                rest = after;
            }
        }
        out.into_iter().collect()
    }

    /// The rule that matches here: how many tokens it takes, and what they become.
    fn at(&mut self, tokens: &[TokenTree]) -> Option<(usize, &'static str)> {
        for (rule, used) in CLIENT.iter().zip(&mut self.used) {
            if let Some(length) = matched(tokens, rule.from) {
                *used = true;
                return Some((length, rule.to));
            }
        }
        None
    }

    fn inside(&mut self, token: &TokenTree) -> TokenTree {
        match token {
            TokenTree::Group(group) => {
                let mut adapted = Group::new(group.delimiter(), self.all(group.stream()));
                adapted.set_span(group.span());
                TokenTree::Group(adapted)
            }
            TokenTree::Literal(literal) => {
                let reworded = reworded(&literal.to_string());
                TokenTree::Literal(reworded.unwrap_or_else(|| literal.clone()))
            }
            other => other.clone(),
        }
    }
}

/// Adapts the output of the run that makes types, which has its structs on the top level.
pub(super) fn types(tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut rest = tokens.into_iter().peekable();
    while let Some(token) = rest.next() {
        if is(&token, "pub") && rest.peek().is_some_and(|next| is(next, "struct")) {
            out.extend(quote!(#[non_exhaustive]));
        }
        out.extend([token]);
    }
    out
}

/// Takes marks off the output of the run that makes types, where fields have them.
pub(super) fn unmarked(tokens: TokenStream) -> TokenStream {
    let each = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => {
            TokenTree::Group(Group::new(group.delimiter(), unmarked(group.stream())))
        }
        TokenTree::Literal(literal) => {
            let unmarked = aliases::unmarked(&literal.to_string());
            let parsed = unmarked.and_then(|text| text.parse().ok());
            TokenTree::Literal(parsed.unwrap_or(literal))
        }
        other => other,
    });
    each.collect()
}

/// Rewords the generator's messages for readers who do not know the generator.
fn reworded(literal: &str) -> Option<Literal> {
    // `cargo test` would list the generator's examples as ignored tests.
    if literal.contains("```ignore") {
        return literal.replace("```ignore", "```text").parse().ok();
    }
    if let Some(unmarked) = aliases::unmarked(literal) {
        return unmarked.parse().ok();
    }
    about_parameter(literal).map(|text| Literal::string(&text))
}

fn about_parameter(literal: &str) -> Option<String> {
    let text = literal.strip_prefix('"')?.strip_suffix('"')?;
    if let Some(name) = text.strip_suffix(" was not initialized") {
        return Some(format!("`{name}` is missing"));
    }
    let conversion = text.strip_prefix("conversion to ")?;
    let name = conversion.rsplit_once(" for ")?.1.strip_suffix(" failed")?;
    Some(format!("the value of `{name}` is not one that it can have"))
}

/// The tokens of a rule's right side. A test parses all of them, so that the fallback, which would not
/// compile in the client, is never used.
fn parsed(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|_| quote!(unparsable_rewrite))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn adapted(tokens: TokenStream) -> String {
        let used = vec![false; CLIENT.len()];
        Rewriter { used }.all(tokens).to_string()
    }

    #[test]
    fn only_the_listed_sequences_are_rewritten() {
        let cases = [
            (
                quote!(
                    use r::ResponseValue;
                ),
                quote!(
                    use r::Response;
                ),
            ),
            (
                quote!(.map_err(Error::InvalidRequest)?),
                quote!(.map_err(Error::invalid_request)?),
            ),
            (
                quote!(Err(Error::ErrorResponse(x))),
                quote!(Err(Error::ErrorResponse(x))),
            ),
            (
                quote!(x.try_into()?),
                quote!(x.try_into().map_err(Error::unbuildable)?),
            ),
            (quote!(x.try_into(y)?), quote!(x.try_into(y)?)),
            (
                quote!(impl C { pub fn new() {} }),
                quote!(impl C { #[inline] pub(crate) fn new() {} }),
            ),
            (
                quote!(impl C { pub fn default<V>(self, value: V) {} }),
                quote!(impl C { #[inline] pub fn default<V>(self, value: V) {} }),
            ),
            (
                quote!(impl From<A> for B { fn from(value: A) -> Self {} }),
                quote!(impl From<A> for B { #[inline] fn from(value: A) -> Self {} }),
            ),
            (
                quote!(progenitor_client::Q::new(a)),
                quote!(crate::client::runtime::Q::new(a)),
            ),
            (quote!(#[derive(Debug, Clone)]), quote!(#[derive(Clone)])),
            (
                quote!(#[derive(Debug, Clone, Copy)]),
                quote!(#[derive(Debug, Clone, Copy)]),
            ),
        ];
        for (before, after) in cases {
            assert_eq!(adapted(before), after.to_string());
        }
    }

    #[test]
    fn what_is_said_of_a_parameter_names_it() {
        let cases = [
            (
                "\"cart_id was not initialized\"",
                Some("`cart_id` is missing"),
            ),
            (
                "\"conversion to `:: std :: string :: String` for cart_id failed\"",
                Some("the value of `cart_id` is not one that it can have"),
            ),
            ("\"/order/cart\"", None),
        ];
        for (before, after) in cases {
            assert_eq!(about_parameter(before).as_deref(), after, "{before}");
        }
    }

    #[test]
    fn an_example_that_is_not_compiled_is_text() {
        let doc = Literal::string("Sends it\n```ignore\nclient.call()\n```");
        let expected = Literal::string("Sends it\n```text\nclient.call()\n```");
        let reworded = reworded(&doc.to_string()).map(|literal| literal.to_string());
        assert_eq!(reworded, Some(expected.to_string()));
    }

    #[test]
    fn output_without_an_expected_sequence_is_refused() {
        let error = client(quote!(
            fn nothing() {}
        ))
        .unwrap_err();
        assert_eq!(
            error.to_string(),
            "the generator cannot be used on the document: its output no longer contains `ResponseValue`"
        );
    }

    #[test]
    fn every_right_side_parses() {
        for rule in CLIENT {
            assert!(rule.to.parse::<TokenStream>().is_ok(), "{}", rule.to);
        }
    }
}
