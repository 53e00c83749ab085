//! What the transport knows of a call.

use super::retry::Risk;
use crate::error::RequestContext;

/// A call as the transport sees it.
pub(crate) struct Call {
    /// The operation's name, for logs; `None` for one that the description lacks.
    pub(crate) operation: Option<&'static str>,
    /// Method and path, for errors and logs.
    pub(crate) context: RequestContext,
    /// Whether it is signed or carries a token.
    pub(crate) authenticated: bool,
    /// What sending it twice could do.
    pub(crate) risk: Risk,
}

/// Which calls are authenticated: signed, or sent with a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authentication {
    /// Calls that need credentials according to the description, and, if there are credentials,
    /// calls that the description lacks. The rest go out unsigned, because some operations that
    /// need no credentials misbehave when they are signed.
    #[default]
    AsDescribed,
    /// Every call. Without credentials a call fails and is not sent.
    Always,
    /// No call.
    Never,
}
