//! The endpoints and hosts that are known, as data: hosts come and go.
//!
//! It must not parse anything.

use super::region::Region;

/// The names of the known endpoints.
pub fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|known| known.name)
}

/// An endpoint that is known by name.
pub(super) struct Known {
    pub(super) name: &'static str,
    pub(super) base_url: &'static str,
    pub(super) region: Region,
    /// Where an OAuth2 client asks for a token.
    pub(super) token_url: Option<&'static str>,
}

const OAUTH2_EU: &str = "https://www.ovh.com/auth/oauth2/token";
const OAUTH2_CA: &str = "https://ca.ovh.com/auth/oauth2/token";
const OAUTH2_US: &str = "https://us.ovhcloud.com/auth/oauth2/token";

pub(super) const OVH_EU: Known = Known {
    name: "ovh-eu",
    base_url: "https://eu.api.ovh.com/v1",
    region: Region::Eu,
    token_url: Some(OAUTH2_EU),
};

/// The last four are closed to new customers.
pub(super) static KNOWN: [Known; 7] = [
    OVH_EU,
    Known {
        name: "ovh-ca",
        base_url: "https://ca.api.ovh.com/v1",
        region: Region::Ca,
        token_url: Some(OAUTH2_CA),
    },
    Known {
        name: "ovh-us",
        base_url: "https://api.us.ovhcloud.com/v1",
        region: Region::Us,
        token_url: Some(OAUTH2_US),
    },
    Known {
        name: "kimsufi-eu",
        base_url: "https://eu.api.kimsufi.com/1.0",
        region: Region::Eu,
        token_url: None,
    },
    Known {
        name: "kimsufi-ca",
        base_url: "https://ca.api.kimsufi.com/1.0",
        region: Region::Ca,
        token_url: None,
    },
    Known {
        name: "soyoustart-eu",
        base_url: "https://eu.api.soyoustart.com/1.0",
        region: Region::Eu,
        token_url: None,
    },
    Known {
        name: "soyoustart-ca",
        base_url: "https://ca.api.soyoustart.com/1.0",
        region: Region::Ca,
        token_url: None,
    },
];

/// Hosts that serve the API of a region without having a name of their own.
static OTHER_HOSTS: [(&str, Region, &str); 2] = [
    ("api.eu.ovhcloud.com", Region::Eu, OAUTH2_EU),
    ("api.ca.ovhcloud.com", Region::Ca, OAUTH2_CA),
];

/// The region that a host serves.
pub(super) fn region_of_host(host: &str) -> Option<Region> {
    let known = known_host(host).map(|known| known.region);
    known.or_else(|| other_host(host).map(|(_, region, _)| *region))
}

/// Where an OAuth2 client of the API that a host serves asks for a token.
pub(super) fn token_url_of_host(host: &str) -> Option<&'static str> {
    let known = known_host(host).map(|known| known.token_url);
    known.unwrap_or_else(|| other_host(host).map(|(_, _, token_url)| *token_url))
}

fn known_host(host: &str) -> Option<&'static Known> {
    let host_of = |known: &&Known| known.base_url.split('/').nth(2) == Some(host);
    KNOWN.iter().find(host_of)
}

fn other_host(host: &str) -> Option<&'static (&'static str, Region, &'static str)> {
    OTHER_HOSTS.iter().find(|(name, ..)| *name == host)
}
