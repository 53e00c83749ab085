//! What a refusal by the API means for an order.

use super::OrderError;
use crate::types::CloudProjectEligibilityAction;
use crate::{Client, Error, Kind};

/// Whether the API refused what the order asks for, rather than failed or refused the caller.
///
/// A 403 counts, because payment, eligibility and the state of a cart are refused so; one that names
/// missing IAM actions is about the caller.
pub(super) fn is_about_order(error: &Error) -> bool {
    let is_of_cart = error
        .path()
        .is_some_and(|path| path.starts_with("/order/cart/"));
    let is_refusal = match error.kind() {
        Kind::BadRequest | Kind::NotFound | Kind::Conflict => true,
        Kind::Forbidden => error.iam_actions().is_empty(),
        _ => false,
    };
    is_of_cart && is_refusal && !error.may_pass()
}

/// What a refused dry run or checkout is. Of a project that the account may not order yet, it reads
/// what must be done first.
pub(super) async fn of_checkout(client: &Client, error: Error) -> OrderError {
    // A cart that does not exist is no order that could be written otherwise.
    if !is_about_order(&error) || error.kind() == Kind::NotFound {
        return error.into();
    }
    if !error.message().contains("eligibility") {
        return OrderError::Rejected(error);
    }
    let told = client.get_cloud_eligibility().send().await.ok();
    let told = told.and_then(|eligibility| eligibility.actions_required);
    let actions = match told {
        Some(actions) if !actions.is_empty() => actions,
        // A key may order without being allowed to read this; the message names the same actions.
        _ => named(error.message()),
    };
    OrderError::Ineligible {
        actions,
        source: error,
    }
}

fn named(message: &str) -> Vec<CloudProjectEligibilityAction> {
    let known = CloudProjectEligibilityAction::VALUES.iter();
    known
        .filter(|action| message.contains(**action))
        .map(|action| (*action).into())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answer, RequestContext};

    fn answered(path: &'static str, status: u16, body: &str) -> Error {
        let answer = Answer {
            status,
            query_id: None,
            body: body.into(),
        };
        Error::from_response(&RequestContext::new("GET", path), answer)
    }

    #[test]
    fn a_refusal_is_about_the_order_unless_it_is_about_the_caller() {
        const CHECKOUT: &str = "/order/cart/{cartId}/checkout";
        const IAM: &str = r#"{"message":"no","details":{"unauthorizedActionsByIAM":"a:b"}}"#;
        let table = [
            (CHECKOUT, 400, r#"{"message":"no"}"#, true),
            (CHECKOUT, 403, r#"{"message":"no"}"#, true),
            (CHECKOUT, 409, "", true),
            (CHECKOUT, 403, IAM, false),
            (CHECKOUT, 403, r#"{"errorCode":"NOT_GRANTED_CALL"}"#, false),
            (CHECKOUT, 401, "", false),
            (CHECKOUT, 429, "", false),
            (CHECKOUT, 500, "", false),
            ("/auth/time", 400, "", false),
            ("/me", 403, "", false),
        ];
        for (path, status, body, expected) in table {
            let error = answered(path, status, body);
            assert_eq!(is_about_order(&error), expected, "{error}");
        }
    }

    #[test]
    fn the_actions_that_a_message_names_are_found() {
        let message = "Found eligibility issues: challengePaymentMethod, verifyPaypal";
        let expected = [
            CloudProjectEligibilityAction::ChallengePaymentMethod,
            CloudProjectEligibilityAction::VerifyPaypal,
        ];
        assert_eq!(named(message), expected);
    }
}
