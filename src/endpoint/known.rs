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
}

pub(super) const OVH_EU: Known = Known {
    name: "ovh-eu",
    base_url: "https://eu.api.ovh.com/v1",
    region: Region::Eu,
};

/// The last four are closed to new customers.
pub(super) const KNOWN: [Known; 7] = [
    OVH_EU,
    Known {
        name: "ovh-ca",
        base_url: "https://ca.api.ovh.com/v1",
        region: Region::Ca,
    },
    Known {
        name: "ovh-us",
        base_url: "https://api.us.ovhcloud.com/v1",
        region: Region::Us,
    },
    Known {
        name: "kimsufi-eu",
        base_url: "https://eu.api.kimsufi.com/1.0",
        region: Region::Eu,
    },
    Known {
        name: "kimsufi-ca",
        base_url: "https://ca.api.kimsufi.com/1.0",
        region: Region::Ca,
    },
    Known {
        name: "soyoustart-eu",
        base_url: "https://eu.api.soyoustart.com/1.0",
        region: Region::Eu,
    },
    Known {
        name: "soyoustart-ca",
        base_url: "https://ca.api.soyoustart.com/1.0",
        region: Region::Ca,
    },
];

/// Hosts that serve the API of a region without having a name of their own.
const OTHER_HOSTS: [(&str, Region); 2] = [
    ("api.eu.ovhcloud.com", Region::Eu),
    ("api.ca.ovhcloud.com", Region::Ca),
];

/// The region that a host serves.
pub(super) fn region_of_host(host: &str) -> Option<Region> {
    let host_of = |known: &Known| known.base_url.split('/').nth(2) == Some(host);
    let known = KNOWN.iter().find(|known| host_of(known));
    let other = || OTHER_HOSTS.iter().find(|(name, _)| *name == host);
    known
        .map(|known| known.region)
        .or_else(|| other().map(|(_, region)| *region))
}
