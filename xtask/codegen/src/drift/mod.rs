//! Tells what changed between two native descriptions of a section, and what that breaks.
//!
//! It compares facts, never OVHcloud's sentences. The order of operations, parameters and values is
//! not a fact. `cargo xtask drift` reads the files and prints the report.
//!
//! ```text
//! two descriptions ── compare ──▶ changes ── wire, rust ──▶ each with its effects
//!                  └─ consequence ──▶ types and methods that change by themselves
//!                                             ▼
//!                                 report: text, markdown, JSON
//! ```
//!
//! # The two effects of a change
//! **On the wire**: on a program in any language that was written for the old description, sends what
//! that allowed, and ignores fields and enum values it does not know. What it sends must still be
//! accepted, and what it reads must still be there: a loss breaks it, an addition does not.
//!
//! **For Rust users** of this crate, judged by what is generated:
//! * Calls have builders: a new optional parameter breaks nobody. A new required one compiles and
//!   fails when it is called, before anything is sent: breaking.
//! * Answers are tolerant: every field is an `Option`, so `required` and `canBeNull` of a model that
//!   occurs in answers change nothing.
//! * Structs are `#[non_exhaustive]`: a new field is compatible. What is answered has `Default`, what
//!   is sent has a builder. A model that is answered and is a whole body too has a second form as a
//!   body, which requires what the description does.
//! * The workflow `order` stands on some calls: the loss of one is a break, whichever region has it.
//! * Enums are `#[non_exhaustive]`: a new value is compatible, a value that is gone takes a variant
//!   with it. Those that occur in answers are open (`Other`), those that are only sent are closed.
//!   Number enums are `i64`, whatever their values.
//! * A model that no operation reaches has no type in Rust.
//! * The client is generated from all regions. What only one of them loses stays in it for the others,
//!   and is refused in that region before it is sent; a type that differs is read as either.
//!
//! # Why no tool does it
//! Comparisons of OpenAPI documents do not see what OpenAPI has no word for (status and its dates,
//! replacement, IAM actions), and cannot know that answers are decoded tolerantly.
//!
//! Comparing the generated API was tried: two clients are generated and read with `syn` in a second,
//! and the methods, types and fields that came and went are found with forty lines. They do not show
//! a builder that requires more, since calls still compile, nor an enum that opens or closes, which is
//! a macro call, nor which fact of which region is behind a break. `cargo-semver-checks` has the same
//! limits, and takes a new field of an answer for a break.
//!
//! # Limits
//! One section is compared at a time: what another section does with a model of the same name is not
//! seen. A parameter that stands twice in an operation counts once.

mod beside;
mod change;
mod compare;
mod consequence;
mod index;
pub mod json;
pub mod markdown;
mod report;
mod rust;
pub mod text;
mod types;
mod wire;
mod words;
mod workflow;

pub use beside::Beside;
pub use change::{Action, Change, Effect, Subject, Verdict};
pub use consequence::Consequence;
pub use report::{Advice, Deprecation, Judged, Outcome, Report, Step, Summary};
pub use workflow::WORKFLOW;

use crate::generics::instantiated;
use crate::native::Description;
use beside::Client;
use index::{Case, Index};

/// Everything that changed from `old` to `new`, with its effects on a client of this region alone.
#[must_use]
pub fn drift(old: &Description, new: &Description) -> Report {
    drift_beside(old, new, &Beside::default())
}

/// Everything that changed from `old` to `new`, with its effects on the client that is generated
/// from this region and those beside it.
#[must_use]
pub fn drift_beside(old: &Description, new: &Description, beside: &Beside) -> Report {
    let (old, new) = (instantiated(old), instantiated(new));
    let (old_client, new_client) = (beside.united(&old), beside.united(&new));
    let (old, new) = (Index::of(&old), Index::of(&new));
    let (old_client, new_client) = (Index::of(&old_client), Index::of(&new_client));
    let client = Client::of(beside, &old_client, &new_client);
    let changes = compare::compare(&old, &new).into_iter().map(|change| {
        let (old, new) = (&old, &new);
        let wire = wire::verdict(&Case {
            old,
            new,
            change: &change,
        });
        let rust = client.verdict(&change);
        Judged { change, wire, rust }
    });
    let changes: Vec<_> = changes.collect();
    let mut consequences = consequence::all(&old_client, &new_client);
    // What became of a model that came or went is told with that change.
    consequences.retain(|one| !is_told(&changes, one));
    report::report(&old, &new, changes, consequences)
}

#[cfg(test)]
mod tests;

fn is_told(changes: &[Judged], consequence: &Consequence) -> bool {
    let mut models = changes
        .iter()
        .filter(|judged| judged.change.subject == Subject::Model);
    models.any(|judged| judged.change.place == consequence.place)
}
