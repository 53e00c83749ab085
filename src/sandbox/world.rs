//! The state of one sandbox: everything it remembers, behind one lock in the server.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, OnceLock};

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::auth::credentials::{ConsumerKey, Credentials, KeyState};
use crate::sandbox::cart::state::Cart;
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::plans::Plan;
use crate::sandbox::catalogue::shelves::Catalogue;
use crate::sandbox::catalogue::subsidiary::{self, Subsidiary};
use crate::sandbox::clock::{self, Hands, later};
use crate::sandbox::control::fault::Faults;
use crate::sandbox::control::log::Log;
use crate::sandbox::http::{Call, Descriptions, Document, Refusal, RefusalForm, Request};
use crate::sandbox::ids::{self, Ids};
use crate::sandbox::obstacle::{ACTIONS, Obstacle, Obstacles};
use crate::sandbox::options::{Delivery, Naming, Options};
use crate::sandbox::order::state::Order;
use crate::sandbox::order::status::Status;
use crate::sandbox::quirk::Quirk;
use crate::sandbox::service::state::{self as service, Service};
use crate::sandbox::stock::{Level, Stock, check_datacenter, check_known};
use crate::sandbox::strict::Strict;
use crate::sandbox::wallet::{self, Wallet};

/// A snapshot has everything but the settings and the entries of the log.
#[derive(Debug, Deserialize, Serialize)]
pub struct World {
    /// The subsidiary of the account; carts have their own.
    pub subsidiary: &'static Subsidiary,
    /// The tax of the account in thousandths, if it is not that of its subsidiary.
    pub tax_permille: Option<i64>,
    /// How fast new orders are delivered.
    #[serde(skip)]
    pub delivery: Delivery,
    /// How the authentication layer refuses.
    #[serde(skip)]
    pub refusals: RefusalForm,
    /// How late delivered orders name their services.
    #[serde(skip)]
    pub naming: Naming,
    #[serde(skip)]
    pub catalogue: Arc<Catalogue>,
    pub obstacles: Obstacles,
    pub quirks: Vec<Quirk>,
    pub wallet: Wallet,
    /// What was set, of which orders take; [`World::stock_left`] is what is left.
    stock: Stock,
    /// Makes answers strange.
    pub strict: Option<Strict>,
    #[serde(skip)]
    pub descriptions: Arc<Descriptions>,
    /// Of what this sandbox emulates, once a client asked for it.
    #[serde(skip)]
    pub openapi: Arc<OnceLock<Document>>,
    #[serde(skip, default = "Credentials::sandbox")]
    pub credentials: Credentials,
    pub ids: Ids,
    pub keys: BTreeMap<String, ConsumerKey>,
    /// Access tokens and when they expire.
    pub tokens: BTreeMap<String, Timestamp>,
    pub carts: BTreeMap<String, Cart>,
    pub orders: BTreeMap<i64, Order>,
    /// The contacts by number.
    pub contacts: BTreeMap<i64, Value>,
    /// The services that exist without an order.
    #[serde(skip)]
    first_services: Vec<Service>,
    /// How many requests were answered, for the query ids.
    pub answers: u64,
    /// What the forms of this sandbox's own pages carry, and nobody else's.
    #[serde(skip)]
    pub form_token: String,
    /// When expired carts and tokens are forgotten next.
    next_sweep: Timestamp,
    pub hands: Hands,
    pub faults: Faults,
    #[serde(default)]
    pub log: Log,
}

/// The first number of an item.
const FIRST_ITEM: i64 = 263_000_000;

/// How long a consumer key waits for its person.
const KEY_PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// How often expired carts and tokens are forgotten. Looking at all of them takes time.
const SWEEP: SignedDuration = SignedDuration::from_mins(1);

/// What a state is made of, and made of again when it is reset.
pub struct Setup {
    options: Options,
    subsidiary: &'static Subsidiary,
    catalogue: Arc<Catalogue>,
    descriptions: Arc<Descriptions>,
    openapi: Arc<OnceLock<Document>>,
}

impl Setup {
    pub fn new(mut options: Options) -> io::Result<Self> {
        let descriptions = Descriptions::read(std::mem::take(&mut options.descriptions))?;
        let mut catalogue = Catalogue::read()?;
        let products = descriptions.products();
        catalogue.complete(products.map(|product| (product, descriptions.has_options(product))));
        for (name, json) in std::mem::take(&mut options.catalogues) {
            catalogue.publish(&name, json).map_err(unusable)?;
        }
        let Some(subsidiary) = subsidiary::find(&options.subsidiary) else {
            let message = format!(
                "unknown subsidiary {}; use one of {}",
                options.subsidiary,
                subsidiary::codes().join(", ")
            );
            return Err(unusable(message));
        };
        for obstacle in &options.obstacles.standing {
            check_obstacle(obstacle, &catalogue, subsidiary).map_err(unusable)?;
        }
        for (product, name) in &options.services {
            let Some(plan) = plan_of_service(&catalogue, product, subsidiary) else {
                let message = format!("unknown product {product} of service {name}");
                return Err(unusable(message));
            };
            if plan.delivers == Delivers::Project && !ids::is_project(name) {
                let message =
                    "the name of a Public Cloud project has 32 hexadecimal digits, such as";
                let example = "0123456789ab4cdef0123456789abcde";
                return Err(unusable(format!("{message} {example}, and {name} is none")));
            }
        }
        Ok(Self {
            options,
            subsidiary,
            catalogue: Arc::new(catalogue),
            descriptions: Arc::new(descriptions),
            openapi: Arc::default(),
        })
    }

    /// The services that the options name, with the first plan of their product.
    fn services(&self, since: Timestamp) -> Vec<Service> {
        let named = self.options.services.iter();
        named
            .filter_map(|(product, name)| {
                let plan = plan_of_service(&self.catalogue, product, self.subsidiary)?;
                Some(Service::existing(name, plan, since))
            })
            .collect()
    }
}

/// The first plan of a product that is more than an option.
fn plan_of_service<'a>(
    catalogue: &'a Catalogue,
    product: &str,
    subsidiary: &Subsidiary,
) -> Option<&'a Arc<Plan>> {
    let mut plans = catalogue.family(product, subsidiary);
    plans.find(|plan| plan.delivers != Delivers::Nothing)
}

/// The error that an option cannot be used, for this reason.
pub fn unusable(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, reason)
}

/// The contact that the account has from the start: the one that the example of a domain names.
const FIRST_CONTACT: i64 = 123;

fn first_contact() -> Value {
    json!({
        "address": {"city": "Roubaix", "country": "FR", "line1": "1 rue du Bac", "zip": "59100"},
        "email": "sandbox@example.com",
        "firstName": "Ada",
        "id": FIRST_CONTACT,
        "language": "fr_FR",
        "lastName": "Sand",
        "legalForm": "individual",
        "phone": "+33.100000000",
    })
}

/// Says why an obstacle would be in the way of nothing.
pub fn check_obstacle(
    obstacle: &Obstacle,
    catalogue: &Catalogue,
    subsidiary: &Subsidiary,
) -> Result<(), String> {
    match obstacle {
        Obstacle::Deadline(deadline) => clock::check_duration(*deadline),
        Obstacle::SoldOut(datacenter) | Obstacle::Stock(datacenter) => {
            check_datacenter(catalogue.sold(subsidiary), datacenter)
        }
        Obstacle::Eligibility(action) => check_known("action", action, ACTIONS.into_iter()),
        Obstacle::Label(label) => check_known("label", label, catalogue.labels(subsidiary)),
        Obstacle::Payment(mean) => check_known("payment method", mean, wallet::means()),
        Obstacle::Hold(_) => Ok(()),
    }
}

impl World {
    /// The first state of an application; the empty name is the one in
    /// [`Credentials::sandbox`].
    pub fn new(setup: &Setup, application: &str) -> Self {
        let options = &setup.options;
        let credentials = Credentials::of(application);
        let wall = (options.clock)();
        let seed = options.seed ^ ids::seed(application);
        Self {
            subsidiary: setup.subsidiary,
            tax_permille: options.tax_permille,
            delivery: options.delivery,
            refusals: options.refusals,
            naming: options.naming,
            catalogue: Arc::clone(&setup.catalogue),
            obstacles: options.obstacles.clone(),
            quirks: options.quirks.clone(),
            wallet: options.wallet.clone(),
            stock: Stock::default(),
            strict: options.is_strict.then(|| Strict::new(seed)),
            descriptions: Arc::clone(&setup.descriptions),
            openapi: Arc::clone(&setup.openapi),
            keys: BTreeMap::from([(credentials.consumer_key.clone(), ConsumerKey::first(wall))]),
            tokens: BTreeMap::new(),
            credentials,
            ids: if options.is_strict {
                Ids::scattered(seed)
            } else {
                Ids::new(seed)
            },
            carts: BTreeMap::new(),
            orders: BTreeMap::new(),
            contacts: BTreeMap::from([(FIRST_CONTACT, first_contact())]),
            first_services: setup.services(wall),
            answers: 0,
            form_token: ids::secret(),
            next_sweep: Timestamp::MIN,
            hands: Hands::new(options.pace, wall),
            faults: Faults::new(options.faults.clone(), seed),
            log: Log::default(),
        }
    }

    /// The state of a snapshot, with the settings of a fresh one.
    pub fn restored(fresh: Self, remembered: Self) -> Result<Self, String> {
        let (taken, own) = (remembered.subsidiary.code, fresh.subsidiary.code);
        if taken != own {
            return Err(format!(
                "the snapshot is of an account of {taken}, not {own}; start the sandbox with --subsidiary {taken}"
            ));
        }
        let mut world = Self {
            delivery: fresh.delivery,
            refusals: fresh.refusals,
            naming: fresh.naming,
            catalogue: fresh.catalogue,
            descriptions: fresh.descriptions,
            openapi: fresh.openapi,
            credentials: fresh.credentials,
            first_services: fresh.first_services,
            form_token: fresh.form_token,
            ..remembered
        };
        for cart in world.carts.values_mut() {
            for item in &mut cart.items {
                item.take_plan(&world.catalogue, cart.subsidiary)?;
            }
        }
        for order in world.orders.values_mut() {
            for detail in &mut order.details {
                let item = &mut detail.item;
                item.take_plan(&world.catalogue, order.quote.subsidiary)?;
            }
        }
        Ok(world)
    }

    /// Whether a request without an application key is about something in this state: a token, a
    /// consumer key to validate, or an order on its page.
    pub fn knows(&self, request: &Request) -> bool {
        if let Some(token) = request.authorization("Bearer") {
            return self.tokens.contains_key(token);
        }
        if let Some(token) = request.query("credentialToken") {
            return self.keys.values().any(|key| key.token == token);
        }
        let order = request.query("orderId").and_then(|id| id.parse().ok());
        let order = order.and_then(|id: i64| self.orders.get(&id));
        order.is_some_and(|order| Some(&order.password) == request.query("orderPassword").as_ref())
    }

    /// Frees the memory of what has expired.
    pub fn forget_expired(&mut self, now: Timestamp) {
        if now < self.next_sweep {
            return;
        }
        self.next_sweep = later(now, SWEEP);
        self.carts.retain(|_, cart| cart.expire > now);
        self.tokens.retain(|_, expire| *expire > now);
        // Anybody can ask for a key.
        self.keys.retain(|_, key| {
            key.state != KeyState::Pending || later(key.created, KEY_PATIENCE) > now
        });
    }

    /// The services that there are by now.
    pub fn services(&self, now: Timestamp) -> Vec<Service> {
        service::all(&self.first_services, &self.orders, now)
    }

    /// What is left in stock. What was ordered comes back by itself once its order is cancelled.
    pub fn stock_left(&self, now: Timestamp) -> Stock {
        let orders = self.orders.values();
        let standing = orders.filter(|order| order.status(now) != Status::Cancelled);
        self.stock.less(standing.flat_map(|order| &order.taken))
    }

    /// Sets what is left, whatever was ordered before.
    pub fn set_stock(&mut self, level: Level) {
        for order in self.orders.values_mut() {
            order.taken.retain(|taken| !taken.is_of(&level));
        }
        self.stock.set(level);
    }

    /// The number of the next item.
    pub fn item_id(&mut self) -> i64 {
        self.ids.number(FIRST_ITEM)
    }

    /// The cart in the path, if it was neither deleted nor has expired.
    pub fn cart(&mut self, call: &Call<'_>) -> Result<&mut Cart, Refusal> {
        self.cart_named(call.arg("cartId"), call.now())
    }

    /// The same, of a cart that a body names.
    pub fn cart_named(&mut self, id: &str, now: Timestamp) -> Result<&mut Cart, Refusal> {
        let cart = self.carts.get_mut(id);
        cart.filter(|cart| cart.expire > now && !cart.deleted)
            .ok_or_else(|| Refusal::no_object("cartId", id))
    }

    /// The same, also a deleted one that [`Quirk::DeletedCartOrderable`] keeps.
    pub fn kept_cart(&mut self, call: &Call<'_>) -> Result<&mut Cart, Refusal> {
        let id = call.arg("cartId");
        self.carts
            .get_mut(id)
            .filter(|cart| cart.expire > call.now())
            .ok_or_else(|| Refusal::no_object("cartId", id))
    }

    /// The cart in the path, if it can still be changed.
    pub fn open_cart(&mut self, call: &Call<'_>) -> Result<&mut Cart, Refusal> {
        self.cart(call)?.open()
    }

    /// The order in the path.
    pub fn order(&mut self, call: &Call<'_>) -> Result<&mut Order, Refusal> {
        let id = call.number("orderId")?;
        let order = self.orders.get_mut(&id);
        order.ok_or_else(|| Refusal::no_object("orderId", id))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn expired_carts_and_tokens_are_forgotten() {
        let options = Options::new(Arc::new(Timestamp::now));
        let setup = Setup::new(options).unwrap();
        let mut world = World::new(&setup, "");
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

    #[test]
    fn a_consumer_key_that_nobody_validates_is_forgotten_after_a_day() {
        let options = Options::new(Arc::new(Timestamp::now));
        let mut world = World::new(&Setup::new(options).unwrap(), "");
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        for state in [KeyState::Pending, KeyState::Validated] {
            let mut key = ConsumerKey::first(at(0));
            key.state = state;
            world.keys.insert(state.text().to_owned(), key);
        }
        for (now, left) in [(86_399, 3), (86_500, 2)] {
            world.forget_expired(at(now));
            assert_eq!(world.keys.len(), left, "{now}");
        }
    }
}
