//! What asks a process to end: Ctrl-C, `SIGTERM`, and a terminal that goes away.
//! It must not decide what ends.

use std::io;

/// Listens from its making on, so that none is missed between two.
pub(super) struct Signals(listeners::Listeners);

impl Signals {
    pub(super) fn listen() -> io::Result<Self> {
        listeners::Listeners::new().map(Self)
    }

    /// Waits for the next of them.
    pub(super) async fn next(&mut self) {
        self.0.next().await;
    }
}

#[cfg(unix)]
mod listeners {
    use std::{fs, io};

    use tokio::signal::unix::{Signal, SignalKind, signal};

    pub(super) struct Listeners {
        interrupt: Signal,
        terminate: Signal,
        /// None under `nohup`, which a listener would undo.
        hang_up: Option<Signal>,
    }

    impl Listeners {
        pub(super) fn new() -> io::Result<Self> {
            let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
            let hang_up = (!ignores_hang_up(&status)).then(|| signal(SignalKind::hangup()));
            Ok(Self {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
                hang_up: hang_up.transpose()?,
            })
        }

        pub(super) async fn next(&mut self) {
            let hang_up = async {
                match &mut self.hang_up {
                    Some(hang_up) => hang_up.recv().await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.terminate.recv() => {}
                _ = hang_up => {}
            }
        }
    }

    /// Whether the process was started with `SIGHUP` ignored, by what Linux tells of it; elsewhere
    /// that is not known.
    fn ignores_hang_up(status: &str) -> bool {
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        ignored.is_some_and(|mask| mask & 1 == 1)
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn what_nohup_ignores_is_not_listened_to() {
            let cases = [
                (
                    "SigBlk:\t0000000000000001\nSigIgn:\t0000000000000001\n",
                    true,
                ),
                (
                    "SigBlk:\t0000000000000001\nSigIgn:\t0000000000001000\n",
                    false,
                ),
                ("", false),
            ];
            for (status, expected) in cases {
                assert_eq!(ignores_hang_up(status), expected, "{status}");
            }
        }
    }
}

#[cfg(not(unix))]
mod listeners {
    use std::io;

    pub(super) struct Listeners;

    impl Listeners {
        pub(super) fn new() -> io::Result<Self> {
            Ok(Self)
        }

        pub(super) async fn next(&mut self) {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }
}
