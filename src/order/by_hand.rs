//! Ordering a cart that was filled step by step.

use super::buy::ended;
use super::cart::LIFE;
use super::checkout::{Terms, check_out, tell_ordered, tell_price};
use super::consent::{can_be_agreed_to, is_within};
use super::filled::{Entry, explained};
use super::payment::{Consent, Payment};
use super::quote::dry_run;
use super::saved::unless_other;
use super::search::{Found, Wished, lines_of, search};
use super::{Bought, CartId, Context, ItemId, OrderError, OrderId, configuration, payment};
use crate::client::Response;
use crate::journal::{Claim, Journal, Purchase, Repeat, Run, RunKind, State};
use crate::types::Order;
use crate::{Client, Error};

/// **Orders a cart**, once: like [`place`](super::place()) for a cart that was filled step by step and
/// assigned to the account. `confirmed` is the dry run that was agreed to; the cart is priced once more,
/// and must fit that and [`Terms::max_total`]. The journal remembers it under the cart's id.
///
/// # Errors
/// [`OrderError::CartOrdered`] if the cart was ordered before. [`OrderError::Unsure`] and
/// [`OrderError::Unresolved`] if it may have been: [`resume`](super::resume()) finds out.
/// [`OrderError::QuoteChanged`] if it is priced otherwise than was confirmed, and all others: nothing was
/// ordered, and the cart is left as it is. But [`OrderError::Unpaid`]: the order exists, and
/// paying it failed.
pub async fn place_cart(
    context: &Context,
    journal: &Journal,
    cart: &CartId,
    confirmed: &Order,
    mut terms: Terms,
) -> Result<Response<Order>, OrderError> {
    let mut claim = context.until_stopped(claim(context, journal, cart)).await?;
    let paid_by = payer(context, cart, confirmed, &terms);
    let placed = match context.until_stopped(paid_by).await {
        Ok(payment) => {
            terms.payment = Some(payment);
            let consent = Consent::to(payment, confirmed);
            check_out(context, &mut claim, &terms, consent).await
        }
        Err(error) => Err(error),
    };
    match &placed {
        Ok(_) | Err(OrderError::Unsure(_)) => {}
        // If this fails, whoever claims the run next looks for what there is not.
        Err(_) => drop(claim.reached(State::Abandoned).await),
    }
    let placed = match placed {
        Ok(placed) => placed,
        Err(error) => return Err(ended(claim, error).await),
    };
    tell_ordered(context, &placed.value);
    let order = OrderId(placed.value.order_id.unwrap_or_default());
    let (confirmed, ordered) = (confirmed.prices.as_ref(), placed.value.prices.as_ref());
    tell_price(context, order, confirmed, ordered);
    let mut bought = Bought::now(&placed.value);
    let paid = payment::as_agreed(context, &mut claim, &mut bought, None).await;
    // If it fails the claim ends by itself a little later; the order is known.
    let _ = claim.release().await;
    paid?;
    Ok(placed)
}

/// Who pays the cart, which still costs what was confirmed, and no more than it may.
async fn payer(
    context: &Context,
    cart: &CartId,
    confirmed: &Order,
    terms: &Terms,
) -> Result<Payment, OrderError> {
    let order = dry_run(&context.client, cart).await?.value;
    can_be_agreed_to(&order)?;
    unless_other(confirmed, &order)?;
    is_within(&order, terms.max_total.as_ref())?;
    let wanted = terms.payment.unwrap_or_default();
    payment::checked(context, wanted, Some(&order)).await
}

/// Fails if a cart was ordered already, and says as which order.
///
/// A cart that was ordered can only be read; it does not name its order. So that is looked up in the
/// journal, and else among the account's orders since the cart was made, by their plans.
///
/// # Errors
/// [`OrderError::CartOrdered`] with the order, [`OrderError::CartClosed`] if several may be it, or none.
/// [`OrderError::Api`] if a read fails. Nothing is changed.
pub async fn unless_ordered(
    context: &Context,
    journal: Option<&Journal>,
    cart: &CartId,
) -> Result<(), OrderError> {
    let found = context.client.get_cart().cart_id(cart).send().await?;
    // One that does not say so is refused by the API if it was ordered.
    if found.read_only != Some(true) {
        return Ok(());
    }
    let runs = match journal {
        Some(journal) => journal.runs().await?,
        None => Vec::new(),
    };
    let is_of_cart = |run: &Run| run.cart_id.as_deref() == Some(cart.as_str());
    let mut of_cart = runs.iter().filter(|run| is_of_cart(run));
    if let Some(order) = of_cart.find_map(|run| run.order_id).map(OrderId) {
        return Err(OrderError::CartOrdered { order });
    }
    // Any of them can be the order that a call or another run made, whose answer was lost.
    let has_rival = runs
        .iter()
        .any(|run| run.state.is_unresolved() && !is_of_cart(run));
    // A call may have ordered this very cart.
    let others = runs.iter().filter(|run| run.kind == RunKind::Order);
    let taken = others.filter_map(|run| run.order_id).collect();
    let mut orders = Found::default();
    if let Some(expire) = found.expire.and_then(|expire| expire.timestamp()) {
        let client = &context.client;
        let wished = Wished {
            plans: &plans(client, cart, found.items.unwrap_or_default()).await?,
            lines: lines_of(client, cart).await,
            labels: Vec::new(),
        };
        orders = search(context, &wished, expire - LIFE, &taken).await?;
    }
    Err(match orders.matching.as_slice() {
        [order] if orders.unreadable.is_empty() && !has_rival => {
            OrderError::CartOrdered { order: *order }
        }
        _ => OrderError::CartClosed {
            orders: [orders.matching, orders.unreadable].concat(),
        },
    })
}

/// The same failure of [`dry_run`](super::dry_run()) or [`place_cart`]: what the API refuses of the cart
/// becomes [`OrderError::Problems`], each with its item, such as `item 271231002`, and its label.
///
/// For that the cart's items and labels are read. Where they cannot be, and where the API names
/// neither label nor plan, the failure stays as it is.
pub async fn explain(client: &Client, cart: &CartId, error: OrderError) -> OrderError {
    if !matches!(error, OrderError::Rejected(_)) {
        return error;
    }
    match entries(client, cart).await {
        Ok(entries) => explained(&entries, error),
        Err(_) => error,
    }
}

/// The items of a cart, options included.
async fn entries(client: &Client, cart: &CartId) -> Result<Vec<Entry>, Error> {
    let mut entries = Vec::new();
    for id in client.list_cart_item().cart_id(cart).send().await? {
        let item = client.get_cart_item().cart_id(cart).item_id(id);
        let settings = item.send().await?.settings.unwrap_or_default();
        let labels = client.list_cart_item_required_configuration().cart_id(cart);
        entries.push(Entry {
            path: format!("item {id}"),
            plan_code: settings.plan_code.unwrap_or_default(),
            configuration: configuration::read(client, cart, ItemId(id)).await?,
            requirements: labels.item_id(id).send().await?,
        });
    }
    Ok(entries)
}

/// The plans of items of a cart.
async fn plans(client: &Client, cart: &CartId, items: Vec<i64>) -> Result<Vec<String>, OrderError> {
    let mut plans = Vec::new();
    for item in items {
        let item = client.get_cart_item().cart_id(cart).item_id(item);
        let settings = item.send().await?.settings;
        plans.extend(settings.and_then(|settings| settings.plan_code));
    }
    Ok(plans)
}

/// Claims the run of a cart.
async fn claim(context: &Context, journal: &Journal, cart: &CartId) -> Result<Claim, OrderError> {
    let client = &context.client;
    let account = context.nichandle().await?;
    let items = client.get_cart().cart_id(cart).send().await?.items;
    let plans = plans(client, cart, items.unwrap_or_default()).await?;
    let purchase = Purchase::new(
        client.endpoint().origin(),
        account,
        Some(cart.to_string()),
        cart.as_str(),
        plans,
    );
    let mut claim = journal.claim(&purchase, Repeat::Once).await?;
    let run = claim.run();
    if let Some(order) = run.order_id.map(OrderId) {
        return Err(OrderError::CartOrdered { order });
    }
    if run.state.is_unresolved() {
        let key = run.name.key.clone();
        // For whoever resumes it.
        let _ = claim.release().await;
        let seen = "its checkout was sent, and the answer is not known".to_owned();
        return Err(OrderError::Unresolved { key, seen });
    }
    if run.state == State::Prepared {
        claim.carted(cart.as_str()).await?;
    }
    Ok(claim)
}
