//! `order pay`, `retract` and `waive-retraction`: what changes an order that exists, after a yes.

use clap::Subcommand;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ovh_order::order::payment::{Payment, pay};
use ovh_order::order::{Bought, OrderError, OrderId};
use ovh_order::types::{BillingOrderRetractionReason, CreateMeOrderRetractionBody};

use super::confirm::{Question, ask};
use super::failure::{Failure, Result};
use super::receipt::billed;
use super::session::Session;

/// What changes an order.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Pay an order that exists; the payment is sent once
    Pay {
        /// The order's id
        order: OrderId,
        /// Who pays: `default` (the preferred payment method), a payment method's id, `ovhAccount`, or
        /// `fidelityAccount`
        #[arg(long, value_name = "WHO", default_value = "default", value_parser = payer)]
        pay_with: Payment,
    },
    /// Withdraw from a paid order within the retractation period; one that is not paid lapses by itself
    Retract {
        /// The order's id
        order: OrderId,
        /// Why
        #[arg(long, default_value = "other")]
        #[arg(value_parser = PossibleValuesParser::new(BillingOrderRetractionReason::VALUES).try_map(|text| text.parse::<BillingOrderRetractionReason>()))]
        reason: BillingOrderRetractionReason,
        /// More about the reason
        #[arg(long, value_name = "TEXT")]
        comment: Option<String>,
    },
    /// Give up the right to withdraw from an order, so that it is delivered at once
    WaiveRetraction {
        /// The order's id
        order: OrderId,
    },
}

fn payer(text: &str) -> Result<Payment, String> {
    match text.parse() {
        Ok(payment) if !matches!(payment, Payment::ByLink | Payment::Nobody) => Ok(payment),
        _ => Err("use default, a payment method's id, ovhAccount or fidelityAccount".to_owned()),
    }
}

/// Runs one of the commands.
pub(super) async fn run(command: &Command, session: &Session) -> Result<()> {
    let client = &session.client;
    match command {
        Command::Pay { order, pay_with } => {
            let question = |total: &str| format!("to pay {total} with `{pay_with}`");
            agree(*order, "pay", question, session).await?;
            // From here on Ctrl-C waits for the answer.
            session.interrupt.charging();
            pay(&session.context(), *order, *pay_with).await?;
            session.output.done("paid")
        }
        Command::Retract {
            order,
            reason,
            comment,
        } => {
            let question = |_: &str| "to withdraw from this order".to_owned();
            agree(*order, "retract", question, session).await?;
            let body = CreateMeOrderRetractionBody::builder()
                .reason(*reason)
                .comment(comment.clone());
            session.interrupt.charging();
            let call = client.create_me_order_retraction();
            call.order_id(*order).body(body).send().await?;
            session.output.done("retracted")
        }
        Command::WaiveRetraction { order } => {
            let question = |_: &str| "to give up the right to withdraw from this order".to_owned();
            agree(*order, "waive", question, session).await?;
            session.interrupt.charging();
            let call = client.waive_me_order_retraction().order_id(*order);
            call.send().await?;
            session.output.done("waived")
        }
    }
}

/// Shows the order and asks for the word, unless `--yes` was given.
async fn agree(
    order: OrderId,
    word: &'static str,
    does: impl Fn(&str) -> String,
    session: &Session,
) -> Result<()> {
    if session.yes {
        return Ok(());
    }
    let reading = async {
        let read = session.client.get_me_order().order_id(order);
        let status = session.client.get_me_order_status().order_id(order);
        let (read, status) = tokio::join!(read.send(), status.send());
        read.map(|read| (read, status.ok()))
    };
    let (read, status) = session.interrupt.until(reading).await?;
    let known = Bought::read(order, status, read.clone());
    let question = Question {
        said: billed(&read, &known),
        word,
        does: &does(known.total().unwrap_or("the order")),
    };
    match session.interrupt.until(ask(&question)).await {
        Err(Failure::Order(OrderError::NotConfirmed)) => Err(Failure::Unchanged(order)),
        answer => answer,
    }
}
