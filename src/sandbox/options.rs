//! The settings a sandbox is started with.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::SignedDuration;

use crate::sandbox::clock::{Clock, Pace};
use crate::sandbox::control::fault::Fault;
use crate::sandbox::http::RefusalForm;
use crate::sandbox::obstacle::{Obstacle, Obstacles};
use crate::sandbox::quirk::Quirk;
use crate::sandbox::wallet::Wallet;
use serde::{Deserialize, Serialize};

/// The settings of a sandbox. Each but the clock has a default.
#[derive(Clone)]
pub struct Options {
    pub(super) clock: Clock,
    pub(super) listen: SocketAddr,
    pub(super) subsidiary: String,
    pub(super) delivery: Delivery,
    pub(super) naming: Naming,
    pub(super) seed: u64,
    pub(super) descriptions: Vec<Arc<[u8]>>,
    pub(super) catalogues: Vec<(String, Arc<[u8]>)>,
    pub(super) tax_permille: Option<i64>,
    pub(super) obstacles: Obstacles,
    pub(super) quirks: Vec<Quirk>,
    pub(super) wallet: Wallet,
    pub(super) refusals: RefusalForm,
    pub(super) pace: Pace,
    pub(super) faults: Vec<Fault>,
    pub(super) is_isolated: bool,
    pub(super) is_strict: bool,
    pub(super) services: Vec<(String, String)>,
    pub(super) public_url: Option<String>,
    pub(super) trusts_forwarded: bool,
    pub(super) cors: Option<String>,
    pub(super) state: Option<String>,
    pub(super) tls: Option<PathBuf>,
}

/// How fast a paid or free order moves from `checking` through `delivering` to `delivered`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub enum Delivery {
    /// By the clock of the sandbox; see [`Delivery::elapsed`].
    #[non_exhaustive]
    Elapsed {
        /// How long an order stays in `checking`.
        checking: SignedDuration,
        /// How long an order then stays in `delivering`.
        delivering: SignedDuration,
    },
    /// By how often the status was read, whatever the clock says; see [`Delivery::reads`].
    #[non_exhaustive]
    Reads {
        /// How many reads answer `checking`.
        checking: u32,
        /// How many further reads answer `delivering`.
        delivering: u32,
    },
}

/// How late a delivered order names its services: at once by default.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Naming {
    /// How long a delivered order has no details.
    pub details_after: SignedDuration,
    /// How long after the details its first service is named, and each further one after the one before.
    pub apart: SignedDuration,
}

impl Options {
    /// Loopback on a free port, subsidiary `FR`, delivery within half a second, seed 0 and no
    /// description.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        Self {
            clock,
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            subsidiary: "FR".to_owned(),
            delivery: Delivery::default(),
            naming: Naming::default(),
            seed: 0,
            descriptions: Vec::new(),
            catalogues: Vec::new(),
            tax_permille: None,
            obstacles: Obstacles::default(),
            quirks: Vec::new(),
            wallet: Wallet::default(),
            refusals: RefusalForm::default(),
            pace: Pace::default(),
            faults: Vec::new(),
            is_isolated: false,
            is_strict: false,
            services: Vec::new(),
            public_url: None,
            trusts_forwarded: false,
            cors: None,
            state: None,
            tls: None,
        }
    }

    /// Listens on this address; port 0 takes a free one.
    ///
    /// The credentials are public: whoever reaches the address can use the sandbox.
    #[must_use]
    pub fn listen(self, listen: SocketAddr) -> Self {
        Self { listen, ..self }
    }

    /// The URL by which clients reach the sandbox through a proxy: `https://sandbox.example.com`, with a
    /// path if the proxy takes one away. Links begin with it, and signatures may cover it.
    #[must_use]
    pub fn public_url(self, url: impl Into<String>) -> Self {
        Self {
            public_url: Some(url.into()),
            ..self
        }
    }

    /// Believes `X-Forwarded-Proto`, `-Host` and `-Port`. For a sandbox that only a proxy can reach,
    /// because every other client could write them too.
    #[must_use]
    pub fn trust_forwarded(self) -> Self {
        Self {
            trusts_forwarded: true,
            ..self
        }
    }

    /// Serves HTTPS, with certificates of an authority in this folder, which is made when it is missing:
    /// `sandbox-ca.pem`, which clients must trust, and `sandbox-ca.key`, which nobody else may read.
    ///
    /// A certificate is for `localhost`, the loopback addresses, the address that is listened on and the
    /// host of [`Options::public_url`]; it is valid for a year of the clock.
    #[must_use]
    pub fn tls(self, folder: impl Into<PathBuf>) -> Self {
        Self {
            tls: Some(folder.into()),
            ..self
        }
    }

    /// Lets web pages of this origin, such as `http://localhost:3000`, call the sandbox and read its
    /// answers; `*` stands for all pages. The control API stays closed to them.
    #[must_use]
    pub fn cors(self, origin: impl Into<String>) -> Self {
        Self {
            cors: Some(origin.into()),
            ..self
        }
    }

    /// The subsidiary of the account, in upper case as in the API: `FR`, `QC`, `US`.
    ///
    /// It brings no description: [`Options::description`] takes that of the [`region`](super::region) of
    /// this subsidiary.
    #[must_use]
    pub fn subsidiary(self, subsidiary: impl Into<String>) -> Self {
        let subsidiary = subsidiary.into();
        Self { subsidiary, ..self }
    }

    /// How fast orders are delivered.
    #[must_use]
    pub fn delivery(self, delivery: Delivery) -> Self {
        Self { delivery, ..self }
    }

    /// How late delivered orders name their services.
    #[must_use]
    pub fn naming(self, naming: Naming) -> Self {
        Self { naming, ..self }
    }

    /// Seeds the identifiers of carts, items and orders: the same seed, the same identifiers.
    ///
    /// Give each sandbox its own seed if you keep order ids across sandboxes.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How calls are refused that are not authenticated well.
    #[must_use]
    pub fn refusals(self, refusals: RefusalForm) -> Self {
        Self { refusals, ..self }
    }

    /// Serves this native description at its `resourcePath`, such as `/v1/order.json`, and
    /// answers 501 to its operations that are not emulated. There can be several.
    ///
    /// Europe, Canada and the US have different operations below `/order`. The command serves those of
    /// the region of its account's subsidiary; a program that starts a sandbox gives the description of
    /// the [`region`](super::region) it means.
    #[must_use]
    pub fn description(mut self, json: impl Into<Arc<[u8]>>) -> Self {
        self.descriptions.push(json.into());
        self
    }

    /// Sells what this published catalogue lists, instead of what is built in of its product and
    /// subsidiary. There can be several.
    ///
    /// `json` is what `GET /order/catalog/public/{product}` answers; the public catalogue is served byte
    /// for byte. `name` says the product, as `eco-IE.json` or `eco=any/name.json`; otherwise a plan code
    /// that is built in too says it. [`start`](super::start) fails if the product remains unknown or the
    /// catalogue cannot be read.
    #[must_use]
    pub fn catalogue(mut self, name: impl Into<String>, json: impl Into<Arc<[u8]>>) -> Self {
        self.catalogues.push((name.into(), json.into()));
        self
    }

    /// The tax that the account pays, in thousandths: 255 is 25.5 %. That of its subsidiary by default.
    ///
    /// Live it is that of the country of the account, which need not be that of its subsidiary. It counts
    /// for carts that are assigned.
    #[must_use]
    pub fn tax_permille(self, tax_permille: u16) -> Self {
        Self {
            tax_permille: Some(tax_permille.into()),
            ..self
        }
    }

    /// Puts something in the way of orders. There can be several.
    #[must_use]
    pub fn obstacle(mut self, obstacle: Obstacle) -> Self {
        self.obstacles.standing.push(obstacle);
        self
    }

    /// What the account can pay with: a valid credit card by default.
    #[must_use]
    pub fn wallet(self, wallet: Wallet) -> Self {
        Self { wallet, ..self }
    }

    /// Breaks an assumption that clients make. There can be several.
    #[must_use]
    pub fn quirk(mut self, quirk: Quirk) -> Self {
        self.quirks.push(quirk);
        self
    }

    /// How the time of carts, orders and tokens passes. Signatures follow the clock as it is.
    #[must_use]
    pub fn pace(self, pace: Pace) -> Self {
        Self { pace, ..self }
    }

    /// Lets something go wrong with some calls. There can be several; they count from the start.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }

    /// Answers as strangely as the live API may: lists in random order, fields that are new, missing or
    /// `null`, values that nobody has seen, ids that do not grow. Which, follows from the seed.
    #[must_use]
    pub fn strict(self) -> Self {
        Self {
            is_strict: true,
            ..self
        }
    }

    /// Starts with what another sandbox remembered: a snapshot that
    /// [`Sandbox::state`](super::Sandbox::state) took.
    #[must_use]
    pub fn state(self, snapshot: String) -> Self {
        let state = Some(snapshot);
        Self { state, ..self }
    }

    /// Lets the account have a service of this product from the start. There can be several.
    ///
    /// The sandbox does not start with a product that it does not sell.
    #[must_use]
    pub fn service(mut self, product: impl Into<String>, name: impl Into<String>) -> Self {
        self.services.push((product.into(), name.into()));
        self
    }

    /// Keeps a state of its own for every application key, so that tests can share a sandbox.
    ///
    /// Every application key and OAuth2 client id is accepted then, with the secrets and the consumer
    /// key of [`Credentials`](super::Credentials). Calls without a key share one state.
    #[must_use]
    pub fn isolated(self) -> Self {
        Self {
            is_isolated: true,
            ..self
        }
    }
}

impl Delivery {
    /// By the clock: the time spent in each of the two states.
    #[must_use]
    pub fn elapsed(checking: SignedDuration, delivering: SignedDuration) -> Self {
        Self::Elapsed {
            checking,
            delivering,
        }
    }

    /// By reads of the status: the number of answers with each of the two states.
    #[must_use]
    pub fn reads(checking: u32, delivering: u32) -> Self {
        Self::Reads {
            checking,
            delivering,
        }
    }
}

impl Default for Delivery {
    /// A quarter of a second in each of the two states.
    fn default() -> Self {
        Self::Elapsed {
            checking: SignedDuration::from_millis(250),
            delivering: SignedDuration::from_millis(250),
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Options")
            .field("listen", &self.listen)
            .field("subsidiary", &self.subsidiary)
            .field("delivery", &self.delivery)
            .field("naming", &self.naming)
            .field("seed", &self.seed)
            .field("descriptions", &self.descriptions.len())
            .field("catalogues", &self.catalogues.len())
            .field("tax_permille", &self.tax_permille)
            .field("obstacles", &self.obstacles)
            .field("quirks", &self.quirks)
            .field("wallet", &self.wallet)
            .field("refusals", &self.refusals)
            .field("pace", &self.pace)
            .field("faults", &self.faults)
            .field("is_isolated", &self.is_isolated)
            .field("is_strict", &self.is_strict)
            .field("services", &self.services)
            .field("public_url", &self.public_url)
            .field("trusts_forwarded", &self.trusts_forwarded)
            .field("cors", &self.cors)
            .field("tls", &self.tls)
            .finish_non_exhaustive()
    }
}
