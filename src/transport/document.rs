//! Reads a PDF behind a link that the API answered, such as an invoice.

use http::Method;
use url::Url;

use super::retry::Risk;
use super::send::Transport;
use crate::endpoint::Endpoint;
use crate::error::{Error, RequestContext, is_success};

/// The largest PDF that is read: far more than an invoice has.
const LIMIT: usize = 32 * 1024 * 1024;

const MOST_REDIRECTS: usize = 5;

impl Transport {
    /// Reads the PDF behind a link. The link itself is what gives access, so it is sent to the host that
    /// the API named and to no other, without credentials.
    ///
    /// # Errors
    /// [`Kind::Refused`](crate::Kind::Refused) for a link that would be sent in the clear;
    /// [`Kind::Decode`](crate::Kind::Decode) for anything but a PDF. No error shows more of a link than
    /// its host and path.
    pub(crate) async fn document(&self, link: &str) -> Result<Vec<u8>, Error> {
        let wire = self.wire();
        let mut url = parsed(Url::parse(link), self.endpoint())?;
        for _ in 0..=MOST_REDIRECTS {
            let context = context(&url);
            let request = reqwest::Request::new(Method::GET, url.clone());
            let reply = wire.reply(request, Risk::Read, LIMIT).await;
            let reply = reply.map_err(|no_reply| wire.failed(&context, no_reply).error)?;
            let answer = reply.answer;
            if let Some(location) = reply.location {
                let next = parsed(url.join(&location), self.endpoint())?;
                if next.host_str() != url.host_str() {
                    let host = next.host_str().unwrap_or_default();
                    let reason = format!("it redirects to {host}, which the API did not name");
                    return Err(Error::transport(&context, reason));
                }
                url = next;
                continue;
            }
            if !is_success(answer.status) {
                return Err(Error::from_response(&context, answer));
            }
            if answer.is_web_page() {
                return Err(Error::web_page(&context, answer));
            }
            if !answer.body.starts_with(b"%PDF-") {
                return Err(Error::decode(&context, answer, "it is not a PDF"));
            }
            return Ok(answer.body);
        }
        Err(Error::transport(&context(&url), "it redirects too often"))
    }
}

/// A request for a link, without its query.
fn context(url: &Url) -> RequestContext {
    let path = format!("{}{}", url.origin().ascii_serialization(), url.path());
    RequestContext::new("GET", path)
}

/// A link, if it is encrypted or leads to the endpoint itself, such as a sandbox.
fn parsed(link: Result<Url, url::ParseError>, endpoint: &Endpoint) -> Result<Url, Error> {
    let url = link.map_err(|_| Error::refused("the API's link is not a URL"))?;
    let own = Url::parse(endpoint.origin()).ok();
    let is_own = own.is_some_and(|own| own.scheme() == url.scheme() && own.host() == url.host());
    if url.scheme() == "https" || is_own {
        return Ok(url);
    }
    let host = url.host_str().unwrap_or_default();
    let reason = format!("the link to {host} is not encrypted, so it is not followed");
    Err(Error::refused(reason))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_encrypted_or_leads_to_the_endpoint() {
        let sandbox: Endpoint = "http://127.0.0.1:8080/v1".parse().unwrap();
        let cases = [
            ("https://www.ovh.com/pdf?passwd=x", true),
            ("http://127.0.0.1:9/orderPdf", true),
            ("http://www.ovh.com/pdf?passwd=x", false),
            ("file:///etc/passwd", false),
            ("pdf", false),
        ];
        for (link, is_followed) in cases {
            let outcome = parsed(Url::parse(link), &sandbox);
            assert_eq!(outcome.is_ok(), is_followed, "{link}");
            let shown = outcome.err().map(|error| error.to_string());
            assert!(!shown.unwrap_or_default().contains("passwd="), "{link}");
        }
    }
}
