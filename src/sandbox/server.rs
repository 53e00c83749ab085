//! The HTTP server: it listens, has requests answered, and writes the replies.
//!
//! The lock on the world is held only while an answer is made, never across I/O.

use std::fmt;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderName, HeaderValue, RETRY_AFTER,
};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::sandbox::auth::calls::TOKEN_PATH;
use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::clock::Clock;
use crate::sandbox::connections;
use crate::sandbox::control::calls::PATH as CONTROL;
use crate::sandbox::control::fault::Ending;
use crate::sandbox::exchange::{Arrived, HTML, Outcome, exchange};
use crate::sandbox::http::{Broken, PAGE_HEADERS, Refusal, is_ours};
use crate::sandbox::ids;
use crate::sandbox::options::Options;
use crate::sandbox::worlds::Worlds;

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// A running sandbox. Dropping it ends the server without waiting for open connections.
pub struct Sandbox {
    address: SocketAddr,
    control_token: String,
    stop: CancellationToken,
    /// `None` once it was joined.
    server: Option<JoinHandle<()>>,
}

/// Starts a sandbox. It listens from the moment this returns.
///
/// # Errors
/// The address cannot be listened on, the subsidiary is unknown, or a description is not a native
/// one.
pub async fn start(options: Options) -> io::Result<Sandbox> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let control_token = ids::secret();
    let shared = Arc::new(Shared {
        clock: options.clock.clone(),
        worlds: Mutex::new(Worlds::new(
            options,
            origin(address),
            control_token.clone(),
        )?),
    });
    let router = Router::new().fallback(answer).with_state(shared);
    let stop = CancellationToken::new();
    let server = tokio::spawn(connections::serve(listener, router, stop.clone()));
    Ok(Sandbox {
        address,
        control_token,
        stop,
        server: Some(server),
    })
}

impl Sandbox {
    /// The base URL of the API, `http://127.0.0.1:PORT/v1`; `/1.0` answers too. One that listens
    /// everywhere has the URL for this machine.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/v1", origin(self.address))
    }

    /// Where an OAuth2 client asks for access tokens.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", origin(self.address))
    }

    /// The address it listens on, with the actual port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The credentials it accepts from the start.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::sandbox()
    }

    /// The URL of the control API, `http://127.0.0.1:PORT/sandbox`. `docs/sandbox.md` describes it.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("{}{CONTROL}", origin(self.address))
    }

    /// The token that calls of the control API carry: `Authorization: Bearer TOKEN`.
    #[must_use]
    pub fn control_token(&self) -> &str {
        &self.control_token
    }

    /// Ends the server and waits until open requests are answered, or cut off after a second.
    ///
    /// # Errors
    /// The server had failed before.
    pub async fn shutdown(mut self) -> io::Result<()> {
        self.stop.cancel();
        self.join().await
    }

    /// Waits until the server ends, which it does by itself only when it fails.
    ///
    /// Cancel safe: it can race against a signal and be followed by [`Sandbox::shutdown`].
    ///
    /// # Errors
    /// The server failed.
    pub async fn join(&mut self) -> io::Result<()> {
        let Some(server) = &mut self.server else {
            return Ok(());
        };
        let ended = server.await;
        self.server = None;
        ended.map_err(io::Error::other)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_struct("Sandbox")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        if let Some(server) = &self.server {
            server.abort();
        }
    }
}

/// `http://host:port`. A client cannot call the address that stands for all of a machine's.
fn origin(address: SocketAddr) -> String {
    let port = address.port();
    match address.ip() {
        IpAddr::V4(Ipv4Addr::UNSPECIFIED) => format!("http://{}:{port}", Ipv4Addr::LOCALHOST),
        IpAddr::V6(Ipv6Addr::UNSPECIFIED) => format!("http://[{}]:{port}", Ipv6Addr::LOCALHOST),
        _ => format!("http://{address}"),
    }
}

struct Shared {
    clock: Clock,
    worlds: Mutex<Worlds>,
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    head: Parts,
    body: Body,
) -> Response {
    let body = match meant_for_us(&head) {
        Ok(()) => connections::receive(body).await,
        Err(refusal) => Err(refusal),
    };
    let outcome = {
        let mut worlds = shared.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        let arrived = Arrived {
            head,
            body,
            wall: (shared.clock)(),
            peer,
        };
        exchange(&mut worlds, arrived)
    };
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
    written(outcome)
}

fn written(outcome: Outcome) -> Response {
    let length = outcome.body.len();
    let half = outcome.body.slice(..length / 2);
    let body = match outcome.ending {
        None => Body::from(outcome.body),
        Some(Ending::Malformed) => Body::from(half),
        Some(Ending::Truncated) => Body::new(Broken::after(half)),
        Some(Ending::Closed) => Body::new(Broken::at_once()),
    };
    let mut headers = HeaderMap::new();
    if let Some(Ok(methods)) = outcome.allow.map(HeaderValue::try_from) {
        headers.insert(ALLOW, methods);
    }
    if outcome.kind == HTML {
        headers.extend(PAGE_HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    if outcome.status != StatusCode::NO_CONTENT {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(outcome.kind));
    }
    if let Ok(id) = outcome.query_id.parse() {
        headers.insert(QUERY_ID, id);
    }
    if outcome.status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if outcome.ending == Some(Ending::Truncated) {
        headers.insert(CONTENT_LENGTH, length.into());
    }
    (outcome.status, headers, body).into_response()
}

/// # Errors
/// A web page may have sent the request from somebody's browser to a name of its own.
fn meant_for_us(head: &Parts) -> Result<(), Refusal> {
    let host = head.headers.get(HOST).and_then(|host| host.to_str().ok());
    match host.unwrap_or_default() {
        host if is_ours(host) => Ok(()),
        host => Err(Refusal::misdirected(host)),
    }
}
