//! `order runs`, `resume`, `adopt` and `forget`: what the journal remembers, and settling it.

use clap::Subcommand;
use ovh_order::journal::{Journal, Run, RunKind, State};
use ovh_order::order::{OrderId, adopt, forget, resume};

use super::buy;
use super::failure::{Failure, Result};
use super::output::tell;
use super::page::Page;
use super::session::Session;
use super::table::{facts, table, text};

/// The commands about runs.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// List what the journal remembers: every purchase, its state and its order
    Runs {
        #[command(subcommand)]
        show: Option<Show>,
    },
    /// Go on with an order that was interrupted; it never orders anew
    Resume {
        /// The run's key [default: the unfinished run that was changed last]
        key: Option<String>,
    },
    /// Tell the journal which order a run made, when it cannot find out by itself
    Adopt {
        /// The run's key
        key: String,
        /// The order's id
        order: OrderId,
    },
    /// Tell the journal that a run made no order, so that it can be ordered again; deletes its cart
    Forget {
        /// The run's key
        key: String,
    },
}

/// One run.
#[derive(Subcommand)]
pub(crate) enum Show {
    /// Show a run with its steps
    Show {
        /// The run's key
        key: String,
    },
}

/// Runs one of the commands.
pub(crate) async fn run(command: &Command, session: &Session) -> Result<()> {
    let (context, journal) = (session.context(), session.journal().await?);
    match command {
        Command::Runs { show: None } => {
            let runs = journal.runs().await?;
            session.output.print(&runs, |runs| listed(runs))
        }
        Command::Runs {
            show: Some(Show::Show { key }),
        } => {
            let run = named(&journal, session, key).await?;
            session.output.print(&run, shown)
        }
        Command::Resume { key } => {
            let run = match key {
                Some(key) => named(&journal, session, key).await?,
                None => unfinished(&journal, session).await?,
            };
            let resumed = resume(&context, &journal, &run.name).await;
            buy::print_outcome(resumed, session)
        }
        Command::Adopt { key, order } => {
            let run = named(&journal, session, key).await?;
            let adopting = adopt(&context, &journal, &run.name, *order);
            session.interrupt.until(adopting).await?;
            session.output.done("adopted")
        }
        Command::Forget { key } => {
            let run = named(&journal, session, key).await?;
            forget(&context, &journal, &run.name).await?;
            session.output.done("forgotten")
        }
    }
}

/// The last run with this key, of those that were not abandoned if there are any. Accounts that share a
/// journal can share keys.
async fn named(journal: &Journal, session: &Session, key: &str) -> Result<Run> {
    let mut runs = here(journal, session, |run| run.name.key == key).await?;
    let mut accounts = runs.iter().map(|run| &run.name.account);
    let first_account = accounts.next();
    if accounts.any(|account| Some(account) != first_account) {
        let own = own_account(session).await?;
        runs.retain(|run| Some(&run.name.account) == own.as_ref());
    }
    // An attempt that was abandoned after one with an order says nothing about that.
    runs.sort_by_key(|run| run.state == State::Abandoned);
    first(runs, format!("run `{key}`"), session)
}

/// The run of this account that is to be resumed: one whose answer was lost before all others that are not
/// at their end, and one that was looked at in vain after them, because they may clear it up. Of several
/// the one that was changed last. Says which it is, and how many there are besides.
async fn unfinished(journal: &Journal, session: &Session) -> Result<Run> {
    let account = own_account(session).await?;
    let mut runs = here(journal, session, |run| {
        let is_own = Some(&run.name.account) == account.as_ref();
        is_own && run.kind == RunKind::Order && !run.state.is_final()
    })
    .await?;
    runs.sort_by_key(|run| match run.state {
        // There may be an order that nobody knows of.
        State::Posting => 0,
        State::Unknown => 2,
        _ => 1,
    });
    let others = runs.len().saturating_sub(1);
    let run = first(runs, "unfinished run".to_owned(), session)?;
    let key = &run.name.key;
    tell(format_args!(
        "resuming the run {key}; others that are not at their end: {others}"
    ));
    Ok(run)
}

async fn own_account(session: &Session) -> Result<Option<String>> {
    let reading = session.client.get_me().send();
    Ok(session.interrupt.until(reading).await?.nichandle)
}

/// The runs at this endpoint that are wanted, the last changed first.
async fn here(
    journal: &Journal,
    session: &Session,
    is_wanted: impl Fn(&Run) -> bool,
) -> Result<Vec<Run>> {
    let endpoint = session.client.endpoint().origin();
    let mut runs = journal.runs().await?;
    runs.retain(|run| run.name.endpoint == endpoint && is_wanted(run));
    Ok(runs)
}

fn first(runs: Vec<Run>, what: String, session: &Session) -> Result<Run> {
    let endpoint = session.client.endpoint().origin().to_owned();
    let run = runs.into_iter().next();
    run.ok_or(Failure::NoRun { what, endpoint })
}

fn listed(runs: &[Run]) -> Page {
    let rows = runs.iter().map(|run| {
        [
            run.name.key.clone(),
            run.attempt.to_string(),
            run.state.to_string(),
            text(run.order_id),
            run.changed.strftime("%F %T UTC").to_string(),
            run.plans.join(" "),
        ]
    });
    table(
        &["key", "attempt ", "state", "order ", "changed", "for"],
        rows,
    )
}

fn shown(run: &Run) -> Page {
    let known = facts([
        ("key", run.name.key.clone()),
        ("endpoint", run.name.endpoint.clone()),
        ("account", run.name.account.clone()),
        ("attempt", run.attempt.to_string()),
        ("state", run.state.to_string()),
        ("order", text(run.order_id)),
        ("for", run.plans.join(" ")),
        ("by", run.owner.clone()),
    ]);
    let steps = run.steps.iter().map(|step| {
        [
            step.at.to_string(),
            step.state.to_string(),
            text(step.query_id.as_ref()),
        ]
    });
    known.and(table(&["time", "state", "query id"], steps))
}
