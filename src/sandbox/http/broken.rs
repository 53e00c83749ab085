//! A body that breaks off, and the connection with it.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Bytes, HttpBody};
use hyper::body::Frame;

pub struct Broken {
    start: Option<Bytes>,
    /// Whether what was written so far may have left: a server that fails at once sends nothing.
    is_flushed: bool,
}

impl Broken {
    /// Fails before anything is sent, the head of the answer included.
    pub fn at_once() -> Self {
        Self {
            start: None,
            is_flushed: true,
        }
    }

    /// Fails after this start of the body.
    pub fn after(start: Bytes) -> Self {
        Self {
            start: Some(start),
            is_flushed: false,
        }
    }
}

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        if let Some(start) = self.start.take() {
            return Poll::Ready(Some(Ok(Frame::data(start))));
        }
        // hyper flushes when a body has nothing at the moment, and not before it fails.
        if !self.is_flushed {
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionAborted.into())))
    }
}
