//! An operation that is emulated: its path, who may call it, and what it does.

use crate::sandbox::auth::access::Access;
use crate::sandbox::http::refusal::Answer;
use crate::sandbox::http::request::Call;
use crate::sandbox::world::World;

/// A row of the table of operations.
pub struct Route {
    pub method: &'static str,
    pub template: &'static str,
    pub access: Access,
    pub run: Run,
}

/// What an operation does to the world and answers.
pub type Run = fn(&mut World, &Call<'_>) -> Answer;

impl Route {
    /// An operation for everybody.
    pub const fn open(method: &'static str, template: &'static str, run: Run) -> Self {
        Self::new(method, template, Access::Open, run)
    }

    /// An operation for the account.
    pub const fn account(method: &'static str, template: &'static str, run: Run) -> Self {
        Self::new(method, template, Access::Account, run)
    }

    pub const fn new(
        method: &'static str,
        template: &'static str,
        access: Access,
        run: Run,
    ) -> Self {
        Self {
            method,
            template,
            access,
            run,
        }
    }
}
