//! Adapts the generator's output to this crate: our runtime, our one error type.
//!
//! The generator writes for `progenitor_client`, whose error is generic and whose constructors panic;
//! the client has a runtime of its own (`client::runtime`) with the same names. Only the token
//! sequences of the table below are rewritten.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// A sequence of tokens and what it becomes.
struct Rewrite {
    from: &'static [&'static str],
    to: &'static str,
}

/// Rewrites of the operations, longest first.
const CLIENT: &[Rewrite] = &[
    // One error type instead of one generic over the body of error answers.
    Rewrite {
        from: &["Error", "<", "()", ">"],
        to: "Error",
    },
    Rewrite {
        from: &["Error", "::", "InvalidRequest"],
        to: "Error::invalid_request",
    },
    Rewrite {
        from: &["Error", "::", "UnexpectedResponse"],
        to: "Error::unexpected_response",
    },
    // What the HTTP library refuses to build was never sent.
    Rewrite {
        from: &[".", "build", "()", "?"],
        to: ".build().map_err(Error::unbuildable)?",
    },
    Rewrite {
        from: &[".", "try_into", "()", "?"],
        to: ".try_into().map_err(Error::unbuildable)?",
    },
    // Construction is `Client::builder`.
    Rewrite {
        from: &["pub", "fn", "new"],
        to: "pub(crate) fn new",
    },
    Rewrite {
        from: &["pub", "fn", "new_with_client"],
        to: "pub(crate) fn new_with_client",
    },
    // Imports of what no operation here uses.
    Rewrite {
        from: &["ByteStream", ","],
        to: "",
    },
    Rewrite {
        from: &["RequestBuilderExt", ","],
        to: "",
    },
    // Ours is re-exported where it is documented.
    Rewrite {
        from: &["pub", "use", "progenitor_client"],
        to: "use crate::client::runtime",
    },
    Rewrite {
        from: &["progenitor_client"],
        to: "crate::client::runtime",
    },
];

/// The output of the run that makes operations.
pub(super) fn client(tokens: TokenStream) -> TokenStream {
    rewrite(tokens, CLIENT)
}

fn rewrite(tokens: TokenStream, rules: &[Rewrite]) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    let mut out = Vec::with_capacity(rest.len());
    while let Some((first, after)) = rest.split_first() {
        let matched = rules
            .iter()
            .find_map(|rule| Some((matches(rest, rule.from)?, rule.to)));
        if let Some((length, to)) = matched {
            out.extend(parsed(to));
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(inside(first, rules));
            rest = after;
        }
    }
    out.into_iter().collect()
}

/// How many tokens the pattern takes at the start, if it matches; `::` are two.
fn matches(tokens: &[TokenTree], pattern: &[&str]) -> Option<usize> {
    let mut rest = tokens.iter();
    for expected in pattern {
        match *expected {
            "()" => empty_group(rest.next()?)?,
            "::" => {
                is(rest.next()?, ":")?;
                is(rest.next()?, ":")?;
            }
            word => is(rest.next()?, word)?,
        }
    }
    Some(tokens.len() - rest.len())
}

fn is(token: &TokenTree, expected: &str) -> Option<()> {
    let same = match token {
        TokenTree::Ident(ident) => ident == expected,
        TokenTree::Punct(punct) => expected.chars().eq([punct.as_char()]),
        _ => false,
    };
    same.then_some(())
}

fn empty_group(token: &TokenTree) -> Option<()> {
    match token {
        TokenTree::Group(group) => {
            let empty = group.delimiter() == Delimiter::Parenthesis && group.stream().is_empty();
            empty.then_some(())
        }
        _ => None,
    }
}

fn inside(token: &TokenTree, rules: &[Rewrite]) -> TokenTree {
    match token {
        TokenTree::Group(group) => {
            let mut adapted = Group::new(group.delimiter(), rewrite(group.stream(), rules));
            adapted.set_span(group.span());
            TokenTree::Group(adapted)
        }
        other => other.clone(),
    }
}

/// The tokens of a rule's right side; the table holds nothing that does not parse.
fn parsed(text: &str) -> TokenStream {
    let fallback = || TokenTree::Ident(Ident::new("unparsable_rewrite", Span::call_site())).into();
    text.parse().unwrap_or_else(|_| fallback())
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn only_the_listed_sequences_are_rewritten() {
        let cases = [
            (quote!(Result<R<T>, Error<()>>), quote!(Result<R<T>, Error>)),
            (
                quote!(.map_err(Error::InvalidRequest)?),
                quote!(.map_err(Error::invalid_request)?),
            ),
            (
                quote!(Err(Error::ErrorResponse(x))),
                quote!(Err(Error::ErrorResponse(x))),
            ),
            (
                quote!(x.build()?),
                quote!(x.build().map_err(Error::unbuildable)?),
            ),
            (quote!(x.build(y)?), quote!(x.build(y)?)),
            (
                quote!(impl C { pub fn new() {} }),
                quote!(impl C { pub(crate) fn new() {} }),
            ),
            (
                quote!(progenitor_client::Q::new(a)),
                quote!(crate::client::runtime::Q::new(a)),
            ),
        ];
        for (before, after) in cases {
            assert_eq!(client(before).to_string(), after.to_string());
        }
    }

    #[test]
    fn every_right_side_parses() {
        for rule in CLIENT {
            assert!(rule.to.parse::<TokenStream>().is_ok(), "{}", rule.to);
        }
    }
}
