//! What a call answers.

use std::ops::{Deref, DerefMut};

/// A decoded answer with what came around it.
///
/// It is used like the value inside; [`into_inner`](Self::into_inner) takes that out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseValue<T> {
    inner: T,
    status: u16,
    query_id: Option<String>,
}

impl<T> ResponseValue<T> {
    pub(super) fn new(inner: T, status: u16, query_id: Option<String>) -> Self {
        Self {
            inner,
            status,
            query_id,
        }
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.inner
    }

    /// The HTTP status, 200 to 299.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The id by which OVHcloud's support finds the call.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.query_id.as_deref()
    }
}

impl<T> Deref for ResponseValue<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T> DerefMut for ResponseValue<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}
