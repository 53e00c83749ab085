//! The connections of the server, and how much of it each may take up: time, memory, a place.

use std::pin::{Pin, pin};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use axum::{Extension, Router};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::sandbox::http::Refusal;

/// How many connections are served at once; the next ones wait for a place. Processes may usually
/// have 1024 files open.
const CONNECTIONS: usize = 512;

/// How long the head of a request may take, and how long a connection may be idle before it.
const HEAD_TIME: Duration = Duration::from_secs(30);

/// How large the head of a request may be; a larger one is answered with 431.
const HEAD_BYTES: usize = 64 * 1024;

/// How long the body of a request may take.
const BODY_TIME: Duration = Duration::from_secs(30);

/// How long a client may take to read a part of an answer.
const WRITE_TIME: Duration = Duration::from_secs(30);

/// How large the body of a request may be. The largest that the API is sent have a few kilobytes.
pub const BODY_BYTES: usize = 64 * 1024;

/// How large a snapshot may be that the control API is sent.
pub const SNAPSHOT_BYTES: usize = 64 * 1024 * 1024;

/// How long open requests may take to end once the server is to stop.
const GRACE: Duration = Duration::from_secs(1);

/// A connection that fails when nobody reads what is written to it.
type Stream = Pin<Box<TimeoutStream<TcpStream>>>;

/// Serves connections until it is told to stop, and then those that are open for [`GRACE`].
pub async fn serve(
    mut listener: TcpListener,
    tls: Option<TlsAcceptor>,
    router: Router,
    stop: CancellationToken,
) {
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            Some(_) = open.join_next() => {}
            (stream, peer) = Listener::accept(&mut listener), if open.len() < CONNECTIONS => {
                let router = router.clone().layer(Extension(ConnectInfo(peer)));
                let mut stream = TimeoutStream::new(stream);
                stream.set_write_timeout(Some(WRITE_TIME));
                let stream = Box::pin(stream);
                match tls.clone() {
                    None => open.spawn(converse(stream, router, stop.clone())),
                    Some(tls) => open.spawn(encrypted(tls, stream, router, stop.clone())),
                };
            }
        }
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// Answers the requests of one connection, once it is encrypted.
async fn encrypted(tls: TlsAcceptor, stream: Stream, router: Router, stop: CancellationToken) {
    let shaken = tokio::select! {
        shaken = timeout(HEAD_TIME, tls.accept(stream)) => shaken,
        () = stop.cancelled() => return,
    };
    if let Ok(Ok(stream)) = shaken {
        converse(stream, router, stop).await;
    }
}

/// Answers the requests of one connection. That it breaks is the client's affair.
async fn converse<S>(stream: S, router: Router, stop: CancellationToken)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIME)
            .max_buf_size(HEAD_BYTES)
            .max_header_size(HEAD_BYTES)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router))
    );
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = timeout(GRACE, connection).await;
}

/// Reads the body of a request.
///
/// # Errors
/// It is too large, too slow, or cut.
pub async fn receive(mut body: Body, limit: usize) -> Result<Bytes, Refusal> {
    let limited = Limited::new(&mut body, limit);
    let refusal = match timeout(BODY_TIME, limited.collect()).await {
        Ok(Ok(received)) => return Ok(received.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Refusal::too_large(limit),
        Ok(Err(_)) => Refusal::bad_request("The body is incomplete"),
        Err(_) => return Err(Refusal::too_slow(BODY_TIME)),
    };
    // Whoever is still sending when the connection closes may not see the answer, so the rest is read
    // and thrown away.
    let rest = async { while let Some(Ok(_)) = body.frame().await {} };
    let _ = timeout(BODY_TIME, rest).await;
    Err(refusal)
}
