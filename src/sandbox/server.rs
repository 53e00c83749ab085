//! The HTTP server: it listens, has requests answered, and writes the replies.
//!
//! The lock on the world is held only while an answer is made, never across I/O.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::header::{
    ALLOW, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER,
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
use crate::sandbox::control::calls::{PATH as CONTROL, STATE, is_control};
use crate::sandbox::control::fault::Ending;
use crate::sandbox::exchange::{Arrived, HTML, Outcome, exchange};
use crate::sandbox::http::{Addresses, Broken, PAGE_HEADERS, Reached, cors, is_local, leading_to};
use crate::sandbox::ids;
use crate::sandbox::options::Options;
use crate::sandbox::tls::Tls;
use crate::sandbox::worlds::Worlds;

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// A running sandbox. Dropping it ends the server without waiting for open connections.
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    authority: Option<PathBuf>,
    control_token: String,
    stop: CancellationToken,
    /// `None` once it was joined.
    server: Option<JoinHandle<()>>,
}

/// Starts a sandbox. It listens from the moment this returns.
///
/// # Errors
/// The address cannot be listened on, the subsidiary is unknown, a description is not a native one, or
/// the public URL or the origin of web pages is none. [`io::ErrorKind::InvalidData`]: the state cannot
/// be restored.
pub async fn start(options: Options) -> io::Result<Sandbox> {
    let listener = TcpListener::bind(options.listen).await?;
    let address = listener.local_addr()?;
    let control_token = ids::secret();
    let scheme = if options.tls.is_some() {
        "https"
    } else {
        "http"
    };
    let public = options.public_url.as_deref();
    let addresses = Addresses::new(scheme, address, public, options.trusts_forwarded)?;
    let tls = options.tls.as_deref();
    let tls = tls.map(|folder| Tls::new(folder, addresses.hosts(), (options.clock)()));
    let (acceptor, authority) = tls
        .transpose()?
        .map(|tls| (tls.acceptor, tls.authority))
        .unzip();
    let shared = Arc::new(Shared {
        addresses,
        cors: options.cors.as_deref().map(cors::origin).transpose()?,
        clock: options.clock.clone(),
        worlds: Mutex::new(Worlds::new(options, control_token.clone())?),
    });
    let router = Router::new()
        .fallback(answer)
        .with_state(Arc::clone(&shared));
    let stop = CancellationToken::new();
    let server = tokio::spawn(connections::serve(listener, acceptor, router, stop.clone()));
    Ok(Sandbox {
        address,
        shared,
        authority,
        control_token,
        stop,
        server: Some(server),
    })
}

impl Sandbox {
    /// The base URL of the API, `http://127.0.0.1:PORT/v1`; `/1.0` answers too. One that listens
    /// everywhere has the URL for this machine, unless [`Options::public_url`] says another.
    #[must_use]
    pub fn url(&self) -> String {
        format!("{}/v1", self.shared.addresses.base())
    }

    /// Where an OAuth2 client asks for access tokens.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}{TOKEN_PATH}", self.shared.addresses.base())
    }

    /// The address it listens on, with the actual port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of the authority that its clients must trust, in PEM, if it serves HTTPS.
    #[must_use]
    pub fn certificate_authority(&self) -> Option<&Path> {
        self.authority.as_deref()
    }

    /// The credentials it accepts from the start.
    #[must_use]
    pub fn credentials(&self) -> Credentials {
        Credentials::sandbox()
    }

    /// The URL of the control API, `http://127.0.0.1:PORT/sandbox`. `docs/sandbox.md` describes it.
    #[must_use]
    pub fn control_url(&self) -> String {
        format!("{}{CONTROL}", self.shared.addresses.local())
    }

    /// The token that calls of the control API carry: `Authorization: Bearer TOKEN`.
    #[must_use]
    pub fn control_token(&self) -> &str {
        &self.control_token
    }

    /// A snapshot of what it remembers of every application, for [`Options::state`]. It has keys, tokens
    /// and the passwords of orders in it.
    ///
    /// # Errors
    /// None in practice: everything it remembers can be written as JSON.
    pub fn state(&self) -> io::Result<String> {
        let worlds = self.shared.worlds.lock();
        worlds.unwrap_or_else(PoisonError::into_inner).snapshot()
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

struct Shared {
    addresses: Addresses,
    /// The web pages that may call.
    cors: Option<HeaderValue>,
    clock: Clock,
    worlds: Mutex<Worlds>,
}

async fn answer(
    State(shared): State<Arc<Shared>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    head: Parts,
    body: Body,
) -> Response {
    let pages = shared.cors.as_ref();
    let pages = pages.filter(|_| !is_control(head.uri.path()));
    let read_by = pages.map(|pages| cors::headers(pages, &head.headers));
    if read_by.is_some() && cors::is_preflight(&head) {
        return (StatusCode::NO_CONTENT, read_by, ()).into_response();
    }
    let (reached, body) = match shared.addresses.of(&head.headers) {
        Ok(reached) => (
            reached,
            connections::receive(body, limit(&head, peer)).await,
        ),
        Err(refusal) => (Reached::default(), Err(refusal)),
    };
    let outcome = {
        let mut worlds = shared.worlds.lock().unwrap_or_else(PoisonError::into_inner);
        let arrived = Arrived {
            head,
            reached,
            body,
            wall: (shared.clock)(),
            peer,
        };
        exchange(&mut worlds, arrived)
    };
    if !outcome.delay.is_zero() {
        tokio::time::sleep(outcome.delay).await;
    }
    (read_by, written(outcome)).into_response()
}

fn written(outcome: Outcome) -> Response {
    let is_bodiless = [StatusCode::NO_CONTENT, StatusCode::NOT_MODIFIED].contains(&outcome.status);
    let length = outcome.body.len();
    let half = outcome.body.slice(..length / 2);
    let body = match outcome.ending {
        Some(Ending::Closed) => Body::new(Broken::at_once()),
        _ if is_bodiless => Body::empty(),
        None => Body::from(outcome.body),
        Some(Ending::Malformed) => Body::from(half),
        Some(Ending::Truncated) => Body::new(Broken::after(half)),
    };
    let mut headers = HeaderMap::new();
    if let Some(Ok(methods)) = outcome.allow.map(HeaderValue::try_from) {
        headers.insert(ALLOW, methods);
    }
    if outcome.kind == HTML {
        headers.extend(PAGE_HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    }
    let leads_to = outcome.leads_to.as_deref();
    if let Some((name, value)) = leads_to.and_then(|to| leading_to(to, outcome.status)) {
        headers.insert(name, value);
    }
    if !is_bodiless {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(outcome.kind));
    }
    if let Ok(id) = outcome.query_id.parse() {
        headers.insert(QUERY_ID, id);
    }
    if outcome.status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if outcome.ending == Some(Ending::Truncated) && !is_bodiless {
        headers.insert(CONTENT_LENGTH, length.into());
    }
    (outcome.status, headers, body).into_response()
}

/// How large the body may be: only snapshots are large, and only this machine may send one.
fn limit(head: &Parts, peer: SocketAddr) -> usize {
    if head.uri.path() == STATE && is_local(peer, &head.headers) {
        connections::SNAPSHOT_BYTES
    } else {
        connections::BODY_BYTES
    }
}
