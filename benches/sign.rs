//! What signing a request costs, beside the hash of the same bytes alone.

#[path = "measure/clock.rs"]
mod clock;

use std::convert::Infallible;
use std::hint::black_box;

use clock::{Rounds, compare, stay_on_one_processor};
use ovh_order::auth::{ApplicationKeys, Signable, sign};
use sha1::{Digest, Sha1};

const ROUNDS: Rounds = Rounds {
    turns: 20,
    runs: 100_000,
};

fn main() -> Result<(), Infallible> {
    stay_on_one_processor();
    let keys = ApplicationKeys {
        application_key: "k3y-of-application".into(),
        application_secret: "s3cret-of-application-32-letters".into(),
        consumer_key: "c0nsumer-key-of-thirty-2-letters".into(),
    };
    let body =
        br#"{"duration":"P1M","planCode":"vps-2025-model1","pricingMode":"default","quantity":1}"#;
    let url = "https://eu.api.ovh.com/v1/order/cart/0f3c6e8a-aaaa-bbbb-cccc-0f3c6e8a0f3c/vps";
    for (what, method, body) in [
        ("signing a GET, beside the hash alone", "GET", &b""[..]),
        ("signing a POST, beside the hash alone", "POST", body),
    ] {
        let request = Signable { method, url, body };
        let signed = [&[b'x'; 88][..], url.as_bytes(), body].concat();
        compare(
            what,
            ROUNDS,
            || {
                black_box(sign(&keys, black_box(&request), 1_767_323_045));
                Ok::<(), Infallible>(())
            },
            || {
                black_box(Sha1::digest(black_box(&signed)));
                Ok::<(), Infallible>(())
            },
        )?;
    }
    Ok(())
}
