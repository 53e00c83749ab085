//! The state of one sandbox: everything it remembers, behind one lock in the server.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

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
}

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
        })
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
