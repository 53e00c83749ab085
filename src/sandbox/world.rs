//! Everything a sandbox remembers, behind one lock in the server.

use std::collections::BTreeMap;
use std::io;

use jiff::Timestamp;

use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::auth::keys::{ConsumerKey, State, all_rights};
use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::plans::Catalogue;
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::http::description::Descriptions;
use crate::sandbox::http::refusal::Refusal;
use crate::sandbox::ids::Ids;
use crate::sandbox::options::{Options, Pace};
use crate::sandbox::order::state::Order;

/// The state of one sandbox.
#[derive(Debug)]
pub struct World {
    /// `http://host:port`, for the links in answers.
    pub origin: String,
    pub place: &'static Subsidiary,
    pub pace: Pace,
    pub catalogue: Catalogue,
    pub descriptions: Descriptions,
    pub credentials: Credentials,
    pub ids: Ids,
    pub keys: BTreeMap<String, ConsumerKey>,
    /// Access tokens and when they expire.
    pub tokens: BTreeMap<String, Timestamp>,
    pub carts: BTreeMap<String, Cart>,
    pub orders: BTreeMap<i64, Order>,
    /// How many answers were given, for the query ids.
    pub answers: u64,
}

impl World {
    pub fn new(options: Options, origin: String) -> io::Result<Self> {
        let unknown = || io::Error::other(format!("unknown subsidiary {}", options.subsidiary));
        let place = subsidiary::find(&options.subsidiary).ok_or_else(unknown)?;
        let credentials = Credentials::sandbox();
        let key = first_key((options.clock)());
        Ok(Self {
            origin,
            place,
            pace: options.pace,
            catalogue: Catalogue::read()?,
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

    /// A cart that has not expired.
    pub fn cart(&mut self, id: &str, now: Timestamp) -> Result<&mut Cart, Refusal> {
        let cart = self.carts.get_mut(id).filter(|cart| cart.expire > now);
        cart.ok_or_else(|| Refusal::no_object("cartId", id))
    }

    /// A cart that can still be changed.
    pub fn open_cart(&mut self, id: &str, now: Timestamp) -> Result<&mut Cart, Refusal> {
        let cart = self.cart(id, now)?;
        if cart.read_only {
            return Err(Refusal::forbidden("This cart is read only"));
        }
        Ok(cart)
    }

    pub fn order(&mut self, id: i64) -> Result<&mut Order, Refusal> {
        let order = self.orders.get_mut(&id);
        order.ok_or_else(|| Refusal::no_object("orderId", id))
    }
}

fn first_key(now: Timestamp) -> ConsumerKey {
    ConsumerKey {
        id: 1,
        rules: all_rights(),
        state: State::Validated,
        token: String::new(),
        allowed_ips: None,
        created: now,
        last_use: None,
    }
}
