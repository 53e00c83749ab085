//! The state of one sandbox: everything it remembers, behind one lock in the server.

use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::io;

use jiff::{SignedDuration, Timestamp};

use crate::sandbox::auth::credentials::{ConsumerKey, Credentials};
use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::plans::Catalogue;
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::http::{Call, Descriptions, Refusal};
use crate::sandbox::ids::Ids;
use crate::sandbox::obstacle::Obstacles;
use crate::sandbox::options::{Delivery, Naming, Options, RefusalForm};
use crate::sandbox::order::state::Order;

#[derive(Debug)]
pub struct World {
    /// `http://host:port`, for the links in answers.
    pub origin: String,
    /// The subsidiary of the account; carts have their own.
    pub subsidiary: &'static Subsidiary,
    /// How fast new orders are delivered.
    pub delivery: Delivery,
    /// How the authentication layer refuses.
    pub refusals: RefusalForm,
    /// How late delivered orders name their services.
    pub naming: Naming,
    pub catalogue: Catalogue,
    pub obstacles: Obstacles,
    pub descriptions: Descriptions,
    pub credentials: Credentials,
    pub ids: Ids,
    pub keys: BTreeMap<String, ConsumerKey>,
    /// Access tokens and when they expire.
    pub tokens: BTreeMap<String, Timestamp>,
    pub carts: BTreeMap<String, Cart>,
    pub orders: BTreeMap<i64, Order>,
    /// How many requests were answered, for the query ids.
    pub answers: u64,
    /// What the forms of this sandbox's own pages carry, and nobody else's.
    pub form_token: String,
    /// When expired carts and tokens are forgotten next.
    next_sweep: Timestamp,
}

/// How often expired carts and tokens are forgotten. Looking at all of them takes time.
const SWEEP: SignedDuration = SignedDuration::from_mins(1);

impl World {
    pub fn new(options: Options, origin: String) -> io::Result<Self> {
        let Some(subsidiary) = subsidiary::find(&options.subsidiary) else {
            let message = format!(
                "unknown subsidiary {}; use one of {}",
                options.subsidiary,
                subsidiary::codes().join(", ")
            );
            return Err(io::Error::other(message));
        };
        let credentials = Credentials::sandbox();
        let key = ConsumerKey::first((options.clock)());
        Ok(Self {
            origin,
            subsidiary,
            delivery: options.delivery,
            refusals: options.refusals,
            naming: options.naming,
            catalogue: Catalogue::read()?,
            obstacles: options.obstacles,
            descriptions: Descriptions::read(options.descriptions)?,
            keys: BTreeMap::from([(credentials.consumer_key.clone(), key)]),
            tokens: BTreeMap::new(),
            credentials,
            ids: Ids::new(options.seed),
            carts: BTreeMap::new(),
            orders: BTreeMap::new(),
            answers: 0,
            form_token: random_token(),
            next_sweep: Timestamp::MIN,
        })
    }

    /// Frees the memory of what has expired.
    pub fn forget_expired(&mut self, now: Timestamp) {
        if now < self.next_sweep {
            return;
        }
        self.next_sweep = now + SWEEP;
        self.carts.retain(|_, cart| cart.expire > now);
        self.tokens.retain(|_, expire| *expire > now);
    }

    /// The cart in the path, if it has not expired.
    pub fn cart(&mut self, call: &Call<'_>) -> Result<&mut Cart, Refusal> {
        let id = call.arg("cartId");
        self.carts
            .get_mut(id)
            .filter(|cart| cart.expire > call.now())
            .ok_or_else(|| Refusal::no_object("cartId", id))
    }

    /// The cart in the path, if it can still be changed.
    pub fn open_cart(&mut self, call: &Call<'_>) -> Result<&mut Cart, Refusal> {
        let cart = self.cart(call)?;
        if cart.read_only {
            return Err(Refusal::forbidden("This cart is read only"));
        }
        Ok(cart)
    }

    /// The order in the path.
    pub fn order(&mut self, call: &Call<'_>) -> Result<&mut Order, Refusal> {
        let id = call.number("orderId")?;
        let order = self.orders.get_mut(&id);
        order.ok_or_else(|| Refusal::no_object("orderId", id))
    }
}

/// A token that nobody can guess: hashers of std have random keys.
fn random_token() -> String {
    [(); 2]
        .map(|()| format!("{:016x}", RandomState::new().hash_one(())))
        .concat()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn expired_carts_and_tokens_are_forgotten() {
        let options = Options::new(Arc::new(Timestamp::now));
        let mut world = World::new(options, String::new()).unwrap();
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for expire in [100, 200] {
            let mut cart = crate::sandbox::cart::state::tests::cart(&[]);
            cart.expire = at(expire);
            world.carts.insert(expire.to_string(), cart);
            world.tokens.insert(expire.to_string(), at(expire));
        }
        for (now, left) in [(99, 2), (100, 2), (159, 1), (500, 0)] {
            world.forget_expired(at(now));
            assert_eq!(
                (world.carts.len(), world.tokens.len()),
                (left, left),
                "{now}"
            );
        }
    }
}
