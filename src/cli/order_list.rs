//! `order list`: the orders of the account, and what was ordered.

use std::future::ready;
use std::io::{self, IsTerminal};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ovh_order::order::OrderId;
use ovh_order::types::{BillingOrderStatus, DateTime, Price};
use ovh_order::{Client, Error};
use serde::Serialize;

use super::failure::Result;
use super::page::Page;
use super::session::Session;
use super::table::{self, table, text};

/// How many orders are read at once; the client's pace holds for all of them together.
const AT_ONCE: usize = 8;

/// How many lines of an order are read to say what was ordered. Each is a call of its own.
const LINES: usize = 2;

/// From how many orders on the progress is shown.
const MANY: usize = 10;

/// Which orders are listed.
#[derive(Args)]
pub(crate) struct List {
    /// Only orders placed since then, such as 2026-07-01 or 2026-07-01T08:00:00Z
    #[arg(long, value_name = "DATE", value_parser = since)]
    since: Option<DateTime>,
    /// Only orders with this status, such as notPaid; can be given several times
    // The description states them: the help stays as it is when one is added.
    #[arg(long, value_name = "STATUS", hide_possible_values = true)]
    #[arg(value_parser = PossibleValuesParser::new(BillingOrderStatus::VALUES).map(BillingOrderStatus::from))]
    status: Vec<BillingOrderStatus>,
    /// How many orders to list, those with the highest numbers
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    limit: usize,
}

/// An order of the list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed {
    order_id: OrderId,
    date: Option<DateTime>,
    expiration_date: Option<DateTime>,
    status: BillingOrderStatus,
    price_with_tax: Option<Price>,
    /// What its first lines say.
    ordered: Vec<String>,
    /// How many lines it has.
    lines: usize,
}

fn since(text: &str) -> Result<DateTime, &'static str> {
    let midnight = || text.parse::<Date>().ok()?.to_zoned(TimeZone::UTC).ok();
    let time = text.parse::<Timestamp>().ok();
    time.or_else(|| Some(midnight()?.timestamp()))
        .map(DateTime::from)
        .ok_or("expected a day such as 2026-07-01, or a time such as 2026-07-01T08:00:00Z")
}

/// Lists them, the newest first.
pub(super) async fn run(list: &List, session: &Session) -> Result<()> {
    let client = &session.client;
    let mut call = client.list_me_order();
    if let Some(since) = &list.since {
        call = call.date_from(since.clone());
    }
    let mut ids = call.send().await?;
    ids.sort_unstable_by(|a, b| b.cmp(a));
    if list.status.is_empty() {
        ids.truncate(list.limit);
    }
    let progress = progress(ids.len());
    let read: Result<Vec<_>, Error> = stream::iter(ids)
        .map(|id| read(client, OrderId(id), &list.status))
        .buffered(AT_ONCE)
        .inspect(|_| progress.inc(1))
        .try_filter_map(|listed| ready(Ok(listed)))
        .take(list.limit)
        .try_collect()
        .await;
    progress.finish_and_clear();
    session.output.print(&read?, |orders| shown(orders))
}

/// A bar for many orders, if somebody sees it.
fn progress(orders: usize) -> ProgressBar {
    if orders <= MANY || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    ProgressBar::new(u64::try_from(orders).unwrap_or_default())
}

/// Reads an order, unless it has none of the wanted statuses.
async fn read(
    client: &Client,
    order: OrderId,
    wanted: &[BillingOrderStatus],
) -> Result<Option<Listed>, Error> {
    let status = client.get_me_order_status().order_id(order).send().await?;
    if !wanted.is_empty() && !wanted.contains(&status) {
        return Ok(None);
    }
    let known = client.get_me_order().order_id(order).send().await?;
    let lines = client
        .list_me_order_details()
        .order_id(order)
        .send()
        .await?;
    let mut ordered = Vec::new();
    for line in lines.iter().take(LINES) {
        let call = client.get_me_order_details().order_id(order);
        let description = call.order_detail_id(*line).send().await?.description;
        name(&mut ordered, &description.unwrap_or_default());
    }
    Ok(Some(Listed {
        order_id: order,
        date: known.date,
        expiration_date: known.expiration_date,
        status,
        price_with_tax: known.price_with_tax,
        ordered,
        lines: lines.len(),
    }))
}

/// Adds what a line is for. The line of an installation ends in a dash, and that of the time of the
/// same plan says more.
fn name(ordered: &mut Vec<String>, description: &str) {
    let name = table::description(Some(description));
    if ordered.iter().any(|known| known.starts_with(&name)) {
        return;
    }
    ordered.retain(|known| !name.starts_with(known.as_str()));
    ordered.push(name);
}

fn shown(orders: &[Listed]) -> Page {
    let rows = orders.iter().map(|order| {
        let date = order.date.as_ref().map(|date| match date.timestamp() {
            Some(time) => time.strftime("%F %R").to_string(),
            None => date.as_str().to_owned(),
        });
        let mut ordered = order.ordered.join("; ");
        if order.lines > LINES {
            let more = order.lines - LINES;
            let lines = if more == 1 { "line" } else { "lines" };
            ordered = format!("{ordered}; and {more} more {lines}");
        }
        [
            order.order_id.to_string().into(),
            text(date).into(),
            table::status(&order.status),
            table::total(order.price_with_tax.as_ref()),
            ordered.into(),
        ]
    });
    table(&["order ", "date", "status", "total ", "ordered"], rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_beginning_and_a_time_itself() {
        for (text, expected) in [
            ("2026-07-01", Ok("2026-07-01T00:00:00+00:00")),
            ("2026-07-01T08:00:00+02:00", Ok("2026-07-01T06:00:00+00:00")),
            ("yesterday", Err(())),
        ] {
            let time = since(text).map(|time| time.as_str().to_owned());
            let time = time.map_err(|_| ());
            assert_eq!(time, expected.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn what_was_ordered_is_said_once() {
        let mut ordered = Vec::new();
        for line in [
            "VPS-1 rental - ",
            "VPS-1 rental - 1 month",
            "VPS-1 rental - ",
            "Credit",
        ] {
            name(&mut ordered, line);
        }
        assert_eq!(ordered, ["VPS-1 rental - 1 month", "Credit"]);
    }
}
