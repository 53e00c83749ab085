//! The coupons that every sandbox accepts.

use crate::sandbox::catalogue::price::Ucents;

/// The coupon that every sandbox accepts: 10 % off everything in the cart.
pub const COUPON: &str = "SANDBOX10";

/// A coupon and what it takes off.
#[derive(Debug, Eq, PartialEq)]
pub struct Coupon {
    pub code: &'static str,
    pub worth: Worth,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Worth {
    /// This share of what each item costs at first.
    Permille(i64),
    /// This much of the whole cart, or all of it if it costs less.
    Amount(Ucents),
}

static ALL: &[Coupon] = &[
    Coupon {
        code: COUPON,
        worth: Worth::Permille(100),
    },
    Coupon {
        code: "SANDBOX5OFF",
        worth: Worth::Amount(Ucents(500_000_000)),
    },
];

/// The codes of all coupons.
pub fn codes() -> Vec<&'static str> {
    ALL.iter().map(|coupon| coupon.code).collect()
}

pub fn find(code: &str) -> Option<&'static Coupon> {
    ALL.iter().find(|known| known.code == code)
}
