//! A place among the workflows that work at once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A place among the workflows that work at once. A workflow that waits for somebody else leaves it to
/// another, and takes one again before it goes on. Clones are the same place.
#[derive(Clone, Debug)]
pub struct Seat {
    seats: Arc<Semaphore>,
    taken: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Seat {
    /// One of these, which is not taken yet.
    #[must_use]
    pub fn of(seats: &Arc<Semaphore>) -> Self {
        Self {
            seats: seats.clone(),
            taken: Arc::default(),
        }
    }

    /// Takes it, unless it is taken.
    pub async fn take(&self) {
        let is_taken = self.lock().is_some();
        if !is_taken {
            // If the semaphore is closed there is no limit any more.
            let permit = self.seats.clone().acquire_owned().await.ok();
            *self.lock() = permit;
        }
    }

    /// Leaves it to another workflow.
    pub fn leave(&self) {
        self.lock().take();
    }

    fn lock(&self) -> MutexGuard<'_, Option<OwnedSemaphorePermit>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
