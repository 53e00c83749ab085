//! Adapts the generator's output to this crate: our runtime, our one error type.
//!
//! The generator writes for `progenitor_client`, whose error is generic and whose constructors panic;
//! the client has a runtime of its own (`client::runtime`) with the same names. The table below lists
//! every sequence of tokens that is rewritten; the rest stays as it is.

use proc_macro2::{Delimiter, Group, Literal, TokenStream, TokenTree};
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

const fn sometimes(from: &'static [&'static str], to: &'static str) -> Rewrite {
    Rewrite {
        from,
        to,
        expected: false,
    }
}

/// Rewrites of the operations. The first that matches applies, so longer sequences stand above the
/// shorter ones that they contain.
const CLIENT: &[Rewrite] = &[
    // An answer that keeps its body, and derefs to nothing.
    rewrite(&["ResponseValue"], "Response"),
    rewrite(&["Error", "::", "InvalidRequest"], "Error::invalid_request"),
    // What the HTTP library refuses to build was never sent.
    // Only operations with header parameters have it.
    sometimes(
        &[".", "try_into", "()", "?"],
        ".try_into().map_err(Error::unbuildable)?",
    ),
    // A setter keeps the reason why it cannot take a value; see `about_parameter` for its text.
    sometimes(&["|", "_", "|"], "|reason|"),
    sometimes(
        &["where", "V", ":", "std", "::", "convert"],
        "where V::Error: std::fmt::Display, V: std::convert",
    ),
    // What is missing in a body says so.
    sometimes(
        &["(v)", ".", "map_err", "(|e|e)"],
        "(v).map_err(|reason| format!(\"body: {reason}\"))",
    ),
    // An error that `main` returns is a sentence.
    sometimes(
        &["Debug", "::", "fmt", "(&self.0)"],
        "Display::fmt(&self.0, f)",
    ),
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
                reworded(&literal.to_string()).unwrap_or_else(|| token.clone())
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
fn reworded(literal: &str) -> Option<TokenTree> {
    // `cargo test` would list the generator's examples as ignored tests.
    let text = literal.replace("```ignore", "```text");
    let text = aliases::unmarked(&text).unwrap_or(text);
    if text != literal {
        return Some(text.parse::<Literal>().ok()?.into());
    }
    let quoted = literal.strip_prefix('"')?.strip_suffix('"')?;
    about_parameter(quoted).or_else(|| about_field(quoted))
}

/// What is said of a parameter, which is a text; of a value that it cannot have, with the `reason` that
/// the rewritten closure around it takes.
fn about_parameter(text: &str) -> Option<TokenTree> {
    if let Some(name) = text.strip_suffix(" was not initialized") {
        return Some(Literal::string(&format!("`{name}` is missing")).into());
    }
    let conversion = text.strip_prefix("conversion to ")?;
    let (name, rest) = conversion.rsplit_once(" for ")?.1.split_once(' ')?;
    match rest {
        "failed" => {
            let text = format!("`{name}`: {{reason}}");
            Some(Group::new(Delimiter::None, quote!(format_args!(#text))).into())
        }
        // It stands in a `format!` that has the reason.
        "failed: {}" => Some(Literal::string(&format!("{name}: {{}}")).into()),
        _ => None,
    }
}

/// What is said of a field of what is sent; of a value that it cannot have, in a `format!` with the reason.
fn about_field(text: &str) -> Option<TokenTree> {
    let said = if let Some(name) = text.strip_prefix("no value supplied for ") {
        format!("`{name}` is missing")
    } else {
        let name = text.strip_prefix("error converting supplied value for ")?;
        format!("`{}`: {{e}}", name.strip_suffix(": {e}")?)
    };
    Some(Literal::string(&said).into())
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
            (
                quote!(Debug::fmt(&self.0, f)),
                quote!(Display::fmt(&self.0, f)),
            ),
            (quote!(x.map_err(|_| y)), quote!(x.map_err(|reason| y))),
            (
                quote!(T::try_from(v).map_err(|e| e.to_string())),
                quote!(T::try_from(v).map_err(|reason| format!("body: {reason}"))),
            ),
            (
                quote!(where V: std::convert::TryInto<T>),
                quote!(where V::Error: std::fmt::Display, V: std::convert::TryInto<T>),
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
    fn what_is_said_of_a_parameter_or_a_field_names_it() {
        let cases = [
            (
                "cart_id was not initialized",
                quote!("`cart_id` is missing"),
            ),
            (
                "conversion to `:: std :: string :: String` for cart_id failed",
                quote!(format_args!("`cart_id`: {reason}")),
            ),
            (
                "conversion to `CartCreation` for body failed: {}",
                quote!("body: {}"),
            ),
            ("no value supplied for label", quote!("`label` is missing")),
            (
                "error converting supplied value for label: {e}",
                quote!("`label`: {e}"),
            ),
        ];
        for (before, after) in cases {
            let reworded = reworded(&format!("\"{before}\"")).unwrap();
            assert_eq!(reworded.to_string(), after.to_string());
        }
        assert!(reworded("\"/order/cart\"").is_none());
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
