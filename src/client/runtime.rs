//! What generated calls call: the seam between the generator's code and our transport.
//!
//! It has the names that the generator expects of its own runtime and gives them to this crate's
//! error and transport. It must not decide anything about a request; that is `transport`'s.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::RequestBuilder;
use reqwest::header::{ACCEPT, HeaderValue};
use serde::de::DeserializeOwned;

pub(crate) use progenitor_client::QueryParam;

pub(crate) use super::response::Response;
use super::{Client, Operation};
pub(crate) use crate::error::Error;
use crate::error::{Answer, Effect, RequestContext, redact};
use crate::transport::{Call, Needs, Risk, Transport};

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
    #[expect(dead_code, reason = "the header that it was for is not sent")]
    fn api_version() -> &'static str;
    /// Base address.
    #[expect(dead_code, reason = "generated code reads the field behind it")]
    fn baseurl(&self) -> &str;
    /// What requests are built with.
    #[expect(dead_code, reason = "generated code reads the field behind it")]
    fn client(&self) -> &reqwest::Client;
    /// What requests are sent with.
    fn inner(&self) -> &Inner;
}

/// How a generated call is sent.
pub(crate) trait ClientHooks<Inner>: ClientInfo<Inner> {
    /// Sending.
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> Result<Received, Error>;
}

/// Sends a generated call and decodes its answer.
pub(crate) async fn answered<T: DeserializeOwned>(
    client: &Client,
    operation_id: &'static str,
    request: Result<RequestBuilder, Error>,
) -> Result<Response<T>, Error> {
    sent(client, operation_id, request?).await?.decode()
}

/// Sends a generated call whose answer says nothing.
pub(crate) async fn unanswered(
    client: &Client,
    operation_id: &'static str,
    request: Result<RequestBuilder, Error>,
) -> Result<Response<()>, Error> {
    Ok(sent(client, operation_id, request?).await?.with(()))
}

/// The part that does not depend on the type of the answer, so that it is compiled once.
async fn sent(
    client: &Client,
    operation_id: &'static str,
    request: RequestBuilder,
) -> Result<Received, Error> {
    let json = HeaderValue::from_static("application/json");
    let request = request.header(ACCEPT, json).build();
    let request = request.map_err(Error::unbuildable)?;
    client.exec(request, &OperationInfo { operation_id }).await
}

impl ClientHooks<Transport> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> Result<Received, Error> {
        let call = call(self.inner(), &request, info)?;
        send(self.inner(), request, call).await
    }
}

/// Sends a request; any answer but one of success is an error.
pub(super) async fn send(
    transport: &Transport,
    request: reqwest::Request,
    call: Call,
) -> Result<Received, Error> {
    let answer = transport.send(request, &call).await?;
    Ok(Received {
        answer,
        request: call.context,
    })
}

/// What the transport must know of a generated call.
fn call(
    transport: &Transport,
    request: &reqwest::Request,
    info: &OperationInfo,
) -> Result<Call, Error> {
    let base_url = transport.endpoint().base_url();
    let path = request.url().as_str().strip_prefix(base_url);
    let path = path
        .and_then(|path| path.split('?').next())
        .unwrap_or_default();
    described(transport, literal(info.operation_id, path)?)
}

/// A call of an operation, unless the description of the endpoint's region lacks it.
pub(super) fn described(
    transport: &Transport,
    operation: &'static Operation,
) -> Result<Call, Error> {
    let context = RequestContext::of_template(operation.method, operation.path);
    let region = transport.endpoint().region();
    match region.filter(|_| transport.checks_regions()) {
        Some(region) if !operation.available_in(region) => {
            let reason = format!(
                "the API of {} does not describe this operation; `any_region` sends it nevertheless",
                region.code()
            );
            Err(Error::refused(reason).with_request(&context))
        }
        _ => Ok(Call {
            operation: Some(operation.id),
            authenticated: transport.authenticates(match operation.authenticated {
                true => Needs::Credentials,
                false => Needs::Nothing,
            }),
            risk: risk(&context, Some(operation)),
            context,
        }),
    }
}

/// A call of something that the description lacks.
pub(super) fn undescribed(transport: &Transport, context: RequestContext) -> Call {
    Call {
        operation: None,
        authenticated: transport.authenticates(Needs::Unknown),
        risk: risk(&context, None),
        context,
    }
}

/// What sending a request twice could do; of one that is not described, the worst.
fn risk(context: &RequestContext, operation: Option<&Operation>) -> Risk {
    match context.effect() {
        Effect::Read => Risk::Read,
        Effect::Change if operation.is_none_or(Operation::may_charge) => Risk::Charge,
        Effect::Change => Risk::Change,
    }
}

/// The operation of the API that a generated call is: of a folded one, the product's.
fn literal(id: &str, path: &str) -> Result<&'static Operation, Error> {
    let operation = Operation::by_id(id);
    let operation = operation.ok_or_else(|| Error::refused(format!("{id} is no operation")))?;
    let about = |reason: &str| {
        let context = RequestContext::of_template(operation.method, operation.path);
        Error::refused(reason).with_request(&context)
    };
    if !operation.matches(path) {
        return Err(about(
            "a path parameter is empty, `.` or `..`: the call would go elsewhere",
        ));
    }
    if operation.folds == 0 {
        return Ok(operation);
    }
    let literal = Operation::find(operation.method, path);
    let literal = literal.ok_or_else(|| about("this product has no such operation"))?;
    // A read of the same type is harmless; what changes must be exactly the product's own call.
    let reads_alike = operation.method == "GET" && literal.answer == operation.answer;
    match reads_alike || literal.folded_into == Some(id) {
        true => Ok(literal),
        false => Err(about(
            "this product's operation differs: call it by its own name",
        )),
    }
}

/// An answer of success, not yet decoded.
pub(crate) struct Received {
    pub(super) answer: Answer,
    request: RequestContext,
}

impl Received {
    /// Decodes the body; the error names the place in it.
    pub(super) fn decode<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        match serde_json::from_slice(&self.answer.body) {
            Ok(value) => Ok(self.with(value)),
            Err(source) => Err(undecodable::<T>(&self.request, self.answer, source)),
        }
    }

    fn with<T>(self, value: T) -> Response<T> {
        Response {
            value,
            status: self.answer.status,
            query_id: self.answer.query_id,
            body: self.answer.body,
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;
    use crate::client::RetryPolicy;
    use crate::types::CartProduct;

    /// What becomes of a call that is known to be refused or to find nobody listening.
    async fn outcome(builder: crate::client::ClientBuilder) -> Kind {
        let client = builder.retries(RetryPolicy::none()).build().unwrap();
        let call = client
            .list_cart_product()
            .cart_id("x")
            .product(CartProduct::Telephony);
        call.send().await.unwrap_err().kind()
    }

    #[tokio::test]
    async fn an_operation_that_the_region_lacks_is_refused_before_it_is_sent() {
        let us: crate::Endpoint = "ovh-us".parse().unwrap();
        assert_eq!(outcome(Client::builder(us)).await, Kind::Refused);
    }

    #[tokio::test]
    async fn an_unknown_region_describes_everything() {
        let nobody: crate::Endpoint = "http://127.0.0.1:1/v1".parse().unwrap();
        assert_eq!(outcome(Client::builder(nobody)).await, Kind::Connect);
    }
}
