//! Makes lines of changes: what text and markdown have in common.
//!
//! It leaves nothing out; what happens to one place for the same reasons is one line.

use super::{Judged, Report};
use crate::drift::change::{Action, Subject};
use crate::drift::effect::{Effect, Verdict};
use crate::drift::words;

/// What happens to a place, in words.
pub(super) struct Line<'a> {
    pub place: &'a str,
    /// What happens, as the rest of a sentence that begins with the place.
    pub what: String,
    /// What each side says of it, with its name in front.
    pub verdicts: Vec<String>,
}

impl Line<'_> {
    /// What happens and why it matters, in one.
    pub fn whole(&self) -> String {
        format!("{} ({})", self.what, self.verdicts.join("; "))
    }
}

/// The changes of an effect and then what follows from them.
pub(super) fn lines(report: &Report, effect: Effect) -> Vec<Line<'_>> {
    let changes = report.of(effect);
    let groups = changes.chunk_by(|a, b| alike(a, b));
    let mut lines: Vec<_> = groups.filter_map(|group| line(group, effect)).collect();
    let following = report
        .consequences
        .iter()
        .filter(|one| one.rust.effect == effect);
    lines.extend(following.map(|one| Line {
        place: &one.place,
        what: one.what.clone(),
        verdicts: vec![format!("Rust: {}", one.rust.reason)],
    }));
    lines
}

/// Whether two changes are of one place and have the same effects for the same reasons.
fn alike(a: &Judged, b: &Judged) -> bool {
    a.change.place == b.change.place && (&a.wire, &a.rust) == (&b.wire, &b.rust)
}

fn line<'a>(group: &[&'a Judged], effect: Effect) -> Option<Line<'a>> {
    let first = *group.first()?;
    let kinds = group.chunk_by(|a, b| value(a).is_some() && value(a) == value(b));
    let said: Vec<_> = kinds.map(sentence).collect();
    Some(Line {
        place: &first.change.place,
        what: said.join(", "),
        verdicts: verdicts(first, effect),
    })
}

/// What happened to a value of an enum; nothing for other changes.
fn value(judged: &Judged) -> Option<Action> {
    let change = &judged.change;
    (change.subject == Subject::EnumValue).then_some(change.action)
}

/// One change, or several values of an enum that were all added or all removed.
fn sentence(group: &[&Judged]) -> String {
    if let [one] = group {
        return words::sentence(&one.change);
    }
    let values = group
        .iter()
        .map(|judged| format!("`{}`", judged.change.member()));
    let values: Vec<_> = values.collect();
    let removed = group.first().and_then(|judged| value(judged)) == Some(Action::Removed);
    let (count, values) = (values.len(), values.join(", "));
    match removed {
        true => format!("has lost {count} values: {values}"),
        false => format!("has {count} new values: {values}"),
    }
}

/// Both verdicts; one that is less grave than the section it stands in says so.
fn verdicts(judged: &Judged, effect: Effect) -> Vec<String> {
    let said = |on: &str, verdict: &Verdict| match verdict.effect == effect {
        true => format!("{on}: {}", verdict.reason),
        false => format!(
            "{on}, {}: {}",
            super::text::name(verdict.effect),
            verdict.reason
        ),
    };
    vec![said("wire", &judged.wire), said("Rust", &judged.rust)]
}
