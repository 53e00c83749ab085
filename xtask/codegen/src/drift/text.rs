//! Writes the report for people at a terminal: counts first, then what breaks.

use super::change::{Action, Effect, Subject};
use super::report::{Deprecation, Judged, Report, Step};
use super::words;

/// The report as text.
#[must_use]
pub fn text(report: &Report) -> String {
    let mut lines = head(report);
    for (effect, title) in TITLES {
        let said = section(report, *effect);
        if !said.is_empty() {
            lines.extend([String::new(), title.to_uppercase()]);
            lines.extend(said);
        }
    }
    if !report.deprecated.is_empty() {
        lines.extend([String::new(), "NEWLY DEPRECATED".to_owned()]);
        let each = report.deprecated.iter();
        lines.extend(each.map(|one| format!("`{}`: {}", one.operation, dates(one))));
    }
    lines.join("\n") + "\n"
}

fn head(report: &Report) -> Vec<String> {
    let mut lines = vec![summary(report), String::new()];
    if report.changes.is_empty() {
        lines.push("No fact differs.".to_owned());
        return lines;
    }
    lines.push(format!("{:<22}{:>9}{:>9}", "", "wire", "Rust"));
    for (effect, _) in TITLES {
        let wire = report.count(*effect, |judged| judged.wire.effect);
        let rust = report.count(*effect, |judged| judged.rust.effect);
        lines.push(format!("{:<22}{wire:>9}{rust:>9}", name(*effect)));
    }
    lines.push(String::new());
    for count in report.kinds() {
        lines.push(format!(
            "{:>5} {}",
            count.changes,
            words::kind(count.subject, count.action)
        ));
    }
    lines.extend([String::new(), advice(report)]);
    lines
}

/// Changes of an effect by place: those that break with a line for each reason, the others in one.
fn section(report: &Report, effect: Effect) -> Vec<String> {
    let mut said = Vec::new();
    let mut place = "";
    for line in lines(report, effect) {
        if effect != Effect::Breaking {
            said.push(format!("`{}` {}", line.place, line.whole()));
            continue;
        }
        if line.place != place {
            said.push(format!("`{}`", line.place));
            place = line.place;
        }
        said.push(format!("  {}", line.what));
        said.extend(line.verdicts.iter().map(|verdict| format!("    {verdict}")));
    }
    said
}

/// What each group of changes is called.
pub(super) const TITLES: &[(Effect, &str)] = &[
    (Effect::Breaking, "What breaks"),
    (Effect::Compatible, "Compatible"),
    (Effect::DocumentationOnly, "Documentation only"),
];

/// What each effect is called.
pub(super) fn name(effect: Effect) -> &'static str {
    match effect {
        Effect::Breaking => "breaking",
        Effect::Compatible => "compatible",
        Effect::DocumentationOnly => "documentation only",
    }
}

pub(super) fn summary(report: &Report) -> String {
    let (old, new) = (&report.old, &report.new);
    format!(
        "{}: {} operations and {} models, before {} and {}",
        new.section, new.operations, new.models, old.operations, old.models
    )
}

pub(super) fn advice(report: &Report) -> String {
    let step = match report.advice.step {
        Step::None => "none",
        Step::Patch => "patch",
        Step::Minor => "minor",
        Step::Major => "major",
    };
    format!("Next version: {step} ({})", report.advice.reason)
}

/// Since when, until when, and what instead.
pub(super) fn dates(deprecation: &Deprecation) -> String {
    let mut told = Vec::new();
    for (words, fact) in [
        ("since", &deprecation.deprecated_date),
        ("deletion", &deprecation.deletion_date),
        ("replaced by", &deprecation.replacement),
    ] {
        told.extend(fact.as_ref().map(|fact| format!("{words} `{fact}`")));
    }
    if told.is_empty() {
        "without dates or replacement".to_owned()
    } else {
        told.join(", ")
    }
}

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
    let mut changes: Vec<_> = report.changes.iter().collect();
    changes.retain(|judged| judged.effect() == effect);
    let groups = changes.chunk_by(|a, b| alike(a, b));
    let mut lines: Vec<_> = groups.filter_map(|group| line(group, effect)).collect();
    for one in &report.consequences {
        if one.rust.effect == effect {
            lines.push(Line {
                place: &one.place,
                what: one.what.clone(),
                verdicts: vec![format!("Rust: {}", one.rust.reason)],
            });
        }
    }
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
    let (count, values) = (group.len(), values.collect::<Vec<_>>().join(", "));
    if group
        .iter()
        .any(|judged| value(judged) == Some(Action::Removed))
    {
        format!("has lost {count} values: {values}")
    } else {
        format!("has {count} new values: {values}")
    }
}

/// Both verdicts; one that is less grave than the section it stands in says so.
fn verdicts(judged: &Judged, effect: Effect) -> Vec<String> {
    let sides = [("wire", &judged.wire), ("Rust", &judged.rust)];
    let said = sides.map(|(side, verdict)| {
        if verdict.effect == effect {
            format!("{side}: {}", verdict.reason)
        } else {
            format!("{side}, {}: {}", name(verdict.effect), verdict.reason)
        }
    });
    said.into()
}
