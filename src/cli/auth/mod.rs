//! `auth`: the rights that a command needs.

mod needs;

use clap::{Args, Subcommand};
use ovh_order::client::Operation;
use ovh_order::error::redact;
use ovh_order::login::{AccessRule, Purpose};
use serde::Serialize;

use super::examples;
use super::operation::{self, METHODS};
use super::output::Output;
use super::page::Page;
use super::table;

use crate::cli::failure::{Failure, Result};

/// See the rights that commands need
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Print the access rules and IAM actions that a command needs; calls nothing
    Explain(Explain),
}

/// What is explained.
#[derive(Args)]
#[command(after_help = examples::EXPLAIN)]
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
    /// Those but for what only `--pay-with` needs.
    #[serde(skip)]
    usual_rules: Vec<AccessRule>,
    iam_actions: Vec<&'static str>,
    /// The least `--for` of `login` that has all of `usual_rules`.
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
    #[serde(skip)]
    rule: Option<AccessRule>,
}

/// Prints what a command needs.
pub(crate) fn explain(explain: &Explain, output: Output) -> Result<()> {
    let command = explain.words.join(" ");
    match operations(&command) {
        Ok(operations) => output.print(&Needs::of(command, operations), shown),
        Err(unknown) => Err(Failure::Usage(unknown)),
    }
}

/// The names of all commands.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    needs::commands()
}

/// The access rules that a command mostly needs; none for one that is not known, or that makes any call.
pub(crate) fn access_rules(command: &str) -> Vec<AccessRule> {
    let calls = needs::calls(command).unwrap_or_default();
    Needs::of(command.to_owned(), calls).usual_rules
}

/// The methods and paths of the operations that a command calls, or of the one call that is meant.
fn operations(words: &str) -> Result<Vec<(&'static str, &'static str)>, String> {
    let Some((method, path)) = call(words) else {
        return needs::calls(words).ok_or_else(|| {
            let known = table::comma_separated(needs::commands());
            let words = redact(words);
            format!("unknown command or call `{words}`; the commands are: {known}")
        });
    };
    match Operation::find(&method, &path) {
        Some(operation) => Ok(vec![(operation.method, operation.path)]),
        None => {
            let hint = operation::suggestion(&method, &path);
            Err(format!("unknown call {method} {}{hint}", redact(&path)))
        }
    }
}

/// The method and path of a call. `api` may precede it, and its first slash may be left out.
fn call(words: &str) -> Option<(String, String)> {
    let words = words.strip_prefix("api ").unwrap_or(words);
    let (method, path) = words.split_once(' ')?;
    let method = method.to_ascii_uppercase();
    let path = format!("/{}", path.trim_matches('/'));
    METHODS.contains(&method.as_str()).then_some((method, path))
}

impl Needs {
    fn of(command: String, operations: Vec<(&'static str, &'static str)>) -> Self {
        let operations: Vec<_> = operations
            .into_iter()
            .map(|(method, path)| Call::of(method, path))
            .collect();
        let mut access_rules = Vec::new();
        let mut iam_actions = Vec::new();
        for call in operations.iter().filter(|call| call.authenticated) {
            access_rules.extend(call.rule.clone());
            for action in &call.iam_actions {
                if !iam_actions.contains(action) {
                    iam_actions.push(*action);
                }
            }
        }
        access_rules.dedup();
        let usual_rules: Vec<_> = operations
            .iter()
            .filter(|call| call.authenticated && !needs::is_of_pay_with(&command, call.path))
            .filter_map(|call| call.rule.clone())
            .collect();
        let least = Purpose::least_for(&usual_rules).filter(|_| !access_rules.is_empty());
        Self {
            command,
            login_for: least.map(Purpose::name),
            access_rules,
            usual_rules,
            iam_actions,
            operations,
        }
    }
}

impl Call {
    /// A family of products needs credentials if all of its products do; the few others that need them
    /// say so under their own paths. What is not described needs them.
    fn of(method: &'static str, path: &'static str) -> Self {
        let operations: Vec<_> = match Operation::find(method, path) {
            Some(operation) => vec![operation],
            None => Operation::all()
                .filter(|it| it.method == method && is_of_family(it.path, path))
                .collect(),
        };
        let actions = operations.iter().flat_map(|it| &it.iam_actions);
        let required = actions.filter(|action| action.required);
        let mut iam_actions: Vec<_> = required.map(|action| action.name).collect();
        iam_actions.sort_unstable();
        iam_actions.dedup();
        let authenticated = operations.iter().all(|it| it.authenticated);
        Self {
            method,
            path,
            authenticated,
            iam_actions,
            rule: authenticated.then(|| AccessRule::of_template(method, path)),
        }
    }

    /// The actions for people: of a family with one for each product the first stands for all.
    fn actions(&self) -> String {
        match self.iam_actions.as_slice() {
            [first, others @ ..] if !others.is_empty() => {
                format!("{first} or that of another product (see -o json)")
            }
            all => all.join(", "),
        }
    }
}

/// Whether a path is that of a product in the place of `{product}`.
fn is_of_family(path: &str, family: &str) -> bool {
    let mut segments = family.split('/').zip(path.split('/'));
    path.split('/').count() == family.split('/').count()
        && segments.all(|(known, given)| known == "{product}" || known == given)
}

fn shown(needs: &Needs) -> Page {
    let (authenticated, open): (Vec<&Call>, Vec<&Call>) =
        needs.operations.iter().partition(|call| call.authenticated);
    let mut parts: Vec<Page> = Vec::new();
    if !authenticated.is_empty() {
        let rows = authenticated
            .iter()
            .map(|call| [table::text(call.rule.as_ref()), call.actions()]);
        parts.push(table::table(&["access rule", "IAM action"], rows));
    }
    if let Some(purpose) = needs.login_for {
        let hint = format!("`ovh-order login --for {purpose}` gets a consumer key for it.");
        let paying = authenticated
            .iter()
            .any(|call| needs::is_of_pay_with(&needs.command, call.path));
        parts.push(hint.into());
        if paying && purpose != Purpose::Everything.name() {
            let more = "A payment method's id, ovhAccount or fidelityAccount with --pay-with needs one of \
                        `login --for everything`.";
            parts.push(more.into());
        }
    }
    match open.len() {
        0 => {}
        1 => parts.push("1 operation needs no credentials (see -o json).".into()),
        count => {
            let open = format!("{count} operations need no credentials (see -o json).");
            parts.push(open.into());
        }
    }
    if open
        .iter()
        .any(|call| call.path.starts_with("/order/cart/{cartId}/{product}"))
    {
        let some =
            "A few products need them: `ovh-order auth explain GET /order/cart/{cartId}/PRODUCT`.";
        parts.push(some.into());
    }
    if !parts.is_empty() {
        return parts.into_iter().fold(Page::default(), Page::and);
    }
    if needs.command == "api" {
        return "It needs what its call needs: `ovh-order auth explain api METHOD PATH`.".into();
    }
    "It calls nothing.".into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_meant_without_its_slash_too() {
        let table = [
            ("POST me/order/7/pay", "POST", "/me/order/{orderId}/pay"),
            ("api get me", "GET", "/me"),
            ("GET /order/cart/{cartId}/", "GET", "/order/cart/{cartId}"),
            (
                "post /order/cart/0f3c/checkout",
                "POST",
                "/order/cart/{cartId}/checkout",
            ),
        ];
        for (words, method, path) in table {
            assert_eq!(operations(words), Ok(vec![(method, path)]), "{words}");
        }
        assert!(operations("cart checkout").is_ok());
        assert_eq!(operations("api"), Ok(vec![]));
    }

    #[test]
    fn what_is_unknown_is_told_without_what_is_secret() {
        for words in [
            "POST order/cart/0f3c/vsp",
            "send /order/cart/0f3c/x",
            "x password=0f3c",
        ] {
            let told = operations(words).unwrap_err();
            assert!(
                told.starts_with("unknown ") && !told.contains("0f3c"),
                "{told}"
            );
        }
    }
}
