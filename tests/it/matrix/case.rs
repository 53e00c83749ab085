//! One order that is interrupted, resumed and bought again, and what is wrong with how that went.

use std::fs::{self, File};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use std::time::Duration;

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::order::track::services;
use ovh_order::sandbox::Delivery;
use rustix::process::Signal;
use serde_json::Value;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::interruption::{Interruption, Target};
use super::judge::Said;
use crate::fixture::sandbox::TestSandbox;
use crate::fixture::terminal::{COMMAND, Terminal};
use crate::fixture::truth::{Cart, Truth, orders};
use crate::fixture::wire::{Reply, Wire};
use crate::fixture::workflow::TWO_ITEMS;

const BUY: [&str; 4] = ["buy", "order.yaml", "--yes", "--auto-pay"];

/// A command that takes longer does not end.
const LONGEST: Duration = Duration::from_secs(90);

/// How often the order is bought again until it is there.
const ATTEMPTS: usize = 3;

/// What was wrong with a case.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Whether the interruptions came to pass.
    pub is_hit: bool,
    pub double_orders: usize,
    pub endless_waits: usize,
    /// Carts that are left, of which that was said.
    pub carts_left: usize,
    pub lies: Vec<String>,
    pub others: Vec<String>,
    /// All that was said.
    pub said: Vec<Said>,
}

impl Verdict {
    pub fn is_bad(&self) -> bool {
        self.double_orders + self.endless_waits + self.lies.len() + self.others.len() > 0
    }
}

/// A sandbox, the proxy before it, and a terminal before that.
struct Bench {
    /// A client of the sandbox itself.
    client: Client,
    _sandbox: TestSandbox,
    wire: Wire,
    terminal: Terminal,
    target: Arc<Mutex<Option<Arc<Target>>>>,
    verdict: Verdict,
}

/// Runs a case: each interruption ends one process, and then the order is brought to its end.
pub async fn run(interruptions: &[Interruption]) -> Verdict {
    let mut bench = Bench::start().await;
    bench.verdict.is_hit = true;
    for interruption in interruptions {
        bench.interrupted(*interruption).await;
    }
    bench.plain(&["order", "resume"]).await;
    for _ in 0..ATTEMPTS {
        let said = bench.plain(&[&["-o", "json"], &BUY[..]].concat()).await;
        if said.code == Some(0) {
            bench.is_what_was_delivered(&said).await;
            break;
        }
    }
    bench.judged().await
}

/// How many calls the order makes when nothing goes wrong.
pub async fn calls() -> usize {
    let mut bench = Bench::start().await;
    let said = bench.plain(&BUY).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    bench.wire.received().len()
}

/// How many bytes the write-ahead log of the journal has after each write, when nothing goes wrong. Each
/// page is written after a header of its own.
pub async fn writes() -> impl Iterator<Item = u64> {
    const LOG: u64 = 32;
    const HEADER: u64 = 24;
    const PAGE: u64 = 4096;
    let bench = Bench::start().await;
    let (said, most) = bench.watched(&BUY, u64::MAX).await;
    assert_eq!(said.code, Some(0), "{said:?}");
    let pages = (most - LOG) / (HEADER + PAGE);
    (0..pages).flat_map(|page| {
        let before = LOG + page * (HEADER + PAGE);
        [before + HEADER, before + HEADER + PAGE]
    })
}

impl Bench {
    async fn start() -> Self {
        let sandbox = TestSandbox::start(Delivery::reads(0, 0)).await;
        let target = Arc::<Mutex<Option<Arc<Target>>>>::default();
        let aimed = target.clone();
        let wire = Wire::before(sandbox.address(), move |_| match &*aimed.lock().unwrap() {
            Some(target) => target.reply(),
            None => Reply::Pass,
        });
        let wire = wire.await;
        let terminal = Terminal::with_keys(wire.address());
        terminal.file("order.yaml", TWO_ITEMS);
        Self {
            client: client_of(&sandbox),
            _sandbox: sandbox,
            wire,
            terminal,
            target,
            verdict: Verdict::default(),
        }
    }

    /// Buys, and interrupts that.
    async fn interrupted(&mut self, interruption: Interruption) {
        let target = Arc::new(Target::of(interruption));
        *self.target.lock().unwrap() = Some(target.clone());
        let lasts = matches!(interruption, Interruption::Fault { lasts: true, .. });
        let retries = if lasts { "1" } else { "0" };
        let options = ["--timeout", "2s", "--retries", retries];
        let buy = [&options[..], &BUY[..]].concat();
        let said = match interruption {
            Interruption::Stop { .. } => self.slept(&buy, &target).await,
            Interruption::Write { length } => {
                let (said, _) = self.watched(&buy, length).await;
                target.hit.store(said.code.is_none(), Ordering::SeqCst);
                vec![said]
            }
            _ => vec![self.ran(COMMAND, &buy, Some(&target)).await],
        };
        *self.target.lock().unwrap() = None;
        self.verdict.is_hit &= target.hit.load(Ordering::SeqCst);
        for said in said {
            self.heard(said).await;
        }
    }

    /// Buys, stops that at a call, lets another process buy, and then goes on. What was said by both.
    async fn slept(&self, buy: &[&str], target: &Target) -> Vec<Said> {
        let first = self.ran(COMMAND, buy, Some(target));
        let second = async {
            target.stopped.notified().await;
            let said = self.ran(COMMAND, buy, None).await;
            target.signal(Signal::CONT);
            target.resumed.notify_one();
            said
        };
        tokio::pin!(first, second);
        tokio::select! {
            // It was not stopped.
            said = &mut first => vec![said],
            taken = &mut second => vec![taken, first.await],
        }
    }

    /// Runs the command, and kills it when the log of its journal has so many bytes. Answers how many it
    /// had at most, too.
    async fn watched(&self, arguments: &[&str], length: u64) -> (Said, u64) {
        let target = Arc::new(Target::of(Interruption::Write { length }));
        let log = ".local/state/ovh-order/journal.db-wal";
        let (log, watched) = (self.terminal.path(log), target.clone());
        let watching = spawn_blocking(move || watched.kill_at(&log, length));
        let said = self.ran(COMMAND, arguments, Some(&target)).await;
        target.over.store(true, Ordering::SeqCst);
        (said, watching.await.unwrap())
    }

    /// Runs the command without a fault.
    async fn plain(&mut self, arguments: &[&str]) -> Said {
        let options = ["--timeout", "2s"];
        let said = self
            .ran(COMMAND, &[&options[..], arguments].concat(), None)
            .await;
        self.heard(said.clone()).await;
        said
    }

    /// Runs a program to its end.
    async fn ran(&self, program: &str, arguments: &[&str], target: Option<&Target>) -> Said {
        let number = fs::read_dir(self.terminal.path("")).unwrap().count();
        let (out, err) = (format!("out-{number}"), format!("err-{number}"));
        let (out, err) = (self.terminal.path(&out), self.terminal.path(&err));
        let orders_before = orders(&self.client).await.len();
        let mut command = self.terminal.program(program);
        let command = command.args(arguments).stdout(File::create(&out).unwrap());
        let mut child = command.stderr(File::create(&err).unwrap()).spawn().unwrap();
        if let Some(target) = target {
            let process = i32::try_from(child.id()).unwrap();
            target.process.store(process, Ordering::SeqCst);
        }
        let started = Instant::now();
        let mut is_endless = false;
        let status = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status;
            }
            if started.elapsed() > LONGEST && !is_endless {
                is_endless = true;
                child.kill().unwrap();
            }
            sleep(Duration::from_millis(10)).await;
        };
        Said {
            arguments: arguments.iter().map(|word| (*word).to_owned()).collect(),
            code: status.code(),
            stdout: fs::read_to_string(&out).unwrap(),
            stderr: fs::read_to_string(&err).unwrap(),
            orders_before,
            is_endless,
        }
    }

    /// Judges what a command said, by what is true when it has ended.
    async fn heard(&mut self, said: Said) {
        let truth = Truth::read(&self.client, &self.wire).await;
        self.verdict.endless_waits += usize::from(said.is_endless);
        self.verdict.lies.extend(said.lies(&truth, &self.wire));
        self.verdict.said.push(said);
    }

    /// Compares the services that the last command told with those of the order.
    async fn is_what_was_delivered(&mut self, said: &Said) {
        let told: Value = serde_json::from_str(&said.stdout).unwrap_or_default();
        let truth = Truth::read(&self.client, &self.wire).await;
        let order = truth.orders[0];
        let delivered = services(&self.client, order).await.unwrap();
        let delivered = serde_json::to_value(delivered).unwrap();
        let is_whole = delivered.as_array().is_some_and(|list| list.len() == 5);
        if !is_whole || told["services"] != delivered || told["orderId"] != order.0 {
            let other = format!("delivered {delivered}, told {}", said.stdout);
            self.verdict.others.push(other);
        }
    }

    /// What the sandbox counts at the end.
    async fn judged(mut self) -> Verdict {
        let truth = Truth::read(&self.client, &self.wire).await;
        self.verdict.double_orders = truth.orders.len().saturating_sub(1);
        self.verdict.others.extend(truth.unless_placed_once());
        let said: String = self.verdict.said.iter().map(Said::all).collect();
        let mut lost = said.matches("a cart may have been created").count();
        for cart in truth.carts_that_are(Cart::Open) {
            self.verdict.carts_left += 1;
            if said.contains(cart) {
                continue;
            }
            if lost == 0 {
                let other = format!("the cart {cart} is left, and nobody said so");
                self.verdict.others.push(other);
            }
            lost = lost.saturating_sub(1);
        }
        self.verdict
    }
}

/// A client of the sandbox itself.
fn client_of(sandbox: &TestSandbox) -> Client {
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let endpoint = sandbox.url().parse().unwrap();
    Client::builder(endpoint).credentials(keys).build().unwrap()
}
