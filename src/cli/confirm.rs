//! Asks a person before money is spent.

use std::io::{self, IsTerminal};

use super::output::{tell, tell_without_line_end};
use super::session::Session;
use super::table;
use ovh_order::order::OrderError;
use ovh_order::types::Order;

/// A question whose answer is a word; anything else is a no.
pub(super) struct Question<'a> {
    /// What is told first, whether or not somebody can be asked.
    pub(super) said: &'a str,
    /// The word that is a yes.
    pub(super) word: &'static str,
    /// What the word does: `to order this`.
    pub(super) does: &'a str,
    /// What is told when nobody can be asked.
    pub(super) nobody: &'static str,
}

/// Shows what will be bought and asks for the word, unless `--yes` was given. Without a terminal to
/// ask at the answer is no.
pub(super) async fn confirm(session: &Session, order: &Order) -> Result<(), OrderError> {
    if session.yes {
        return Ok(());
    }
    let total = order
        .prices
        .as_ref()
        .and_then(|prices| prices.with_tax.as_ref());
    let (price, endpoint) = (table::price(total), session.client.endpoint());
    let question = Question {
        said: &table::order(order),
        word: "buy",
        does: &format!("to order this for {price} with tax at {endpoint}"),
        nobody: "nothing is bought without a yes: add --yes, or run this at a terminal",
    };
    ask(&question).await
}

/// Asks at the terminal.
pub(super) async fn ask(question: &Question<'_>) -> Result<(), OrderError> {
    tell(question.said);
    if !io::stdin().is_terminal() {
        tell(question.nobody);
        return Err(OrderError::NotConfirmed);
    }
    let Question { word, does, .. } = question;
    tell_without_line_end(format_args!("type `{word}` {does}: "));
    let answer = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    match answer.await {
        Ok(Ok(answer)) if answer.trim() == *word => Ok(()),
        _ => Err(OrderError::NotConfirmed),
    }
}
