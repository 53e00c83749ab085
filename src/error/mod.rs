//! The error of a call: what failed, with what, and whether it may have happened.
//!
//! An [`Error`] decides nothing. It answers the questions of whoever has to: its
//! [`kind`](Error::kind), its [`code`](Error::code) and [`message`](Error::message),
//! [`may_have_happened`](Error::may_have_happened).
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
#[expect(clippy::module_inception, reason = "it has the error itself")]
mod error;
mod kind;
mod redact;
mod request;
mod secrets;

pub use answer::{Answer, is_success};
pub use error::{BoxError, Error};
pub use kind::Kind;
pub use redact::{MASK, redact};
pub use request::RequestContext;
pub(crate) use request::wildcards;
pub(crate) use secrets::Secrets;

/// Implements `Debug` as the error and its causes in one line. A program's `main` prints the error that
/// it returns with `Debug`, and people should read a sentence then.
macro_rules! debug_as_sentence {
    ($($error:ty),+) => {
        $(impl std::fmt::Debug for $error {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::error::write_chain(self, f)
            }
        })+
    };
}
pub(crate) use debug_as_sentence;

pub(crate) fn write_chain(
    error: &dyn std::error::Error,
    f: &mut std::fmt::Formatter<'_>,
) -> std::fmt::Result {
    write!(f, "{error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}
