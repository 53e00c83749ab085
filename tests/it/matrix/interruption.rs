//! What interrupts a process that orders: a fault, a signal, a kill between two writes, a long sleep.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};
use std::time::Duration;
use std::{fmt, fs, thread};

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::Notify;
use tokio::time::sleep;

use crate::fixture::fault::Fault;
use crate::fixture::wire::Reply;

/// What interrupts a process. Its calls are counted from 0.
#[derive(Clone, Copy, Debug)]
pub enum Interruption {
    /// A call fails, and with `lasts` every one after it.
    Fault {
        at: usize,
        fault: Fault,
        lasts: bool,
    },
    /// The process gets a signal while it waits for the answer to a call.
    Signal {
        at: usize,
        signal: Signal,
        moment: Moment,
        times: usize,
    },
    /// The process stops at a call, and goes on when another one has done the work.
    Stop { at: usize, moment: Moment },
    /// The process is killed as soon as the write-ahead log of its journal has this many bytes.
    Write { length: u64 },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    BeforeTheCall,
    AfterTheCall,
}

pub const MOMENTS: [Moment; 2] = [Moment::BeforeTheCall, Moment::AfterTheCall];

/// How long a process takes to notice a signal, at most. Nothing goes wrong if it takes longer; the
/// signal is then noticed after the answer.
const NOTICED: Duration = Duration::from_millis(40);

/// The process that is interrupted.
pub struct Target {
    interruption: Interruption,
    pub process: AtomicI32,
    calls: AtomicUsize,
    pub hit: AtomicBool,
    pub over: AtomicBool,
    pub stopped: Notify,
    pub resumed: Notify,
}

impl Target {
    pub fn of(interruption: Interruption) -> Self {
        Self {
            interruption,
            process: AtomicI32::default(),
            calls: AtomicUsize::default(),
            hit: AtomicBool::default(),
            over: AtomicBool::default(),
            stopped: Notify::default(),
            resumed: Notify::default(),
        }
    }

    /// What becomes of its next call.
    pub fn reply(self: &Arc<Self>) -> Reply {
        let number = self.calls.fetch_add(1, Ordering::SeqCst);
        if !self.interruption.strikes(number) {
            return Reply::Pass;
        }
        self.hit.store(true, Ordering::SeqCst);
        let target = self.clone();
        match self.interruption {
            Interruption::Write { .. } => Reply::Pass,
            Interruption::Fault { fault, .. } => fault.reply(),
            Interruption::Stop { moment, .. } => {
                let stop = async move {
                    target.signal(Signal::STOP);
                    target.stopped.notify_one();
                    target.resumed.notified().await;
                };
                moment.reply(stop, Reply::Pass)
            }
            Interruption::Signal {
                signal,
                moment,
                times,
                ..
            } => {
                let signals = async move {
                    for _ in 0..times {
                        target.signal(signal);
                        sleep(NOTICED).await;
                    }
                };
                // Who is dead gets no answer, and what it was about to send does not arrive.
                let then = if signal == Signal::KILL {
                    Reply::Break
                } else {
                    Reply::Pass
                };
                moment.reply(signals, then)
            }
        }
    }

    /// Kills the process once this file has so many bytes. Answers how many it had at most.
    pub fn kill_at(&self, file: &Path, length: u64) -> u64 {
        let mut most = 0;
        while !self.over.load(Ordering::SeqCst) {
            let found = fs::metadata(file).map_or(0, |file| file.len());
            most = most.max(found);
            if found >= length && self.process.load(Ordering::SeqCst) != 0 {
                self.signal(Signal::KILL);
                break;
            }
            thread::sleep(Duration::from_micros(20));
        }
        most
    }

    pub fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.process.load(Ordering::SeqCst)).unwrap();
        // It may have ended.
        let _ = kill_process(process, signal);
    }
}

impl Moment {
    fn reply(self, meanwhile: impl Future<Output = ()> + Send + 'static, then: Reply) -> Reply {
        let waited = Reply::Wait(Box::pin(meanwhile), Box::new(then));
        match self {
            Self::BeforeTheCall => waited,
            Self::AfterTheCall => Reply::After(Box::new(waited)),
        }
    }
}

impl Interruption {
    fn strikes(self, number: usize) -> bool {
        match self {
            Self::Fault { at, lasts, .. } => number == at || (lasts && number > at),
            Self::Signal { at, .. } | Self::Stop { at, .. } => number == at,
            Self::Write { .. } => false,
        }
    }
}

impl fmt::Display for Interruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fault { at, fault, lasts } => {
                let from = if *lasts { "from" } else { "at" };
                write!(f, "{fault}, {from} call {at}")
            }
            Self::Signal {
                at,
                signal,
                moment,
                times,
            } => write!(f, "{signal:?} {times} times, {moment:?} {at}"),
            Self::Stop { at, moment } => write!(f, "a long sleep, {moment:?} {at}"),
            Self::Write { length } => write!(f, "killed at {length} bytes of the journal"),
        }
    }
}
