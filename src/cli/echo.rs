//! Keeps what is typed at the terminal of standard input from being shown.

use std::io::{self, IsTerminal};
use std::sync::{Mutex, PoisonError};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};

/// No character is this one.
const DISABLED: u8 = 0;

/// The terminal as it was before it was changed.
static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

/// While this lives nothing that is typed is shown.
///
/// The terminal is as before once it is dropped, so it belongs where Ctrl-C drops it: a thread that
/// waits for a line would leave the terminal hidden behind.
pub(super) struct Hidden(());

impl Hidden {
    /// None where standard input is not a terminal.
    ///
    /// # Errors
    /// The terminal cannot be changed.
    pub(super) fn begin() -> io::Result<Option<Self>> {
        let stdin = io::stdin();
        if !stdin.is_terminal() {
            return Ok(None);
        }
        let before = tcgetattr(&stdin)?;
        let mut hiding = before.clone();
        hiding.local_modes.remove(LocalModes::ECHO);
        hiding.local_modes.insert(LocalModes::ECHONL);
        // Ctrl-\ and Ctrl-Z would end or stop the process without giving the terminal back.
        for special in [SpecialCodeIndex::VQUIT, SpecialCodeIndex::VSUSP] {
            hiding.special_codes[special] = DISABLED;
        }
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before);
        let hidden = Self(());
        tcsetattr(&stdin, OptionalActions::Now, &hiding)?;
        Ok(Some(hidden))
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        restore();
    }
}

/// Gives the terminal back as it was. Whoever ends the process without dropping [`Hidden`] calls it.
pub(super) fn restore() {
    let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(before) = before {
        // A terminal that went away in the meantime needs no echo.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &before);
    }
}
