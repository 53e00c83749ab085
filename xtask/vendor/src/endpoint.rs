//! Endpoints that descriptions are downloaded from: addresses, without the keys that the client has.

use std::net::IpAddr;

use ureq::http::Uri;

use crate::error::{Error, Result};
use crate::region::Region;

/// The API of a region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    base: String,
    said: Option<Region>,
    loopback: bool,
}

/// Names of endpoints with their addresses.
const KNOWN: &[(&str, &str)] = &[
    ("ovh-eu", "https://eu.api.ovh.com/v1"),
    ("ovh-ca", "https://ca.api.ovh.com/v1"),
    ("ovh-us", "https://api.us.ovhcloud.com/v1"),
];

impl Endpoint {
    /// The endpoint of a name such as `ovh-eu`, or of an address such as
    /// `https://eu.api.ovh.com/v1`. Its host tells the region, unless
    /// [`with_region`](Self::with_region) does.
    ///
    /// # Errors
    /// [`Error::Unknown`] for an unknown name; [`Error::Refused`] for an address with a password, a
    /// query or a fragment, and for one without TLS that is not of this machine.
    pub fn parse(text: &str) -> Result<Self> {
        let base = text.trim_end_matches('/');
        let named = KNOWN.iter().find(|(name, _)| *name == base);
        let base = named.map_or(base, |(_, address)| address);
        if !base.contains("://") {
            let names: Vec<_> = KNOWN.iter().map(|(name, _)| *name).collect();
            return Err(Error::Unknown(format!(
                "unknown endpoint `{base}`: it is {} or an address",
                names.join(", ")
            )));
        }
        let loopback = loopback(base).map_err(|why| Error::Refused {
            url: shown(base),
            why,
        })?;
        Ok(Self {
            base: base.to_owned(),
            said: None,
            loopback,
        })
    }

    /// The same address for a region that is said to be described there.
    #[must_use]
    pub fn with_region(self, region: Region) -> Self {
        let said = Some(region);
        Self { said, ..self }
    }

    /// The address without a slash at the end.
    #[must_use]
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The region that it describes: the one that was said, else that of its host; Europe where
    /// neither tells.
    #[must_use]
    pub fn region(&self) -> Region {
        let told = self.said.or_else(|| Region::of_address(&self.base));
        told.unwrap_or(Region::Eu)
    }

    /// The region that was said.
    pub(crate) fn said(&self) -> Option<Region> {
        self.said
    }

    /// Whether it is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.loopback
    }
}

/// Whether an address is on this machine, where TLS protects nothing; or why nothing is downloaded from it.
fn loopback(base: &str) -> Result<bool, &'static str> {
    if base.contains('@') {
        return Err("a description is public: leave name and password out");
    }
    let address: Uri = base.parse().map_err(|_| "it is not a web address")?;
    let host = address.host().unwrap_or_default();
    if host.is_empty() || base.contains(['?', '#']) {
        return Err("it is not the base address of an API");
    }
    match (address.scheme_str(), is_loopback(host)) {
        (Some("https"), loopback) => Ok(loopback),
        (Some("http"), true) => Ok(true),
        _ => Err("a description is downloaded with https only"),
    }
}

/// An address as messages show it: without what stands before an `@`, which may be a password.
fn shown(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else {
        return address.to_owned();
    };
    let place = rest.rsplit('@').next().unwrap_or_default();
    format!("{scheme}://{place}")
}

fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_are_endpoints() {
        let cases = [
            ("ovh-eu", "https://eu.api.ovh.com/v1", Region::Eu),
            ("ovh-ca", "https://ca.api.ovh.com/v1", Region::Ca),
            (
                "https://api.us.ovhcloud.com/v1/",
                "https://api.us.ovhcloud.com/v1",
                Region::Us,
            ),
            (
                "https://ca.api.ovh.com/1.0",
                "https://ca.api.ovh.com/1.0",
                Region::Ca,
            ),
            (
                "https://api.example/1.0/",
                "https://api.example/1.0",
                Region::Eu,
            ),
            (
                "http://127.0.0.1:8080/v1",
                "http://127.0.0.1:8080/v1",
                Region::Eu,
            ),
            ("http://[::1]:8080", "http://[::1]:8080", Region::Eu),
        ];
        for (text, base, region) in cases {
            let endpoint = Endpoint::parse(text).unwrap();
            assert_eq!((endpoint.base(), endpoint.region()), (base, region));
        }
    }

    #[test]
    fn an_address_without_tls_is_refused_unless_it_is_this_machine() {
        let cases = [
            (
                "http://eu.api.ovh.com/v1",
                "http://eu.api.ovh.com/v1 is refused: a description is downloaded with https only",
            ),
            (
                "ftp://127.0.0.1/v1",
                "ftp://127.0.0.1/v1 is refused: a description is downloaded with https only",
            ),
            (
                "http://localhost.example/v1",
                "http://localhost.example/v1 is refused: a description is downloaded with https only",
            ),
            (
                "https://me:secret@eu.api.ovh.com/v1",
                "https://eu.api.ovh.com/v1 is refused: a description is public: leave name and password out",
            ),
            (
                "https://eu.api.ovh.com/v1#part",
                "https://eu.api.ovh.com/v1#part is refused: it is not the base address of an API",
            ),
            (
                "ovh-asia",
                "unknown endpoint `ovh-asia`: it is ovh-eu, ovh-ca, ovh-us or an address",
            ),
        ];
        for (text, expected) in cases {
            assert_eq!(Endpoint::parse(text).unwrap_err().to_string(), expected);
        }
    }
}
