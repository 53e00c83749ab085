//! Writes the report for people at a terminal: counts first, then what breaks.
//!
//! Markdown for pull requests says the same in `markdown`.

use super::line::lines;
use super::{Count, Deprecation, Report};
use crate::drift::change::{Action, Subject};
use crate::drift::effect::Effect;
use crate::drift::semver::Step;

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

/// What each group of changes is called.
pub(super) const TITLES: &[(Effect, &str)] = &[
    (Effect::Breaking, "What breaks"),
    (Effect::Compatible, "Compatible"),
    (Effect::DocumentationOnly, "Documentation only"),
];

fn head(report: &Report) -> Vec<String> {
    let mut lines = vec![summary(report), String::new()];
    if report.changes.is_empty() {
        lines.push("No fact differs.".to_owned());
        return lines;
    }
    lines.push(format!("{:<22}{:>9}{:>9}", "", "wire", "Rust"));
    for (effect, name) in NAMES {
        let wire = report.count(*effect, |judged| judged.wire.effect);
        let rust = report.count(*effect, |judged| judged.rust.effect);
        lines.push(format!("{name:<22}{wire:>9}{rust:>9}"));
    }
    lines.push(String::new());
    lines.extend(
        report
            .kinds()
            .iter()
            .map(|count| format!("{:>5} {}", count.changes, kind(count))),
    );
    lines.extend([String::new(), advice(report)]);
    lines
}

/// What each effect is called.
pub(super) const NAMES: &[(Effect, &str)] = &[
    (Effect::Breaking, "breaking"),
    (Effect::Compatible, "compatible"),
    (Effect::DocumentationOnly, "documentation only"),
];

pub(super) fn name(effect: Effect) -> &'static str {
    let found = NAMES.iter().find(|(known, _)| *known == effect);
    found.map_or("", |(_, name)| name)
}

pub(super) fn summary(report: &Report) -> String {
    let (old, new) = (&report.old, &report.new);
    format!(
        "{}: {} operations and {} models, before {} and {}",
        new.section, new.operations, new.models, old.operations, old.models
    )
}

/// A kind of change in words, for counts.
pub(super) fn kind(count: &Count) -> String {
    let subject = match count.subject {
        Subject::Description => "facts of the description",
        Subject::Operation => "operations",
        Subject::Answer => "answers",
        Subject::Authentication => "operations' need of credentials",
        Subject::Status => "statuses",
        Subject::DeprecatedDate => "dates of deprecation",
        Subject::DeletionDate => "dates of deletion",
        Subject::Replacement => "replacements",
        Subject::IamAction => "IAM actions",
        Subject::Parameter => "parameters and bodies",
        Subject::ParameterType => "types of parameters",
        Subject::ParameterRequired => "parameters' being required",
        Subject::Model => "models",
        Subject::EnumType => "kinds of enums",
        Subject::Generics => "type parameters",
        Subject::EnumValue => "enum values",
        Subject::Property => "properties",
        Subject::PropertyType => "types of properties",
        Subject::PropertyCanBeNull => "properties' being `null`",
        Subject::PropertyReadOnly => "properties' being read only",
        Subject::PropertyRequired => "properties' being required",
    };
    let action = match count.action {
        Action::Added => "added",
        Action::Removed => "removed",
        Action::Changed => "changed",
    };
    format!("{subject} {action}")
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

/// Since when, until when, and what instead.
pub(super) fn dates(deprecation: &Deprecation) -> String {
    let facts = [
        ("since", &deprecation.deprecated_date),
        ("deletion", &deprecation.deletion_date),
        ("replaced by", &deprecation.replacement),
    ];
    let facts = facts
        .iter()
        .filter_map(|(words, fact)| Some((words, fact.as_ref()?)));
    let facts: Vec<_> = facts
        .map(|(words, fact)| format!("{words} `{fact}`"))
        .collect();
    match facts.is_empty() {
        true => "without dates or replacement".to_owned(),
        false => facts.join(", "),
    }
}
