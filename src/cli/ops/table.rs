//! Operations for people.

use ovh_order::client::Operation;
use ovh_order::client::description::{Definition, Type};
use ovh_order::login::AccessRule;

use super::document::{definitions, described};
use crate::cli::page::{Cell, Page, Tone};
use crate::cli::table::{comma_separated, facts, table, text};

/// The width of a column of values.
const WIDTH: usize = 60;
/// More values than these are counted, not listed.
const MOST_VALUES: usize = 60;

/// Two screens of 24 lines, less the lines of prompt and note.
const MOST_LINES: usize = 46;

/// A line for each operation.
pub(super) fn list(operations: &[&Operation]) -> Page {
    let rows = operations.iter().map(|operation| {
        let call = format!("{} {}", operation.method, operation.path);
        [call.into(), note(operation)]
    });
    let rows = table(&["call", "note"], rows);
    match operations.len() {
        0 => "no operation matches all of this".into(),
        1 => rows.and("1 operation"),
        count => rows.and(format!("{count} operations")),
    }
}

/// What fits on two screens of everything about one operation: its own facts come first, the models
/// inside its answer last.
pub(super) fn brief(operation: &'static Operation) -> Page {
    whole(operation).at_most(MOST_LINES)
}

/// Everything about one operation.
pub(super) fn whole(operation: &'static Operation) -> Page {
    let parameters = match operation.parameters() {
        [] => Page::default(),
        _ => parameters(operation),
    };
    let body = models(operation.body_type()).map(sent);
    let answer = models(operation.answer_type()).map(answered);
    let above = about(operation).and(parameters);
    body.chain(answer).fold(above, Page::and)
}

/// What there is to know before an operation is called, in a colour if it can cost something or may go.
fn note(operation: &Operation) -> Cell {
    let status = Some(operation.status).filter(|status| *status != "PRODUCTION");
    let needs = operation.authenticated.then_some("credentials");
    let charges = operation.may_charge().then_some("may charge");
    let note = comma_separated([status, needs, charges].into_iter().flatten());
    let tone = if operation.deprecated.is_some() || operation.may_charge() {
        Tone::Attention
    } else {
        Tone::Plain
    };
    Cell::new(note, tone)
}

fn about(operation: &'static Operation) -> Page {
    let method_and_path = format!("{} {}", operation.method, operation.path);
    let mut rows = vec![
        ("call", method_and_path),
        ("status", operation.status.to_owned()),
        ("deprecated since", text(operation.deprecated)),
        ("deletion", text(operation.deletion)),
        ("replaced by", text(operation.replacement)),
    ];
    rows.extend(rights(operation));
    let feature = match operation.feature {
        "core" => "none needed",
        feature => feature,
    };
    let described = described(operation).into_iter();
    rows.extend([
        ("Rust method", operation.id.to_owned()),
        ("cargo feature", feature.to_owned()),
        ("product", text(operation.product())),
        ("for any product", text(operation.folded_into)),
        ("body", or_nothing(operation.body_type())),
        ("answer", or_nothing(operation.answer_type())),
        (
            "described",
            comma_separated(described.map(|(region, day)| format!("{region} {day}"))),
        ),
    ]);
    facts(rows.into_iter().filter(|(_, value)| !value.is_empty()))
}

fn rights(operation: &Operation) -> Vec<(&'static str, String)> {
    if operation.folds > 0 {
        let folds = format!("{} operations, each with its own rights", operation.folds);
        return vec![("stands for", folds)];
    }
    let mut rights = Vec::new();
    if operation.may_charge() {
        let charges = "may create an order or a debt, or pay one";
        rights.push(("charges", charges.to_owned()));
    }
    if operation.authenticated {
        rights.push(("needs", "credentials".to_owned()));
        rights.push(("access rule", AccessRule::of(operation).to_string()));
    } else {
        rights.push(("needs", "nothing".to_owned()));
    }
    let actions = operation.iam_actions.iter().map(|action| {
        if action.required {
            action.name.to_owned()
        } else {
            format!("{} (optional)", action.name)
        }
    });
    let regions = operation.regions.iter().map(|region| region.code());
    rights.push(("IAM actions", actions.collect::<Vec<_>>().join("\n")));
    rights.push(("regions", comma_separated(regions)));
    rights
}

fn or_nothing(type_: Option<&Type>) -> String {
    type_.map_or("nothing".to_owned(), ToString::to_string)
}

fn parameters(operation: &Operation) -> Page {
    let rows = operation.parameters().iter().map(|parameter| {
        [
            parameter.name.to_owned(),
            parameter.place.as_str().to_owned(),
            parameter.type_.to_string(),
            required(parameter.required),
            values(&parameter.type_),
        ]
    });
    table(&["parameter", "in", "type", "needed", "values"], rows)
}

/// The models of a type, outermost first.
fn models(type_: Option<&'static Type>) -> impl Iterator<Item = &'static Definition> {
    let definitions = definitions(type_).into_iter();
    definitions.filter(|definition| !definition.fields().is_empty())
}

/// A model of a body, with what is required.
fn sent(model: &Definition) -> Page {
    let rows = model.fields().iter().map(|field| {
        [
            field.name.to_owned(),
            field.type_.to_string(),
            if field.read_only {
                "set by the API".to_owned()
            } else {
                required(field.required)
            },
            values(&field.type_),
        ]
    });
    let heading = Page::from(format!("body {}", heading(model)));
    heading.and(table(&["field", "type", "needed", "values"], rows))
}

/// A model of an answer; any field may be absent.
fn answered(model: &Definition) -> Page {
    let rows = model.fields().iter().map(|field| {
        let type_ = field.type_.to_string();
        [field.name.to_owned(), type_, values(&field.type_)]
    });
    let heading = Page::from(format!("answer {}", heading(model)));
    heading.and(table(&["field", "type", "values"], rows))
}

fn heading(model: &Definition) -> String {
    match model.native_name {
        "" => model.name.to_owned(),
        native => format!("{} ({native})", model.name),
    }
}

fn required(required: bool) -> String {
    let required = if required { "required" } else { "" };
    required.to_owned()
}

/// The values of an enum, in lines.
fn values(type_: &Type) -> String {
    let values = type_.definition().map_or(&[][..], Definition::values);
    let mut lines: Vec<String> = Vec::new();
    for value in values.iter().take(MOST_VALUES) {
        match lines.last_mut() {
            Some(line) if line.len() + value.len() < WIDTH => {
                line.push_str(", ");
                line.push_str(value);
            }
            _ => lines.push((*value).to_owned()),
        }
    }
    let more = values.len().saturating_sub(MOST_VALUES);
    if more > 0 {
        lines.push(format!("and {more} more: -o json"));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::page::Screen;

    #[test]
    fn every_operation_is_told_on_two_screens() {
        let pipe = Screen {
            width: None,
            is_ascii: true,
        };
        for operation in Operation::all() {
            let lines = brief(operation).render(pipe).lines().count();
            assert!(lines <= MOST_LINES + 1, "{} {lines}", operation.path);
        }
    }
}
