//! The hosts that serve the API, with their names, regions and token URLs: data that changes.

use Region::{Ca, Eu, Us};

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
            Eu => "eu",
            Ca => "ca",
            Us => "us",
        }
    }

    /// The codes of the region's subsidiaries.
    #[must_use]
    pub fn subsidiaries(self) -> &'static [&'static str] {
        match self {
            Eu => &[
                "CZ", "DE", "ES", "EU", "FI", "FR", "GB", "IE", "IT", "LT", "MA", "NL", "PL", "PT",
                "SN", "TN",
            ],
            Ca => &["ASIA", "AU", "CA", "IN", "QC", "SG", "WE", "WS"],
            Us => &["US"],
        }
    }
}

/// A host that serves the API.
#[derive(Debug)]
pub(super) struct ApiHost {
    /// The endpoint's name; some hosts have none.
    pub(super) name: Option<&'static str>,
    pub(super) base_url: &'static str,
    pub(super) region: Region,
    /// Where an OAuth2 client asks for a token.
    pub(super) token_url: Option<&'static str>,
}

const EU_TOKEN: &str = "https://www.ovh.com/auth/oauth2/token";
const CA_TOKEN: &str = "https://ca.ovh.com/auth/oauth2/token";
const US_TOKEN: &str = "https://us.ovhcloud.com/auth/oauth2/token";

/// The default first. Kimsufi and So you Start are closed to new customers, and know no OAuth2.
pub(super) static HOSTS: [ApiHost; 9] = [
    oauth2("https://eu.api.ovh.com/v1", Eu, EU_TOKEN).named("ovh-eu"),
    oauth2("https://ca.api.ovh.com/v1", Ca, CA_TOKEN).named("ovh-ca"),
    oauth2("https://api.us.ovhcloud.com/v1", Us, US_TOKEN).named("ovh-us"),
    plain("https://eu.api.kimsufi.com/1.0", Eu).named("kimsufi-eu"),
    plain("https://ca.api.kimsufi.com/1.0", Ca).named("kimsufi-ca"),
    plain("https://eu.api.soyoustart.com/1.0", Eu).named("soyoustart-eu"),
    plain("https://ca.api.soyoustart.com/1.0", Ca).named("soyoustart-ca"),
    oauth2("https://api.eu.ovhcloud.com/v1", Eu, EU_TOKEN),
    oauth2("https://api.ca.ovhcloud.com/v1", Ca, CA_TOKEN),
];

/// The names of the known endpoints.
pub fn names() -> impl Iterator<Item = &'static str> {
    HOSTS.iter().filter_map(|host| host.name)
}

const fn plain(base_url: &'static str, region: Region) -> ApiHost {
    ApiHost {
        name: None,
        base_url,
        region,
        token_url: None,
    }
}

const fn oauth2(base_url: &'static str, region: Region, token_url: &'static str) -> ApiHost {
    ApiHost {
        token_url: Some(token_url),
        ..plain(base_url, region)
    }
}

impl ApiHost {
    const fn named(self, name: &'static str) -> Self {
        Self {
            name: Some(name),
            ..self
        }
    }
}
