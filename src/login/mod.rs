//! Getting a consumer key: a request for rights, and the wait until a person has validated the key.
//!
//! Opening the page, asking for keys and writing a file are the caller's business.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_order::auth::Credentials;
//! use ovh_order::login::{self, KeyRequest, Patience, Purpose};
//! use ovh_order::{Client, Endpoint};
//!
//! let endpoint: Endpoint = "ovh-eu".parse()?;
//! let key = Credentials::ApplicationKeyOnly { application_key: "…".into() };
//! let client = Client::builder(endpoint.clone()).credentials(key).build()?;
//! let pending = login::request(&client, &KeyRequest::new(Purpose::Buy.rules())).await?;
//! println!("open {}", pending.validation_url.expose());
//!
//! let keys = Credentials::application("…", "…", pending.consumer_key.expose());
//! let client = Client::builder(endpoint).credentials(keys).build()?;
//! login::wait(&client, &Patience::default()).await?;
//! # Ok(())
//! # }
//! ```

mod flow;
mod rules;

pub use flow::{KeyRequest, LoginError, Patience, PendingKey, request, wait};
pub use rules::{AccessRule, Purpose};
