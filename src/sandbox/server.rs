//! The HTTP server: it listens, hands requests to the router and writes the replies.
//!
//! The lock on the world is held only while an answer is made, never across I/O.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderName, Response, StatusCode, header};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::sandbox::auth::credentials::Credentials;
use crate::sandbox::auth::oauth2;
use crate::sandbox::http::request::Request;
use crate::sandbox::http::router::{Content, Reply, respond};
use crate::sandbox::options::{Clock, Options};
use crate::sandbox::world::World;

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// A running sandbox. Dropping it ends it without waiting for open connections.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    /// Nothing once it was joined.
    server: Option<JoinHandle<io::Result<()>>>,
}

/// Starts a sandbox; it answers when this returns.
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
        let serving = axum::serve(listener, router);
        // A sender that was dropped ends the server just as a message does.
        let stopping = async move { stopped.await.unwrap_or_default() };
        serving.with_graceful_shutdown(stopping).await
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
        format!("http://{}{}", self.address, oauth2::TOKEN_PATH)
    }

    /// Where it listens, with the port that was taken.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it accepts from the start.
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

    /// Waits until the server ends, which by itself it does only when it fails. Giving up this
    /// wait does no harm, so it can race against a signal and be followed by
    /// [`Sandbox::shutdown`].
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

async fn answer(State(shared): State<Arc<Shared>>, head: Parts, body: Bytes) -> Response<Body> {
    let mut request = request(&head);
    request.body = body.into();
    request.now = (shared.clock)();
    let (reply, query_id) = {
        let mut world = shared.world.lock().unwrap_or_else(PoisonError::into_inner);
        let reply = respond(&mut world, &request);
        world.answers += 1;
        (reply, query_id(&world))
    };
    tracing::debug!(
        method = request.method,
        path = reply.template,
        status = reply.status,
        query_id,
        "answered"
    );
    response(reply, &query_id)
}

fn request(head: &Parts) -> Request {
    let text = |name: &str| {
        let value = head.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let target = head.uri.path_and_query();
    let target = target.map_or("/", |target| target.as_str());
    Request {
        method: head.method.to_string(),
        host: text("host").unwrap_or_default(),
        target: target.to_owned(),
        application: text("x-ovh-application"),
        consumer: text("x-ovh-consumer"),
        timestamp: text("x-ovh-timestamp"),
        signature: text("x-ovh-signature"),
        authorization: text("authorization"),
        ..Request::default()
    }
}

fn query_id(world: &World) -> String {
    let number = world.answers;
    format!("{}.sandbox-1.{number:08x}.{number}", world.place.region)
}

fn response(reply: Reply, query_id: &str) -> Response<Body> {
    let json = "application/json; charset=utf-8";
    let (kind, body) = match reply.content {
        Content::Json(value) => (json, Body::from(value.to_string())),
        Content::Raw(bytes) => (json, Body::from(bytes.to_vec())),
        Content::Page(page) => ("text/html; charset=utf-8", Body::from(page.html())),
    };
    let built = Response::builder()
        .status(reply.status)
        .header(header::CONTENT_TYPE, kind)
        .header(QUERY_ID, query_id)
        .body(body);
    built.unwrap_or_else(|_| {
        let mut failed = Response::new(Body::empty());
        *failed.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        failed
    })
}
