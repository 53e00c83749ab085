//! The example that needs a group of the API beside the core, run as it is.

use std::sync::Arc;

use ovh_order::sandbox::{Options, start};

#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/catalogue.rs"]
mod catalogue;

#[tokio::test]
async fn catalogue_prints_monthly_prices() {
    let sandbox = start(Options::new(Arc::new(jiff::Timestamp::now))).await;
    let sandbox = sandbox.unwrap();
    let mut printed = Vec::new();
    let endpoint = sandbox.url().parse().unwrap();
    catalogue::run(endpoint, &mut printed).await.unwrap();
    let expected = "\
vps-2025-model1 4.49 EUR
vps-2025-model2 6.99 EUR
vps-2025-model3 14.99 EUR
";
    assert_eq!(String::from_utf8(printed).unwrap(), expected);
}
