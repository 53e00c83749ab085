//! Which operations are meant by words and options. It must not print them.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use ovh_order::client::Operation;
use ovh_order::endpoint::Region;

/// What narrows a search; everything must fit.
#[derive(Args, Default)]
pub(in crate::cli) struct Search {
    /// Parts of the path, the Rust method, group, product, status or types; `credentials` and
    /// `anonymous` are words too. All must occur, in upper or lower case
    words: Vec<String>,
    /// Those with this method: GET, POST, PUT or DELETE
    #[arg(long, ignore_case = true, value_name = "METHOD")]
    #[arg(hide_possible_values = true)]
    method: Option<Method>,
    /// Those of this group: core, or a cargo feature such as cart or vps
    #[arg(long, value_name = "NAME", value_parser = group)]
    group: Option<String>,
    /// Those that this region has: eu, ca or us
    #[arg(long, ignore_case = true, value_name = "CODE")]
    #[arg(hide_possible_values = true)]
    region: Option<RegionCode>,
    /// Those that may create an order or a debt, or pay one
    #[arg(long)]
    charges: bool,
    /// Those that are deprecated
    #[arg(long)]
    deprecated: bool,
}

/// A group that some operation is of.
fn group(name: &str) -> Result<String, String> {
    let groups: BTreeSet<_> = Operation::all()
        .map(|operation| operation.feature)
        .collect();
    let meant = groups.iter().find(|group| group.eq_ignore_ascii_case(name));
    let groups = || groups.iter().copied().collect::<Vec<_>>().join(", ");
    meant.map_or_else(
        || Err(format!("one of {}", groups())),
        |group| Ok((*group).to_owned()),
    )
}

/// A method of HTTP.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// A region of the API.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum RegionCode {
    Eu,
    Ca,
    Us,
}

impl Search {
    /// The operations that fit, by path and method.
    pub(super) fn found(&self) -> Vec<&'static Operation> {
        let fitting = Operation::all().filter(|operation| self.fits(operation));
        fitting.collect()
    }

    fn fits(&self, operation: &Operation) -> bool {
        let (method, group) = (self.method.map(Method::as_str), self.group.as_deref());
        let region = self.region.map(RegionCode::region);
        method.is_none_or(|method| method == operation.method)
            && group.is_none_or(|group| group == operation.feature)
            && region.is_none_or(|region| operation.available_in(region))
            && (!self.charges || operation.may_charge())
            && (!self.deprecated || operation.deprecated.is_some())
            && self.words_occur(operation)
    }

    fn words_occur(&self, operation: &Operation) -> bool {
        let rights = match operation.authenticated {
            true => "credentials",
            false => "anonymous",
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
        let words = self.words.iter().flat_map(|words| words.split_whitespace());
        let mut words = words.map(str::to_lowercase);
        words.all(|word| text.contains(&word))
    }
}

impl Method {
    fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Delete => "DELETE",
        }
    }
}

impl RegionCode {
    fn region(self) -> Region {
        match self {
            Self::Eu => Region::Eu,
            Self::Ca => Region::Ca,
            Self::Us => Region::Us,
        }
    }
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
    fn options_narrow_a_search() {
        let charging = Search {
            charges: true,
            method: Some(Method::Post),
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
        assert_eq!(found(&windows(RegionCode::Ca)), expected);
        assert_eq!(found(&windows(RegionCode::Us)), [""; 0]);
        let unknown = group("licence").unwrap_err();
        assert!(unknown.starts_with("one of cart, "), "{unknown}");
        let deprecated = Search {
            deprecated: true,
            ..search(&["POST", "vps", "veeam"])
        };
        let expected = ["POST /order/vps/{serviceName}/veeam/{duration}"];
        assert_eq!(found(&deprecated), expected);
    }
}
