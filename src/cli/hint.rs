//! What to do next about a failure.

use ovh_order::auth::Credentials;
use ovh_order::client::Operation;
use ovh_order::config::{Config, UnreadKeys};
use ovh_order::endpoint::{self, EndpointError};
use ovh_order::journal::JournalError;
use ovh_order::login::{AccessRule, LoginError, Purpose};
use ovh_order::nearest::nearest;
use ovh_order::order::OrderError;
use ovh_order::{Endpoint, Error, Kind};

use super::auth;
use super::destination::{Destination, SANDBOX, quoted, shell_word};
use super::failure::{Failure, UNSURE};

/// The hints for a failure, in the order in which to follow them.
pub(super) fn hints(failure: &Failure, destination: &Destination) -> Vec<String> {
    match failure {
        Failure::Unknown { hint, .. } => return vec![(*hint).to_owned()],
        Failure::Mismatch { hint, .. } => return hint.iter().cloned().collect(),
        // By now the sandbox inside this process is gone, and its orders with it.
        _ if destination.is_sandbox() => return Vec::new(),
        _ => {}
    }
    let about_call = failed_call(failure).and_then(|call| match failure {
        _ if destination.running == "login" => about_login(call),
        _ if call.kind() == Kind::Refused => {
            about_region(call, destination).or_else(|| about_credentials(destination))
        }
        _ => about_call(call, destination),
    });
    let about_keys = failed_call(failure)
        .into_iter()
        .flat_map(|call| match call.kind() {
            Kind::Refused | Kind::Config => about_unread_keys(destination),
            _ => Vec::new(),
        });
    about_keys
        .chain(about_call)
        .chain(about_cart(failure, destination))
        .chain(about_order(failure, destination))
        .chain(about_validation(failure, destination))
        .chain(about_endpoint(failure))
        .collect()
}

/// The call that failed, also when an order exists, or may, or was refused. The exit code is then about
/// the order, but missing rights are still what to mend.
pub(super) fn failed_call(failure: &Failure) -> Option<&Error> {
    match failure {
        Failure::Unsure { source, .. }
        | Failure::Order(
            OrderError::Unsure(source)
            | OrderError::Rejected(source)
            | OrderError::Ineligible { source, .. }
            | OrderError::Unpaid { source, .. },
        ) => Some(source),
        Failure::Order(OrderError::Ordered { source, .. }) => match &**source {
            OrderError::Api(error) => Some(error),
            _ => None,
        },
        _ => failure.call(),
    }
}

/// How to send what the region lacks according to its description.
fn about_region(call: &Error, destination: &Destination) -> Option<String> {
    let (command, method, path) = (destination.command(), call.method()?, call.path()?);
    let operation = Operation::find(method, path)?;
    let region = destination.load().ok()?.endpoint().region()?;
    let sent = format!("{command} api {method} {} --no-check", shell_word(path));
    (!operation.available_in(region)).then(|| format!("`{sent}` sends it anyway"))
}

/// How to get credentials, for those who have none.
fn about_credentials(destination: &Destination) -> Option<String> {
    let config = destination.load().ok()?;
    let credentials = Credentials::from_config(&config).ok()?;
    let login = format!("`{}` gets a consumer key", login(destination, None));
    (!credentials.can_authenticate()).then_some(login)
}

/// Where there are keys that are not read here, for those who lack some.
fn about_unread_keys(destination: &Destination) -> Vec<String> {
    let Ok(config) = destination.load() else {
        return Vec::new();
    };
    let usable = Credentials::from_config(&config);
    if usable.is_ok_and(|credentials| credentials.can_authenticate()) {
        return Vec::new();
    }
    let unread = config.unread_keys().iter();
    unread.map(|keys| about_keys_of(keys, &config)).collect()
}

fn about_keys_of(keys: &UnreadKeys, config: &Config) -> String {
    let UnreadKeys {
        section, origin, ..
    } = keys;
    let read = match config.profile() {
        Some(profile) => format!("profile:{profile}"),
        None => config.endpoint().to_string(),
    };
    let way = if section.parse::<Endpoint>().is_ok() {
        format!("--endpoint {section} uses them")
    } else if let Some(profile) = section.strip_prefix("profile:") {
        format!("--profile {} uses them", shell_word(profile.trim()))
    } else {
        format!("move them to [{read}]")
    };
    format!("the keys in [{section}] ({origin}) are not read for [{read}]; {way}")
}

/// What to do about a call that the API refused.
fn about_call(call: &Error, destination: &Destination) -> Option<String> {
    let command = destination.command();
    if call.is_web_page() {
        return None;
    }
    match call.kind() {
        Kind::NotGranted => missing_rule(call, destination),
        Kind::InvalidCredential | Kind::NotCredential => Some(format!(
            "a new consumer key must first be validated on its page; `{}` gets another",
            login(destination, None)
        )),
        Kind::InvalidKey | Kind::InvalidSignature | Kind::Unauthorized | Kind::Token => {
            Some(format!(
                "`{command} config show` shows which credentials are used and where they are set"
            ))
        }
        Kind::Forbidden if says_nothing(call) => probable_actions(call),
        Kind::NotFound => about_version(destination),
        _ => None,
    }
}

/// What may be missing in the address that knows no such path.
fn about_version(destination: &Destination) -> Option<String> {
    let config = destination.load().ok()?;
    let base_url = config.endpoint().base_url();
    let has_path = base_url.splitn(4, '/').nth(3).is_some();
    let hint = format!("{base_url} has no version of the API; try --endpoint {base_url}/v1");
    (!has_path).then_some(hint)
}

/// What to do about a key that nobody validated while it was waited for.
fn about_validation(failure: &Failure, destination: &Destination) -> Option<String> {
    let is_pending = matches!(
        failure,
        Failure::Login(LoginError::TimedOut(_) | LoginError::Stopped)
    );
    let command = destination.command();
    is_pending.then(|| {
        format!(
            "open its page again, or run the same `{command} login …` once more for another key"
        )
    })
}

/// What an endpoint that is unknown may have meant.
fn about_endpoint(failure: &Failure) -> Option<String> {
    let unknown = failure
        .causes()
        .find_map(|cause| match cause.downcast_ref()? {
            EndpointError::UnknownName(name) => Some(name),
            _ => None,
        })?;
    if unknown == SANDBOX {
        return Some(
            "`--endpoint sandbox` or OVH_ENDPOINT=sandbox starts it; files cannot".to_owned(),
        );
    }
    Some(match nearest(unknown, endpoint::names().chain([SANDBOX])) {
        Some(name) => format!("did you mean `{name}`?"),
        None if unknown.contains('.') => format!("a URL begins with its scheme: https://{unknown}"),
        None => "`--endpoint sandbox` is an API inside the command to try things on".to_owned(),
    })
}

/// The same for the keys that were typed or configured for a login.
fn about_login(call: &Error) -> Option<String> {
    let hint = match call.kind() {
        Kind::InvalidKey => "this endpoint does not know the application key",
        Kind::InvalidSignature => "the application secret does not belong to the application key",
        _ => return None,
    };
    Some(hint.to_owned())
}

/// What to do about a cart that cannot be ordered.
fn about_cart(failure: &Failure, destination: &Destination) -> Option<String> {
    if destination.running != "cart checkout" {
        return None;
    }
    let command = destination.command();
    match failure {
        Failure::Order(OrderError::Rejected(_)) => Some(format!(
            "a cart can be ordered once `{command} cart assign CART` has given it to the account and its \
             items have all labels of `{command} cart requirements CART ITEM`"
        )),
        Failure::Order(OrderError::Problems(_)) => Some(format!(
            "`{command} cart configure CART ITEM LABEL=VALUE` sets a label of an item"
        )),
        _ => None,
    }
}

/// What to do about an order that exists, or may.
fn about_order(failure: &Failure, destination: &Destination) -> Option<String> {
    let command = destination.command();
    match failure {
        Failure::Order(OrderError::Unpaid { order, .. }) => Some(format!(
            "`{command} order status {order}` says whether it waits to be paid; \
             `{command} order pay {order} --pay-with METHOD` pays it"
        )),
        Failure::Several { codes, .. } if codes.contains(&UNSURE) => Some(format!(
            "`{command} order runs` lists the orders whose answer is not known, and \
             `{command} order resume KEY` looks for one"
        )),
        Failure::Order(OrderError::Ordered { source, .. }) if is_unknown(source) => Some(
            "right after its checkout an order may not be seen yet: try again in a minute; another account, \
             or a sandbox that was reset, needs a journal of its own (`--journal FILE`)"
                .to_owned(),
        ),
        Failure::Order(OrderError::NothingOrdered) => {
            Some(format!(
                "`{command} buy FILE` can order it now, with `--again` if an order before it is the same"
            ))
        }
        Failure::Order(OrderError::Cancelled { .. } | OrderError::Expired { .. }) => {
            Some(format!("`{command} buy FILE --again` places another order"))
        }
        Failure::NoRun { .. } => Some(format!("`{command} order runs` lists what it has")),
        Failure::NotFollowed(order)
        | Failure::Order(OrderError::Ordered { order, .. } | OrderError::NotInTime { order, .. }) => {
            Some(format!(
                "`{command} order follow {order}` waits for it again"
            ))
        }
        Failure::Unnamed { order, .. } => Some(format!(
            "`{command} order follow {order}` looks for them again"
        )),
        Failure::Order(OrderError::Unsure(_)) => Some(format!(
            "`{command} order resume` looks for the order and follows it, or says that there is none"
        )),
        Failure::Order(OrderError::Unsettled { key, .. }) => {
            Some(format!("`{command} order resume {key}` looks for it again"))
        }
        Failure::Order(OrderError::Journal(JournalError::TakenOver { key })) => Some(format!(
            "`{command} order runs show {key}` shows what the other process made of it"
        )),
        Failure::Order(OrderError::Unresolved { key, .. }) => Some(format!(
            "`{command} order resume {key}` looks again; after a look at `{command} order list`, \
             `{command} order adopt {key} ORDER` names the order, or `{command} order forget {key}` says \
             that there is none, unless its cart was ordered"
        )),
        Failure::Journal(JournalError::Unanswered { key, .. }) => Some(format!(
            "after a look at `{command} order list`, `{command} order adopt {key} ORDER` names the order \
             that it made, or `{command} order forget {key}` lets it be sent again"
        )),
        Failure::Unsure { .. } | Failure::Unnumbered(_) | Failure::AnswerNotPrinted { .. } => {
            Some(format!("`{command} order list` lists the account's orders"))
        }
        _ => None,
    }
}

/// Whether following an order failed because the API does not know it.
fn is_unknown(source: &OrderError) -> bool {
    matches!(source, OrderError::Api(error) if error.kind() == Kind::NotFound)
}

fn missing_rule(call: &Error, destination: &Destination) -> Option<String> {
    let rule = call.missing_rule()?;
    let (method, path) = rule.split_once(' ')?;
    let missing = AccessRule::new(method, path);
    Some(format!(
        "`{}` gets a consumer key that may do it",
        login(destination, Some(missing))
    ))
}

/// The login that gets all rights of the command that ran, and this one besides: with the right of the
/// one call that was refused the next call would be.
fn login(destination: &Destination, missing: Option<AccessRule>) -> String {
    let mut needed = auth::access_rules(&destination.running);
    let of_command = Purpose::least_for(&needed).unwrap_or(Purpose::Buy);
    let rule = missing.as_ref().map(ToString::to_string);
    needed.extend(missing);
    let login = format!("{} login --for", destination.command());
    if let Some(least) = Purpose::least_for(&needed) {
        return format!("{login} {least}");
    }
    let further = rule.map(|rule| format!(" --rule {}", quoted(&rule)));
    format!("{login} {of_command}{}", further.unwrap_or_default())
}

/// Whether a refusal gives no reason, so that missing IAM actions are as good a guess as any. Payment,
/// eligibility and carts that can only be read are refused with 403 too, and say so.
fn says_nothing(call: &Error) -> bool {
    let message = call.message();
    let is_general = ["forbidden", "User not granted for this request"].contains(&message);
    is_general && call.iam_actions().is_empty()
}

fn probable_actions(call: &Error) -> Option<String> {
    let operation = Operation::find(call.method()?, call.path()?)?;
    let required = operation
        .iam_actions
        .iter()
        .filter(|action| action.required);
    let names: Vec<_> = required.map(|action| action.name).collect();
    let missing = format!(
        "these IAM actions are probably not granted: {}",
        names.join(", ")
    );
    (!names.is_empty()).then_some(missing)
}

#[cfg(test)]
mod tests {
    use ovh_order::error::{Answer, RequestContext};
    use ovh_order::order::OrderId;

    use super::*;

    fn there() -> Destination {
        Destination {
            endpoint: Some("ovh-ca".to_owned()),
            profile: Some("my work".to_owned()),
            ..Destination::default()
        }
    }

    fn hint(method: &'static str, path: &'static str, body: &str) -> Option<String> {
        let answer = Answer {
            status: 403,
            query_id: None,
            body: body.as_bytes().to_vec(),
        };
        let error = Error::from_response(&RequestContext::new(method, path), answer);
        let hints = hints(&OrderError::Api(error).into(), &there());
        (!hints.is_empty()).then(|| hints.join("\n"))
    }

    const CHECKOUT: &str = "/order/cart/{cartId}/checkout";
    const NOT_GRANTED: &str = r#"{"errorCode":"NOT_GRANTED_CALL","message":"no"}"#;
    const FORBIDDEN: &str =
        r#"{"class":"Client::Forbidden","message":"User not granted for this request"}"#;
    const UNPAYABLE: &str = r#"{"message":"This order can't be paid with 'bankAccount'"}"#;

    #[test]
    fn a_refusal_for_lack_of_rights_says_what_to_do() {
        let login = |purpose| {
            format!(
                "`ovh-order --endpoint ovh-ca --profile 'my work' login --for {purpose}` gets a consumer \
                 key that may do it"
            )
        };
        let probably =
            "these IAM actions are probably not granted: order:apiovh:cart/checkout/execute";
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
            ("POST", CHECKOUT, UNPAYABLE, None),
            ("POST", "/order/cart", FORBIDDEN, None),
            (
                "POST",
                CHECKOUT,
                r#"{"message":"no","details":{"unauthorizedActionsByIAM":"a:b"}}"#,
                None,
            ),
            ("POST", CHECKOUT, "<html>firewall</html>", None),
            (
                "POST",
                CHECKOUT,
                r#"{"errorCode":"INVALID_KEY"}"#,
                Some(
                    "`ovh-order --endpoint ovh-ca --profile 'my work' config show` shows which \
                     credentials are used and where they are set"
                        .to_owned(),
                ),
            ),
            (
                "POST",
                CHECKOUT,
                r#"{"errorCode":"INVALID_CREDENTIAL"}"#,
                Some(
                    "a new consumer key must first be validated on its page; `ovh-order --endpoint \
                     ovh-ca --profile 'my work' login --for quote` gets another"
                        .to_owned(),
                ),
            ),
        ];
        for (method, path, body, expected) in table {
            assert_eq!(hint(method, path, body), expected, "{method} {path} {body}");
        }
    }

    #[test]
    fn missing_rights_are_hinted_at_also_when_the_order_is_refused() {
        for (body, expected) in [
            (
                FORBIDDEN,
                &["these IAM actions are probably not granted: order:apiovh:cart/checkout/execute"]
                    [..],
            ),
            (UNPAYABLE, &[]),
        ] {
            let answer = Answer {
                status: 403,
                query_id: None,
                body: body.into(),
            };
            let error = Error::from_response(&RequestContext::new("POST", CHECKOUT), answer);
            let refused = Failure::from(OrderError::Rejected(error));
            assert_eq!(hints(&refused, &there()), expected, "{body}");
        }
    }

    #[test]
    fn an_order_that_exists_or_may_is_not_lost() {
        let stopped = Failure::NotFollowed(OrderId(7));
        let follow =
            "`ovh-order --endpoint ovh-ca --profile 'my work' order follow 7` waits for it again";
        assert_eq!(hints(&stopped, &there()), [follow]);
        let look = "`ovh-order --endpoint ovh-ca --profile 'my work' order list` lists the account's orders";
        let lost = Failure::AnswerNotPrinted {
            call: "POST /me/order/7/pay".to_owned(),
            source: Box::new(std::io::Error::other("the disk is full").into()),
        };
        assert_eq!(hints(&lost, &there()), [look]);
        let answer = Answer {
            status: 500,
            query_id: None,
            body: Vec::new(),
        };
        let context = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
        let unsure = Failure::from(OrderError::Unsure(Error::from_response(&context, answer)));
        let resume = "`ovh-order --endpoint ovh-ca --profile 'my work' order resume` looks for the order and \
                      follows it, or says that there is none";
        assert_eq!(hints(&unsure, &there()), [resume]);
    }

    #[test]
    fn missing_rights_are_hinted_at_also_when_an_order_may_exist() {
        let answer = Answer {
            status: 403,
            query_id: None,
            body: br#"{"errorCode":"NOT_GRANTED_CALL","message":"no"}"#.to_vec(),
        };
        let context = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
        let unsure = Failure::from(OrderError::Unsure(Error::from_response(&context, answer)));
        let command = "ovh-order --endpoint ovh-ca --profile 'my work'";
        let expected = [
            format!("`{command} login --for buy` gets a consumer key that may do it"),
            format!(
                "`{command} order resume` looks for the order and follows it, or says that there is none"
            ),
        ];
        assert_eq!(hints(&unsure, &there()), expected);
    }
}
