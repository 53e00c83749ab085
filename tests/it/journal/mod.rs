//! The journal by itself: who may write a run, and what of it outlives a process.

mod claims;
mod files;

use ovh_order::journal::{Claim, Journal, Repeat, Wish};

/// The wish for an order, by its key.
fn wish(key: &str, canonical: &str) -> Wish {
    Wish::new(
        "https://api.example/v1",
        "xx1-ovh",
        Some(key.to_owned()),
        canonical,
        vec!["project.2018".to_owned()],
    )
}

async fn claimed(journal: &Journal, key: &str) -> Claim {
    journal
        .claim(&wish(key, "order"), Repeat::Once)
        .await
        .unwrap()
}
