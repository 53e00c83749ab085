//! The states of a sandbox: one, or one for each application.

use std::collections::BTreeMap;
use std::io;

use crate::sandbox::auth::calls::client;
use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::control::fault::Fault;
use crate::sandbox::control::snapshot;
use crate::sandbox::http::{Refusal, Request, check_pattern};
use crate::sandbox::options::Options;
use crate::sandbox::world::{Setup, World, check_obstacle, unusable};

/// How many applications may have a state of their own.
const APPLICATIONS: usize = 1000;

pub struct Worlds {
    setup: Setup,
    is_isolated: bool,
    /// Whoever has it controls the sandbox.
    pub token: String,
    /// By application; the first application has the empty name.
    worlds: BTreeMap<String, World>,
}

impl Worlds {
    pub fn new(mut options: Options, token: String) -> io::Result<Self> {
        let is_isolated = options.is_isolated;
        let remembered = options.state.take();
        let setup = Setup::new(options)?;
        let first = World::new(&setup, "");
        for fault in first.faults.pending() {
            check_fault(fault, &first).map_err(unusable)?;
        }
        let mut worlds = BTreeMap::from([(String::new(), first)]);
        if let Some(snapshot) = remembered {
            worlds = read(&setup, snapshot.as_bytes()).map_err(|error| {
                let reason = format!("the state cannot be restored: {error}");
                io::Error::new(io::ErrorKind::InvalidData, reason)
            })?;
        }
        Ok(Self {
            setup,
            is_isolated,
            token,
            worlds,
        })
    }

    /// The state that a request is about.
    pub fn of(&mut self, request: &Request) -> Result<&mut World, Refusal> {
        let application = self.application(request);
        if self.worlds.len() >= APPLICATIONS && !self.worlds.contains_key(&application) {
            let message = format!("more than {APPLICATIONS} applications; reset the sandbox");
            return Err(Refusal::forbidden(message));
        }
        let setup = &self.setup;
        let world = self.worlds.entry(application);
        Ok(world.or_insert_with_key(|application| World::new(setup, application)))
    }

    /// The state of an application, if it has one.
    pub fn named(&self, application: &str) -> Option<&World> {
        self.worlds.get(application)
    }

    /// The applications that have a state.
    pub fn applications(&self) -> impl Iterator<Item = &str> {
        self.worlds.keys().map(String::as_str)
    }

    /// What every application did.
    pub fn snapshot(&self) -> io::Result<String> {
        Ok(snapshot::taken(&self.worlds)?)
    }

    /// Makes the state of the application of this request that of a snapshot.
    pub fn restore(&mut self, request: &Request) -> Result<(), String> {
        let application = self.application(request);
        let fresh = World::new(&self.setup, &application);
        let restored = World::restored(fresh, snapshot::read(&request.body)?)?;
        self.worlds.insert(application, restored);
        Ok(())
    }

    /// Forgets everything the application of this request did.
    pub fn reset(&mut self, request: &Request) {
        let application = self.application(request);
        let fresh = World::new(&self.setup, &application);
        self.worlds.insert(application, fresh);
    }

    /// Forgets every application.
    pub fn reset_all(&mut self) {
        self.worlds = BTreeMap::from([(String::new(), World::new(&self.setup, ""))]);
    }

    fn application(&self, request: &Request) -> String {
        if !self.is_isolated {
            return String::new();
        }
        let named = request.header("x-ovh-application").map(str::to_owned);
        if let Some(name) = named.or_else(|| client(request).map(|(id, _)| id)) {
            let first = Credentials::sandbox();
            let is_first = name == first.application_key || name == first.client_id;
            return if is_first { String::new() } else { name };
        }
        let mut worlds = self.worlds.iter();
        let known = worlds.find(|(_, world)| world.knows(request));
        known.map(|(name, _)| name.clone()).unwrap_or_default()
    }
}

/// The states in a snapshot of every application.
fn read(setup: &Setup, snapshot: &[u8]) -> Result<BTreeMap<String, World>, String> {
    let remembered: BTreeMap<String, World> = snapshot::read(snapshot)?;
    let mut worlds = BTreeMap::new();
    for (application, world) in remembered {
        let fresh = World::new(setup, &application);
        worlds.insert(application, World::restored(fresh, world)?);
    }
    Ok(worlds)
}

/// Says why a fault can never strike.
pub fn check_fault(fault: &Fault, world: &World) -> Result<(), String> {
    fault.check()?;
    let (method, path) = fault.target();
    let products: Vec<_> = world.catalogue.families().into_iter().collect();
    check_pattern(&world.descriptions, &products, method, path)?;
    match fault.obstacle() {
        Some(obstacle) => check_obstacle(obstacle, &world.catalogue, world.subsidiary),
        None => Ok(()),
    }
}
