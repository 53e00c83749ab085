//! Calls by method and path, for what the description lacks.
//!
//! They go the way of all calls: it must not decide how a request is sent.

use std::fmt::{self, Display};

use http::Method;
use http::header::{ACCEPT, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::response::Response;
use super::runtime::{self, Received};
use super::{Client, Operation};
use crate::Error;
use crate::error::RequestContext;
use crate::transport::{Call, is_ours};

impl Client {
    /// Starts a call by its method and its path below the base URL, for parts of the API that have
    /// no method here. It is authenticated, paced, repeated and refused as any other call, and its
    /// errors are the same.
    ///
    /// The path begins with a slash, is encoded as it goes into a URL, and may have a query. An
    /// operation of the description is recognised and treated by its rules. Of any other is assumed
    /// that it needs credentials if there are any, and, unless the method reads (`GET`, `HEAD`,
    /// `OPTIONS`), that it may charge: it is sent once.
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
            request: request(self.endpoint().base_url(), method, path),
        }
    }
}

/// A call that is being made; see [`Client::call_raw`].
#[must_use]
pub struct RawCall<'a> {
    client: &'a Client,
    request: Result<reqwest::Request, Error>,
}

impl RawCall<'_> {
    /// Adds a parameter to the query. A name that is added twice is sent twice, which is how the API
    /// takes lists.
    pub fn query(mut self, name: &str, value: impl Display) -> Self {
        if let Ok(request) = &mut self.request {
            let mut pairs = request.url_mut().query_pairs_mut();
            pairs.append_pair(name, &value.to_string());
        }
        self
    }

    /// Sets a header that the operation takes, such as `X-Pagination-Size`. Those that the
    /// client sets itself are refused, as by [`header`](crate::client::ClientBuilder::header) of its
    /// builder.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.and_then(|mut request| {
            let name: HeaderName = name.parse().map_err(Error::unbuildable)?;
            let value: HeaderValue = value.parse().map_err(Error::unbuildable)?;
            if is_ours(&name) {
                let reason = format!("the header `{name}` is set by the client itself");
                return Err(Error::refused(reason));
            }
            request.headers_mut().insert(name, value);
            Ok(request)
        });
        self
    }

    /// Sets the body, as JSON.
    pub fn body(mut self, body: &impl Serialize) -> Self {
        self.request = self.request.and_then(|mut request| {
            let json = serde_json::to_vec(body).map_err(Error::unbuildable)?;
            *request.body_mut() = Some(json.into());
            Ok(request)
        });
        self
    }

    /// Sends it and decodes the answer; an empty answer counts as `null`.
    ///
    /// # Errors
    /// As of any call; see [`Error`](crate::Error). [`Kind::Refused`](crate::Kind::Refused) when
    /// method or path cannot be used: nothing was sent.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T, Error> {
        Ok(self.send_response().await?.value)
    }

    /// Sends it as [`send`](Self::send) does, and answers what came around the value too.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_response<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        let mut received = self.receive().await?;
        if received.answer.body.is_empty() {
            received.answer.body = b"null".to_vec();
        }
        received.decode()
    }

    /// Sends it and answers the bytes of the body, which can hold secrets.
    ///
    /// # Errors
    /// As [`send`](Self::send), but any answer of success will do.
    pub async fn send_bytes(self) -> Result<Vec<u8>, Error> {
        Ok(self.receive().await?.answer.body)
    }

    async fn receive(self) -> Result<Received, Error> {
        let request = self.request?;
        let call = call(self.client, &request)?;
        runtime::send(&self.client.inner, request, call).await
    }
}

/// Method and path alone: a query and a body can hold secrets.
impl fmt::Debug for RawCall<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let context = |request| context(self.client, request);
        f.debug_struct("RawCall")
            .field("request", &self.request.as_ref().map(context))
            .finish_non_exhaustive()
    }
}

/// What the transport must know of the call.
fn call(client: &Client, request: &reqwest::Request) -> Result<Call, Error> {
    let (method, path) = (request.method().as_str(), path(client, request));
    match Operation::find(method, path) {
        Some(operation) => runtime::described(&client.inner, operation),
        None => Ok(runtime::undescribed(
            &client.inner,
            context(client, request),
        )),
    }
}

fn context(client: &Client, request: &reqwest::Request) -> RequestContext {
    let path = path(client, request).to_owned();
    RequestContext::new(request.method().to_string(), path)
}

/// The path below the base URL.
fn path<'a>(client: &Client, request: &'a reqwest::Request) -> &'a str {
    let url = request.url().as_str();
    let below = url.strip_prefix(client.endpoint().base_url());
    below
        .unwrap_or_default()
        .split('?')
        .next()
        .unwrap_or_default()
}

fn request(base_url: &str, method: &str, path: &str) -> Result<reqwest::Request, Error> {
    let method = method.to_ascii_uppercase();
    let method = Method::from_bytes(method.as_bytes());
    let method = method.map_err(|_| Error::refused("this is no method of HTTP"))?;
    if let Some(reason) = fault(path) {
        return Err(Error::refused(format!("a path of the API {reason}")));
    }
    let url = Url::parse(&format!("{base_url}{path}")).map_err(Error::unbuildable)?;
    let mut request = reqwest::Request::new(method, url);
    let json = HeaderValue::from_static("application/json");
    request.headers_mut().insert(ACCEPT, json);
    Ok(request)
}

/// Why a path would go elsewhere than it says, if it would.
fn fault(given: &str) -> Option<&'static str> {
    let path = given.split('?').next().unwrap_or_default();
    let Some(below) = path.strip_prefix('/') else {
        return Some("begins with a slash and stands below the base URL");
    };
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    let faults = [
        (below.split('/').any(str::is_empty), "has no empty segment"),
        (below.split('/').any(is_dots), "has no segment `.` or `..`"),
        (given.contains('#'), "has no fragment"),
        (path.contains('\\'), "has no backslash"),
        (path.contains(['{', '}']), "has its parameters filled in"),
        (
            given.contains(is_blank),
            "has no white space: encode it as `%20`",
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
        let below = Some("begins with a slash and stands below the base URL");
        let empty = Some("has no empty segment");
        let dots = Some("has no segment `.` or `..`");
        let fragment = Some("has no fragment");
        let backslash = Some("has no backslash");
        let parameter = Some("has its parameters filled in");
        let blank = Some("has no white space: encode it as `%20`");
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
