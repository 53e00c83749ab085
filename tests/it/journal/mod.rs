//! The journal by itself: who may write a run, and what of it outlives a process.

mod claims;
mod files;
mod machine;
mod model;
mod random;

use ovh_order::journal::{Claim, Journal, Purchase, Repeat};

/// The purchase for an order, by its key.
fn purchase(key: &str, canonical: &str) -> Purchase {
    Purchase::new(
        "https://api.example/v1",
        "xx1-ovh",
        Some(key.to_owned()),
        canonical,
        vec!["project.2018".to_owned()],
    )
}

async fn claimed(journal: &Journal, key: &str) -> Claim {
    journal
        .claim(&purchase(key, "order"), Repeat::Once)
        .await
        .unwrap()
}
