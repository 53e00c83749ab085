//! Asks a person before money is spent.

use std::io::{self, IsTerminal};

use ovh_order::order::OrderError;
use ovh_order::order::checkout::Payment;
use ovh_order::types::Order;

use super::input;
use super::output::{tell, tell_page};
use super::page::Page;
use super::session::Session;
use super::table::{self, facts};

/// A question that is confirmed by typing a word; anything else is a no.
pub(super) struct Question<'a> {
    /// What is shown first, whether or not somebody can be asked.
    pub(super) said: Page,
    /// The word to type.
    pub(super) word: &'static str,
    /// What the word does: `to order this`.
    pub(super) does: &'a str,
}

/// Shows an order and asks whether to buy it, unless `--yes` was given.
///
/// # Errors
/// [`OrderError::NotConfirmed`], also when there is no terminal to ask at.
pub(super) async fn confirm(
    session: &Session,
    order: &Order,
    payment: Payment,
) -> Result<(), OrderError> {
    if session.yes {
        return Ok(());
    }
    let prices = order.prices.as_ref();
    let price = table::price(prices.and_then(|prices| prices.with_tax.as_ref()));
    let endpoint = session.client.endpoint();
    let question = Question {
        said: table::order(order).and(facts([("paid by", payer(payment, order))])),
        word: "buy",
        does: &format!("to order this for {price} with tax at {endpoint}"),
    };
    ask(&question).await
}

/// Who pays an order, as people are told.
pub(super) fn payer(payment: Payment, order: &Order) -> String {
    let prices = order.prices.as_ref();
    let total = prices.and_then(|prices| prices.with_tax.as_ref()?.value);
    match payment {
        _ if total == Some(0.0) => "nobody, because it costs nothing".to_owned(),
        Payment::ByLink => "you, through the order's link".to_owned(),
        Payment::Automatic => "the account's default payment method".to_owned(),
        Payment::Method(id) => format!("the payment method {id}"),
        Payment::OvhAccount => "the balance of the account (ovhAccount)".to_owned(),
        Payment::FidelityAccount => "the fidelity points of the account".to_owned(),
        Payment::Nobody => "nobody for now".to_owned(),
        other => other.to_string(),
    }
}

/// Asks at the terminal.
pub(super) async fn ask(question: &Question<'_>) -> Result<(), OrderError> {
    tell_page(&question.said);
    if !io::stdin().is_terminal() {
        tell("cannot ask: standard input is not a terminal; add --yes to confirm");
        return Err(OrderError::NotConfirmed);
    }
    let Question { word, does, .. } = question;
    match input::ask(format_args!("type `{word}` {does}: ")).await {
        Ok(answer) if answer.trim() == *word => Ok(()),
        _ => Err(OrderError::NotConfirmed),
    }
}
