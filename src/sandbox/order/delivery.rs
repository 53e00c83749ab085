//! The names of delivered services.

use crate::sandbox::catalogue::plans::Delivers;

/// The name of a service; it follows from `seed`, forty hexadecimal digits.
pub fn service(delivers: Delivers, seed: &str, region: &str) -> String {
    let hex = |from, to| seed.get(from..to).unwrap_or_default();
    match delivers {
        Delivers::Project => format!("{}4{}", hex(0, 12), hex(12, 31)),
        Delivers::Vps if region == "US" => format!("vps-{}.vps.ovh.us", hex(0, 8)),
        Delivers::Vps => format!("vps-{}.vps.ovh.net", hex(0, 8)),
        Delivers::Server => server(seed, region),
        Delivers::Vrack => format!("pn-{}", number(hex(0, 12), 1_000_000, 8_000_000)),
        Delivers::Nothing => "*".to_owned(),
    }
}

fn server(seed: &str, region: &str) -> String {
    let domain = match region {
        "EU" => "eu",
        "US" => "us",
        _ => "net",
    };
    let name = number(seed.get(0..12).unwrap_or_default(), 100_000, 900_000);
    // 192.0.2.0/24 is for documentation, so no real server is meant.
    format!("ns{name}.ip-192-0-2.{domain}")
}

/// A number from `first` on, out of `count`.
fn number(hex: &str, first: u64, count: u64) -> u64 {
    first + u64::from_str_radix(hex, 16).unwrap_or_default() % count
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
            (Delivers::Nothing, "EU", "*"),
        ] {
            assert_eq!(service(delivers, seed, region), name);
        }
    }
}
