//! What generated calls call: the seam between the generator's code and our transport.
//!
//! It has the names that the generator expects of its own runtime and gives them to this crate's
//! error and transport. It must not decide anything about a request; that is `transport`'s.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::de::DeserializeOwned;

pub(crate) use progenitor_client::QueryParam;

pub(crate) use super::response::ResponseValue;
use super::{Client, Operation};
pub(crate) use crate::error::Error;
use crate::error::{Answer, RequestContext, redact};
use crate::transport::{Call, Transport};

/// What ends a path segment, or means something in it.
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'/')
    // URLs of http take it for a slash.
    .add(b'\\')
    .add(b'%');

/// A path parameter as it stands in a URL.
pub(crate) fn encode_path(parameter: &str) -> String {
    utf8_percent_encode(parameter, SEGMENT).to_string()
}

/// Which operation a generated call is.
pub(crate) struct OperationInfo {
    /// Its name, the method's.
    pub(crate) operation_id: &'static str,
}

/// What a generated client knows about itself.
pub(crate) trait ClientInfo<Inner> {
    /// Version of the document; OVHcloud's API has no use for it.
    fn api_version() -> &'static str;
    /// Base address.
    fn baseurl(&self) -> &str;
    /// What requests are built with.
    #[expect(dead_code, reason = "generated code reads the field behind it")]
    fn client(&self) -> &reqwest::Client;
    /// What requests are sent with.
    fn inner(&self) -> &Inner;
}

/// The steps of a generated call.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> {
    /// Before sending.
    async fn pre(&self, _: &mut reqwest::Request, _: &OperationInfo) -> Result<(), Error> {
        Ok(())
    }

    /// Sending.
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> Result<Response, Error>;

    /// After sending.
    async fn post(&self, _: &Result<Response, Error>, _: &OperationInfo) -> Result<(), Error> {
        Ok(())
    }
}

impl ClientHooks<Transport> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> Result<Response, Error> {
        let call = call(self.baseurl(), &request, info)?;
        let answer = self.inner().send(request, &call).await?;
        Ok(Response {
            answer,
            request: call.context,
        })
    }
}

/// What the transport must know of the operation: a folded one is looked up as the literal one.
fn call(base: &str, request: &reqwest::Request, info: &OperationInfo) -> Result<Call, Error> {
    let method = request.method().as_str();
    let path = request
        .url()
        .as_str()
        .strip_prefix(base)
        .unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    let template = Operation::by_id(info.operation_id);
    let template =
        template.ok_or_else(|| Error::refused(format!("{} is no operation", info.operation_id)))?;
    let context = RequestContext::new(template.method, template.path);
    if !template.matches(path) {
        let reason = "a path parameter is empty, `.` or `..`: the call would go elsewhere";
        return Err(Error::refused(reason).with_request(&context));
    }
    if template.folds == 0 {
        return Ok(Call {
            context,
            authenticated: template.authenticated,
        });
    }
    let literal = Operation::find(method, path).ok_or_else(|| {
        Error::refused("this product has no such operation").with_request(&context)
    })?;
    let context = RequestContext::new(literal.method, literal.path);
    Ok(Call {
        context,
        authenticated: literal.authenticated,
    })
}

/// An answer of success, not yet decoded.
pub(crate) struct Response {
    answer: Answer,
    request: RequestContext,
}

/// The status in the form that generated code asks for.
pub(crate) struct Status(u16);

impl Status {
    pub(crate) fn as_u16(&self) -> u16 {
        self.0
    }
}

impl Response {
    pub(crate) fn status(&self) -> Status {
        Status(self.answer.status)
    }
}

impl<T: DeserializeOwned> ResponseValue<T> {
    /// Decodes the body; the error names the place in it.
    pub(crate) async fn from_response(response: Response) -> Result<Self, Error> {
        let Response { answer, request } = response;
        match serde_json::from_slice(&answer.body) {
            Ok(inner) => Ok(Self::new(inner, answer.status, answer.query_id)),
            Err(source) => Err(undecodable::<T>(&request, answer, source)),
        }
    }
}

/// The first attempt is fast and blind; the second one finds the place.
fn undecodable<T: DeserializeOwned>(
    request: &RequestContext,
    answer: Answer,
    source: serde_json::Error,
) -> Error {
    let mut deserializer = serde_json::Deserializer::from_slice(&answer.body);
    let traced = serde_path_to_error::deserialize::<_, T>(&mut deserializer);
    match traced {
        Err(traced) => Error::decode(request, answer, traced),
        Ok(_) => Error::decode(request, answer, source),
    }
}

impl ResponseValue<()> {
    /// An answer whose body says nothing.
    pub(crate) fn empty(response: Response) -> Self {
        Self::new((), response.answer.status, response.answer.query_id)
    }
}

/// Errors that generated code makes.
impl Error {
    pub(crate) fn invalid_request(reason: String) -> Self {
        Self::refused(reason)
    }

    /// What HTTP cannot carry, such as a header with a line break.
    pub(crate) fn unbuildable<E: std::fmt::Display>(error: E) -> Self {
        let reason = error.to_string();
        Self::refused(format!("the request cannot be built: {}", redact(&reason)))
    }

    /// The transport answers success or an error, so this is not reached.
    pub(crate) fn unexpected_response(response: Response) -> Self {
        Self::from_response(&response.request, response.answer)
    }
}
