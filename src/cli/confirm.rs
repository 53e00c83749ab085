//! Asks a person before money is spent.

use std::io::{self, IsTerminal};

use super::output::{tell, tell_without_line_end};
use super::session::Session;
use super::table;
use ovh_order::types::Order;

/// The word that buys.
const WORD: &str = "buy";

/// Shows what will be bought and asks for the word, unless `--yes` was given. Without a terminal to
/// ask at the answer is no.
pub(super) async fn confirm(session: &Session, order: &Order) -> bool {
    if session.yes {
        return true;
    }
    tell(table::order(order));
    if !io::stdin().is_terminal() {
        tell("nothing is bought without a yes: add --yes, or run this at a terminal");
        return false;
    }
    let total = order
        .prices
        .as_ref()
        .and_then(|prices| prices.with_tax.as_ref());
    let price = table::price(total);
    let endpoint = session.client.endpoint();
    tell_without_line_end(format_args!(
        "type `{WORD}` to order this for {price} with tax at {endpoint}: "
    ));
    let answer = tokio::task::spawn_blocking(|| {
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).map(|_| answer)
    });
    matches!(answer.await, Ok(Ok(answer)) if answer.trim() == WORD)
}
