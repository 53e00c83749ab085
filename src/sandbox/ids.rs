//! Identifiers and tokens that look like live ones and follow from a seed. They protect nothing:
//! whoever knows the seed knows them all.

use sha1::{Digest, Sha1};

/// Where new identifiers come from; the same seed gives the same ones in the same order.
#[derive(Debug)]
pub struct Ids {
    seed: u64,
    drawn: u64,
}

impl Ids {
    pub fn new(seed: u64) -> Self {
        Self { seed, drawn: 0 }
    }

    /// Forty hexadecimal digits.
    pub fn token(&mut self) -> String {
        self.drawn += 1;
        digest(format!("{}/{}", self.seed, self.drawn))
    }

    /// A cart: five groups as in a UUID.
    pub fn cart(&mut self) -> String {
        let token = self.token();
        let part = |from, to| token.get(from..to).unwrap_or_default();
        let groups = [
            part(0, 8),
            part(8, 12),
            part(12, 16),
            part(16, 20),
            part(20, 32),
        ];
        groups.join("-")
    }

    /// The next number of a kind; numbers of one kind only grow.
    pub fn number(&mut self, first: i64) -> i64 {
        self.drawn += 1;
        let offset = self.seed.wrapping_mul(1000).wrapping_add(self.drawn) % 10_000_000;
        first + i64::try_from(offset).unwrap_or_default()
    }
}

/// Forty hexadecimal digits that follow from the text: its SHA-1.
pub fn digest(text: impl AsRef<[u8]>) -> String {
    let bytes = Sha1::digest(text);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
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
