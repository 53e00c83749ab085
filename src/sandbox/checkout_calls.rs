//! Summary, dry run and checkout of a cart.
//! Must not decide what can be ordered; `checkout` does.

use serde_json::{Value, json};

use crate::sandbox::body::Body;
use crate::sandbox::call::Call;
use crate::sandbox::checkout::{Identity, contracts, order, validate};
use crate::sandbox::order::{Order, Payment};
use crate::sandbox::order_page;
use crate::sandbox::quote::quote;
use crate::sandbox::refusal::{Answer, Refusal};
use crate::sandbox::routes::Route;
use crate::sandbox::world::World;

pub(super) const ROUTES: &[Route] = &[
    Route::open("GET", "/order/cart/{cartId}/summary", summary),
    Route::account("GET", "/order/cart/{cartId}/checkout", dry_run),
    Route::account("POST", "/order/cart/{cartId}/checkout", check_out),
];

/// The first number of an order.
const FIRST_ORDER: i64 = 220_000_000;

/// The page of an order; its query is an access token.
pub(super) fn url(origin: &str, order: &Order) -> String {
    let (path, query) = (order_page::PATH, order_page::query(order));
    format!("{origin}{path}?{query}")
}

fn summary(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    Ok(quote(cart).shown(json!([]), None))
}

fn dry_run(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    let quote = validate(cart).map_err(Refusal::bad_request)?;
    Ok(quote.shown(contracts(cart), None))
}

fn check_out(world: &mut World, call: &Call<'_>) -> Answer {
    let identity = Identity {
        token: world.ids.token(),
        id: world.ids.number(FIRST_ORDER),
    };
    let (origin, pace) = (world.origin.clone(), world.pace);
    let cart = world.open_cart(call.text(0), call.now())?;
    let wishes = Wishes::read(call)?;
    let quote = validate(cart).map_err(Refusal::bad_request)?;
    let mut order = order(&identity, cart, quote, call.now());
    order.retraction_waived = wishes.waive_retraction;
    if wishes.pay && !order.is_free() {
        let payment = Payment::by_credit_card(call.now());
        order.pay(payment, pace).map_err(Refusal::bad_request)?;
    }
    cart.read_only = true;
    let answer = answered(&origin, &order, contracts(cart));
    world.orders.insert(order.id, order);
    Ok(answer)
}

fn answered(origin: &str, order: &Order, contracts: Value) -> Value {
    order
        .quote
        .shown(contracts, Some((order.id, &url(origin, order))))
}

struct Wishes {
    pay: bool,
    waive_retraction: bool,
}

impl Wishes {
    fn read(call: &Call<'_>) -> Result<Self, Refusal> {
        let pay = "autoPayWithPreferredPaymentMethod";
        let waive = "waiveRetractationPeriod";
        let body = Body::read(call, &[], &[pay, waive])?;
        Ok(Self {
            pay: body.flag(pay)?.unwrap_or_default(),
            waive_retraction: body.flag(waive)?.unwrap_or_default(),
        })
    }
}
