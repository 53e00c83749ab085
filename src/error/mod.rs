//! The one error type of this crate: what failed, with what, and whether it may have happened.
//!
//! It never sends, retries or logs anything, and it never decides what to do about a failure; it
//! only answers the questions that such a decision needs.
//!
//! ```
//! use ovh_order::error::{Answer, Error, Kind, RequestContext};
//!
//! let request = RequestContext::new("POST", "/order/cart/{cartId}/checkout");
//! let error = Error::from_response(
//!     &request,
//!     Answer {
//!         status: 403,
//!         query_id: Some("EU.ext-1.abc".to_owned()),
//!         body: br#"{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}"#
//!             .to_vec(),
//!     },
//! );
//! assert_eq!(error.kind(), Kind::NotGranted);
//! assert!(!error.may_have_happened());
//! assert_eq!(
//!     error.to_string(),
//!     "POST /order/cart/{cartId}/checkout: 403 This call has not been granted \
//!      (NOT_GRANTED_CALL), access rule missing: POST /order/cart/*/checkout, \
//!      query id EU.ext-1.abc",
//! );
//! ```

mod answer;
mod display;
mod kind;
mod opaque;
mod redact;
mod request;

pub use answer::{Answer, is_success};
pub use kind::Kind;
pub use opaque::Error;
pub use redact::{MASK, redact};
pub(crate) use request::wildcards;
pub use request::{Effect, RequestContext};

/// Any error, as a source is handed in.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
