//! What the transport must know of a call, which is all that it may know.
//!
//! It must not know what a call is for.

use super::retry::Risk;
use crate::auth::Credentials;
use crate::error::RequestContext;

/// A call as the transport sees it.
pub(crate) struct Call {
    /// The operation's name, for logs; none for one that the description lacks.
    pub(crate) operation: Option<&'static str>,
    /// Method and path, for errors and logs.
    pub(crate) context: RequestContext,
    /// Whether it says who calls.
    pub(crate) authenticated: bool,
    /// What sending it twice could do.
    pub(crate) risk: Risk,
}

/// Whether the API refuses a call without credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// It does.
    Credentials,
    /// It takes the call from anybody.
    Nothing,
    /// Nobody knows.
    Unknown,
}

/// Which calls are authenticated: signed, or sent with a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authentication {
    /// Those that the API refuses without credentials, by its description; and those that it does
    /// not describe, when there are credentials. Some calls that need none misbehave when they are
    /// signed.
    #[default]
    AsDescribed,
    /// All. Without credentials a call is refused and not sent.
    Always,
    /// None.
    Never,
}

impl Authentication {
    /// Whether a call is authenticated.
    pub(super) fn applies(self, needs: Needs, credentials: &Credentials) -> bool {
        match (self, needs) {
            (Self::Always, _) | (Self::AsDescribed, Needs::Credentials) => true,
            (Self::Never, _) | (Self::AsDescribed, Needs::Nothing) => false,
            (Self::AsDescribed, Needs::Unknown) => credentials.can_authenticate(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_authenticated_by_rule_need_and_credentials() {
        let keys = Credentials::application("ak", "as", "ck");
        let needs = [Needs::Credentials, Needs::Nothing, Needs::Unknown];
        let table = [
            (Authentication::AsDescribed, &keys, [true, false, true]),
            (
                Authentication::AsDescribed,
                &Credentials::None,
                [true, false, false],
            ),
            (Authentication::Always, &keys, [true; 3]),
            (Authentication::Always, &Credentials::None, [true; 3]),
            (Authentication::Never, &keys, [false; 3]),
        ];
        for (rule, credentials, expected) in table {
            let applied = needs.map(|needs| rule.applies(needs, credentials));
            assert_eq!(applied, expected, "{rule:?} {credentials:?}");
        }
    }
}
