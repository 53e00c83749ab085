//! From an order file to a delivered service.

use super::buyer::buyer;
use super::cart::{LIFE, OpenCart, discard, open};
use super::checkout::{Payment, Retractation, check_out, tell_ordered, tell_price};
use super::consent::{can_be_agreed_to, has_waited, is_within};
use super::fill::fill;
use super::filled::Filled;
use super::follow::{existing, follow};
use super::purchase::purchase;
use super::quote::{dry_run, price};
use super::resume::{self, Standing};
use super::saved::unless_other;
use super::track::learn;
use super::{
    Bought, CartId, Context, Event, OrderError, OrderFile, OrderId, Quote, SavedQuote, Terms,
    domain, payment,
};
use crate::Error;
use crate::journal::{Claim, Journal, JournalError, Run, State};
use crate::types::{BillingOrderStatus, NichandleOvhSubsidiary, Order};

/// Buys an order file once, and follows the order until it is delivered: [`place`], then
/// [`follow`](super::track::follow).
///
/// # Errors
/// Those of [`place`]; after it, [`OrderError::Ordered`] if following the order failed (the order
/// exists: follow it, do not buy again), and [`OrderError::Cancelled`] if it will not be delivered.
pub async fn buy(
    context: &Context,
    journal: &Journal,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    let placed = Box::pin(ordered(context, journal, file, terms, confirm)).await?;
    follow(context, placed.claim, placed.bought).await
}

/// Orders an order file once: fills a cart, lets the API check it, asks `confirm` with the prices, and
/// checks out. What it answers has no services yet.
///
/// The journal remembers the order under its key ([`Terms::key`], or else one that is made from the
/// order itself). The same order placed again is the order that exists ([`Bought::is_earlier`]), and
/// `confirm` is not asked. An attempt that was interrupted is brought to its end first: if there may be
/// an order it is looked for, and only if there surely is none another cart is filled.
///
/// If `confirm` has to be waited for, the cart is priced once more after it, and must still be what was
/// confirmed. The checkout is posted once, after `confirm` has answered true. Any failure before that
/// deletes the cart, or leaves that to the next call if the journal cannot be written. To give up, use
/// [`Context::with_stop`] rather than dropping the future, which would leave a cart behind or an order
/// that the next call must look for.
///
/// # Errors
/// [`OrderError::Unsure`]: there may be an order; place it again, or [`resume`](super::resume()), to
/// find out. [`OrderError::Unsettled`] and [`OrderError::Unresolved`]: there may be an order of an
/// earlier attempt, which could not be looked for, or without a clear answer. [`OrderError::Ordered`]:
/// there is one, which could not be read. [`OrderError::Unpaid`]: there is one, and paying it failed.
/// All others: nothing was bought. [`OrderError::Problems`], [`OrderError::Rejected`] and
/// [`OrderError::Ineligible`] say what is wrong with the order, [`OrderError::Cancelled`] that it was
/// placed before and cancelled since, [`OrderError::QuoteChanged`] what is not as it was confirmed or
/// quoted, [`OrderError::Api`] which call failed, [`OrderError::Journal`] why the journal refuses;
/// [`OrderError::NotConfirmed`] and [`OrderError::Stopped`] are the caller's own doing.
pub async fn place(
    context: &Context,
    journal: &Journal,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Bought, OrderError> {
    let placed = Box::pin(ordered(context, journal, file, terms, confirm)).await?;
    let mut bought = placed.bought;
    let call = context
        .client
        .get_me_order_status()
        .order_id(bought.order_id);
    let read = async { Ok(call.send().await?) };
    // The order exists whatever this read comes to.
    bought.status = context.until_stopped(read).await.ok();
    if bought.is_earlier && bought.status == Some(BillingOrderStatus::Cancelled) {
        let order = bought.order_id;
        return Err(OrderError::Cancelled { order });
    }
    Ok(bought)
}

/// An order that exists, and its run.
struct Placed {
    claim: Claim,
    bought: Bought,
}

/// Places an order. Its future is large: callers keep it on the heap.
async fn ordered(
    context: &Context,
    journal: &Journal,
    file: &OrderFile,
    terms: Terms,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<Placed, OrderError> {
    let client = &context.client;
    client.credentials().check().map_err(Error::from)?;
    if !client.credentials().can_authenticate() {
        return Err(Error::refused("buying needs credentials; a quote does not").into());
    }
    let stated = file.ovh_subsidiary.clone();
    let buyer = context
        .until_stopped(buyer(context, stated))
        .await
        .map_err(|error| error.located(file))?;
    let file = &limited(file, &terms)?;
    let kept = domain::retractation(file);
    if terms.retractation == Retractation::Keep && !kept.is_empty() {
        return Err(OrderError::Problems(kept).located(file));
    }
    let purchase = purchase(file, client.endpoint(), &buyer, terms.key.clone())?;
    let standing = resume::claim(context, journal, &purchase, terms.repeat).await?;
    let wanted = terms.payment.or(file.pay_with);
    let wish = Wish {
        file,
        subsidiary: buyer.subsidiary,
        quote: terms.quote.as_ref(),
        payment: wanted.unwrap_or_default(),
    };
    let mut claim = match standing {
        Standing::Free(claim) => claim,
        Standing::Ordered(mut claim, order) => {
            let known = known(context, &mut claim, order, &wish, wanted).await;
            return placed(claim, known).await;
        }
    };
    let bought = match agree(context, &mut claim, &wish, confirm).await {
        Ok((quote, filled, payment)) => {
            let payment = Some(payment);
            let terms = Terms {
                payment,
                ..terms.clone()
            };
            let bought = conclude(context, &mut claim, quote, &terms).await;
            bought.map_err(|error| filled.explain(error))
        }
        Err(error) => Err(error),
    };
    placed(claim, bought).await
}

/// What is known of an order that was placed before, unless another one was quoted.
async fn known(
    context: &Context,
    claim: &mut Claim,
    order: OrderId,
    wish: &Wish<'_>,
    wanted: Option<Payment>,
) -> Result<Bought, OrderError> {
    if let Some(quote) = wish.quote
        && let Err(other) = quote.unless_another(claim.run())
    {
        // It may have been found just now, and then nobody else knows of it.
        let at = claim.run().intended;
        context.tell(Event::Found { order, at });
        return Err(other);
    }
    existing(context, claim, order, wanted).await
}

/// The order with its run, which ends if there is none.
async fn placed(claim: Claim, bought: Result<Bought, OrderError>) -> Result<Placed, OrderError> {
    match bought {
        Ok(bought) => Ok(Placed { claim, bought }),
        Err(error) => Err(ended(claim, error).await),
    }
}

/// Ends a claim after an error, and answers what went wrong. Whoever lost the run to another process does
/// not know what became of it, so that nothing was bought here says nothing.
pub(super) async fn ended(claim: Claim, error: OrderError) -> OrderError {
    match claim.release().await {
        Err(taken @ JournalError::TakenOver { .. }) if error.order().is_none() => taken.into(),
        // If it fails the claim ends by itself a little later; the error matters more.
        _ => error,
    }
}

/// The order with the smaller of the two ceilings, its own and that of the terms.
fn limited(file: &OrderFile, terms: &Terms) -> Result<OrderFile, OrderError> {
    let mut file = file.clone();
    match (&mut file.max_total, &terms.max_total) {
        (Some(own), Some(stated)) => {
            let order = own.compare(stated).map_err(Error::config)?;
            if order.is_gt() {
                *own = stated.clone();
            }
        }
        (own @ None, stated) => *own = stated.clone(),
        (Some(_), None) => {}
    }
    Ok(file)
}

/// What is to be bought.
struct Wish<'a> {
    file: &'a OrderFile,
    subsidiary: NichandleOvhSubsidiary,
    /// The quote that was agreed to.
    quote: Option<&'a SavedQuote>,
    payment: Payment,
}

/// Fills a cart and has its price confirmed.
async fn agree<'a>(
    context: &Context,
    claim: &mut Claim,
    wish: &Wish<'a>,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<(Quote, Filled<'a>, Payment), OrderError> {
    let opened = claim.held(begin(context, claim.run(), wish)).await;
    let opened = opened.unwrap_or_else(|taken_over| {
        // It may have been created meanwhile.
        let until = Some(claim.run().begun + LIFE);
        context.tell(Event::CartLost { until });
        Err(taken_over.into())
    });
    if opened.is_err() {
        give_up(context, claim).await;
    }
    let cart = opened?;
    // Before anything else is done with it, so that whoever comes after a crash can delete it.
    if let Err(error) = claim.carted(cart.id.as_str()).await {
        discard(context, &cart).await;
        return Err(error.into());
    }
    // On the heap, as the largest part by far.
    let agreed = Box::pin(async {
        let filling = fill(context, &cart.id, wish.file, &wish.subsidiary);
        let filled = claim.held(filling).await??;
        claim.plans(filled.plans());
        let pricing = price(context, &cart.id, &filled, &wish.subsidiary);
        let quote = claim.held(pricing).await??;
        can_be_agreed_to(&quote.order)?;
        is_within(&quote.order, wish.file.max_total.as_ref())?;
        if let Some(agreed) = wish.quote {
            agreed.unless_changed(&claim.run().digest, &quote.order)?;
        }
        let payment = payment::checked(context, wish.payment, Some(&quote.order)).await?;
        let confirmed = confirmed(context, claim, &cart.id, &quote, confirm).await;
        let has_waited = confirmed.map_err(|error| filled.explain(error))?;
        if has_waited {
            payment::checked(context, payment, Some(&quote.order)).await?;
        }
        Ok((quote, filled, payment))
    });
    let agreed = context.until_stopped(agreed).await;
    if agreed.is_err() {
        give_up(context, claim).await;
    }
    agreed
}

/// Asks whether to buy what was quoted, and says whether the answer was waited for. That can take hours,
/// in which prices and contracts change, so the cart is priced once more then.
async fn confirmed(
    context: &Context,
    claim: &Claim,
    cart: &CartId,
    quote: &Quote,
    confirm: impl AsyncFnOnce(&Quote) -> bool,
) -> Result<bool, OrderError> {
    let has_waited = has_waited(context, claim, confirm(quote)).await?;
    if has_waited {
        let order = dry_run(&context.client, cart).await?.value;
        unless_other(&quote.order, &order)?;
    }
    Ok(has_waited)
}

/// Opens the cart, unless something else was agreed to.
async fn begin(context: &Context, run: &Run, wish: &Wish<'_>) -> Result<OpenCart, OrderError> {
    if let Some(quote) = wish.quote {
        quote.unless_other(run, context.server_time().await?)?;
    }
    open(context, wish.file, wish.subsidiary.clone(), Some(run.begun)).await
}

/// Checks out what was confirmed. This is the point of no return: a stop is not looked at until the
/// answer is here, because dropping a checkout would leave an order that nobody knows of.
async fn conclude(
    context: &Context,
    claim: &mut Claim,
    quote: Quote,
    terms: &Terms,
) -> Result<Bought, OrderError> {
    let payment = terms.payment.unwrap_or_default();
    let consent = payment::Consent::to(payment, &quote.order);
    match check_out(context, claim, terms, consent).await {
        Ok(placed) => {
            let mut bought = bought(context, claim, quote, placed.value).await?;
            bought.pays_itself = payment == Payment::Automatic;
            payment::as_agreed(context, claim, &mut bought, None).await?;
            Ok(bought)
        }
        // After a lost answer the cart is kept, because it shows what became of the checkout.
        Err(unsure @ OrderError::Unsure(_)) => Err(unsure),
        // Nothing was sent, but the journal may say that it was. The open cart shows that it was not.
        Err(error @ OrderError::Journal(JournalError::Database(_))) => {
            if let Some(cart) = OpenCart::of(claim.run()) {
                cart.tell_left(context);
            }
            Err(error)
        }
        Err(error) => {
            give_up(context, claim).await;
            Err(error)
        }
    }
}

/// Deletes the cart of a run that surely ordered nothing. A process that took the run over does the
/// same.
async fn give_up(context: &Context, claim: &mut Claim) {
    if let Some(cart) = OpenCart::of(claim.run()) {
        // A cart that is gone would say nothing to whoever looks for an order of it.
        if claim.run().state == State::Posting && claim.closing().await.is_err() {
            cart.tell_left(context);
            return;
        }
        discard(context, &cart).await;
    }
    // If this fails, whoever claims the run next looks for what there is not.
    let _ = claim.reached(State::Abandoned).await;
}

/// Tells that the order exists, before anything else can fail, and what is different about it.
async fn bought(
    context: &Context,
    claim: &Claim,
    quote: Quote,
    placed: Order,
) -> Result<Bought, OrderError> {
    let order_id = placed.order_id.map(OrderId).ok_or(OrderError::Missing {
        field: "orderId",
        call: "the checkout",
    })?;
    tell_ordered(context, &placed);
    let details = placed.details.or_else(|| quote.order.details.clone());
    let contracts = placed.contracts.or_else(|| quote.order.contracts.clone());
    let mut bought = Bought {
        cart_id: claim.run().cart_id.clone().map(CartId::from),
        is_earlier: false,
        url: placed.url,
        prices: placed.prices,
        lines: details.unwrap_or_default(),
        contracts: contracts.unwrap_or_default(),
        quote: Some(quote),
        ..Bought::earlier(order_id)
    };
    // Right after the checkout it may not be there yet; following reads it again.
    let _ = learn(context, &mut bought).await;
    let confirmed = bought
        .quote
        .as_ref()
        .and_then(|it| it.order.prices.as_ref());
    tell_price(context, order_id, confirmed, bought.prices.as_ref());
    Ok(bought)
}
