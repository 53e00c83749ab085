//! The operations on a cart itself and on its coupons.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::subsidiary;
use crate::sandbox::clock::{later, rfc3339};
use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::quirk::Quirk;
use crate::sandbox::world::World;

/// How long a cart lives unless its maker says otherwise.
const LIFE: SignedDuration = SignedDuration::from_hours(24);

/// Lists the assigned carts only: the others belong to nobody.
pub fn list(world: &mut World, call: &Call<'_>) -> Answer {
    let description = call.query("description");
    let carts = world.carts.values().filter(|cart| {
        cart.assigned
            && !cart.deleted
            && cart.expire > call.now()
            && description
                .as_ref()
                .is_none_or(|text| cart.description == *text)
    });
    Ok(carts.map(|cart| cart.id.clone()).collect())
}

pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = Body::read(call, &["ovhSubsidiary"], &["description", "expire"])?;
    let subsidiary = subsidiary::asked(&body.needed_text("ovhSubsidiary")?)?;
    let cart = Cart {
        description: body.text("description")?.unwrap_or_default(),
        expire: expiry(&body, call)?.unwrap_or(later(call.now(), LIFE)),
        id: world.ids.cart(),
        tax_permille: subsidiary.tax_permille,
        subsidiary,
        read_only: false,
        deleted: false,
        assigned: false,
        coupons: Vec::new(),
        items: Vec::new(),
    };
    let answer = shown(&cart);
    world.carts.insert(cart.id.clone(), cart);
    Ok(answer)
}

/// When the body says that the cart expires, which is not yet.
fn expiry(body: &Body, call: &Call<'_>) -> Result<Option<Timestamp>, Refusal> {
    match body.time("expire")? {
        Some(expire) if expire <= call.now() => {
            let message = format!("The expiration date {} is in the past", rfc3339(expire));
            Err(Refusal::bad_request(message))
        }
        expire => Ok(expire),
    }
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let seems_open = world.quirks.contains(&Quirk::OrderedCartOpen);
    let mut shown = shown(world.cart(call)?);
    if let Some(read_only) = shown.get_mut("readOnly").filter(|_| seems_open) {
        *read_only = json!(false);
    }
    Ok(shown)
}

pub fn edit(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let body = Body::read(call, &[], &["description", "expire"])?;
    let (description, expire) = (body.text("description")?, expiry(&body, call)?);
    cart.description = description.unwrap_or_else(|| cart.description.clone());
    cart.expire = expire.unwrap_or(cart.expire);
    Ok(shown(cart))
}

pub fn delete(world: &mut World, call: &Call<'_>) -> Answer {
    let is_kept = world.quirks.contains(&Quirk::DeletedCartOrderable);
    let can_be_ordered = world.quirks.contains(&Quirk::OrderedCartDeletable);
    let cart = world.cart(call)?;
    if !can_be_ordered {
        cart.open()?;
    }
    cart.deleted = true;
    if !is_kept {
        world.carts.remove(call.arg("cartId"));
    }
    Ok(Value::Null)
}

pub fn assign(world: &mut World, call: &Call<'_>) -> Answer {
    let (tax, account) = (world.tax_permille, world.subsidiary);
    let cart = world.open_cart(call)?;
    // Each region is an API of its own, with its own accounts.
    if cart.subsidiary.region != account.region {
        let (cart, account) = (cart.subsidiary.code, account.code);
        let message =
            format!("A cart of subsidiary {cart} cannot be assigned to an account of {account}");
        return Err(Refusal::bad_request(message));
    }
    cart.assigned = true;
    cart.tax_permille = tax.unwrap_or(cart.tax_permille);
    Ok(Value::Null)
}

pub fn coupons(world: &mut World, call: &Call<'_>) -> Answer {
    Ok(json!(world.cart(call)?.coupons))
}

pub fn add_coupon(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let coupon = Body::read(call, &["coupon"], &[])?.needed_text("coupon")?;
    cart.add_coupon(&coupon).map_err(Refusal::bad_request)?;
    Ok(json!(cart.coupons))
}

pub fn delete_coupon(world: &mut World, call: &Call<'_>) -> Answer {
    let cart = world.open_cart(call)?;
    let coupon = call.needed_query("coupon")?;
    if !cart.coupons.contains(&coupon) {
        return Err(Refusal::no_object("coupon", coupon));
    }
    cart.coupons.retain(|redeemed| *redeemed != coupon);
    Ok(Value::Null)
}

fn shown(cart: &Cart) -> Value {
    json!({
        "cartId": cart.id,
        "description": cart.description,
        "expire": rfc3339(cart.expire),
        "items": cart.items.iter().map(|item| item.id).collect::<Vec<_>>(),
        "readOnly": cart.read_only,
    })
}
