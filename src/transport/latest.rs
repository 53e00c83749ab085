//! A value that is fetched once for all callers, until one of them finds it stale.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

/// Where a value is, or is going to be: the first caller who needs it fetches it, the others wait.
/// If that caller goes away, the next one who waits takes over.
pub(super) type Slot<T> = Arc<OnceCell<T>>;

/// The slot that is in use: the server's clock offset, or an access token.
pub(super) struct Latest<T>(Mutex<Slot<T>>);

impl<T> Latest<T> {
    pub(super) fn slot(&self) -> Slot<T> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The slot after `stale`. All callers who had the stale one get the same new one, so of many
    /// calls that were refused together only one fetches again.
    pub(super) fn after(&self, stale: &Slot<T>) -> Slot<T> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if Arc::ptr_eq(&current, stale) {
            *current = Arc::default();
        }
        current.clone()
    }
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// Without the value, which can be a token.
impl<T> fmt::Debug for Latest<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Latest")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stale_slot_is_replaced_once() {
        let latest = Latest::<u8>::default();
        let stale = latest.slot();
        let first = latest.after(&stale);
        let second = latest.after(&stale);
        assert!(!Arc::ptr_eq(&stale, &first));
        assert!(Arc::ptr_eq(&first, &second));
        assert!(Arc::ptr_eq(&first, &latest.slot()));
    }
}
