//! Shortens each generated `send`: what they have in common becomes one function of the runtime.
//!
//! The generator's `send` builds the request, sends it and decodes the answer in one asynchronous
//! function. It is cut into `request`, which is not asynchronous and therefore cheap to compile, and
//! two calls of `client::runtime`: `send` answers the value, `send_response` the value with its status,
//! query id and body. The header `api-version`, which the API has no use for, is left out.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;

use super::tokens::{after_statement, find, is, literal_inside, matched};
use crate::error::{Error, Result};

/// The generator's output with every `send` shortened.
///
/// # Errors
/// [`Error::Generator`] when a `send` does not have the expected shape.
pub(super) fn shortened(tokens: TokenStream) -> Result<TokenStream> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    let mut out = TokenStream::new();
    while let Some((first, after)) = rest.split_first() {
        if let Some(send) = Send::at(rest) {
            out.extend(send.functions().ok_or_else(|| send.changed())?);
            rest = send.after;
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

/// One generated `send`.
struct Send<'a> {
    signature: &'a [TokenTree],
    body: &'a Group,
    /// What comes after it.
    after: &'a [TokenTree],
}

impl<'a> Send<'a> {
    /// The `send` that starts here, if one does.
    fn at(tokens: &'a [TokenTree]) -> Option<Self> {
        matched(tokens, &["pub", "async", "fn", "send"])?;
        let mut ahead = tokens.iter().enumerate();
        ahead.find_map(|(end, token)| match token {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => Some(Self {
                signature: tokens.get(..end)?,
                body,
                after: tokens.get(end + 1..)?,
            }),
            _ => None,
        })
    }

    fn changed(&self) -> Error {
        let signature: TokenStream = self.signature.iter().cloned().collect();
        Error::Generator(format!(
            "its `{signature}` no longer has the expected shape"
        ))
    }

    /// The three functions that it becomes; `None` when it does not have the expected shape.
    fn functions(&self) -> Option<TokenStream> {
        let body: Vec<TokenTree> = self.body.stream().into_iter().collect();
        let parts = Parts::of(&body)?;
        let (before, answer) = answer(self.signature)?;
        // An answer of nothing is not decoded, since its body may be empty.
        let call = if answer.to_string() == "()" {
            quote!(unanswered)
        } else {
            quote!(answered)
        };
        let headers = parts.header_map();
        let request = parts.request();
        let Parts { values, id, .. } = parts;
        Some(quote! {
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
                Ok(#request)
            }
        })
    }
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
        // Every operation makes the map and puts the API's version into it: two statements.
        let rest = after_statement(after_statement(rest)?)?;
        let (headers, rest) = rest.split_at(find(rest, &["let", "mut", "request", "="])?);
        // The request has an attribute, which is two tokens before its `let`.
        let headers = headers.get(..headers.len().checked_sub(2)?)?;
        let info = after_statement(rest)?;
        // Without `let mut request =` and the semicolon at the end.
        let request = rest.get(4..rest.len().checked_sub(info.len() + 1)?)?;
        let id = info.iter().take(8).find_map(literal_inside)?;
        Some(Self {
            values,
            headers,
            request,
            id,
        })
    }

    /// The statements that make the map of headers, if there are headers to put into it.
    fn header_map(&self) -> Option<TokenStream> {
        let headers = self.headers;
        (!headers.is_empty()).then(|| {
            quote! {
                let mut header_map = ::reqwest::header::HeaderMap::new();
                #(#headers)*
            }
        })
    }

    /// The request without the calls that the runtime makes itself: it sets the accepted type and
    /// builds. A map of headers that would be empty is left out too.
    fn request(&self) -> TokenStream {
        let mut rest = self.request;
        let mut out = TokenStream::new();
        while let Some((first, after)) = rest.split_first() {
            if let [dot, name, TokenTree::Group(_), others @ ..] = rest
                && is(dot, ".")
                && self.leaves_out(name)
            {
                rest = others;
                continue;
            }
            // The operator behind `build()`.
            if !is(first, "?") {
                out.extend([first.clone()]);
            }
            rest = after;
        }
        out
    }

    fn leaves_out(&self, call: &TokenTree) -> bool {
        is(call, "header") || is(call, "build") || (is(call, "headers") && self.headers.is_empty())
    }
}

/// A signature up to its arrow, and the type of the answer inside `Result<ResponseValue<…>, Error<()>>`.
fn answer(signature: &[TokenTree]) -> Option<(&[TokenTree], TokenStream)> {
    let (before, result) =
        signature.split_at(find(signature, &["Result", "<", "ResponseValue", "<"])?);
    let end = find(result, &[">", ",", "Error", "<"])?;
    let answer = result.get(4..end)?;
    Some((before, answer.iter().cloned().collect()))
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
            "the generator cannot be used on the document: its `pub async fn send (self) -> \
             Result < () >` no longer has the expected shape"
        );
    }
}
