//! What an order of a plan ends in, and how it is named.

use serde::Deserialize;

/// What an order of a plan ends in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "camelCase")]
pub enum Delivers {
    /// Nothing of its own: an option.
    #[default]
    Nothing,
    /// A Public Cloud project.
    Project,
    /// A dedicated server.
    Server,
    /// A virtual private server.
    Vps,
    /// A private network.
    Vrack,
    /// A domain, whose name the order says.
    Domain,
    /// A service of another product.
    Service,
}

impl Delivers {
    /// What a plan of a published catalogue ends in.
    pub fn of(product: &str, plan_code: &str) -> Self {
        match product {
            "cloud" if plan_code.starts_with("project") => Self::Project,
            "cloud" => Self::Nothing,
            "baremetalServers" | "dedicated" | "eco" => Self::Server,
            "domain" => Self::Domain,
            "vps" => Self::Vps,
            "vrack" => Self::Vrack,
            _ => Self::Service,
        }
    }

    /// The name of a service; it follows from `seed`, forty hexadecimal digits.
    pub fn service(self, seed: &str, region: &str) -> String {
        let hex = |from, to| seed.get(from..to).unwrap_or_default();
        let number =
            |first, count| first + u64::from_str_radix(hex(0, 12), 16).unwrap_or_default() % count;
        let domain = match region {
            "EU" => "eu",
            "US" => "us",
            _ => "net",
        };
        match self {
            Self::Nothing | Self::Domain => "*".to_owned(),
            Self::Project => format!("{}4{}", hex(0, 12), hex(12, 31)),
            // 192.0.2.0/24 is for documentation, so no real server is meant.
            Self::Server => format!("ns{}.ip-192-0-2.{domain}", number(100_000, 900_000)),
            Self::Vps if region == "US" => format!("vps-{}.vps.ovh.us", hex(0, 8)),
            Self::Vps => format!("vps-{}.vps.ovh.net", hex(0, 8)),
            Self::Vrack => format!("pn-{}", number(1_000_000, 8_000_000)),
            Self::Service => format!("sandbox-{}", hex(0, 8)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_named_as_the_live_ones() {
        let seed = "0123456789abcdef0123456789abcdef01234567";
        for (delivers, region, name) in [
            (Delivers::Project, "EU", "0123456789ab4cdef0123456789abcde"),
            (Delivers::Vps, "EU", "vps-01234567.vps.ovh.net"),
            (Delivers::Vps, "US", "vps-01234567.vps.ovh.us"),
            (Delivers::Server, "EU", "ns896491.ip-192-0-2.eu"),
            (Delivers::Vrack, "EU", "pn-8896491"),
            (Delivers::Service, "EU", "sandbox-01234567"),
            (Delivers::Nothing, "EU", "*"),
        ] {
            assert_eq!(delivers.service(seed, region), name);
        }
    }
}
