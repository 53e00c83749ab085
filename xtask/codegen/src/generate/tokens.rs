//! Finds sequences in the generator's output.
//!
//! It compares tokens, not syntax trees: with trees every build would have to parse all of the
//! generated code.

use proc_macro2::{Delimiter, Group, TokenTree};

/// How many tokens the pattern takes at the start, if it matches.
///
/// `::` takes two tokens. A group is written without blanks, such as `(Debug,Clone)`.
pub(super) fn matched(tokens: &[TokenTree], pattern: &[&str]) -> Option<usize> {
    let mut rest = tokens.iter();
    for expected in pattern {
        let same = match *expected {
            "::" => is(rest.next()?, ":") && is(rest.next()?, ":"),
            word => is(rest.next()?, word),
        };
        if !same {
            return None;
        }
    }
    Some(tokens.len() - rest.len())
}

/// Where the pattern first occurs.
pub(super) fn find(tokens: &[TokenTree], pattern: &[&str]) -> Option<usize> {
    (0..tokens.len()).find(|start| {
        tokens
            .get(*start..)
            .is_some_and(|rest| matched(rest, pattern).is_some())
    })
}

/// What follows the first statement.
pub(super) fn after_statement(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let end = tokens.iter().position(|token| is(token, ";"))?;
    tokens.get(end + 1..)
}

/// The first literal of a group.
pub(super) fn literal_inside(token: &TokenTree) -> Option<TokenTree> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    group
        .stream()
        .into_iter()
        .find(|token| matches!(token, TokenTree::Literal(_)))
}

pub(super) fn is(token: &TokenTree, expected: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == expected,
        TokenTree::Punct(punct) => expected.chars().eq([punct.as_char()]),
        // Groups can hold whole modules, so they are written out only for a pattern of a group.
        TokenTree::Group(group) if expected.starts_with('(') => {
            group.delimiter() == Delimiter::Parenthesis && start(group) == expected
        }
        _ => false,
    }
}

/// The first tokens of a group in parentheses, as many as a pattern may have and one more.
fn start(group: &Group) -> String {
    let inner: String = group
        .stream()
        .into_iter()
        .take(4)
        .map(|token| token.to_string())
        .collect();
    format!("({inner})")
}
