//! What to do next, in lines behind the error: about credentials and rights, and about an order that
//! exists or may. It must not repeat what the error says.

use ovh_order::auth::Credentials;
use ovh_order::client::Operation;
use ovh_order::login::{AccessRule, LoginError, Purpose};
use ovh_order::order::{OrderError, OrderId};
use ovh_order::{Error, Kind};

use super::api::Unsure;
use super::exit::Unprinted;
use super::order::NotFollowed;
use super::place::Place;
use super::shell;

/// The hints. Commands in them are for the same place; the sandbox of this process is gone by then.
pub(super) fn about(error: &anyhow::Error, place: Place<'_>) -> Vec<String> {
    if place.is_sandbox() {
        return Vec::new();
    }
    let command = place.command();
    let call = error.chain().find_map(|cause| {
        let order = cause.downcast_ref::<OrderError>().and_then(of_order);
        let login = cause.downcast_ref::<LoginError>().and_then(of_login);
        cause.downcast_ref::<Error>().or(order).or(login)
    });
    let refused = match call {
        Some(call) if error.is::<LoginError>() => of_typed(call),
        Some(call) if call.kind() == Kind::Refused => no_credentials(place),
        Some(call) => of_call(call, &command),
        None => None,
    };
    refused
        .into_iter()
        .chain(afterwards(error, &command))
        .collect()
}

/// How to get credentials, for who has none.
fn no_credentials(place: Place<'_>) -> Option<String> {
    let config = place.load().ok()?;
    let credentials = Credentials::from_config(&config).ok()?;
    (!credentials.can_authenticate())
        .then(|| format!("`{} login` makes a consumer key", place.command()))
}

/// What to do about a refusal.
fn of_call(call: &Error, command: &str) -> Option<String> {
    match call.kind() {
        Kind::NotGranted => missing_rule(call, command),
        Kind::InvalidCredential | Kind::NotCredential => Some(format!(
            "a new consumer key must be validated on its page first; `{command} login` makes another"
        )),
        Kind::InvalidKey | Kind::InvalidSignature | Kind::Unauthorized | Kind::Token => {
            Some(format!(
                "`{command} config show` says which credentials these are and where they are from"
            ))
        }
        Kind::Forbidden if call.iam_actions().is_empty() => probable_actions(call),
        _ => None,
    }
}

/// The same of keys that were typed or configured for a login.
fn of_typed(call: &Error) -> Option<String> {
    match call.kind() {
        Kind::InvalidKey => Some("this application key is unknown there".to_owned()),
        Kind::InvalidSignature => {
            Some("the application secret is not the one of this application key".to_owned())
        }
        _ => None,
    }
}

/// What to do about an order that exists, or may.
fn afterwards(error: &anyhow::Error, command: &str) -> Option<String> {
    let look = || format!("`{command} order list` lists the orders that exist");
    let follow = |order: &OrderId| format!("`{command} order follow {order}` goes on waiting");
    if let Some(NotFollowed(order)) = error.downcast_ref() {
        return Some(follow(order));
    }
    if error.is::<Unsure>() || matches!(error.downcast_ref(), Some(Unprinted::Call(_))) {
        return Some(look());
    }
    match error.downcast_ref()? {
        OrderError::Ordered { order, .. } => Some(follow(order)),
        OrderError::Unsure(_) => Some(look()),
        _ => None,
    }
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
    let login = match (Purpose::least_for(&[AccessRule::new(method, path)]), method) {
        (Some(least), _) => format!("--for {least}"),
        (None, "GET") => format!("--for quote --rule {}", shell::quoted(&rule)),
        (None, _) => format!("--for buy --rule {}", shell::quoted(&rule)),
    };
    Some(format!(
        "`{command} login {login}` makes a consumer key that may do it"
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
        profile: Some("my work"),
    };

    fn hint(method: &'static str, path: &'static str, body: &str) -> Option<String> {
        let answer = Answer {
            status: 403,
            query_id: None,
            body: body.as_bytes().to_vec(),
        };
        let error = Error::from_response(&RequestContext::new(method, path), answer);
        let hints = about(&OrderError::Api(error).into(), THERE);
        (!hints.is_empty()).then(|| hints.join("\n"))
    }

    #[test]
    fn a_refusal_for_lack_of_rights_says_what_to_do() {
        const CHECKOUT: &str = "/order/cart/{cartId}/checkout";
        const NOT_GRANTED: &str = r#"{"errorCode":"NOT_GRANTED_CALL","message":"no"}"#;
        const FORBIDDEN: &str = r#"{"class":"Client::Forbidden","message":"no"}"#;
        let login = |purpose| {
            format!(
                "`ovh-order --endpoint ovh-ca --profile 'my work' login --for {purpose}` makes a consumer \
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
                Some(login("quote --rule 'GET /cloud/project'")),
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
                    "`ovh-order --endpoint ovh-ca --profile 'my work' config show` says which \
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
                     ovh-ca --profile 'my work' login` makes another"
                        .to_owned(),
                ),
            ),
        ];
        for (method, path, body, expected) in table {
            assert_eq!(hint(method, path, body), expected, "{method} {path} {body}");
        }
    }

    #[test]
    fn an_order_that_exists_or_may_is_not_lost() {
        let stopped = NotFollowed(OrderId(7)).into();
        let follow =
            "`ovh-order --endpoint ovh-ca --profile 'my work' order follow 7` goes on waiting";
        assert_eq!(about(&stopped, THERE), [follow]);
        let look = "`ovh-order --endpoint ovh-ca --profile 'my work' order list` lists the orders that exist";
        let lost = Unprinted::Call("POST /me/order/7/pay".to_owned()).into();
        assert_eq!(about(&lost, THERE), [look]);
        let answer = Answer {
            status: 500,
            query_id: None,
            body: Vec::new(),
        };
        let context = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
        let unsure = OrderError::Unsure(Error::from_response(&context, answer)).into();
        assert_eq!(about(&unsure, THERE), [look]);
    }
}
