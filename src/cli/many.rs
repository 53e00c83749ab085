//! `buy` of several order files: each is an order of its own, all go at one pace, and one yes is for all.

mod ballot;

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use ovh_order::journal::Journal;
use ovh_order::money::Amount;
use ovh_order::order::{self, Bought, Context, OrderError, OrderFile, Quote, Seat, Terms};
use ovh_order::types::Contract;
use serde::Serialize;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio_util::sync::CancellationToken;

use self::ballot::{Answer, Ballot, sums, unless_too_much};
use super::confirm::{Question, ask, payer};
use super::failure::{Failure, Result};
use super::input;
use super::output;
use super::page::{Cell, Page, Tone};
use super::progress::Progress;
use super::report::Report;
use super::session::Session;
use super::table::{self, facts, table};

/// How several orders are bought.
#[derive(Args)]
pub(super) struct ManyArgs {
    /// Of several files, how many are bought at once; the pace of the calls stays the same
    #[arg(long, value_name = "NUMBER", default_value_t = 4)]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=64))]
    jobs: u8,
    /// Of several files, start no further ones after one has failed
    #[arg(long)]
    stop_on_error: bool,
    /// Of several files, the most that the orders of this run may cost together, with tax; none of them is
    /// placed before all are checked. Orders that were placed before do not count
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(super) max_sum: Option<Amount>,
}

/// An order file, and what messages call it.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) file: OrderFile,
}

/// The files that are meant: a folder means its order files, by name.
pub(super) fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let mut found =
            order_files(path).map_err(|error| input::unreadable(path.display(), error))?;
        if found.is_empty() {
            let folder = path.display();
            return Err(Failure::Usage(format!(
                "the folder {folder} has no order file: none of its names ends in .yaml, .yml or .json"
            )));
        }
        found.sort();
        files.extend(found);
    }
    Ok(files)
}

fn order_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in folder.read_dir()? {
        let path = entry?.path();
        let extension = path.extension().and_then(|it| it.to_str());
        if matches!(extension, Some("yaml" | "yml" | "json")) && path.is_file() {
            files.push(path);
        }
    }
    Ok(files)
}

/// Reads all of them.
pub(super) fn read(paths: &[PathBuf]) -> Result<Vec<Named>> {
    let files = OrderFile::read_all(paths)?;
    let named = paths.iter().zip(files).map(|(path, file)| Named {
        name: path.display().to_string(),
        file,
    });
    Ok(named.collect())
}

/// Orders that are bought together.
struct Batch<'a> {
    session: &'a Session,
    /// What the orders share: one client at one pace, and the account.
    context: Context,
    journal: Journal,
    terms: Terms,
    max_sum: Option<&'a Amount>,
    stop: CancellationToken,
    seats: Arc<Semaphore>,
    progress: Progress,
    /// The answer for all, once it is given.
    answer: watch::Receiver<Option<Answer>>,
}

/// Buys each of them, and prints what became of it. Several are not followed: following one would hold
/// up the others, and buying the same files once more says how each stands.
pub(super) async fn buy(
    orders: &[Named],
    arguments: &ManyArgs,
    terms: Terms,
    session: &Session,
) -> Result<()> {
    let is_given = session.yes && arguments.max_sum.is_none();
    let (answering, answer) = watch::channel(is_given.then_some(Answer::Yes));
    let mut context = Context::new(session.client.clone());
    if !is_given {
        // Whoever it is may wait for a yes as well, with orders that this one waits for.
        context = context.without_waiting();
    }
    let batch = Batch {
        session,
        context,
        journal: session.journal().await?,
        terms,
        max_sum: arguments.max_sum.as_ref(),
        stop: session.interrupt.token().child_token(),
        seats: Arc::new(Semaphore::new(arguments.jobs.into())),
        progress: Progress::of(orders.len()),
        answer,
    };
    let (ballots, cast) = mpsc::unbounded_channel();
    let under_way: FuturesUnordered<_> = orders
        .iter()
        .enumerate()
        .map(|(index, order)| batch.bought(index, order, ballots.clone()))
        .collect();
    // All are in when each order has sent its ballot or ended without one.
    drop(ballots);
    let asking = async {
        let answer = batch.agreed(cast).await;
        // Nobody waits for it if all have ended.
        let _ = answering.send(Some(answer));
    };
    let (mut ended, ()) = tokio::join!(batch.collected(under_way, arguments.stop_on_error), asking);
    batch.progress.end();
    if session.output.is_for_people()
        && let Err(source) = output::page(&summary(orders, &ended))
    {
        for Ended { index, outcome } in &mut ended {
            let name = orders.get(*index).map_or("", |order| &order.name);
            batch.not_printed(name, outcome, &source);
        }
    }
    batch.outcome(&ended)
}

/// What became of an order.
struct Ended {
    index: usize,
    outcome: Result<Bought>,
}

/// The same for programs.
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    /// The order, if there is one.
    order: Option<&'a Bought>,
    /// What failed.
    error: Option<Report<'a>>,
}

impl Batch<'_> {
    /// Places an order.
    async fn bought<'o>(
        &self,
        index: usize,
        order: &'o Named,
        ballots: mpsc::UnboundedSender<Ballot>,
    ) -> (&'o str, Ended) {
        let seat = Seat::of(&self.seats);
        seat.take().await;
        let outcome = if self.stop.is_cancelled() {
            Err(OrderError::Stopped)
        } else {
            let context = self.context(index, order, seat.clone());
            let confirm = async |quote: &Quote| self.confirmed(quote, order, ballots, &seat).await;
            let terms = self.terms.clone();
            // In a box, so that an order that has not begun takes no memory.
            Box::pin(order::place(
                &context,
                &self.journal,
                &order.file,
                terms,
                confirm,
            ))
            .await
        };
        let outcome = outcome.map_err(|error| self.failure(error));
        self.session.interrupt.of(index).ended();
        self.progress.ended(index);
        (&order.name, Ended { index, outcome })
    }

    /// What failed. Why the sum stopped it is told once for all.
    fn failure(&self, error: OrderError) -> Failure {
        if let OrderError::NotConfirmed = error
            && let Some(Answer::TooMuch(_)) = &*self.answer.borrow()
        {
            return Failure::NotPlaced;
        }
        error.into()
    }

    /// Tells the steps of an order.
    fn context(&self, index: usize, order: &Named, seat: Seat) -> Context {
        let interrupt = self.session.interrupt.of(index);
        let progress = self.progress.clone();
        let name = order.name.clone();
        self.context
            .clone()
            .with_stop(self.stop.clone())
            .with_seat(seat)
            .with_listener(move |event| {
                interrupt.note(event);
                progress.tell(index, &name, event);
            })
    }

    /// Whether an order is to be bought: waits for the answer that is given for all of them.
    async fn confirmed(
        &self,
        quote: &Quote,
        order: &Named,
        ballots: mpsc::UnboundedSender<Ballot>,
        seat: &Seat,
    ) -> bool {
        let ceilings = [&self.terms.max_total, &order.file.max_total];
        if self.max_sum.is_none() && ceilings.iter().all(|it| it.is_none()) {
            self.session.note_no_ceiling();
        }
        let mut answer = self.answer.clone();
        if answer.borrow().is_none() {
            seat.leave();
        }
        let payment = self.terms.payment.or(order.file.pay_with);
        let payer = payer(payment.unwrap_or_default(), &quote.order);
        let _ = ballots.send(Ballot::of(&order.name, quote, payer));
        drop(ballots);
        let answer = answer.wait_for(Option::is_some).await;
        let is_agreed = answer.is_ok_and(|answer| matches!(*answer, Some(Answer::Yes)));
        seat.take().await;
        is_agreed
    }

    /// Prints each as it ends. After one that could not be printed no further one is started.
    async fn collected<'o>(
        &self,
        mut under_way: FuturesUnordered<impl Future<Output = (&'o str, Ended)>>,
        stop_on_error: bool,
    ) -> Vec<Ended> {
        let mut all = Vec::new();
        while let Some((name, mut ended)) = under_way.next().await {
            let line = Line::of(name, &ended.outcome);
            if let Err(failure) = &ended.outcome
                && !matches!(failure, Failure::NotPlaced)
            {
                self.progress.failed(name, failure);
                if stop_on_error {
                    self.stop.cancel();
                }
            }
            let out = self
                .progress
                .aside(|| self.session.output.one_of_several(&line));
            if let Err(source) = out {
                // Nobody would hear of the orders that come.
                self.stop.cancel();
                self.not_printed(name, &mut ended.outcome, &source);
            }
            all.push(ended);
        }
        all
    }

    /// What the command ends with. That the orders cost too much together is told here, and once.
    fn outcome(&self, ended: &[Ended]) -> Result<()> {
        let failed = ended.iter().filter_map(|it| it.outcome.as_ref().err());
        let failed: Vec<_> = failed.collect();
        if failed.is_empty() {
            return Ok(());
        }
        let too_much = match &*self.answer.borrow() {
            Some(Answer::TooMuch(too_much)) => Some(too_much.clone()),
            _ => None,
        };
        if let Some(too_much) = &too_much
            && failed.iter().all(|it| matches!(it, Failure::NotPlaced))
        {
            return Err(too_much.clone().into());
        }
        Err(Failure::Several {
            orders: ended.len(),
            existing: failed.iter().filter(|it| it.may_exist()).count(),
            codes: failed.iter().map(|it| it.exit_code()).collect(),
            source: too_much,
        })
    }

    /// Makes it a failure that an order is in no result, and tells its number. Other failures are told
    /// by now.
    fn not_printed(&self, name: &str, outcome: &mut Result<Bought>, source: &Failure) {
        if let Ok(bought) = outcome {
            let failure = Failure::OrderNotPrinted {
                order: bought.order_id.to_string(),
                source: Box::new(io::Error::other(source.to_string()).into()),
            };
            self.progress.failed(name, &failure);
            *outcome = Err(failure);
        }
    }

    /// Asks for all orders at once, when the API has checked each of them.
    async fn agreed(&self, mut cast: mpsc::UnboundedReceiver<Ballot>) -> Answer {
        if self.answer.borrow().is_some() {
            return Answer::Yes;
        }
        let mut ballots = Vec::new();
        while let Some(ballot) = cast.recv().await {
            ballots.push(ballot);
        }
        if ballots.is_empty() || self.stop.is_cancelled() {
            return Answer::No;
        }
        if let Some(ceiling) = self.max_sum
            && let Err(too_much) = unless_too_much(&ballots, ceiling)
        {
            return Answer::TooMuch(too_much);
        }
        if self.session.yes {
            return Answer::Yes;
        }
        self.asked(ballots).await
    }

    /// Asks a person.
    async fn asked(&self, mut ballots: Vec<Ballot>) -> Answer {
        ballots.sort_by(|a, b| a.name.cmp(&b.name));
        self.progress.pause();
        let endpoint = self.session.client.endpoint();
        let sums = sums(&ballots);
        let orders = match ballots.len() {
            1 => "1 order".to_owned(),
            number => format!("{number} orders"),
        };
        let question = Question {
            said: self.agreement(&ballots),
            word: "buy",
            does: &format!("to place {orders} for {sums} with tax at {endpoint}"),
        };
        let answer = tokio::select! {
            () = self.stop.cancelled() => return Answer::No,
            answer = ask(&question) => answer,
        };
        answer.map_or(Answer::No, |()| Answer::Yes)
    }

    /// What is agreed to: the orders, their sum, the ceiling, and every contract once.
    fn agreement(&self, ballots: &[Ballot]) -> Page {
        let rows = ballots
            .iter()
            .map(|it| [it.name.clone(), it.shown.clone(), it.payer.clone()]);
        let mut contracts: Vec<Contract> = Vec::new();
        for contract in ballots.iter().flat_map(|it| &it.contracts) {
            if !contracts.contains(contract) {
                contracts.push(contract.clone());
            }
        }
        let sum: (_, Cell) = ("total with tax", Cell::new(sums(ballots), Tone::Strong));
        let ceiling = self.terms.max_total.as_ref();
        let ceiling = ceiling.map(|it| ("an order at most", it.to_string().into()));
        let together = (self.max_sum).map(|it| ("together at most", it.to_string().into()));
        table(&["file", "total with tax ", "paid by"], rows)
            .and(facts([sum].into_iter().chain(ceiling).chain(together)))
            .and(table::contracts(&contracts))
    }
}

impl<'a> Line<'a> {
    fn of(file: &'a str, outcome: &'a Result<Bought>) -> Self {
        let (order, error) = match outcome {
            Ok(bought) => (Some(bought), None),
            Err(failure) => (failure.bought(), Some(Report::of(failure, &[]))),
        };
        Self { file, order, error }
    }
}

/// What became of each order, in the order of the files, and the links by which they are to be paid.
fn summary(orders: &[Named], ended: &[Ended]) -> Page {
    let mut ended: Vec<_> = ended.iter().collect();
    ended.sort_by_key(|ended| ended.index);
    let links = ended.iter().filter_map(|ended| to_pay(&ended.outcome));
    let links = links.fold(Page::default(), Page::and);
    let rows = orders
        .iter()
        .zip(ended)
        .map(|(order, Ended { outcome, .. })| {
            let bought = outcome.as_ref().map_or_else(Failure::bought, Some);
            let number = bought.map(|bought| bought.order_id);
            let total = bought.and_then(Bought::total);
            let status = bought.and_then(|bought| bought.status.as_ref());
            [
                order.name.clone().into(),
                table::text(number).into(),
                table::text(total).into(),
                status.map_or_else(|| String::new().into(), table::status),
                said(outcome),
            ]
        });
    table(&["file", "order ", "total ", "status", "outcome"], rows).and(links)
}

/// The link of an order that waits for a person.
fn to_pay(outcome: &Result<Bought>) -> Option<String> {
    let bought = outcome.as_ref().map_or_else(Failure::bought, Some)?;
    bought.to_do()?;
    let url = bought.url.as_ref()?;
    Some(format!(
        "link of order {}:\n{}",
        bought.order_id,
        url.expose()
    ))
}

fn said(outcome: &Result<Bought>) -> Cell {
    match outcome {
        Err(Failure::Order(OrderError::Stopped)) => {
            Cell::new("not started, or stopped", Tone::Attention)
        }
        Err(failure) => Cell::new(failure.in_one_line(), Tone::Bad),
        Ok(bought) => {
            let placed = if bought.is_earlier {
                "placed before"
            } else {
                "placed now"
            };
            match bought.to_do() {
                Some(to_do) => Cell::new(format!("{placed}; {to_do}"), Tone::Attention),
                None => placed.to_owned().into(),
            }
        }
    }
}
