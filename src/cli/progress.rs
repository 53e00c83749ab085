//! How far several orders are: a bar and what each waits for on a terminal, lines elsewhere.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use ovh_order::order::{Event, OrderError};

use super::failure::Failure;
use super::output::{tell, tell_rendered};
use super::printable::clean_message;
use super::problems;

/// The progress of several orders. Clones show the same.
#[derive(Clone)]
pub(super) struct Progress {
    bars: MultiProgress,
    whole: ProgressBar,
    /// For each order that is under way.
    lines: Arc<Mutex<BTreeMap<usize, ProgressBar>>>,
}

impl Progress {
    /// Of so many orders. Nothing is drawn unless standard error is a terminal.
    pub(super) fn of(orders: usize) -> Self {
        let bars = MultiProgress::new();
        let whole = bars.add(ProgressBar::new(orders as u64));
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} orders") {
            whole.set_style(style);
        }
        Self {
            bars,
            whole,
            lines: Arc::default(),
        }
    }

    /// Tells a step of an order: all of them in its line, and what a person may need to know for good.
    pub(super) fn tell(&self, index: usize, name: &str, event: &Event) {
        let said = clean_message(&format!("{name}: {event}")).into_owned();
        if !is_step(event) {
            self.aside(|| tell(&said));
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(index).or_insert_with(|| {
            let style = ProgressStyle::with_template("  {wide_msg}");
            let line = ProgressBar::no_length();
            let line = style.map_or(line.clone(), |style| line.with_style(style));
            self.bars.insert_before(&self.whole, line)
        });
        line.set_message(said);
    }

    /// Tells what is wrong with an order that failed; that one was stopped is known.
    pub(super) fn failed(&self, name: &str, failure: &Failure) {
        if matches!(failure, Failure::Order(OrderError::Stopped)) {
            return;
        }
        self.aside(|| {
            if failure.problems().is_empty() {
                tell(format_args!("error: {name}: {}", failure.in_one_line()));
            } else {
                tell_rendered(&problems::render(failure.problems()));
            }
        });
    }

    /// Takes an order's line away.
    pub(super) fn ended(&self, index: usize) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(line) = lines.remove(&index) {
            self.bars.remove(&line);
        }
        self.whole.inc(1);
    }

    /// Prints something while nothing is drawn.
    pub(super) fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bars.suspend(print)
    }

    /// Draws nothing until the next step.
    pub(super) fn pause(&self) {
        // Nothing is lost if the terminal does not take it.
        let _ = self.bars.clear();
    }

    pub(super) fn end(&self) {
        self.whole.finish_and_clear();
    }
}

/// Whether an event is one of the many steps of an order on which nothing went wrong.
fn is_step(event: &Event) -> bool {
    matches!(
        event,
        Event::CartCreated { .. }
            | Event::ItemAdded { .. }
            | Event::Configured { .. }
            | Event::CartAssigned
            | Event::Priced { .. }
            | Event::CartDeleted
            | Event::CheckingOut { .. }
            | Event::Paying { .. }
    )
}
