//! Identifiers and tokens that look like the live ones and follow from a seed.
//!
//! They protect nothing, because whoever knows the seed knows them all. Only [`secret`] does.

use std::hash::{BuildHasher as _, RandomState};

use serde::{Deserialize, Serialize};
use sha1::{Digest, Sha1};

/// The source of new identifiers; the same seed gives the same ones in the same order.
#[derive(Debug, Deserialize, Serialize)]
pub struct Ids {
    seed: u64,
    drawn: u64,
    /// How far apart two numbers are.
    stride: u64,
}

impl Ids {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: 0,
            stride: 1,
        }
    }

    /// The same, but later numbers can be smaller.
    pub fn scattered(seed: u64) -> Self {
        // It has no factor in common with the range of numbers, so none comes twice.
        let stride = 7_654_321;
        Self {
            stride,
            ..Self::new(seed)
        }
    }

    /// Forty hexadecimal digits.
    pub fn token(&mut self) -> String {
        self.drawn += 1;
        digest(format!("{}/{}", self.seed, self.drawn))
    }

    /// A number below a hundred.
    pub fn percent(&mut self) -> u8 {
        let digits = u64::from_str_radix(self.token().get(..8).unwrap_or_default(), 16);
        u8::try_from(digits.unwrap_or_default() % 100).unwrap_or_default()
    }

    /// A cart id.
    pub fn cart(&mut self) -> String {
        uuid(&self.token())
    }

    /// A number from `first` on.
    ///
    /// All kinds share one counter, so the numbers of each kind only grow unless they are scattered. A
    /// seed is worth a thousand numbers, which keeps the orders of sandboxes with different seeds
    /// apart.
    pub fn number(&mut self, first: i64) -> i64 {
        self.drawn += 1;
        let offset = self.seed.wrapping_mul(1000).wrapping_add(self.drawn);
        let offset = offset.wrapping_mul(self.stride) % 10_000_000;
        first + i64::try_from(offset).unwrap_or_default()
    }
}

/// Forty hexadecimal digits that follow from the text: its SHA-1.
pub fn digest(text: impl AsRef<[u8]>) -> String {
    let bytes = Sha1::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A token that nobody can guess: hashers of std have random keys.
pub fn secret() -> String {
    [(); 2]
        .map(|()| format!("{:016x}", RandomState::new().hash_one(())))
        .concat()
}

/// A seed that follows from a name; 0 for the empty one.
pub fn seed(name: &str) -> u64 {
    if name.is_empty() {
        return 0;
    }
    let digits = digest(name);
    u64::from_str_radix(digits.get(..12).unwrap_or_default(), 16).unwrap_or_default()
}

/// Whether a name can be the id of a Public Cloud project.
pub fn is_project(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The first 32 digits in the groups of a UUID.
pub fn uuid(digits: &str) -> String {
    [0..8, 8..12, 12..16, 16..20, 20..32]
        .map(|group| digits.get(group).unwrap_or_default())
        .join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_ids_in_order() {
        let (mut one, mut two) = (Ids::new(7), Ids::new(7));
        assert_eq!(one.cart(), two.cart());
        assert_eq!(one.token(), two.token());
        assert!(one.number(100) < one.number(100));
        assert_ne!(Ids::new(1).token(), Ids::new(2).token());
        assert_eq!(two.cart().len(), 36);
    }
}
