//! Sends a request, after a yes if it may cost money, and prints the answer.

use ovh_order::error::redact;
use ovh_order::journal::{Claim, Purchase, State};
use ovh_order::order::checkout::surely_has_no_order;
use ovh_order::order::{CartId, OrderError};
use ovh_order::{Client, Error, Kind};
use serde_json::Value;

use super::draft::ApiRequest;
use crate::cli::confirm::{self, Question};
use crate::cli::failure::{Failure, Result};
use crate::cli::output::tell;
use crate::cli::session::Session;

const CHECKOUT: &str = "/order/cart/{cartId}/checkout";

/// Sends the request. Ctrl-C does not give up one that may cost money once it is sent, and the journal
/// has that it is, so that a lost answer can be looked up.
pub(super) async fn run(request: &ApiRequest, session: &Session) -> Result<()> {
    let Some(danger) = request.danger() else {
        let answer = exchange(&session.client, request);
        let answer = session.interrupt.until(answer).await?;
        return print(&answer, session);
    };
    let Session {
        client, interrupt, ..
    } = session;
    let journal = session.journal().await?;
    interrupt.until(ask(request, danger, session)).await?;
    let mut claim = journal.call(&remembered(request, client)).await?;
    // From here on Ctrl-C waits for the answer: there may be an order.
    interrupt.charging();
    match exchange(client, request).await {
        Ok(answer) => {
            let order = order_of(&answer).and_then(number);
            let is_lacking = order.is_none() && must_order(request, &answer);
            // A run that is left posting is one that a person must look at.
            if !is_lacking {
                keep(&mut claim, order, State::Answered).await;
            }
            print(&answer, session).map_err(|source| unprinted(request, &answer, source))?;
            if is_lacking {
                return Err(Failure::Unnumbered(named(request)));
            }
            Ok(())
        }
        Err(error) if surely_did_nothing(request, &error, client).await => {
            keep(&mut claim, None, State::Abandoned).await;
            Err(error.into())
        }
        Err(error) => {
            if let Some(order) = error.placed_order() {
                keep(&mut claim, Some(order), State::Ordered).await;
            }
            Err(unsure(request, error))
        }
    }
}

/// The call as the journal has it.
fn remembered(request: &ApiRequest, client: &Client) -> Purchase {
    let ApiRequest {
        method,
        path,
        query,
        body,
        ..
    } = request;
    let sent = format!("{method} {path} {query:?} {body:?}");
    Purchase::call(client.endpoint().origin(), &sent, &named(request))
}

/// Writes down what became of a call: its order, or else its state. What cannot be written is told,
/// because the same call is refused until a person has looked.
async fn keep(claim: &mut Claim, order: Option<i64>, state: State) {
    let kept = match order {
        Some(order) => claim.ordered(order, None).await,
        None => claim.reached(state).await,
    };
    if let Err(error) = kept {
        tell(format_args!(
            "warning: the journal could not be told: {error}"
        ));
    }
}

/// Whether a call that may charge surely did nothing. A refusal alone does not prove that: the API can
/// fail after it made an order.
async fn surely_did_nothing(request: &ApiRequest, error: &Error, client: &Client) -> bool {
    // An error about another request is about one that comes before, such as for the server's time.
    let described = request.operation;
    let refused = described.filter(|it| error.status().is_some() && error.path() == Some(it.path));
    let Some(operation) = refused else {
        let is_of_it = described.is_none() && error.method() == Some(&request.method);
        let kind = error.kind();
        let is_unread = kind.is_refused_unread() || kind == Kind::NotFound;
        return !error.may_have_happened() && (is_unread || error.status().is_none() || !is_of_it);
    };
    if error.kind().is_refused_unread() {
        return !error.may_have_happened();
    }
    // There may be a version before it.
    let mut segments = request.path.split('/').skip_while(|it| *it != "cart");
    match segments.nth(1) {
        Some(cart) if operation.path == CHECKOUT => {
            surely_has_no_order(client, &CartId::from(cart), error).await
        }
        _ => false,
    }
}

/// The failure to print what a call did. The answer to an upgrade has its order inside.
fn unprinted(request: &ApiRequest, answer: &Value, source: Failure) -> Failure {
    let source = Box::new(source);
    match order_of(answer) {
        Some(order) => Failure::OrderNotPrinted {
            order: order.to_string(),
            source,
        },
        None => Failure::AnswerNotPrinted {
            call: named(request),
            source,
        },
    }
}

/// The number of an order, wherever an answer has it.
fn order_of(answer: &Value) -> Option<&Value> {
    let orders = ["/orderId", "/order/orderId"];
    orders
        .into_iter()
        .filter_map(|place| answer.pointer(place))
        .find(|order| !order.is_null())
}

/// A number, or a text that is one.
fn number(value: &Value) -> Option<i64> {
    value
        .as_i64()
        .or_else(|| value.as_str().and_then(|text| text.parse().ok()))
}

/// Whether an answer of success that has no order's number should: what answers an order has created one,
/// but an upgrade can be under way without.
fn must_order(request: &ApiRequest, answer: &Value) -> bool {
    let said = |name| answer.get(name).is_some_and(|it: &Value| !it.is_null());
    match request.operation.map(|operation| operation.answer) {
        Some("Order") => true,
        Some("UpgradeOperationAndOrder") => said("order") || !said("operation"),
        _ => false,
    }
}

/// Says what the call does and asks for the word.
async fn ask(request: &ApiRequest, danger: &str, session: &Session) -> Result<(), OrderError> {
    let mut said = format!("{} {danger}", named(request));
    if let Some(body) = &request.body {
        said += &format!(":\n{}", redact(&format!("{body:#}")));
    }
    let endpoint = session.client.endpoint();
    let question = Question {
        said: said.into(),
        word: if request.operation.is_some() {
            "buy"
        } else {
            "send"
        },
        does: &format!("to send it to {endpoint}"),
    };
    if session.yes {
        return Ok(());
    }
    confirm::ask(&question).await
}

/// The call with what is filled in, so that people see what it is done to; a cart stays unnamed.
fn named(request: &ApiRequest) -> String {
    format!("{} {}", request.method, redact(&request.path))
}

fn unsure(request: &ApiRequest, source: Error) -> Failure {
    match source.placed_order() {
        Some(order) => Failure::OrderNotPrinted {
            order: order.to_string(),
            source: Box::new(source.into()),
        },
        _ => Failure::Unsure {
            call: named(request),
            source,
        },
    }
}

fn print(answer: &Value, session: &Session) -> Result<()> {
    session.output.print(answer, |answer| format!("{answer:#}"))
}

async fn exchange(client: &Client, request: &ApiRequest) -> Result<Value, Error> {
    let mut call = client.call_raw(&request.method, &request.path);
    for (name, value) in &request.query {
        call = call.query(name, value);
    }
    for (name, value) in &request.headers {
        call = call.header(name, value);
    }
    if let Some(body) = &request.body {
        call = call.body(body);
    }
    call.send().await
}

#[cfg(test)]
mod tests {
    use ovh_order::client::Operation;
    use serde_json::json;

    use super::*;

    fn request(method: &str, path: &str) -> ApiRequest {
        ApiRequest {
            method: method.to_owned(),
            path: path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            operation: Operation::find(method, path),
        }
    }

    #[test]
    fn what_may_charge_needs_a_yes_however_its_path_is_spelt() {
        let charging: Vec<_> = Operation::all()
            .filter(|known| known.may_charge())
            .collect();
        assert!(!charging.is_empty());
        for operation in charging {
            let words: Vec<_> = operation.path.split('/').collect();
            for (place, word) in words
                .iter()
                .enumerate()
                .filter(|(_, word)| !word.is_empty())
            {
                let first = word.bytes().next().unwrap();
                let spelt = format!("%{first:02X}{}", &word[1..]);
                let path = [&words[..place], &[&spelt], &words[place + 1..]].concat();
                let request = request(operation.method, &path.join("/"));
                assert!(request.danger().is_some(), "{request:?}");
            }
        }
    }

    #[test]
    fn an_order_is_found_wherever_an_answer_has_it() {
        let request = request("POST", "/order/cart/0f3c/checkout");
        let exists = "order 7 exists, but it could not be printed";
        let unnumbered = "POST /order/cart/{cartId}/checkout was carried out, but its answer could \
                          not be printed: look for an order before you try again";
        let table = [
            (json!({"orderId": 7}), exists),
            (json!({"operation": null, "order": {"orderId": 7}}), exists),
            (json!({"orderId": null, "order": {"orderId": 7}}), exists),
            (json!({"orderId": null}), unnumbered),
            (json!({"order": "7"}), unnumbered),
            (json!(null), unnumbered),
        ];
        for (answer, expected) in table {
            assert_eq!(
                unprinted(&request, &answer, Failure::NotReplaced).to_string(),
                expected,
                "{answer}"
            );
        }
    }
}
