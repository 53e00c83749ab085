//! Codes of currencies.
//!
//! It must not know a list of them: the API's grows.

use std::fmt;
use std::str::FromStr;

use super::failure::MoneyError;

/// The code of a currency as the API has it, in upper case: `EUR`, `USD`, `POINTS`.
///
/// The list is open: any code of letters, digits and `/` will do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(String);

impl Currency {
    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        let is_code = |c: char| c.is_ascii_alphanumeric() || c == '/';
        if !code.starts_with(|c: char| c.is_ascii_alphabetic()) || !code.chars().all(is_code) {
            return Err(MoneyError::NotMoney(code.to_owned()));
        }
        Ok(Self(code.to_ascii_uppercase()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}
