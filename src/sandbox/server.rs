//! The HTTP server: it listens, has requests answered, and writes the replies.
//!
//! The lock on the world is held only while an answer is made, never across I/O.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, CONTENT_TYPE, HOST, HeaderName};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::sandbox::auth::calls::TOKEN_PATH;
use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::clock::Clock;
use crate::sandbox::connections;
use crate::sandbox::http::{Content, PAGE_HEADERS, Refusal, Reply, Request, is_ours, respond};
use crate::sandbox::options::Options;
use crate::sandbox::world::World;

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";
const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// A running sandbox. Dropping it ends the server without waiting for open connections.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
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
    let shared = Arc::new(Shared {
        clock: options.clock.clone(),
        world: Mutex::new(World::new(options, origin(address))?),
    });
    let router = Router::new().fallback(answer).with_state(shared);
    let stop = CancellationToken::new();
    let server = tokio::spawn(connections::serve(listener, router, stop.clone()));
    Ok(Sandbox {
        address,
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
    world: Mutex<World>,
}

async fn answer(State(shared): State<Arc<Shared>>, head: Parts, body: Body) -> Response {
    let method = head.method.clone();
    let received = match meant_for_us(&head) {
        Ok(()) => connections::receive(body).await,
        Err(refusal) => Err(refusal),
    };
    let (reply, query_id) = {
        let mut world = shared.world.lock().unwrap_or_else(PoisonError::into_inner);
        let now = (shared.clock)();
        world.forget_expired(now);
        let reply = match received {
            Ok(body) => respond(&mut world, &Request { head, body, now }),
            Err(refusal) => Reply::refused(refusal),
        };
        world.answers += 1;
        (reply, query_id(&world))
    };
    let (status, kind, body) = match reply.content {
        Content::Answer(Ok(value)) => (StatusCode::OK, JSON, value.to_string().into()),
        Content::Answer(Err(refusal)) => (refusal.status, JSON, refusal.body.to_string().into()),
        Content::Description(bytes) => (StatusCode::OK, JSON, Bytes::from_owner(bytes)),
        Content::Methods(methods) => return allowed(&methods, &query_id),
        Content::Page(page) => (page.status, HTML, page.html().into()),
    };
    tracing::debug!(
        method = method.as_str(),
        path = reply.template,
        status = status.as_u16(),
        query_id,
        "answered"
    );
    let headers = [(CONTENT_TYPE, kind), (QUERY_ID, query_id.as_str())];
    if kind == HTML {
        return (status, headers, PAGE_HEADERS, body).into_response();
    }
    (status, headers, body).into_response()
}

/// An answer without a body that names the methods of a path.
fn allowed(methods: &str, query_id: &str) -> Response {
    let headers = [(ALLOW, methods), (QUERY_ID, query_id)];
    (StatusCode::NO_CONTENT, headers).into_response()
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

fn query_id(world: &World) -> String {
    let number = world.answers;
    format!(
        "{}.sandbox-1.{number:08x}.{number}",
        world.subsidiary.region
    )
}
