//! Getting a consumer key: what is asked for, and the wait until a person has said yes.
//!
//! It must not open a page, ask a person or write a file; that is the caller's.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_order::auth::Credentials;
//! use ovh_order::login::{self, Patience, Purpose, Request};
//! use ovh_order::{Client, Endpoint};
//!
//! let endpoint: Endpoint = "ovh-eu".parse()?;
//! let key = Credentials::ApplicationKeyOnly { application_key: "…".into() };
//! let client = Client::builder(endpoint.clone()).credentials(key).build()?;
//! let asked = login::request(&client, &Request::new(Purpose::Buy.rules())).await?;
//! println!("open {}", asked.validation_url.expose());
//!
//! let keys = Credentials::application("…", "…", asked.consumer_key.expose());
//! let client = Client::builder(endpoint).credentials(keys).build()?;
//! login::wait(&client, &Patience::default()).await?;
//! # Ok(())
//! # }
//! ```

mod flow;
mod rules;

pub use flow::{Asked, LoginError, Patience, Request, request, wait};
pub use rules::{AccessRule, Purpose};
