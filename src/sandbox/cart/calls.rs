//! The operations on a cart itself and on its coupons.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::cart::state::{Cart, LIFE};
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::time;
use crate::sandbox::world::World;

pub const ROUTES: &[Route] = &[
    Route::account("GET", "/order/cart", list),
    Route::open("POST", "/order/cart", create),
    Route::open("GET", "/order/cart/{cartId}", get),
    Route::open("PUT", "/order/cart/{cartId}", edit),
    Route::account("DELETE", "/order/cart/{cartId}", delete),
    Route::account("POST", "/order/cart/{cartId}/assign", assign),
    Route::open("GET", "/order/cart/{cartId}/coupon", coupons),
    Route::open("POST", "/order/cart/{cartId}/coupon", add_coupon),
    Route::open("DELETE", "/order/cart/{cartId}/coupon", delete_coupon),
];

/// The subsidiary of this code, or the refusal of the live API.
pub fn subsidiary(code: &str) -> Result<&'static Subsidiary, Refusal> {
    subsidiary::find(code).ok_or_else(|| Refusal::bad_request("invalid ovhSubsidiary"))
}

fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let description = call.query("description");
    let asked = |cart: &&Cart| {
        let described = description
            .as_ref()
            .is_none_or(|text| cart.description == *text);
        cart.assigned && cart.expire > call.now() && described
    };
    let carts = world.carts.values().filter(asked);
    Ok(carts.map(|cart| cart.id.clone()).collect())
}

fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = Body::read(call, &["ovhSubsidiary"], &["description", "expire"])?;
    let place = subsidiary(&body.needed_text("ovhSubsidiary")?)?;
    let cart = Cart {
        description: body.text("description")?.unwrap_or_default(),
        expire: expire(&body)?.unwrap_or(call.now() + LIFE),
        id: world.ids.cart(),
        place,
        read_only: false,
        assigned: false,
        coupons: Vec::new(),
        items: Vec::new(),
    };
    let answer = shown(&cart);
    world.carts.insert(cart.id.clone(), cart);
    Ok(answer)
}

fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    Ok(shown(cart))
}

fn edit(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let body = Body::read(call, &[], &["description", "expire"])?;
    let (description, expire) = (body.text("description")?, expire(&body)?);
    cart.description = description.unwrap_or_else(|| cart.description.clone());
    cart.expire = expire.unwrap_or(cart.expire);
    Ok(shown(cart))
}

fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    world.open_cart(call.text(0), call.now())?;
    world.carts.remove(call.text(0));
    Ok(Value::Null)
}

fn assign(world: &mut World, call: &Call<'_>) -> Answer {
    world.open_cart(call.text(0), call.now())?.assigned = true;
    Ok(Value::Null)
}

fn coupons(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.cart(call.text(0), call.now())?;
    Ok(json!(cart.coupons))
}

fn add_coupon(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let coupon = Body::read(call, &["coupon"], &[])?.needed_text("coupon")?;
    cart.add_coupon(coupon).map_err(Refusal::bad_request)?;
    Ok(json!(cart.coupons))
}

fn delete_coupon(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call.text(0), call.now())?;
    let coupon = call.required_query("coupon")?;
    if cart.remove_coupon(&coupon) {
        Ok(Value::Null)
    } else {
        Err(Refusal::no_object("coupon", coupon))
    }
}

fn shown(cart: &Cart) -> Value {
    let items = cart.items.iter().map(|item| item.id);
    json!({
        "cartId": cart.id,
        "description": cart.description,
        "expire": time::rfc3339(cart.expire),
        "items": items.collect::<Vec<_>>(),
        "readOnly": cart.read_only,
    })
}

fn expire(body: &Body) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = body.text("expire")? else {
        return Ok(None);
    };
    let wrong = || Refusal::wrong_type("expire", &json!(text), "datetime");
    time::parse(&text).map(Some).ok_or_else(wrong)
}
