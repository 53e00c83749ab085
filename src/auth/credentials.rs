//! The credentials a client has.
//!
//! They must not be printed: whatever holds a key shows a mask.

use std::fmt::{self, Debug, Formatter};

use secrecy::SecretString;

use crate::error::MASK;

/// What a client identifies itself with.
///
/// `Debug` names the kind and shows no key.
#[derive(Clone, Default)]
#[non_exhaustive]
pub enum Credentials {
    /// Nothing. Public catalogues, carts and summaries work without any credentials.
    #[default]
    None,
    /// An application that speaks for nobody yet: enough to ask for a consumer key.
    ApplicationKeyOnly {
        /// The key that names the application.
        application_key: SecretString,
    },
    /// An application that speaks for the account that validated its consumer key.
    Application(ApplicationKeys),
}

impl Credentials {
    /// The three keys of an application that was granted access.
    ///
    /// ```
    /// use ovh_order::auth::Credentials;
    ///
    /// let credentials = Credentials::application("ak", "as", "ck");
    /// assert!(credentials.can_sign());
    /// assert!(!format!("{credentials:?}").contains("ck"));
    /// ```
    #[must_use]
    pub fn application(
        application_key: impl Into<SecretString>,
        application_secret: impl Into<SecretString>,
        consumer_key: impl Into<SecretString>,
    ) -> Self {
        Self::Application(ApplicationKeys {
            application_key: application_key.into(),
            application_secret: application_secret.into(),
            consumer_key: consumer_key.into(),
        })
    }

    /// Whether requests can be signed with these.
    #[must_use]
    pub fn can_sign(&self) -> bool {
        matches!(self, Self::Application(_))
    }
}

impl Debug for Credentials {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("None"),
            Self::ApplicationKeyOnly { application_key: _ } => f
                .debug_struct("ApplicationKeyOnly")
                .field("application_key", &format_args!("{MASK}"))
                .finish(),
            Self::Application(keys) => f.debug_tuple("Application").field(keys).finish(),
        }
    }
}

/// The keys that sign a request.
#[derive(Clone)]
pub struct ApplicationKeys {
    /// Names the application.
    pub application_key: SecretString,
    /// Proves that it is the application. Never sent.
    pub application_secret: SecretString,
    /// Names the account and what it granted.
    pub consumer_key: SecretString,
}

impl Debug for ApplicationKeys {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mask = format_args!("{MASK}");
        f.debug_struct("ApplicationKeys")
            .field("application_key", &mask)
            .field("application_secret", &mask)
            .field("consumer_key", &mask)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Credentials;

    #[test]
    fn debug_names_the_kind_and_shows_no_key() {
        let only = Credentials::ApplicationKeyOnly {
            application_key: "s3-ak".into(),
        };
        let table = [
            (Credentials::None, "None"),
            (only, "ApplicationKeyOnly { application_key: [redacted] }"),
            (
                Credentials::application("s3-ak", "s3-as", "s3-ck"),
                "Application(ApplicationKeys { application_key: [redacted], \
                 application_secret: [redacted], consumer_key: [redacted] })",
            ),
        ];
        for (credentials, shown) in table {
            assert_eq!(format!("{credentials:?}"), shown);
        }
    }
}
