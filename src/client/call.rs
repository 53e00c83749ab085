//! Which operation of the API a request is, and what follows from it: whether it is
//! authenticated, and what sending it twice could do.

use super::Operation;
use crate::auth::Credentials;
use crate::error::{Error, RequestContext};
use crate::transport::{Authentication, Call, Risk, Transport};

/// The call of a generated method.
///
/// # Errors
/// [`Kind::Refused`](crate::Kind::Refused) when the path is not one of the operation, the product
/// lacks it, or the region does.
pub(super) fn of_method(
    transport: &Transport,
    id: &str,
    request: &reqwest::Request,
) -> Result<Call, Error> {
    let Some(operation) = Operation::by_id(id) else {
        return Err(Error::refused(format!("unknown operation `{id}`")));
    };
    match literal(operation, path(transport, request)) {
        Ok(literal) => described(transport, literal),
        Err(reason) => Err(Error::refused(reason).with_request(&context(operation))),
    }
}

/// The call of a method and a path, which need not be of an operation that the description has.
///
/// # Errors
/// [`Kind::Refused`](crate::Kind::Refused) when the region lacks the operation.
pub(super) fn of_path(transport: &Transport, request: &reqwest::Request) -> Result<Call, Error> {
    match Operation::find(request.method().as_str(), path(transport, request)) {
        Some(operation) => described(transport, operation),
        None => Ok(call(transport, None, shown(transport, request))),
    }
}

/// Method and path of a request that may be of no operation, to be shown to people.
pub(super) fn shown(transport: &Transport, request: &reqwest::Request) -> RequestContext {
    let path = path(transport, request).to_owned();
    RequestContext::new(request.method().to_string(), path)
}

/// The operation of the API that a method's request is: for a folded operation, the product's own.
/// Rights, status and regions are stated for that one.
fn literal(operation: &'static Operation, path: &str) -> Result<&'static Operation, &'static str> {
    // URLs are normalised: `/order/cart/../vps` is sent as `/order/vps`.
    if !operation.matches(path) {
        return Err("a path parameter is empty, `.` or `..`: the call would go elsewhere");
    }
    if operation.folds == 0 {
        return Ok(operation);
    }
    let Some(literal) = Operation::find(operation.method, path) else {
        return Err("this product has no such operation");
    };
    // Products may have an operation of their own at this path. To read it does no harm if the answer
    // has the same type, but what changes something must be exactly the folded operation.
    let reads_alike = operation.method == "GET" && literal.answer == operation.answer;
    if reads_alike || literal.folded_into == Some(operation.id) {
        Ok(literal)
    } else {
        Err("this product's operation takes other arguments: call it by its own method")
    }
}

/// The call of an operation, if the API of the endpoint's region has it.
fn described(transport: &Transport, operation: &'static Operation) -> Result<Call, Error> {
    let context = context(operation);
    if let Some(region) = transport.endpoint().region()
        && !transport.any_region()
        && !operation.available_in(region)
    {
        let reason = format!(
            "this operation is not available in the {} region, according to its description",
            region.code().to_uppercase()
        );
        return Err(Error::refused(reason).with_request(&context));
    }
    Ok(call(transport, Some(operation), context))
}

fn call(
    transport: &Transport,
    operation: Option<&'static Operation>,
    context: RequestContext,
) -> Call {
    Call {
        operation: operation.map(|operation| operation.id),
        authenticated: is_authenticated(
            transport.authentication(),
            operation,
            transport.credentials(),
        ),
        risk: risk(&context, operation),
        context,
    }
}

fn is_authenticated(
    rule: Authentication,
    operation: Option<&Operation>,
    credentials: &Credentials,
) -> bool {
    match (rule, operation) {
        (Authentication::Always, _) => true,
        (Authentication::Never, _) => false,
        (Authentication::AsDescribed, Some(operation)) => operation.authenticated,
        // Most of the API needs credentials, so they are used if there are any.
        (Authentication::AsDescribed, None) => {
            credentials.can_authenticate() || matches!(credentials, Credentials::Unusable(_))
        }
    }
}

/// What sending a request twice could do; the worst, when the description does not say.
fn risk(context: &RequestContext, operation: Option<&Operation>) -> Risk {
    if context.reads() {
        Risk::Read
    } else if operation.is_none_or(Operation::may_charge) {
        Risk::Charge
    } else {
        Risk::Change
    }
}

/// A template is shown as it stands: looking for secrets in it would cost more than everything else
/// that is decided about a call.
fn context(operation: &'static Operation) -> RequestContext {
    RequestContext::of_template(operation.method, operation.path)
}

/// An error of a method's request that was never made, with the call that it is of.
pub(super) fn named(id: &str, error: Error) -> Error {
    match Operation::by_id(id) {
        Some(operation) => error.with_request(&context(operation)),
        None => error,
    }
}

/// The path below the base URL, without the query.
fn path<'a>(transport: &Transport, request: &'a reqwest::Request) -> &'a str {
    let path = transport.endpoint().path_of(request.url().as_str());
    path.split('?').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::{Client, ClientBuilder, RetryPolicy};
    use crate::types::CartProduct;
    use crate::{Endpoint, Kind};

    #[test]
    fn a_call_is_authenticated_by_rule_operation_and_credentials() {
        let keys = Credentials::application("ak", "as", "ck");
        let operations = [
            Operation::find("GET", "/me"),
            Operation::find("POST", "/order/cart"),
            None,
        ];
        let described = Authentication::AsDescribed;
        let table = [
            (described, &keys, [true, false, true]),
            (described, &Credentials::None, [true, false, false]),
            (Authentication::Always, &keys, [true; 3]),
            (Authentication::Always, &Credentials::None, [true; 3]),
            (Authentication::Never, &keys, [false; 3]),
        ];
        for (rule, credentials, expected) in table {
            let found = operations.map(|operation| is_authenticated(rule, operation, credentials));
            assert_eq!(found, expected, "{rule:?} {credentials:?}");
        }
    }

    /// What becomes of a call that is known to be refused or to find nobody listening.
    async fn outcome(builder: ClientBuilder) -> Kind {
        let client = builder.retries(RetryPolicy::none()).build().unwrap();
        let call = client
            .list_cart_product()
            .cart_id("x")
            .product(CartProduct::Telephony);
        call.send().await.unwrap_err().kind()
    }

    #[tokio::test]
    async fn an_operation_that_the_region_lacks_is_refused_before_it_is_sent() {
        let us: Endpoint = "ovh-us".parse().unwrap();
        assert_eq!(outcome(Client::builder(us)).await, Kind::Refused);
    }

    #[tokio::test]
    async fn an_unknown_region_has_every_operation() {
        let nobody: Endpoint = "http://127.0.0.1:1/v1".parse().unwrap();
        assert_eq!(outcome(Client::builder(nobody)).await, Kind::Connect);
    }
}
