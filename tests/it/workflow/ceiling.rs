//! An order costs what it may cost, or it is not placed.

use ovh_order::order::{self, Bought, OrderError, Terms};

use crate::fixture::workflow::{Workflow, file, journal};

/// A virtual private server, which costs 5.39 EUR with tax, with ceilings in file and terms.
async fn bought(
    in_file: Option<&str>,
    in_terms: Option<&str>,
) -> (Result<Bought, OrderError>, usize) {
    let workflow = Workflow::start().await;
    let ceiling = in_file.map(|ceiling| format!("maxTotal: {ceiling}\n"));
    let vps = file(&format!(
        "{}{}",
        ceiling.unwrap_or_default(),
        include_str!("../../../examples/vps.yaml")
    ));
    let mut terms = Terms::default();
    terms.max_total = in_terms.map(|ceiling| ceiling.parse().unwrap());
    let context = workflow.context(workflow.client());
    let bought = order::place(&context, &journal(), &vps, terms, async |_| true).await;
    let orders = workflow.orders().await;
    (bought, orders)
}

#[tokio::test]
async fn an_order_over_its_ceiling_is_not_placed_and_one_at_it_is() {
    let cases = [
        (None, None, true),
        (Some("5.39 EUR"), None, true),
        (Some("5.38999999 EUR"), None, false),
        (None, Some("5.39 eur"), true),
        (None, Some("5.38 EUR"), false),
        (Some("100 EUR"), Some("5.38 EUR"), false),
        (Some("5.38 EUR"), Some("100 EUR"), false),
        (None, Some("100.00 USD"), false),
        (Some("100.00 GBP"), None, false),
    ];
    for (in_file, in_terms, is_placed) in cases {
        let (bought, orders) = bought(in_file, in_terms).await;
        assert_eq!(
            (bought.is_ok(), orders),
            (is_placed, usize::from(is_placed)),
            "{in_file:?} {in_terms:?}: {bought:?}"
        );
    }
}

#[tokio::test]
async fn what_is_over_the_ceiling_is_said() {
    let (bought, _) = bought(Some("5 EUR"), None).await;
    assert_eq!(
        bought.unwrap_err().to_string(),
        "the total with tax is 5.39 €, and at most 5.00 EUR was agreed to; nothing was bought"
    );
}
