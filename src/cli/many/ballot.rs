//! What orders cost together, and the one answer for all of them.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use ovh_order::money::Amount;
use ovh_order::order::Quote;
use ovh_order::types::Contract;

use crate::cli::failure::TooMuch;
use crate::cli::table;

/// What is answered for all orders.
#[derive(Debug)]
pub(super) enum Answer {
    Yes,
    No,
    /// They cost more together than they may.
    TooMuch(TooMuch),
}

/// What an order costs, for the one question about all of them.
pub(super) struct Ballot {
    pub(super) name: String,
    pub(super) shown: String,
    /// Who pays it.
    pub(super) payer: String,
    /// None if it cannot be added to others.
    total: Option<Amount>,
    pub(super) contracts: Vec<Contract>,
}

impl Ballot {
    pub(super) fn of(name: &str, quote: &Quote, payer: String) -> Self {
        let prices = quote.order.prices.as_ref();
        let price = prices.and_then(|prices| prices.with_tax.as_ref());
        Self {
            name: name.to_owned(),
            shown: table::price(price),
            payer,
            total: quote.amount(),
            contracts: quote.order.contracts.clone().unwrap_or_default(),
        }
    }
}

/// Fails if all together cost more than this, or if they cannot be compared with it.
pub(super) fn unless_too_much(ballots: &[Ballot], ceiling: &Amount) -> Result<(), TooMuch> {
    let totals: Option<Vec<_>> = ballots.iter().map(|it| it.total.clone()).collect();
    let sum = totals.and_then(|totals| {
        let mut totals = totals.into_iter();
        let first = totals.next()?;
        totals.try_fold(first, |sum, total| sum.checked_add(&total).ok())
    });
    let compared = sum.and_then(|sum| sum.compare(ceiling).ok());
    let (sum, ceiling) = (sums(ballots), ceiling.clone());
    match compared {
        Some(Ordering::Greater) => Err(TooMuch::Above { sum, ceiling }),
        Some(_) => Ok(()),
        None => Err(TooMuch::Incomparable { sum, ceiling }),
    }
}

/// The sum in each currency, and which totals are in none.
pub(super) fn sums(ballots: &[Ballot]) -> String {
    let mut sums: BTreeMap<&str, Option<Amount>> = BTreeMap::new();
    for total in ballots.iter().filter_map(|it| it.total.as_ref()) {
        sums.entry(total.currency())
            .and_modify(|sum| *sum = sum.as_ref().and_then(|sum| sum.checked_add(total).ok()))
            .or_insert_with(|| Some(total.clone()));
    }
    let sums = sums.into_iter().map(|(currency, sum)| match sum {
        Some(sum) => sum.to_string(),
        None => format!("more {currency} than can be counted"),
    });
    let uncounted = ballots.iter().filter(|it| it.total.is_none());
    let uncounted = uncounted.map(|it| it.shown.clone());
    sums.chain(uncounted).collect::<Vec<_>>().join(" and ")
}
