//! The regions of the API and their subsidiaries.
//!
//! It must not know hosts.

/// One of the three separate installations of the API, each with its own accounts and catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Region {
    /// Europe.
    Eu,
    /// Canada, Asia and the Pacific.
    Ca,
    /// The United States.
    Us,
}

impl Region {
    /// `eu`, `ca` or `us`.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Ca => "ca",
            Self::Us => "us",
        }
    }

    /// The subsidiaries of the region, by their code.
    #[must_use]
    pub fn subsidiaries(self) -> &'static [&'static str] {
        match self {
            Self::Eu => &[
                "CZ", "DE", "ES", "EU", "FI", "FR", "GB", "IE", "IT", "LT", "MA", "NL", "PL", "PT",
                "SN", "TN",
            ],
            Self::Ca => &["ASIA", "AU", "CA", "IN", "QC", "SG", "WE", "WS"],
            Self::Us => &["US"],
        }
    }
}
