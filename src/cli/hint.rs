//! What to do about a refusal for lack of rights, in a line behind the error.
//! It must not repeat what the error says.

use ovh_order::client::Operation;
use ovh_order::login::{AccessRule, LoginError, Purpose};
use ovh_order::order::{OrderError, OrderId};
use ovh_order::{Error, Kind};

use super::order::NotFollowed;
use super::place::Place;

/// The hint, if there is one. Commands in it are for the same place; the sandbox of this process is
/// gone by then.
pub(super) fn about(error: &anyhow::Error, place: Place<'_>) -> Option<String> {
    if place.is_sandbox() {
        return None;
    }
    let command = place.command();
    if let Some(order) = unfollowed(error) {
        return Some(format!("`{command} order follow {order}` goes on"));
    }
    let call = error.chain().find_map(|cause| {
        let order = cause.downcast_ref::<OrderError>().and_then(of_order);
        let login = cause.downcast_ref::<LoginError>().and_then(of_login);
        cause.downcast_ref::<Error>().or(order).or(login)
    })?;
    match call.kind() {
        Kind::NotGranted => missing_rule(call, &command),
        Kind::InvalidCredential | Kind::NotCredential => other_key(call, &command),
        Kind::InvalidKey | Kind::InvalidSignature | Kind::Unauthorized => Some(format!(
            "`{command} config show` says which credentials these are and where they are from"
        )),
        Kind::Forbidden if call.iam_actions().is_empty() => probable_actions(call),
        _ => None,
    }
}

/// The order that exists and is not followed any more.
fn unfollowed(error: &anyhow::Error) -> Option<OrderId> {
    let not_followed = error.downcast_ref().map(|NotFollowed(order)| *order);
    not_followed.or(match error.downcast_ref()? {
        OrderError::Ordered { order, .. } => Some(*order),
        _ => None,
    })
}

/// The error of a call that this one says it is.
fn of_order(error: &OrderError) -> Option<&Error> {
    match error {
        OrderError::Api(error) => Some(error),
        _ => None,
    }
}

fn of_login(error: &LoginError) -> Option<&Error> {
    match error {
        LoginError::Api(error) => Some(error),
        _ => None,
    }
}

fn missing_rule(call: &Error, command: &str) -> Option<String> {
    let rule = call.missing_rule()?;
    let (method, path) = rule.split_once(' ')?;
    let login = match Purpose::least_for(&[AccessRule::new(method, path)]) {
        Some(least) => format!("login --for {least}"),
        None => format!("login --for buy --rule '{rule}'"),
    };
    Some(format!(
        "`{command} {login}` makes a consumer key that may do it"
    ))
}

fn other_key(call: &Error, command: &str) -> Option<String> {
    let operation = Operation::find(call.method()?, call.path()?)?;
    let least = Purpose::least_for(&[AccessRule::of(operation)])?;
    Some(format!(
        "a new consumer key must be validated on its page first; `{command} login --for {least}` \
         makes another"
    ))
}

fn probable_actions(call: &Error) -> Option<String> {
    let operation = Operation::find(call.method()?, call.path()?)?;
    let required = operation
        .iam_actions
        .iter()
        .filter(|action| action.required);
    let names: Vec<_> = required.map(|action| action.name).collect();
    match names.is_empty() {
        true => None,
        false => Some(format!(
            "probably these IAM actions are not granted: {}",
            names.join(", ")
        )),
    }
}

#[cfg(test)]
mod tests {
    use ovh_order::error::{Answer, RequestContext};

    use super::*;

    const THERE: Place<'_> = Place {
        endpoint: Some("ovh-ca"),
        profile: Some("work"),
    };

    fn hint(method: &'static str, path: &'static str, body: &str) -> Option<String> {
        let answer = Answer {
            status: 403,
            query_id: None,
            body: body.as_bytes().to_vec(),
        };
        let error = Error::from_response(&RequestContext::new(method, path), answer);
        about(&OrderError::Api(error).into(), THERE)
    }

    #[test]
    fn a_refusal_for_lack_of_rights_says_what_to_do() {
        const CHECKOUT: &str = "/order/cart/{cartId}/checkout";
        const NOT_GRANTED: &str = r#"{"errorCode":"NOT_GRANTED_CALL","message":"no"}"#;
        const FORBIDDEN: &str = r#"{"class":"Client::Forbidden","message":"no"}"#;
        let login = |purpose| {
            format!(
                "`ovh-order --endpoint ovh-ca --profile work login --for {purpose}` makes a consumer \
                 key that may do it"
            )
        };
        let probably =
            "probably these IAM actions are not granted: order:apiovh:cart/checkout/execute";
        let table = [
            ("POST", CHECKOUT, NOT_GRANTED, Some(login("buy"))),
            ("GET", CHECKOUT, NOT_GRANTED, Some(login("quote"))),
            (
                "POST",
                "/me/order/{orderId}/pay",
                NOT_GRANTED,
                Some(login("everything")),
            ),
            (
                "GET",
                "/cloud/project",
                NOT_GRANTED,
                Some(login("buy --rule 'GET /cloud/project'")),
            ),
            ("POST", CHECKOUT, FORBIDDEN, Some(probably.to_owned())),
            ("POST", "/order/cart", FORBIDDEN, None),
            (
                "POST",
                CHECKOUT,
                r#"{"message":"no","details":{"unauthorizedActionsByIAM":"a:b"}}"#,
                None,
            ),
            (
                "POST",
                CHECKOUT,
                r#"{"errorCode":"INVALID_KEY"}"#,
                Some(
                    "`ovh-order --endpoint ovh-ca --profile work config show` says which \
                     credentials these are and where they are from"
                        .to_owned(),
                ),
            ),
            (
                "POST",
                CHECKOUT,
                r#"{"errorCode":"INVALID_CREDENTIAL"}"#,
                Some(
                    "a new consumer key must be validated on its page first; `ovh-order --endpoint \
                     ovh-ca --profile work login --for buy` makes another"
                        .to_owned(),
                ),
            ),
        ];
        for (method, path, body, expected) in table {
            assert_eq!(hint(method, path, body), expected, "{method} {path} {body}");
        }
    }
}
