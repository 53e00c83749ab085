//! What a shell completes: commands and options by their definition, and values that only we know.
//!
//! The script that `completions` prints runs this command at each press of Tab, in the middle of what
//! somebody types. So nothing but candidates is ever printed, and nobody is kept waiting: whatever
//! fails or takes too long has no candidates.

use std::ffi::OsString;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use std::{env, fs, panic, process};

use clap::{Arg, Command, CommandFactory, FromArgMatches};
use clap_complete::env::Shells;
use clap_complete::{ArgValueCandidates, CompleteEnv, CompletionCandidate, Shell};
use etcetera::{BaseStrategy, choose_base_strategy};
use ovh_order::config::{Config, Key};
use ovh_order::order::checkout::Payment;
use ovh_order::types::CartProduct;
use ovh_order::{Client, Error, endpoint};
use secrecy::ExposeSecret;
use tempfile::NamedTempFile;

use super::arguments::Arguments;
use super::destination::{Destination, SANDBOX, shell_word};
use super::failure::Result;
use super::output;

/// The variable by which the script asks. Not clap's usual `COMPLETE`: where that is set for something
/// else, an order would not be placed but completed.
const ASKED: &str = "_OVH_ORDER_COMPLETE";

/// How long the API is waited for.
const PATIENCE: Duration = Duration::from_millis(1500);

/// How long an answer counts, so that pressing Tab again costs no call and no second wait.
const FRESH: Duration = Duration::from_secs(10);

/// How many orders are candidates, the newest.
const MOST_ORDERS: usize = 50;

/// Prints the script that makes a shell ask this command.
pub(crate) fn script(shell: Shell) -> Result<()> {
    const NAME: &str = "ovh-order";
    let typed = env::args_os().next().unwrap_or_default();
    let command = match Path::new(&typed).components().count() {
        // It is found again as it was found now.
        0 | 1 => NAME.into(),
        _ => std::path::absolute(typed)?,
    };
    let mut script = Vec::new();
    if let Some(shell) = Shells::builtins().completer(&shell.to_string()) {
        let command = command.to_string_lossy();
        shell.write_registration(ASKED, NAME, NAME, &command, &mut script)?;
    }
    output::text(String::from_utf8_lossy(&script).trim())
}

/// Answers a shell that asks for candidates, and ends the process then.
pub(crate) fn answer_shell() {
    let folder = env::current_dir().ok();
    let asked = CompleteEnv::with_factory(completed).var(ASKED);
    let is_answered = asked.try_complete(words(), folder.as_deref());
    if is_answered.unwrap_or(true) {
        process::exit(0);
    }
}

/// The arguments with a word that is no command in place of each endpoint and profile: clap_complete
/// 4.6 takes the value of an option for a command of the same name, such as `sandbox`. The last word is
/// the one that is completed.
fn words() -> Vec<OsString> {
    let mut words: Vec<_> = env::args_os().collect();
    let mut is_value = false;
    for word in words
        .split_last_mut()
        .map_or(&mut [][..], |(_, before)| before)
    {
        let is_option = word == "--endpoint" || word == "--profile";
        if is_value {
            *word = "-".into();
        }
        is_value = is_option;
    }
    words
}

/// The command as shells complete it.
fn completed() -> Command {
    // A fault of ours does not belong in what somebody types either.
    panic::set_hook(Box::new(|_| ()));
    with_values(Arguments::command())
}

fn with_values(command: Command) -> Command {
    command
        .mut_args(|argument| match values(&argument) {
            Some(values) => argument.add(ArgValueCandidates::new(values)),
            None => argument,
        })
        .mut_subcommands(with_values)
}

/// What makes the candidates of an argument, which has the same name in every command.
fn values(argument: &Arg) -> Option<fn() -> Vec<CompletionCandidate>> {
    match argument.get_id().as_str() {
        "endpoint" => Some(|| candidates(endpoint::names().chain([SANDBOX]))),
        "profile" => Some(|| candidates(destination().examine().0.profiles())),
        "product" => Some(|| candidates(CartProduct::VALUES)),
        "pay_with" => Some(|| candidates(Payment::WORDS)),
        "cart" => Some(|| candidates(ids(List::Carts).unwrap_or_default())),
        "order" => Some(|| candidates(ids(List::Orders).unwrap_or_default())),
        _ => None,
    }
}

/// The values that a shell takes as they stand. Others come from files and answers and could be
/// commands once they are on somebody's command line.
fn candidates<T: AsRef<str>>(values: impl IntoIterator<Item = T>) -> Vec<CompletionCandidate> {
    let values = values.into_iter();
    let plain = values.filter(|value| shell_word(value.as_ref()) == value.as_ref());
    plain
        .map(|value| CompletionCandidate::new(value.as_ref()))
        .collect()
}

/// Where the command that is being typed would call.
fn destination() -> Destination {
    let words = env::args_os().skip_while(|word| word != "--").skip(1);
    let words: Vec<OsString> = words.collect();
    let typed = Arguments::command().ignore_errors(true);
    let typed = typed.try_get_matches_from(words).ok();
    typed
        .and_then(|typed| Destination::from_arg_matches(&typed).ok())
        .unwrap_or_default()
}

/// Lists of the account, each of which is one call.
#[derive(Clone, Copy)]
enum List {
    Carts,
    Orders,
}

/// The ids in a list; none without credentials, and for the sandbox that ends with its command.
fn ids(list: List) -> Option<Vec<String>> {
    let mut destination = destination();
    if destination.is_sandbox() {
        return None;
    }
    destination.timeout = Some(PATIENCE);
    destination.retries = Some(0);
    let config = destination.load().ok()?;
    let client = Client::from_config(&config).ok()?;
    if !client.credentials().can_authenticate() {
        return None;
    }
    let file = kept_in(&config, list);
    let kept = file.as_deref().and_then(fresh);
    if kept.is_some() {
        return kept;
    }
    let ids = asked(&client, list).unwrap_or_default();
    // That there was no answer is kept too. Without the file the next press of Tab asks again.
    let _ = file.map(|file| keep(&file, &ids));
    Some(ids)
}

fn asked(client: &Client, list: List) -> Option<Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let answer =
        runtime.block_on(async { tokio::time::timeout(PATIENCE, read(client, list)).await });
    // A host whose address is still being looked up must not hold the process.
    runtime.shutdown_background();
    answer.ok()?.ok()
}

async fn read(client: &Client, list: List) -> Result<Vec<String>, Error> {
    match list {
        List::Carts => client.list_cart().send().await,
        List::Orders => {
            let mut ids = client.list_me_order().send().await?;
            ids.sort_unstable_by(|a, b| b.cmp(a));
            let newest = ids.iter().take(MOST_ORDERS);
            Ok(newest.map(ToString::to_string).collect())
        }
    }
}

/// The file of a list, which differs by endpoint and keys: another account's must not be taken for it.
fn kept_in(config: &Config, list: List) -> Option<PathBuf> {
    let mut account = DefaultHasher::new();
    for key in Key::ALL {
        let setting = config.get(key);
        let value = setting.map(|setting| setting.value().expose_secret());
        value.hash(&mut account);
    }
    let name = match list {
        List::Carts => "carts",
        List::Orders => "orders",
    };
    let folder = choose_base_strategy().ok()?.cache_dir().join("ovh-order");
    Some(folder.join(format!("{name}-{:016x}", account.finish())))
}

fn fresh(file: &Path) -> Option<Vec<String>> {
    let age = fs::metadata(file).ok()?.modified().ok()?.elapsed().ok()?;
    let kept = fs::read_to_string(file).ok()?;
    (age < FRESH).then(|| kept.lines().map(str::to_owned).collect())
}

/// Writes a file that only its owner can read.
fn keep(file: &Path, ids: &[String]) -> io::Result<()> {
    let folder = file.parent().unwrap_or(file);
    fs::create_dir_all(folder)?;
    let mut written = NamedTempFile::new_in(folder)?;
    written.write_all(ids.join("\n").as_bytes())?;
    written.persist(file)?;
    Ok(())
}
