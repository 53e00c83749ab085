//! What goes back to a client.

use std::sync::Arc;

use axum::http::StatusCode;

use crate::sandbox::http::page::Page;
use crate::sandbox::http::refusal::{Answer, Refusal};

pub struct Reply {
    pub content: Content,
    /// The path template, for the log: a path itself can hold a cart id.
    pub template: &'static str,
}

impl Reply {
    /// To a request that does not get as far as an operation.
    pub fn refused(refusal: Refusal) -> Self {
        Self {
            content: Content::Answer(Err(refusal)),
            template: "refused",
        }
    }
}

pub enum Content {
    Answer(Answer),
    Description(Arc<[u8]>),
    /// The methods of a path, for `OPTIONS`.
    Methods(String),
    Page(Page),
    Pdf(&'static [u8]),
    /// A body as a fault wants it.
    Text(StatusCode, String),
}

impl Content {
    /// Whether the operation was carried out.
    pub fn is_done(&self) -> bool {
        match self {
            Self::Answer(answer) => answer.is_ok(),
            Self::Description(_) | Self::Methods(_) | Self::Pdf(_) => true,
            Self::Page(page) => page.status.is_success() || page.status.is_redirection(),
            Self::Text(..) => false,
        }
    }

    /// What was probably meant by a request that was refused.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Answer(Err(refusal)) => refusal.hint.clone(),
            _ => None,
        }
    }
}
