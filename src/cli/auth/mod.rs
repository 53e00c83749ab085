//! `auth`: what a command needs to be allowed.
//! It must not send anything.

mod needs;

use std::borrow::Cow;

use crate::cli::failure::Result;
use clap::error::ErrorKind;
use clap::{Args, Subcommand};
use ovh_order::client::Operation;
use ovh_order::error::redact;
use ovh_order::login::{AccessRule, Purpose};
use serde::Serialize;

use super::operation::{self, METHODS};
use super::output::Output;
use super::table;

/// See what must be granted
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the access rules and IAM actions that a command needs; calls nothing
    Explain(Explain),
}

/// What is explained.
#[derive(Args)]
pub(crate) struct Explain {
    /// A command without its arguments, such as `buy` or `order follow`, a group of commands such as
    /// `cart`, or a call such as `POST /order/cart/{cartId}/checkout`
    #[arg(required = true, value_name = "COMMAND")]
    words: Vec<String>,
}

/// What a command needs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Needs {
    command: String,
    access_rules: Vec<AccessRule>,
    iam_actions: Vec<&'static str>,
    /// The least `--for` of `login` that has all of it.
    login_for: Option<&'static str>,
    operations: Vec<Call>,
}

/// One operation that it calls.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    method: &'static str,
    path: &'static str,
    /// Whether it needs credentials.
    authenticated: bool,
    iam_actions: Vec<&'static str>,
}

/// Prints what a command needs.
pub(crate) fn explain(explain: &Explain, output: Output) -> Result<()> {
    let command = explain.words.join(" ");
    let meant = meant(&command);
    let Some(operations) = needs::of(&meant) else {
        clap::Error::raw(ErrorKind::InvalidValue, unknown(&meant)).exit()
    };
    output.print(&needs(command, &operations), shown)
}

/// The command, or the call with an absolute path: its slash may be left out, as in `api`.
fn meant(words: &str) -> Cow<'_, str> {
    let call = words.strip_prefix("api ").unwrap_or(words);
    match call.split_once(' ') {
        Some((method, path)) if METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) => {
            format!("{method} /{}", path.trim_matches('/')).into()
        }
        _ => words.into(),
    }
}

/// What there is instead of a command or a call.
fn unknown(words: &str) -> String {
    let call = words.strip_prefix("api ").unwrap_or(words);
    if let Some((method, path)) = call
        .split_once(' ')
        .filter(|(_, path)| path.starts_with('/'))
    {
        let hint = operation::suggestion(&method.to_ascii_uppercase(), path);
        return format!("the descriptions have no {}{hint}\n", redact(call));
    }
    let known: Vec<_> = needs::commands().collect();
    let known = known.join(", ");
    let words = redact(words);
    format!("there is no command or call `{words}`; the commands are: {known}\n")
}

fn needs(command: String, operations: &[(&'static str, &'static str)]) -> Needs {
    let operations: Vec<_> = operations.iter().map(call).collect();
    let needing = || operations.iter().filter(|call| call.authenticated);
    let mut access_rules: Vec<_> = needing().filter_map(rule).collect();
    access_rules.dedup();
    let mut iam_actions = Vec::new();
    for action in needing().flat_map(|call| &call.iam_actions) {
        if !iam_actions.contains(action) {
            iam_actions.push(*action);
        }
    }
    let least = Purpose::least_for(&access_rules);
    Needs {
        command,
        login_for: least
            .filter(|_| !access_rules.is_empty())
            .map(Purpose::name),
        access_rules,
        iam_actions,
        operations,
    }
}

/// A family of products is called without credentials; those few of its products that need them say
/// so under their own paths.
fn call((method, path): &(&'static str, &'static str)) -> Call {
    let operation = Operation::find(method, path);
    let actions = operation
        .iter()
        .flat_map(|operation| &operation.iam_actions);
    let required = actions.filter(|action| action.required);
    Call {
        method,
        path,
        authenticated: operation.is_some_and(|operation| operation.authenticated),
        iam_actions: required.map(|action| action.name).collect(),
    }
}

fn rule(call: &Call) -> Option<AccessRule> {
    Operation::find(call.method, call.path).map(AccessRule::of)
}

fn shown(needs: &Needs) -> String {
    let calls = needs.operations.iter().filter(|call| call.authenticated);
    let rows = calls.map(|call| {
        let rule = rule(call).map(|rule| rule.to_string());
        [rule.unwrap_or_default(), call.iam_actions.join(", ")]
    });
    let open = needs.operations.iter().filter(|call| !call.authenticated);
    let rights = table::table(&["access rule", "IAM action"], rows);
    let also = match open.count() {
        0 => String::new(),
        1 => "1 operation needs no credentials (see -o json).".to_owned(),
        count => format!("{count} operations need no credentials (see -o json)."),
    };
    let login = needs
        .login_for
        .map(|purpose| format!("`ovh-order login --for {purpose}` makes a consumer key for it."));
    let parts = [
        Some(rights).filter(|_| !needs.access_rules.is_empty()),
        login,
        Some(also).filter(|also| !also.is_empty()),
    ];
    let parts: Vec<_> = parts.into_iter().flatten().collect();
    match (parts.is_empty(), needs.command.as_str()) {
        (true, "api") => {
            "It needs what its call needs: `ovh-order auth explain api METHOD PATH`.".to_owned()
        }
        (true, _) => "It calls nothing.".to_owned(),
        (false, _) => parts.join("\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_meant_without_its_slash_too() {
        for (words, expected) in [
            ("POST me/order/7/pay", "POST /me/order/7/pay"),
            ("api get me", "get /me"),
            ("GET /order/cart/{cartId}/", "GET /order/cart/{cartId}"),
            ("cart checkout", "cart checkout"),
            ("api", "api"),
        ] {
            assert_eq!(meant(words), expected);
            assert!(needs::of(&meant(words)).is_some(), "{words}");
        }
    }

    #[test]
    fn what_is_unknown_is_told_without_what_is_secret() {
        for words in [
            "POST order/cart/0f3c/vsp",
            "send /order/cart/0f3c/x",
            "x password=0f3c",
        ] {
            let told = unknown(&meant(words));
            assert!(told.contains(" no ") && !told.contains("0f3c"), "{told}");
        }
    }
}
