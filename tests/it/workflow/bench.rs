//! A sandbox, clients of it, and what a workflow tells.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use ovh_order::auth::Credentials;
use ovh_order::client::{ClientBuilder, RetryPolicy};
use ovh_order::order::{CartId, Context, Event, OrderFile};
use ovh_order::sandbox::{Delivery, Options, Sandbox, start};
use ovh_order::types::Order;
use ovh_order::{Client, Kind};
use tokio_util::sync::CancellationToken;

use crate::wire::{Received, Reply, Wire};

/// 2026-01-02T03:04:05Z.
const START: i64 = 1_767_323_045;

/// A running sandbox that delivers at once, and what its workflows tell.
pub struct Bench {
    pub sandbox: Sandbox,
    pub stop: CancellationToken,
    told: Arc<Mutex<Vec<Event>>>,
    now: Arc<AtomicI64>,
}

impl Bench {
    pub async fn start() -> Self {
        Self::at(Delivery::reads(0, 0)).await
    }

    pub async fn at(delivery: Delivery) -> Self {
        let now = Arc::new(AtomicI64::new(START));
        let clock = {
            let now = now.clone();
            move || Timestamp::from_second(now.load(Ordering::SeqCst)).unwrap()
        };
        let options = Options::new(Arc::new(clock)).delivery(delivery);
        Self {
            sandbox: start(options).await.unwrap(),
            stop: CancellationToken::new(),
            told: Arc::default(),
            now,
        }
    }

    /// Moves the sandbox's clock. Clients that have signed before are out of time then.
    pub fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn credentials(&self) -> Credentials {
        let keys = self.sandbox.credentials();
        Credentials::application(
            keys.application_key,
            keys.application_secret,
            keys.consumer_key,
        )
    }

    /// A client that signs.
    pub fn client(&self) -> Client {
        self.client_of(&self.sandbox.url())
    }

    /// A client that signs, of a server before the sandbox.
    pub fn client_of(&self, url: &str) -> Client {
        self.builder(url).build().unwrap()
    }

    /// A client to be that signs, repeats what may be repeated, and hardly waits.
    pub fn builder(&self, url: &str) -> ClientBuilder {
        let soon = RetryPolicy::default().first_wait(Duration::from_millis(1));
        let builder = Client::builder(url.parse().unwrap()).retries(soon);
        builder.credentials(self.credentials())
    }

    /// A client without credentials.
    pub fn anonymous(&self) -> Client {
        let endpoint = self.sandbox.url().parse().unwrap();
        Client::builder(endpoint).build().unwrap()
    }

    /// A server before the sandbox.
    pub async fn wire(&self, script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Wire {
        Wire::before(self.sandbox.address(), script).await
    }

    /// A context that can be stopped and whose events are kept.
    pub fn context(&self, client: Client) -> Context {
        self.context_with(client, |_| ())
    }

    /// The same, and `also` is told too.
    pub fn context_with(
        &self,
        client: Client,
        also: impl Fn(&Event) + Send + Sync + 'static,
    ) -> Context {
        let told = self.told.clone();
        let context = Context::new(client).with_stop(self.stop.clone());
        context.with_listener(move |event| {
            told.lock().unwrap().push(event.clone());
            also(event);
        })
    }

    pub fn told(&self) -> Vec<Event> {
        self.told.lock().unwrap().clone()
    }

    /// What was told as a person reads it, with words in place of numbers.
    pub fn lines(&self) -> Vec<String> {
        let told = self.told();
        let mut names = Vec::new();
        for event in &told {
            let (id, name) = match event {
                Event::CartCreated { cart } => (cart.to_string(), "CART".to_owned()),
                Event::ItemAdded { item, .. } => (item.to_string(), format!("#{}", names.len())),
                Event::Ordered { order, .. } => (order.to_string(), "ORDER".to_owned()),
                _ => continue,
            };
            names.push((id, name));
        }
        let named = |line: String| {
            let all = names.iter();
            all.fold(line, |line, (id, name)| line.replace(id, name))
        };
        told.iter().map(|event| named(event.to_string())).collect()
    }

    /// The cart that was created, once it was.
    pub fn cart(&self) -> CartId {
        let told = self.told();
        let cart = told.iter().find_map(|event| match event {
            Event::CartCreated { cart } => Some(cart.clone()),
            _ => None,
        });
        cart.unwrap()
    }

    /// Whether the sandbox still has the cart that was created.
    pub async fn has_cart(&self) -> bool {
        match self
            .anonymous()
            .get_cart()
            .cart_id(&self.cart())
            .send()
            .await
        {
            Ok(_) => true,
            Err(error) if error.kind() == Kind::NotFound => false,
            Err(error) => panic!("{error}"),
        }
    }

    /// How many orders the account has.
    pub async fn orders(&self) -> usize {
        let orders = self.client().list_me_order().send().await.unwrap();
        orders.len()
    }
}

pub fn project() -> OrderFile {
    file(include_str!("../../../examples/project.yaml"))
}

pub fn vps() -> OrderFile {
    file(include_str!("../../../examples/vps.yaml"))
}

pub fn eco() -> OrderFile {
    file(include_str!("../../../examples/eco.yaml"))
}

pub fn file(text: &str) -> OrderFile {
    OrderFile::parse(text).unwrap()
}

/// Totals without tax, tax, with tax, as the API writes them.
pub fn totals(order: &Order) -> [String; 3] {
    let prices = order.prices.clone().unwrap();
    let text = |price: Option<ovh_order::types::Price>| price.unwrap().text.unwrap();
    [prices.without_tax, prices.tax, prices.with_tax].map(text)
}
