//! Shows what is wrong with an order: the message, the line it is about, and a hint.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use ovh_order::order::{Position, Problem};

use super::output::told_width;
use super::printable::{clean, clean_message};

/// The problems one after the other, with colours.
pub(super) fn render(problems: &[Problem]) -> String {
    let renderer = match told_width() {
        Some(columns) => Renderer::styled().term_width(columns.into()),
        None => Renderer::styled(),
    };
    let reports: Vec<_> = problems
        .iter()
        .map(|problem| renderer.render(&[report(&cleaned(problem))]))
        .collect();
    reports.join("\n\n")
}

/// The problem without what a terminal would obey.
fn cleaned(problem: &Problem) -> Problem {
    let mut cleaned = problem.clone();
    cleaned.message = clean_message(&problem.message).into_owned();
    cleaned.path = clean(&problem.path).into_owned();
    cleaned.hint = problem
        .hint
        .as_deref()
        .map(|hint| clean_message(hint).into_owned());
    if let Some(position) = &mut cleaned.position {
        let file = position.file.as_ref();
        position.file = file.map(|file| clean(&file.to_string_lossy()).as_ref().into());
        let excerpt = position.excerpt.as_deref();
        position.excerpt = excerpt.map(|line| clean(line).into_owned());
    }
    cleaned
}

fn report(problem: &Problem) -> Group<'_> {
    let title = Group::with_title(Level::ERROR.primary_title(&problem.message));
    let path = problem.path.as_str();
    let report = match problem.position.as_deref() {
        Some(position) => place(title, position, path),
        None => note(title, path),
    };
    match &problem.hint {
        Some(hint) => report.element(Level::HELP.message(hint)),
        None => report,
    }
}

/// Adds the line with the word that the problem is about, or the position alone where the line could
/// hold a voucher.
fn place<'a>(report: Group<'a>, position: &'a Position, path: &'a str) -> Group<'a> {
    let file = match &position.file {
        Some(file) => file.to_string_lossy(),
        None => "order".into(),
    };
    let Some(line) = &position.excerpt else {
        let origin = Origin::path(file).line(position.line);
        return note(report.element(origin.char_column(position.column)), path);
    };
    let letters = position.column.saturating_sub(1);
    let start: usize = line.chars().take(letters).map(char::len_utf8).sum();
    let word = line.get(start..).unwrap_or_default();
    let end = start + word.find([':', ',', ' ', '}', ']']).unwrap_or(word.len());
    let snippet = Snippet::source(line).path(file).line_start(position.line);
    report.element(snippet.annotation(AnnotationKind::Primary.span(start..end).label(path)))
}

/// Adds where in the order a problem is, unless it is the order as a whole.
fn note<'a>(report: Group<'a>, path: &str) -> Group<'a> {
    if path.is_empty() {
        return report;
    }
    report.element(Level::NOTE.message(format!("in `{path}`")))
}
