//! `upgrade`: another plan for a service that exists.

use clap::Args;
use ovh_order::order::checkout::Retractation;
use ovh_order::order::{Upgrade, Upgraded, upgrade};
use ovh_order::types::Order;

use super::buy::{RepeatArgs, TermsArgs, print_known, tell_nothing_bought};
use super::confirm::confirm;
use super::examples;
use super::failure::{Failure, Result};
use super::page::Page;
use super::session::Session;
use super::table::{facts, link, order, text};

/// Give a service that exists another plan: show the price, ask, and order it once
#[derive(Args)]
#[command(after_help = examples::UPGRADE)]
#[command(mut_arg("waive_retractation_period", |it| it.hide(true)))]
pub(crate) struct UpgradeArgs {
    /// The product, such as `vps` or `privateSQL`
    product: String,
    /// The service's name, such as `vps-0a1b2c3d.vps.ovh.net`
    service: String,
    /// The plan's code, one of those that `api GET /order/upgrade/PRODUCT/SERVICE` offers
    plan: String,
    /// How many of what the plan counts
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i64).range(1..))]
    quantity: i64,
    /// Show what it would cost without ordering
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    terms: TermsArgs,
    #[command(flatten)]
    repeat: RepeatArgs,
}

/// Simulates the upgrade, and executes it after a yes unless it is a dry run.
pub(crate) async fn run(command: &UpgradeArgs, session: &Session) -> Result<()> {
    let wished = Upgrade {
        product: command.product.clone(),
        service_name: command.service.clone(),
        plan_code: command.plan.clone(),
        quantity: command.quantity,
    };
    if command.dry_run {
        let simulated = session
            .interrupt
            .until(wished.simulate(&session.client))
            .await?;
        return session.output.print(&simulated, order);
    }
    let terms = command.repeat.of(&command.terms);
    if terms.retractation == Retractation::Waive {
        let refused = "an upgrade takes no --waive-retractation-period";
        return Err(Failure::Usage(refused.to_owned()));
    }
    if terms.max_total.is_none() {
        session.note_no_ceiling();
    }
    let payment = terms.payment.unwrap_or_default();
    let yes = async |simulated: &Order| confirm(session, simulated, payment).await.is_ok();
    let (context, journal) = (session.context(), session.journal().await?);
    let upgraded = upgrade(&context, &journal, &wished, terms, yes).await;
    let upgraded = upgraded.inspect_err(tell_nothing_bought);
    let upgraded = upgraded.or_else(|error| print_known(error, session))?;
    let printed = session.output.print(&upgraded, shown);
    printed.map_err(|source| match upgraded.order_id {
        Some(order) => Failure::OrderNotPrinted {
            order: order.to_string(),
            source: Box::new(source),
        },
        None => Failure::AnswerNotPrinted {
            call: format!("the upgrade of {}", command.service),
            source: Box::new(source),
        },
    })
}

fn shown(upgraded: &Upgraded) -> Page {
    let state = match (upgraded.is_earlier, upgraded.order_id) {
        (true, _) => "ordered before; nothing was ordered now",
        (false, Some(_)) => "ordered",
        (false, None) => "carried out; the answer names no order",
    };
    let follow = upgraded
        .order_id
        .map(|order| format!("`order follow {order}` says what it waits for, and waits for it"));
    let known = [
        ("upgrade", state.to_owned()),
        ("order", text(upgraded.order_id)),
        ("next", text(follow)),
    ];
    let url = upgraded.order.as_ref().and_then(|order| order.url.as_ref());
    let page = facts(known).and(link(url));
    match &upgraded.order {
        Some(placed) => page.and(order(placed)),
        None => page,
    }
}
