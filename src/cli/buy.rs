//! `quote` and `buy`: what an order file costs, and buying it.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::Context as _;
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use ovh_order::journal::Repeat;
use ovh_order::money::Amount;
use ovh_order::order::checkout::{Payment, Retractation};
use ovh_order::order::{self, Basis, Bought, OrderError, OrderFile, SavedQuote, Terms};

use super::confirm::confirm;
use super::examples;
use super::failure::{Failure, Result};
use super::input::{self, MEBIBYTE};
use super::many::{self, ManyArgs};
use super::output::tell;
use super::page::Page;
use super::receipt;
use super::session::Session;
use super::table;

/// Show what an order file would cost, without buying
#[derive(Args)]
#[command(after_help = examples::QUOTE)]
pub(crate) struct QuoteArgs {
    /// The order file, YAML or JSON; `-` is standard input
    file: PathBuf,
    /// Write what was quoted to a file, to buy exactly that within a day: `buy FILE --quote SAVED`
    #[arg(long, value_name = "SAVED")]
    save: Option<PathBuf>,
}

/// Buy an order file and follow the order until it is delivered, or place the orders of several
#[derive(Args)]
#[command(after_help = examples::BUY)]
pub(crate) struct BuyArgs {
    /// The order file, YAML or JSON; `-` is standard input. Of several, or of a folder of them, each is
    /// an order of its own; they are placed and not followed
    #[arg(value_name = "FILE|FOLDER", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    terms: TermsArgs,
    /// Buy only what `quote --save` wrote: the same total, lines and contracts
    #[arg(long, value_name = "SAVED")]
    quote: Option<PathBuf>,
    #[command(flatten)]
    repeat: RepeatArgs,
    #[command(flatten)]
    many: ManyArgs,
    /// Print the order as soon as it exists; `order follow` can wait for it later
    #[arg(long)]
    no_follow: bool,
}

/// How a cart is bought.
#[derive(Args)]
pub(crate) struct TermsArgs {
    /// Give up the right to withdraw from the order (`waiveRetractationPeriod`)
    #[arg(long)]
    waive_retractation_period: bool,
    /// Pay with the account's preferred payment method (`autoPayWithPreferredPaymentMethod`)
    #[arg(long)]
    auto_pay: bool,
    /// Who pays: `default` (the preferred payment method), a payment method's id, `ovhAccount`,
    /// `fidelityAccount`, `link` (a person, whom `buy` waits for), or `none` (nobody yet, and the command
    /// ends once the order exists); an order file says it as `payWith` [default: link]
    #[arg(long, value_name = "WHO", conflicts_with = "auto_pay")]
    pay_with: Option<Payment>,
    /// The most that the order may cost, with tax, such as "12.00 EUR"; an order file says it as `maxTotal`
    #[arg(long, value_name = "AMOUNT", allow_hyphen_values = true)]
    pub(super) max_total: Option<Amount>,
}

/// How the journal remembers an order.
#[derive(Args)]
pub(crate) struct RepeatArgs {
    /// The name to remember the order by [default: made from the order itself]
    #[arg(long, value_name = "KEY", value_parser = NonEmptyStringValueParser::new())]
    key: Option<String>,
    /// Order once more what was ordered before
    #[arg(long)]
    again: bool,
}

impl RepeatArgs {
    /// The terms, with how the journal remembers the order.
    pub(super) fn of(&self, terms: &TermsArgs) -> Terms {
        let mut terms = Terms::from(terms);
        terms.key = self.key.clone();
        if self.again {
            terms.repeat = Repeat::Again;
        }
        terms
    }
}

impl From<&TermsArgs> for Terms {
    fn from(arguments: &TermsArgs) -> Self {
        let mut terms = Self::default();
        if arguments.waive_retractation_period {
            terms.retractation = Retractation::Waive;
        }
        if arguments.auto_pay {
            terms.payment = Some(Payment::Automatic);
        }
        terms.payment = arguments.pay_with.or(terms.payment);
        terms.max_total = arguments.max_total.clone();
        terms
    }
}

/// Prices the order file.
pub(crate) async fn quote(command: &QuoteArgs, session: &Session) -> Result<()> {
    let file = read(&command.file, session).await?;
    let context = session.context();
    let quote = order::quote(&context, &file).await?;
    if let Some(path) = &command.save {
        let saved = SavedQuote::of(&context, &quote).await?;
        let json = serde_json::to_string_pretty(&saved).map_err(io::Error::from)?;
        fs::write(path, json + "\n")
            .with_context(|| format!("cannot write the quote {}", path.display()))?;
    }
    if let Err(too_dear) = order::is_within(&quote.order, file.max_total.as_ref()) {
        tell(format_args!("warning: `buy` refuses it: {too_dear}"));
    }
    session.output.print(&quote, quoted)
}

/// Buys the order file, or several.
pub(crate) async fn buy(command: &BuyArgs, session: &Session) -> Result<()> {
    if let [file] = command.files.as_slice()
        && !file.is_dir()
        && command.many.max_sum.is_none()
    {
        return buy_one(file, command, session).await;
    }
    if command.files.iter().any(|file| file.as_os_str() == "-") {
        let refused =
            "`-` (standard input) is a single order, without --max-sum: its ceiling is --max-total";
        return Err(Failure::Usage(refused.to_owned()));
    }
    let RepeatArgs { key, again } = &command.repeat;
    if key.is_some() || *again || command.quote.is_some() {
        let refused = "--key, --again and --quote are for a single order file, without --max-sum: its ceiling is --max-total";
        return Err(Failure::Usage(refused.to_owned()));
    }
    let paths = command.files.clone();
    let reading = input::read(move || many::read(&many::files(&paths)?));
    let orders = session.interrupt.until(reading).await??;
    many::buy(&orders, &command.many, Terms::from(&command.terms), session).await
}

async fn buy_one(path: &Path, command: &BuyArgs, session: &Session) -> Result<()> {
    let file = read(path, session).await?;
    let context = session.context();
    let journal = session.journal().await?;
    let mut terms = command.repeat.of(&command.terms);
    if let Some(path) = &command.quote {
        terms.quote = Some(saved(path, session).await?);
    }
    let has_ceiling = file.max_total.is_some() || terms.max_total.is_some();
    let is_limited = has_ceiling || terms.quote.is_some();
    let payment = terms.payment.or(file.pay_with).unwrap_or_default();
    let asked = async |quote: &order::Quote| {
        if !is_limited {
            session.note_no_ceiling();
        }
        confirm(session, &quote.order, payment).await.is_ok()
    };
    // Nobody pays such an order while the command waits.
    if command.no_follow || payment == Payment::Nobody {
        let placed = order::place(&context, &journal, &file, terms, asked).await;
        return match placed.inspect_err(tell_nothing_bought) {
            Ok(bought) => print(&bought, receipt::placed, session),
            failed => print_outcome(failed, session),
        };
    }
    let outcome = order::buy(&context, &journal, &file, terms, asked).await;
    print_outcome(outcome.inspect_err(tell_nothing_bought), session)
}

/// Says that nothing was bought, unless the failure to place an order says more. A call can fail before the
/// command has found out what became of an earlier one, so that says nothing about the earlier one.
pub(super) fn tell_nothing_bought(error: &OrderError) {
    match error {
        OrderError::Problems(_) => tell("nothing was bought"),
        OrderError::Api(_) => tell("this command bought nothing"),
        _ => {}
    }
}

/// Prints what is known of an order that exists although something failed, and answers the failure.
pub(super) fn print_known<T>(error: OrderError, session: &Session) -> Result<T> {
    match &error {
        // Nobody has read its link and until when it can be paid.
        OrderError::Unpaid { bought, .. } => print(bought, receipt::placed, session)?,
        OrderError::Ordered { bought, .. } => print(bought, receipt::outcome, session)?,
        _ => {}
    }
    Err(error.into())
}

/// Prints an order that was followed. What is known of it is the result although following it failed.
/// People have read the rest when following began.
pub(super) fn print_outcome(outcome: Result<Bought, OrderError>, session: &Session) -> Result<()> {
    let bought = outcome.or_else(|error| print_known(error, session))?;
    print(&bought, receipt::outcome, session)?;
    if bought.missing.is_empty() {
        return Ok(());
    }
    Err(Failure::Unnamed {
        order: bought.order_id,
        missing: bought.missing,
    })
}

/// Reads an order file; `-` is standard input.
async fn read(path: &Path, session: &Session) -> Result<OrderFile> {
    let path = path.to_owned();
    let reading = input::read(move || {
        if path.as_os_str() == "-" {
            return OrderFile::read_from(io::stdin().lock(), "standard input");
        }
        OrderFile::read(path)
    });
    Ok(session.interrupt.until(reading).await??)
}

/// Reads a quote that was saved.
async fn saved(path: &Path, session: &Session) -> Result<SavedQuote> {
    let file = path.to_owned();
    let reading = input::read(move || input::file(&file, MEBIBYTE));
    let text = session.interrupt.until(reading).await??;
    let expected = "a quote that `quote --save` wrote";
    serde_json::from_slice(&text).map_err(|error| input::invalid(path.display(), expected, error))
}

fn print(bought: &Bought, page: fn(&Bought) -> Page, session: &Session) -> Result<()> {
    let printed = session.output.print(bought, page);
    printed.map_err(|source| Failure::OrderNotPrinted {
        order: bought.order_id.to_string(),
        source: Box::new(source),
    })
}

fn quoted(quote: &order::Quote) -> Page {
    let basis = match quote.basis {
        Basis::DryRun => "The API accepts this order. Nothing was bought.",
        _ => "Added up without credentials. Whether the API accepts the order was not checked.",
    };
    table::order(&quote.order).and(basis)
}
