//! The HTTP server: it listens, has requests answered, and writes the replies.
//!
//! The lock on the world is held only while an answer is made, never across I/O.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::sandbox::auth::calls::TOKEN_PATH;
use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::clock::Clock;
use crate::sandbox::http::{Content, Request, respond};
use crate::sandbox::options::Options;
use crate::sandbox::world::World;

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// A running sandbox. Dropping it ends the server without waiting for open connections.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    /// `None` once it was joined.
    server: Option<JoinHandle<io::Result<()>>>,
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
        world: Mutex::new(World::new(options, format!("http://{address}"))?),
    });
    let router = Router::new().fallback(answer).with_state(shared);
    let (stop, stopped) = oneshot::channel();
    let server = tokio::spawn(async move {
        axum::serve(listener, router)
            // Dropping the sender ends the server just as a message does.
            .with_graceful_shutdown(async move { stopped.await.unwrap_or_default() })
            .await
    });
    Ok(Sandbox {
        address,
        stop: Some(stop),
        server: Some(server),
    })
}

impl Sandbox {
    /// The base URL of the API, `http://127.0.0.1:PORT/v1`; `/1.0` answers too.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Where an OAuth2 client asks for access tokens.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("http://{}{}", self.address, TOKEN_PATH)
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

    /// Ends the server and waits until open requests are answered.
    ///
    /// # Errors
    /// The server had failed before.
    pub async fn shutdown(mut self) -> io::Result<()> {
        drop(self.stop.take());
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
        ended.map_err(io::Error::other)?
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
    clock: Clock,
    world: Mutex<World>,
}

async fn answer(State(shared): State<Arc<Shared>>, head: Parts, body: Bytes) -> Response {
    let request = Request {
        head,
        body,
        now: (shared.clock)(),
    };
    let (reply, query_id) = {
        let mut world = shared.world.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = respond(&mut world, &request);
        world.answers += 1;
        (reply, query_id(&world))
    };
    let json = "application/json; charset=utf-8";
    let (status, kind, body) = match reply.content {
        Content::Answer(Ok(value)) => (StatusCode::OK, json, value.to_string().into()),
        Content::Answer(Err(refusal)) => (refusal.status, json, refusal.body.to_string().into()),
        Content::Description(bytes) => (StatusCode::OK, json, Bytes::from_owner(bytes)),
        Content::Page(page) => (page.status, "text/html; charset=utf-8", page.html().into()),
    };
    tracing::debug!(
        method = request.method(),
        path = reply.template,
        status = status.as_u16(),
        query_id,
        "answered"
    );
    let headers = [(CONTENT_TYPE, kind), (QUERY_ID, query_id.as_str())];
    (status, headers, body).into_response()
}

fn query_id(world: &World) -> String {
    let number = world.answers;
    format!(
        "{}.sandbox-1.{number:08x}.{number}",
        world.subsidiary.region
    )
}
