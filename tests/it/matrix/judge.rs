//! Whether what a command said is true.

use std::fmt;

use ovh_order::order::OrderId;

use crate::fixture::truth::{Cart, Truth};
use crate::fixture::wire::Wire;

/// What a command said, and how it ended.
#[derive(Clone)]
pub struct Said {
    pub arguments: Vec<String>,
    /// None if a signal ended it.
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
    /// How many orders there were when it began.
    pub orders_before: usize,
    /// It was ended, because it did not end by itself.
    pub is_endless: bool,
}

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, stderr, .. } = self;
        writeln!(
            f,
            "$ {}\n{stderr}ended with {code:?}",
            self.arguments.join(" ")
        )
    }
}

impl Said {
    /// All that it said.
    pub fn all(&self) -> String {
        format!("{}{}", self.stdout, self.stderr)
    }

    /// The false statements among what it said, by what the sandbox counts now.
    pub fn lies(&self, truth: &Truth, wire: &Wire) -> Vec<String> {
        let mut lies = Vec::new();
        let mut is_false = |what: &str, is_said: bool, is_true: bool| {
            if is_said && !is_true {
                lies.push(what.to_owned());
            }
        };
        let said = self.all();
        let is_none_new = truth.orders.len() == self.orders_before;
        is_false("bought", said.contains("nothing was bought"), is_none_new);
        let is_none = truth.orders.is_empty();
        is_false("ordered", said.contains("nothing was ordered"), is_none);
        for order in numbers_after(&said, "order") {
            is_false("a number", true, truth.orders.contains(&OrderId(order)));
        }
        for rest in said.split("the cart ").skip(1) {
            if let Some((cart, _)) = rest.split_once(" may be left") {
                is_false("may be left", true, truth.carts.contains_key(cart));
            }
        }
        for cart in words_after(&said, "there may be an order of the cart") {
            let is_sent = wire.count(|got| got.is_checkout() && got.target.contains(cart)) > 0;
            is_false("there may be an order", true, is_sent);
        }
        let is_gone = truth.carts_that_are(Cart::Gone).next().is_some();
        is_false("deleted", said.contains("deleted the cart"), is_gone);
        is_false("panicked", said.contains("panicked"), false);
        is_false(
            "a secret",
            said.contains("sandbox-application-secret"),
            false,
        );
        let is_sent = wire.count(|got| got.is_checkout()) > 0;
        match self.code {
            None => {}
            Some(0 | 6 | 9) => is_false("an order exists", true, !is_none),
            Some(5) => is_false("an order may exist", true, is_sent),
            // Who has not begun to order knows nothing of what others do.
            Some(1 | 3 | 4 | 8 | 130) => {
                let has_begun = said.contains("created a cart");
                is_false("no order by the code", has_begun, is_none_new);
            }
            Some(code) => is_false(&format!("code {code}"), true, false),
        }
        lies
    }
}

/// The numbers that come right after a word.
fn numbers_after(text: &str, wanted: &str) -> Vec<i64> {
    let words: Vec<_> = text.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let pairs = words.windows(2).filter(|pair| pair[0] == wanted);
    pairs.filter_map(|pair| pair[1].parse().ok()).collect()
}

/// The words that come right after a text.
fn words_after<'a>(text: &'a str, wanted: &str) -> Vec<&'a str> {
    let rests = text.split(wanted).skip(1);
    rests
        .filter_map(|rest| rest.trim_start().split([' ', ',', '\n']).next())
        .collect()
}

#[test]
fn a_false_statement_is_noticed() {
    let text = "order 7 exists of the cart 0f-3c, which expires; order is 8";
    assert_eq!(numbers_after(text, "order"), [7]);
    assert_eq!(words_after(text, "of the cart"), ["0f-3c"]);
}
