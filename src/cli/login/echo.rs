//! Keeps what is typed at the terminal of standard input from being shown.
//! It must not read it, nor know what it is.

pub(super) use terminal::Hidden;

#[cfg(unix)]
mod terminal {
    use std::io::{self, IsTerminal};

    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    /// No character is this one.
    const DISABLED: u8 = 0;

    /// While this lives nothing that is typed is shown. The terminal is as before once it is dropped,
    /// so it belongs where Ctrl-C drops it, not into a thread that waits for a line.
    pub(in super::super) struct Hidden {
        before: Termios,
    }

    impl Hidden {
        /// Nothing where standard input is no terminal.
        ///
        /// # Errors
        /// The terminal does not let itself be changed.
        pub(in super::super) fn begin() -> io::Result<Option<Self>> {
            let stdin = io::stdin();
            if !stdin.is_terminal() {
                return Ok(None);
            }
            let before = tcgetattr(&stdin)?;
            tcsetattr(&stdin, OptionalActions::Now, &hiding(before.clone()))?;
            Ok(Some(Self { before }))
        }
    }

    impl Drop for Hidden {
        fn drop(&mut self) {
            // A terminal that went away in the meantime needs no echo.
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.before);
        }
    }

    /// The same terminal, showing of what is typed the end of the line alone.
    fn hiding(mut terminal: Termios) -> Termios {
        terminal.local_modes.remove(LocalModes::ECHO);
        terminal.local_modes.insert(LocalModes::ECHONL);
        // What ends or stops the process without giving the terminal back: Ctrl-\ and Ctrl-Z.
        for special in [SpecialCodeIndex::VQUIT, SpecialCodeIndex::VSUSP] {
            terminal.special_codes[special] = DISABLED;
        }
        terminal
    }
}

#[cfg(not(unix))]
mod terminal {
    use std::io;

    /// There is none: elsewhere what is typed is shown.
    pub(in super::super) enum Hidden {}

    impl Hidden {
        pub(in super::super) fn begin() -> io::Result<Option<Self>> {
            Ok(None)
        }
    }
}
