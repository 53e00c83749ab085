//! Writes the report as markdown, for the body of a pull request.
//!
//! What breaks stands open, the rest is folded away.

use super::change::Effect;
use super::report::Report;
use super::text::{Line, TITLES, advice, dates, lines, name, summary};
use super::words;

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
    let rows = TITLES.iter().map(|(effect, _)| {
        let wire = report.count(*effect, |judged| judged.wire.effect);
        let rust = report.count(*effect, |judged| judged.rust.effect);
        format!("\n| {} | {wire} | {rust} |", name(*effect))
    });
    let rows: String = rows.collect();
    format!("| | wire | Rust |\n| --- | ---: | ---: |{rows}")
}

fn kinds(report: &Report) -> String {
    let mut kinds = Vec::new();
    for count in report.kinds() {
        let kind = words::kind(count.subject, count.action);
        kinds.push(format!("{} {kind}", count.changes));
    }
    kinds.join(", ") + "."
}

fn list(lines: &[Line<'_>], effect: Effect) -> String {
    let items = lines.iter().map(|line| {
        if effect != Effect::Breaking {
            return format!("- `{}` {}", line.place, line.whole());
        }
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
    });
    items.collect::<Vec<_>>().join("\n")
}

/// A list behind a line to click on; the empty lines make it markdown again.
fn folded(title: &str, list: &str) -> String {
    format!("<details>\n<summary>{title}</summary>\n\n{list}\n\n</details>")
}

fn deprecated(report: &Report) -> String {
    let mut lines = Vec::new();
    for one in &report.deprecated {
        lines.push(format!("- `{}`: {}", one.operation, dates(one)));
    }
    lines.join("\n")
}
