//! Calls by method and path, for parts of the API that have no method here.

use std::fmt::{self, Display};

use http::Method;
use http::header::{ACCEPT, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::Client;
use super::call;
use super::response::Response;
use super::scalars::Secret;
use crate::endpoint::Endpoint;
use crate::error::{Answer, Error, RequestContext};
use crate::transport;

impl Client {
    /// Starts a call by HTTP method and path, for parts of the API that have no method here. It is
    /// authenticated, paced, repeated and refused like any other call, and fails with the same errors.
    ///
    /// The path begins with a slash, below the base URL; one that begins with a version, such as
    /// `/v2/iam/policy`, is called below that one. It is percent-encoded already and may have a query. If
    /// the description has the operation, its rules apply. An unknown operation is assumed to need
    /// credentials, if there are any, and to [charge](super::Operation::may_charge), so it is sent once;
    /// only `GET`, `HEAD` and `OPTIONS` are repeated.
    ///
    /// ```
    /// # async fn run() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::sync::Arc;
    /// # use ovh_order::{Client, sandbox};
    /// # let clock = Arc::new(jiff::Timestamp::now);
    /// # let api = sandbox::start(sandbox::Options::new(clock)).await?;
    /// # let client = Client::builder(api.url().parse()?).build()?;
    /// use serde_json::{Value, json};
    ///
    /// let cart = client.call_raw("POST", "/order/cart").body(&json!({"ovhSubsidiary": "FR"}));
    /// let cart = cart.send::<Value>().await?;
    /// assert_eq!(cart["readOnly"], false);
    /// # Ok(api.shutdown().await?)
    /// # }
    /// # tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run()).unwrap();
    /// ```
    pub fn call_raw(&self, method: &str, path: &str) -> RawCall<'_> {
        RawCall {
            client: self,
            request: request(self.endpoint(), method, path),
        }
    }
}

impl Client {
    /// Reads a PDF behind a link that the API answered, such as the `pdfUrl` of an order, of at most
    /// 32 MiB. The link is sent to its own host alone, encrypted and without credentials.
    ///
    /// # Errors
    /// If the link cannot be followed safely, or there is no PDF behind it. No error shows the link's
    /// query, which gives access to the document.
    pub async fn pdf(&self, link: &Secret) -> Result<Vec<u8>, Error> {
        self.inner.document(link.expose()).await
    }
}

/// A call that is being put together; see [`Client::call_raw`].
#[must_use]
pub struct RawCall<'a> {
    client: &'a Client,
    request: Result<reqwest::Request, Error>,
}

impl RawCall<'_> {
    /// Adds a parameter to the query. A name that is added twice is sent twice: that is how the API
    /// takes lists.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        if let Ok(request) = &mut self.request {
            let mut pairs = request.url_mut().query_pairs_mut();
            pairs.append_pair(name, &value.to_string());
        }
        self
    }

    /// Sets a header that the operation takes, such as `X-Pagination-Size`. A header that the
    /// client sets itself fails the call, as it does in
    /// [`ClientBuilder::header`](crate::client::ClientBuilder::header).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.and_then(|mut request| {
            let (name, value) = transport::header(name, value).map_err(Error::refused)?;
            request.headers_mut().insert(name, value);
            Ok(request)
        });
        self
    }

    /// Sets the JSON body.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.request = self.request.and_then(|mut request| {
            let json = serde_json::to_vec(body).map_err(Error::unbuildable)?;
            *request.body_mut() = Some(json.into());
            Ok(request)
        });
        self
    }

    /// Sends the call and decodes the answer; an empty answer counts as `null`.
    ///
    /// # Errors
    /// Those of any call; see [`Error`]. [`Kind::Refused`](crate::Kind::Refused) when method, path,
    /// header or body cannot be used; nothing was sent then.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Error> {
        Ok(self.send_response().await?.value)
    }

    /// Sends the call as [`send`](Self::send) does, and answers what came around the value too.
    ///
    /// # Errors
    /// Those of [`send`](Self::send).
    pub async fn send_response<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let client = self.client;
        let (mut answer, context) = self.answer().await?;
        if answer.body.is_empty() {
            answer.body = b"null".to_vec();
        }
        Response::decode(answer, &context).map_err(|error| client.inner.hide(error))
    }

    /// Sends the call and answers the body as it came, which can hold secrets.
    ///
    /// # Errors
    /// Those of [`send`](Self::send), except that any answer of success will do.
    pub async fn send_bytes(self) -> Result<Vec<u8>, Error> {
        let (answer, _) = self.answer().await?;
        Ok(answer.body)
    }

    async fn answer(self) -> Result<(Answer, RequestContext), Error> {
        let request = self.request?;
        let call = call::of_path(&self.client.inner, &request)?;
        let answer = self.client.inner.send(request, &call).await?;
        Ok((answer, call.context))
    }
}

/// Method and path alone: a query and a body can hold secrets.
impl fmt::Debug for RawCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let request = self.request.as_ref();
        f.debug_struct("RawCall")
            .field(
                "request",
                &request.map(|request| call::shown(&self.client.inner, request)),
            )
            .finish_non_exhaustive()
    }
}

fn request(endpoint: &Endpoint, method: &str, path: &str) -> Result<reqwest::Request, Error> {
    let Ok(method) = Method::from_bytes(method.to_ascii_uppercase().as_bytes()) else {
        return Err(Error::refused("unknown HTTP method"));
    };
    if let Some(fault) = fault(path) {
        return Err(Error::refused(fault));
    }
    let url = Url::parse(&endpoint.url_of(path)).map_err(Error::unbuildable)?;
    let mut request = reqwest::Request::new(method, url);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(ACCEPT, json);
    Ok(request)
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Why a path cannot be used. A URL is normalised when it is parsed, so such a path would be signed and
/// sent as another one than the caller wrote, or lead to another host.
fn fault(given: &str) -> Option<&'static str> {
    let path = given.split('?').next().unwrap_or_default();
    let Some(below) = path.strip_prefix('/') else {
        return Some("the path does not begin with a slash; it is the path below the base URL");
    };
    let faults = [
        (
            below.split('/').any(str::is_empty),
            "the path has an empty segment",
        ),
        (
            below.split('/').any(is_dots),
            "the path has a segment `.` or `..`",
        ),
        (given.contains('#'), "the path has a fragment"),
        (path.contains('\\'), "the path has a backslash"),
        (
            path.contains(['{', '}']),
            "the path has a parameter that is not filled in",
        ),
        (
            given.contains(is_blank),
            "the path has white space; encode it as `%20`",
        ),
    ];
    let found = faults.into_iter().find(|(is_faulty, _)| *is_faulty);
    found.map(|(_, reason)| reason)
}

/// Whether a segment would lead upwards or nowhere, encoded or not.
fn is_dots(segment: &str) -> bool {
    let segment = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(segment.as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::fault;
    use crate::{Client, Kind};

    #[tokio::test]
    async fn a_header_that_is_ours_to_set_is_refused() {
        let client = Client::builder("http://127.0.0.1:1/v1".parse().unwrap());
        let client = client.build().unwrap();
        let ours = [
            "X-Ovh-Consumer",
            "x-ovh-anything",
            "Authorization",
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Connection",
            "Proxy-Authorization",
            "Accept-Encoding",
        ];
        for name in ours {
            let call = client.call_raw("DELETE", "/me").header(name, "x");
            let error = call.send::<()>().await.unwrap_err();
            assert_eq!(error.kind(), Kind::Refused, "{name}");
        }
        let call = client
            .call_raw("DELETE", "/me")
            .header("X-Pagination-Size", "7");
        let error = call.send::<()>().await.unwrap_err();
        assert_eq!(error.kind(), Kind::Connect);
    }

    #[test]
    fn a_path_that_would_go_elsewhere_is_refused() {
        let below = Some("the path does not begin with a slash; it is the path below the base URL");
        let empty = Some("the path has an empty segment");
        let dots = Some("the path has a segment `.` or `..`");
        let fragment = Some("the path has a fragment");
        let backslash = Some("the path has a backslash");
        let parameter = Some("the path has a parameter that is not filled in");
        let blank = Some("the path has white space; encode it as `%20`");
        let table = [
            ("/me", None),
            ("/order/cart/0f3c?a=b&c=%20d/../e//f", None),
            ("/ip/192.0.2.0%2F24", None),
            ("/domain/été+x/...", None),
            ("", below),
            ("me", below),
            ("?a=b", below),
            ("https://example.org/me", below),
            ("/", empty),
            ("//example.org/me", empty),
            ("/me/", empty),
            ("/me//order", empty),
            ("/me/..", dots),
            ("/./me", dots),
            ("/me/%2e%2E/x", dots),
            ("/me/.%2e", dots),
            ("/me#x", fragment),
            ("/me?a=b#x", fragment),
            ("/me\\..\\x", backslash),
            ("/order/cart/{cartId}", parameter),
            ("/a b", blank),
            ("/a?b=c d", blank),
            ("/a\u{0}", blank),
            ("/a\u{a0}b", blank),
        ];
        for (path, expected) in table {
            assert_eq!(fault(path), expected, "{path:?}");
        }
    }
}
