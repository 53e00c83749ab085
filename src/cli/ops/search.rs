//! Which operations are meant by words and options.

use std::collections::BTreeSet;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ovh_order::client::Operation;
use ovh_order::endpoint::Region;

use crate::cli::operation::METHODS;
use crate::cli::table::comma_separated;

/// What people call things for which the API has other words. A word is looked up without its plural
/// `s`, and finds what has one of the parts beside what has the word itself.
const MEANINGS: &[(&str, &[&str])] = &[
    (
        "plan",
        &["/order/catalog/public", "/cart/{cartid}/{product}"],
    ),
    (
        "offer",
        &["/order/catalog/public", "/cart/{cartid}/{product}"],
    ),
    (
        "price",
        &[
            "/order/catalog/public",
            "/summary",
            "/cart/{cartid}/checkout",
        ],
    ),
    (
        "cost",
        &[
            "/order/catalog/public",
            "/summary",
            "/cart/{cartid}/checkout",
        ],
    ),
    ("invoice", &["/me/bill", "/associatedobject"]),
    ("stock", &["availabilit", "/order/rule/"]),
    ("cancel", &["retraction"]),
    ("refund", &["retraction"]),
    ("buy", &["/checkout"]),
    ("purchase", &["/checkout"]),
    ("promo", &["coupon"]),
    ("delivery", &["/me/order/{orderid}/status", "/followup"]),
];

/// What narrows a search; everything must match.
#[derive(Args, Default)]
pub(crate) struct Search {
    /// Parts of the path, Rust method, group, product, status or types, or `credentials` or
    /// `anonymous`. All must match, in upper or lower case
    words: Vec<String>,
    /// Only this method: GET, POST, PUT or DELETE
    #[arg(
        long,
        ignore_case = true,
        value_name = "METHOD",
        hide_possible_values = true
    )]
    #[arg(value_parser = PossibleValuesParser::new(METHODS).map(|method| method.to_uppercase()))]
    method: Option<String>,
    /// Only this group: core, or a cargo feature such as cart or vps
    #[arg(long, value_name = "NAME", value_parser = group)]
    group: Option<String>,
    /// Only what this region has: eu, ca or us
    #[arg(long, value_name = "CODE", value_parser = region)]
    region: Option<Region>,
    /// Only what may create an order or a debt, or pay one
    #[arg(long)]
    charges: bool,
    /// Only what is deprecated
    #[arg(long)]
    deprecated: bool,
}

/// A group that some operation is in.
fn group(name: &str) -> Result<String, String> {
    let groups: BTreeSet<_> = Operation::all()
        .map(|operation| operation.feature)
        .collect();
    groups
        .iter()
        .find(|group| group.eq_ignore_ascii_case(name))
        .map(|group| (*group).to_owned())
        .ok_or_else(|| format!("use one of {}", comma_separated(&groups)))
}

fn region(code: &str) -> Result<Region, &'static str> {
    [Region::Eu, Region::Ca, Region::Us]
        .into_iter()
        .find(|region| region.code().eq_ignore_ascii_case(code))
        .ok_or("use one of eu, ca, us")
}

impl Search {
    /// The operations that match, by path and method.
    pub(super) fn found(&self) -> Vec<&'static Operation> {
        Operation::all()
            .filter(|operation| self.matches(operation))
            .collect()
    }

    fn matches(&self, operation: &Operation) -> bool {
        let method = self.method.as_deref();
        let group = self.group.as_deref();
        method.is_none_or(|method| method == operation.method)
            && group.is_none_or(|group| group == operation.feature)
            && self
                .region
                .is_none_or(|region| operation.available_in(region))
            && (!self.charges || operation.may_charge())
            && (!self.deprecated || operation.deprecated.is_some())
            && self.words_match(operation)
    }

    fn words_match(&self, operation: &Operation) -> bool {
        let rights = if operation.authenticated {
            "credentials"
        } else {
            "anonymous"
        };
        let text = [
            operation.method,
            operation.path,
            operation.id,
            operation.feature,
            operation.status,
            operation.product().unwrap_or_default(),
            operation.body.unwrap_or_default(),
            operation.answer,
            rights,
        ];
        let text = text.join(" ").to_lowercase();
        self.words
            .iter()
            .flat_map(|words| words.split_whitespace())
            .map(str::to_lowercase)
            .all(|word| text.contains(&word) || meant(&word).iter().any(|part| text.contains(part)))
    }
}

fn meant(word: &str) -> &'static [&'static str] {
    let singular = word.strip_suffix('s').unwrap_or(word);
    let meaning = MEANINGS.iter().find(|(name, _)| *name == singular);
    meaning.map_or(&[], |(_, parts)| *parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(words: &[&str]) -> Search {
        let words = words.iter().map(|&word| word.to_owned());
        Search {
            words: words.collect(),
            ..Search::default()
        }
    }

    fn found(search: &Search) -> Vec<String> {
        let found = search.found().into_iter();
        found.map(|o| format!("{} {}", o.method, o.path)).collect()
    }

    #[test]
    fn every_word_must_occur_somewhere() {
        let cases = [
            (
                &["CartId}/vps", "POST"][..],
                &[
                    "POST /order/cart/{cartId}/vps",
                    "POST /order/cart/{cartId}/vps/options",
                ][..],
            ),
            (
                &["get_me_order_status"],
                &["GET /me/order/{orderId}/status"],
            ),
            (
                &["/cart/", "checkout", "credentials", "get"],
                &["GET /order/cart/{cartId}/checkout"],
            ),
            (
                &["/cart/ checkout  credentials get"],
                &["GET /order/cart/{cartId}/checkout"],
            ),
            (&["/cart/", "checkout", "anonymous"], &[]),
        ];
        for (words, expected) in cases {
            assert_eq!(found(&search(words)), expected, "{words:?}");
        }
        assert_eq!(search(&[]).found().len(), Operation::all().count());
    }

    #[test]
    fn a_search_by_meaning_leads_somewhere() {
        for (word, _) in MEANINGS {
            for word in [(*word).to_owned(), format!("{word}s")] {
                assert!(!found(&search(&[&word])).is_empty(), "{word}");
            }
        }
        let plans = found(&search(&["plans", "vps", "GET"]));
        assert!(plans.contains(&"GET /order/catalog/public/vps".to_owned()));
        assert!(
            found(&search(&["price"])).contains(&"GET /order/cart/{cartId}/summary".to_owned())
        );
        let invoices = found(&search(&["invoices"]));
        assert!(invoices.contains(&"GET /me/order/{orderId}/associatedObject".to_owned()));
    }

    #[test]
    fn options_narrow_a_search() {
        let charging = Search {
            charges: true,
            method: Some("POST".to_owned()),
            ..search(&["/order/cart/"])
        };
        assert_eq!(found(&charging), ["POST /order/cart/{cartId}/checkout"]);
        let windows = |region| Search {
            region: Some(region),
            group: group("LICENSE").ok(),
            ..search(&["POST", "windows"])
        };
        let expected = [
            "POST /order/license/windows/new/{duration}",
            "POST /order/license/windows/{serviceName}/upgrade/{duration}",
        ];
        assert_eq!(found(&windows(Region::Ca)), expected);
        assert_eq!(found(&windows(Region::Us)), [""; 0]);
        let unknown = group("licence").unwrap_err();
        assert!(unknown.starts_with("use one of cart, "), "{unknown}");
        let deprecated = Search {
            deprecated: true,
            ..search(&["POST", "vps", "veeam"])
        };
        let expected = ["POST /order/vps/{serviceName}/veeam/{duration}"];
        assert_eq!(found(&deprecated), expected);
    }
}
