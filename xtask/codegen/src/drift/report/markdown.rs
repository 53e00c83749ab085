//! Writes the report as markdown, for the body of a pull request.
//!
//! What breaks stands open, the rest is folded away; a terminal gets `text`.

use super::Report;
use super::line::{Line, lines};
use super::text::{NAMES, TITLES, advice, dates, kind, summary};
use crate::drift::effect::Effect;

/// The report as markdown.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut blocks = vec![
        format!("## Drift of `{}`", report.new.section),
        summary(report) + ".",
    ];
    if report.changes.is_empty() {
        blocks.push("No fact differs.".to_owned());
        return blocks.join("\n\n") + "\n";
    }
    blocks.push(format!("**{}.**", advice(report)));
    blocks.extend([effects(report), kinds(report)]);
    for (effect, title) in TITLES {
        let lines = lines(report, *effect);
        let list = list(&lines, *effect);
        match effect {
            _ if list.is_empty() => {}
            Effect::Breaking => blocks.extend([format!("### {title}"), list]),
            _ => blocks.push(folded(&format!("{title} ({})", lines.len()), &list)),
        }
    }
    if !report.deprecated.is_empty() {
        blocks.extend(["### Newly deprecated".to_owned(), deprecated(report)]);
    }
    blocks.join("\n\n") + "\n"
}

fn effects(report: &Report) -> String {
    let row = |(effect, name): &(Effect, &str)| {
        let wire = report.count(*effect, |judged| judged.wire.effect);
        let rust = report.count(*effect, |judged| judged.rust.effect);
        format!("| {name} | {wire} | {rust} |")
    };
    let rows: Vec<_> = NAMES.iter().map(row).collect();
    format!(
        "| | wire | Rust |\n| --- | ---: | ---: |\n{}",
        rows.join("\n")
    )
}

fn kinds(report: &Report) -> String {
    let kinds = report.kinds();
    let kinds: Vec<_> = kinds
        .iter()
        .map(|count| format!("{} {}", count.changes, kind(count)))
        .collect();
    format!("{}.", kinds.join(", "))
}

fn list(lines: &[Line<'_>], effect: Effect) -> String {
    let item = |line: &Line<'_>| match effect {
        Effect::Breaking => {
            let reasons = line
                .verdicts
                .iter()
                .map(|verdict| format!("\n  - {verdict}"));
            format!(
                "- `{}` {}{}",
                line.place,
                line.what,
                reasons.collect::<String>()
            )
        }
        _ => format!("- `{}` {}", line.place, line.whole()),
    };
    lines.iter().map(item).collect::<Vec<_>>().join("\n")
}

/// A list behind a line to click on; the empty lines make it markdown again.
fn folded(title: &str, list: &str) -> String {
    format!("<details>\n<summary>{title}</summary>\n\n{list}\n\n</details>")
}

fn deprecated(report: &Report) -> String {
    let lines = report.deprecated.iter();
    let lines = lines.map(|one| format!("- `{}`: {}", one.operation, dates(one)));
    lines.collect::<Vec<_>>().join("\n")
}
