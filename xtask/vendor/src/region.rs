//! Regions and sections: what is vendored, and where in `schema/native` it stands.

use std::fmt;

use crate::error::{Error, Result};

/// The ordering section, vendored whole; the other [`SECTIONS`] only around an order.
pub const ORDER: &str = "order";

/// The sections that are vendored, as paths of the API without the slash in front.
pub const SECTIONS: &[&str] = &[ORDER, "auth", "cloud", "dedicated/server", "me", "vps"];

/// A region of OVHcloud; each has a description of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// Europe.
    Eu,
    /// Canada, Asia and the rest of the world.
    Ca,
    /// The United States.
    Us,
}

/// Hosts of the APIs with their regions.
const HOSTS: &[(&str, Region)] = &[
    ("api.ovh.com", Region::Eu),
    ("eu.api.ovh.com", Region::Eu),
    ("ca.api.ovh.com", Region::Ca),
    ("api.us.ovhcloud.com", Region::Us),
];

impl Region {
    /// Every region, the one that the client is made from first.
    pub const ALL: &[Self] = &[Self::Eu, Self::Ca, Self::Us];

    /// The region of a name such as `eu`.
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names there are.
    pub fn parse(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().find(|region| region.name() == name);
        found
            .copied()
            .ok_or_else(|| Error::Unknown(format!("unknown region `{name}`: it is eu, ca or us")))
    }

    /// `eu`, `ca` or `us`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Eu => "eu",
            Self::Ca => "ca",
            Self::Us => "us",
        }
    }

    /// The region of an address whose host is one of OVHcloud's APIs, such as
    /// `https://ca.api.ovh.com/1.0`; other hosts say nothing.
    #[must_use]
    pub fn of_address(address: &str) -> Option<Self> {
        let (_, rest) = address.split_once("://")?;
        let authority = rest.split('/').next()?;
        let host = authority.split(':').next()?.to_ascii_lowercase();
        let known = HOSTS.iter().find(|(known, _)| *known == host);
        known.map(|(_, region)| *region)
    }

    /// The sections that are vendored from this region: elsewhere than in Europe only `/order`,
    /// since what surrounds an order is the same.
    #[must_use]
    pub fn sections(self) -> &'static [&'static str] {
        match self {
            Self::Eu => SECTIONS,
            Self::Ca | Self::Us => &[ORDER],
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One section in one region: a file below `schema/native`, an entry of `schema/provenance.toml`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The region.
    pub region: Region,
    /// Name of the section with dashes, such as `dedicated-server`.
    pub section: String,
}

impl Place {
    /// The place of a section such as `dedicated/server`.
    #[must_use]
    pub fn new(region: Region, section: &str) -> Self {
        let section = dashed(section);
        Self { region, section }
    }

    /// The name in `schema/provenance.toml`: `order`, or `ca/order` outside Europe.
    #[must_use]
    pub fn key(&self) -> String {
        match self.region {
            Region::Eu => self.section.clone(),
            region => format!("{region}/{}", self.section),
        }
    }

    /// The file's path inside `schema`.
    #[must_use]
    pub fn file(&self) -> String {
        format!("native/{}.json", self.key())
    }

    /// The place of a file inside `schema`, if it is one of a description.
    #[must_use]
    pub fn of_file(file: &str) -> Option<Self> {
        let key = file.strip_prefix("native/")?.strip_suffix(".json")?;
        let (region, section) = match key.split_once('/') {
            Some((region, section)) => (Region::parse(region).ok()?, section),
            None => (Region::Eu, key),
        };
        Some(Self::new(region, section))
    }
}

/// The section of a path or a file name: `dedicated-server` is `dedicated/server`.
///
/// # Errors
/// [`Error::Unknown`] with the sections there are.
pub fn section(name: &str) -> Result<&'static str> {
    let found = SECTIONS.iter().find(|known| dashed(known) == dashed(name));
    found.copied().ok_or_else(|| {
        let known = SECTIONS.join(", ");
        Error::Unknown(format!("unknown section `{name}`: it is one of {known}"))
    })
}

fn dashed(section: &str) -> String {
    section.trim_matches('/').replace('/', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_one_place_for_its_region_and_section() {
        let cases = [
            (Region::Eu, "/order", "native/order.json"),
            (
                Region::Eu,
                "/dedicated/server",
                "native/dedicated-server.json",
            ),
            (Region::Ca, "order", "native/ca/order.json"),
            (Region::Us, "order", "native/us/order.json"),
        ];
        for (region, section, file) in cases {
            let place = Place::new(region, section);
            assert_eq!(place.file(), file);
            assert_eq!(Place::of_file(file), Some(place));
        }
        assert_eq!(Place::of_file("native/xx/order.json"), None);
        assert_eq!(Place::of_file("openapi.json"), None);
    }

    #[test]
    fn the_host_of_an_address_tells_the_region_whatever_its_path() {
        let cases = [
            ("https://api.ovh.com/1.0", Some(Region::Eu)),
            ("https://eu.api.ovh.com/v1", Some(Region::Eu)),
            ("https://ca.api.ovh.com/1.0/order.json", Some(Region::Ca)),
            ("https://CA.api.ovh.com:443/v1", Some(Region::Ca)),
            ("https://api.us.ovhcloud.com", Some(Region::Us)),
            ("https://ca.api.ovh.com.example/1.0", None),
            ("http://127.0.0.1:8080/v1", None),
            ("b", None),
        ];
        for (address, expected) in cases {
            assert_eq!(Region::of_address(address), expected, "{address}");
        }
    }

    #[test]
    fn sections_are_known_by_path_and_by_file_name() {
        assert_eq!(section("dedicated-server").unwrap(), "dedicated/server");
        assert_eq!(section("/me").unwrap(), "me");
        assert_eq!(
            section("domain").unwrap_err().to_string(),
            "unknown section `domain`: it is one of order, auth, cloud, dedicated/server, me, vps"
        );
    }
}
