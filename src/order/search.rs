//! Searching the account's orders for the one of a cart.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::delivered::{details, if_there};
use super::{CartId, Context, ItemId, OrderError, OrderId, configuration};
use crate::types::{BillingOrderDetail, DateTime};
use crate::{Client, Error};

/// How far two clocks of the server may be apart.
pub(super) const SLACK: Duration = Duration::from_secs(5);

/// What an order is for that is looked for.
pub(super) struct Wished<'a> {
    pub(super) plans: &'a [String],
    /// What the lines of its cart say, sorted; none if the cart cannot be read any more.
    pub(super) lines: Vec<String>,
    /// The labels of its items with their values, sorted; none if the cart cannot be read any more.
    pub(super) labels: Vec<String>,
}

/// Orders that may be the one that is looked for.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// They are for the same plans.
    pub(super) matching: Vec<OrderId>,
    /// Those of them that have the same labels with the same values.
    pub(super) exact: Vec<OrderId>,
    /// What they are for cannot be read.
    pub(super) unreadable: Vec<OrderId>,
}

impl Found {
    /// Leaves out what other runs have.
    pub(super) fn without(&mut self, taken: &BTreeSet<i64>) {
        for orders in [&mut self.matching, &mut self.exact, &mut self.unreadable] {
            orders.retain(|order| !taken.contains(&order.0));
        }
    }
}

/// Searches the account's orders since the checkout was sent, without those of other runs.
pub(super) async fn search(
    context: &Context,
    wished: &Wished<'_>,
    since: Timestamp,
    taken: &BTreeSet<i64>,
) -> Result<Found, OrderError> {
    let client = &context.client;
    let list = client.list_me_order();
    let ids = list.date_from(DateTime::from(since - SLACK)).send().await?;
    let mut found = Found::default();
    for id in ids.into_iter().filter(|id| !taken.contains(id)) {
        let order = OrderId(id);
        match likeness(context, order, wished).await? {
            Some(Likeness::Exact) => {
                found.matching.push(order);
                found.exact.push(order);
            }
            Some(Likeness::Plans) => found.matching.push(order),
            Some(Likeness::None) => {}
            None => found.unreadable.push(order),
        }
    }
    Ok(found)
}

/// How much an order is like the one that is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Likeness {
    None,
    Plans,
    Exact,
}

/// How much an order is like what is wished; none if that cannot be told.
///
/// In the US the lines of an order do not name their plans. There it is the order if its lines say what
/// those of the cart say; that they differ proves nothing.
async fn likeness(
    context: &Context,
    order: OrderId,
    wished: &Wished<'_>,
) -> Result<Option<Likeness>, OrderError> {
    let details = details(&context.client, order).await?;
    if let Some(content) = content(&context.client, order, &details).await? {
        if !content.plans.iter().all(|plan| wished.plans.contains(plan)) {
            return Ok(Some(Likeness::None));
        }
        let is_exact = !wished.labels.is_empty() && content.labels.iter().eq(&wished.labels);
        return Ok(Some(if is_exact {
            Likeness::Exact
        } else {
            Likeness::Plans
        }));
    }
    let lines = sorted(details.into_iter().map(|detail| detail.description));
    Ok((!lines.is_empty() && lines == wished.lines).then_some(Likeness::Plans))
}

/// What the lines of an order are for.
struct Content {
    plans: BTreeSet<String>,
    labels: BTreeSet<String>,
}

/// What the lines of an order are for; none if one of them does not say.
async fn content(
    client: &Client,
    order: OrderId,
    details: &[BillingOrderDetail],
) -> Result<Option<Content>, Error> {
    let mut content = Content {
        plans: BTreeSet::new(),
        labels: BTreeSet::new(),
    };
    for detail in details {
        let Some(id) = detail.order_detail_id else {
            return Ok(None);
        };
        let extension = client.get_me_order_details_extension().order_id(order);
        let extension = if_there(extension.order_detail_id(id).send().await)?;
        let Some(said) = extension.and_then(|extension| extension.order) else {
            return Ok(None);
        };
        let Some(code) = said.plan.and_then(|plan| plan.code) else {
            return Ok(None);
        };
        content.plans.insert(code);
        let set = said.configurations.into_iter().flatten();
        content.labels.extend(set.map(|set| {
            let (label, value) = (set.label.unwrap_or_default(), set.value.unwrap_or_default());
            labelled(&label, &value)
        }));
    }
    Ok((!details.is_empty()).then_some(content))
}

/// The labels of a cart's items with their values, as long as it can be read.
pub(super) async fn labels_of(client: &Client, cart: &CartId) -> Result<Vec<String>, Error> {
    let mut labels = BTreeSet::new();
    for item in client.list_cart_item().cart_id(cart).send().await? {
        let set = configuration::read(client, cart, ItemId(item)).await?;
        labels.extend(set.iter().map(|(label, value)| labelled(label, value)));
    }
    Ok(labels.into_iter().collect())
}

fn labelled(label: &str, value: &str) -> String {
    format!("{label}={value}")
}

/// What the lines of a cart say, as long as it can be read: also after it was ordered, not after it was
/// deleted.
pub(super) async fn lines_of(client: &Client, cart: &CartId) -> Vec<String> {
    let summary = client.get_cart_summary().cart_id(cart).send().await.ok();
    let lines = summary.and_then(|summary| summary.details);
    let said = lines.into_iter().flatten().map(|line| line.description);
    sorted(said)
}

fn sorted(said: impl Iterator<Item = Option<String>>) -> Vec<String> {
    let mut said: Vec<_> = said
        .map(|text| text.unwrap_or_default().trim().to_owned())
        .collect();
    said.sort();
    said
}
