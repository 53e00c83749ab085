//! Shortens the generated `send`: what all of them do alike is one function of the runtime.
//!
//! The generator's `send` builds the request, sends it and decodes the answer in one asynchronous
//! function. It is cut into `request`, which is not asynchronous and therefore cheap to compile, and
//! two calls of `client::runtime`: `send` answers the value, `send_response` the value with its status,
//! query id and body. The header `api-version`, which the API has no use for, is left out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use crate::error::{Error, Result};

/// The generator's output with every `send` shortened.
///
/// # Errors
/// [`Error::Generator`] when a `send` is not of the shape that is known.
pub(super) fn shortened(tokens: TokenStream) -> Result<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    let mut out = TokenStream::new();
    while let Some((first, after)) = rest.split_first() {
        if let Some((signature, body, after)) = send(rest) {
            out.extend(halves(signature, body)?);
            rest = after;
        } else {
            out.extend([inside(first)?]);
            rest = after;
        }
    }
    Ok(out)
}

fn inside(token: &TokenTree) -> Result<TokenTree> {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
            let inner = shortened(group.stream())?;
            Ok(Group::new(Delimiter::Brace, inner).into())
        }
        other => Ok(other.clone()),
    }
}

/// Signature and body of the `send` that starts here, and what comes after it.
fn send(tokens: &[TokenTree]) -> Option<(&[TokenTree], &Group, &[TokenTree])> {
    let words = ["pub", "async", "fn", "send"];
    if !tokens
        .iter()
        .zip(words)
        .all(|(token, word)| is(token, word))
    {
        return None;
    }
    let brace = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
    let end = tokens.iter().position(brace)?;
    let (signature, rest) = tokens.split_at(end);
    match rest.split_first()? {
        (TokenTree::Group(body), after) => Some((signature, body, after)),
        _ => None,
    }
}

/// The three functions that a `send` becomes.
fn halves(signature: &[TokenTree], body: &Group) -> Result<TokenStream> {
    let body: Vec<TokenTree> = body.stream().into_iter().collect();
    let unknown = || {
        let signature: TokenStream = signature.iter().cloned().collect();
        Error::Generator(format!("it writes another kind of `{signature}` now"))
    };
    let parts = Parts::of(&body).ok_or_else(unknown)?;
    let Parts {
        values,
        headers,
        request,
        id,
    } = parts;
    let (before, answer) = answer(signature).ok_or_else(unknown)?;
    let call = if answer.to_string() == "()" {
        quote!(unanswered)
    } else {
        quote!(answered)
    };
    let headers = (!headers.is_empty()).then(|| {
        quote! {
            let mut header_map = ::reqwest::header::HeaderMap::new();
            #(#headers)*
        }
    });
    let chain = chain(request, headers.is_some());
    Ok(quote! {
        #(#before)* Result<#answer, Error> {
            Ok(self.send_response().await?.value)
        }
        /// Sends the request as `send` does, and answers what came around the value too.
        pub async fn send_response(self) -> Result<Response<#answer>, Error> {
            let client = self.client;
            crate::client::runtime::#call(client, #id, self.request()).await
        }
        #[inline]
        fn request(self) -> Result<::reqwest::RequestBuilder, Error> {
            #(#values)*
            #headers
            Ok(#chain)
        }
    })
}

/// What differs from one `send` to another.
struct Parts<'a> {
    /// The statements that take the parameters and make the URL.
    values: &'a [TokenTree],
    /// The statements that add headers which are parameters; most operations have none.
    headers: &'a [TokenTree],
    /// The request, as calls on the HTTP client.
    request: &'a [TokenTree],
    /// The operation's name.
    id: TokenTree,
}

impl<'a> Parts<'a> {
    fn of(body: &'a [TokenTree]) -> Option<Self> {
        let start = find(body, &["let", "mut", "header_map"])?;
        let (values, rest) = body.split_at(start);
        // The map, and the version in it: the two statements that every operation has.
        let rest = after_statement(after_statement(rest)?)?;
        let (headers, rest) = rest.split_at(find(rest, &["let", "mut", "request", "="])?);
        // The request has an attribute, which is two tokens before its `let`.
        let headers = headers.get(..headers.len().checked_sub(2)?)?;
        let info = after_statement(rest)?;
        // Without what is before it and the semicolon behind it.
        let request = rest.get(4..rest.len().checked_sub(info.len() + 1)?)?;
        let id = info.iter().take(8).find_map(literal_inside)?;
        Some(Self {
            values,
            headers,
            request,
            id,
        })
    }
}

/// The request without what the runtime does: the accepted type, building, an empty map of headers.
fn chain(request: &[TokenTree], with_headers: bool) -> TokenStream {
    let mut rest = request;
    let mut out = TokenStream::new();
    while let Some((first, after)) = rest.split_first() {
        let left_out = matches!(rest, [dot, name, TokenTree::Group(_), ..] if is(dot, ".")
            && (is(name, "header") || is(name, "build") || is(name, "headers") && !with_headers));
        if left_out {
            rest = rest.get(3..).unwrap_or_default();
        } else {
            // What follows building.
            if !is(first, "?") {
                out.extend([first.clone()]);
            }
            rest = after;
        }
    }
    out
}

/// A signature up to its arrow, and the type of the answer inside `Result<ResponseValue<…>, Error<()>>`.
fn answer(signature: &[TokenTree]) -> Option<(&[TokenTree], TokenStream)> {
    let (before, result) =
        signature.split_at(find(signature, &["Result", "<", "ResponseValue", "<"])?);
    let end = find(result, &[">", ",", "Error", "<"])?;
    let answer = result.get(4..end)?;
    Some((before, answer.iter().cloned().collect()))
}

fn find(tokens: &[TokenTree], words: &[&str]) -> Option<usize> {
    tokens.windows(words.len()).position(|window| {
        let mut pairs = window.iter().zip(words);
        pairs.all(|(token, word)| is(token, word))
    })
}

fn after_statement(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    tokens.get(tokens.iter().position(|token| is(token, ";"))? + 1..)
}

fn literal_inside(token: &TokenTree) -> Option<TokenTree> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    let mut inside = group.stream().into_iter();
    inside.find(|token| matches!(token, TokenTree::Literal(_)))
}

fn is(token: &TokenTree, expected: &str) -> bool {
    match token {
        TokenTree::Ident(ident) => ident == expected,
        TokenTree::Punct(punct) => expected.chars().eq([punct.as_char()]),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A `send` as the generator writes it, of an answer and with statements between the header of
    /// every call and the request.
    fn generated(answer: &TokenStream, headers: &TokenStream) -> TokenStream {
        quote! {
            impl<'a> C<'a> {
                /// Sends.
                pub async fn send(self) -> Result<ResponseValue<#answer>, Error<()>> {
                    let Self { client, id } = self;
                    let url = format!("{}/x", client.baseurl,);
                    let mut header_map = ::reqwest::header::HeaderMap::with_capacity(1usize);
                    header_map.append(a, b,);
                    #headers
                    #[allow(unused_mut)]
                    let mut request = client.client.post(url).header(accept, json).json(&body)
                        .headers(header_map).build()?;
                    let info = OperationInfo { operation_id: "create_x" };
                    client.pre(&mut request, &info).await?;
                    match response.status() { _ => decode }
                }
            }
        }
    }

    fn expected(answer: &TokenStream, send: &TokenStream, request: &TokenStream) -> String {
        let expected = quote! {
            impl<'a> C<'a> {
                /// Sends.
                pub async fn send(self) -> Result<#answer, Error> {
                    Ok(self.send_response().await?.value)
                }
                /// Sends the request as `send` does, and answers what came around the value too.
                pub async fn send_response(self) -> Result<Response<#answer>, Error> {
                    let client = self.client;
                    crate::client::runtime::#send(client, "create_x", self.request()).await
                }
                #[inline]
                fn request(self) -> Result<::reqwest::RequestBuilder, Error> {
                    let Self { client, id } = self;
                    let url = format!("{}/x", client.baseurl,);
                    #request
                }
            }
        };
        expected.to_string()
    }

    #[test]
    fn a_send_becomes_a_request_and_a_call_of_the_runtime() {
        let cases = [
            (quote!(Cart), quote!(answered)),
            (quote!(()), quote!(unanswered)),
        ];
        for (answer, send) in cases {
            let request = quote!(Ok(client.client.post(url).json(&body)));
            let shortened = shortened(generated(&answer, &quote!())).unwrap();
            assert_eq!(shortened.to_string(), expected(&answer, &send, &request));
        }
    }

    #[test]
    fn headers_that_are_parameters_stay() {
        let answer = quote!(Cart);
        let headers = quote!(if let Some(value) = size {
            header_map.append("Size", value);
        });
        let request = quote! {
            let mut header_map = ::reqwest::header::HeaderMap::new();
            #headers
            Ok(client.client.post(url).json(&body).headers(header_map))
        };
        let shortened = shortened(generated(&answer, &headers)).unwrap();
        assert_eq!(
            shortened.to_string(),
            expected(&answer, &quote!(answered), &request)
        );
    }

    #[test]
    fn a_send_of_another_shape_is_refused() {
        let other = quote!(
            pub async fn send(self) -> Result<()> {
                self.exec().await
            }
        );
        assert_eq!(
            shortened(other).unwrap_err().to_string(),
            "the generator cannot be used on the document: it writes another kind of \
             `pub async fn send (self) -> Result < () >` now"
        );
    }
}
