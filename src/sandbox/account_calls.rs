//! `GET /me` and the payment methods of the account.
//! Must not pay; that is done to an order.

use serde_json::json;

use crate::sandbox::account::{self, CREDIT_CARD};
use crate::sandbox::call::Call;
use crate::sandbox::refusal::{Answer, Refusal};
use crate::sandbox::routes::Route;
use crate::sandbox::world::World;

pub(super) const ROUTES: &[Route] = &[
    Route::account("GET", "/me", me),
    Route::account("GET", "/me/payment/method", methods),
    Route::account("GET", "/me/payment/method/{paymentMethodId}", method),
];

fn me(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(account::person(world.place))
}

fn methods(_: &mut World, call: &Call<'_>) -> Answer {
    let is = |name, value| call.query(name).is_none_or(|asked| asked == value);
    let wanted = call.query_flag("default")?.unwrap_or(true)
        && is("status", "VALID")
        && is("paymentType", "CREDIT_CARD");
    Ok(if wanted {
        json!([CREDIT_CARD])
    } else {
        json!([])
    })
}

fn method(_: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number(0, "paymentMethodId")?;
    if id != CREDIT_CARD {
        return Err(Refusal::no_object("paymentMethodId", id));
    }
    Ok(account::credit_card(call.now()))
}
