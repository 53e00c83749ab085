//! Tables of operations.

use std::collections::BTreeMap;

use super::entry::{Entry, Shape, Whole};
use crate::cli::table::{facts, table};

/// Columns after which a list of values goes on in the next line.
const WIDTH: usize = 60;
/// More values than these are counted, not listed.
const MOST_VALUES: usize = 60;

/// Models and enums by name.
type Types = BTreeMap<&'static str, Shape>;
/// A model under its name.
type Model<'a> = (&'a str, &'a Shape);

/// A line for each operation.
pub(super) fn list(entries: &[Entry]) -> String {
    if entries.is_empty() {
        return "no operation has all of this".to_owned();
    }
    let rows = entries.iter().map(|entry| {
        let needs = if entry.authenticated {
            "credentials"
        } else {
            ""
        };
        let charges = if entry.may_charge { "may charge" } else { "" };
        let (method, path) = (entry.method, entry.path);
        [method, path, entry.feature, entry.status, needs, charges].map(str::to_owned)
    });
    let rows = table(&["method", "path", "group", "status", "needs", ""], rows);
    match entries.len() {
        1 => format!("{rows}\n1 operation"),
        count => format!("{rows}\n{count} operations"),
    }
}

/// Everything about one operation.
pub(super) fn whole(whole: &Whole) -> String {
    let mut parts = vec![about(whole)];
    if !whole.parameters.is_empty() {
        parts.push(parameters(whole));
    }
    let types = &whole.types;
    let body = models(whole.entry.body.as_deref(), types).into_iter();
    parts.extend(body.map(|model| format!("body {}", sent(model, types))));
    let answer = models(whole.entry.answer.as_deref(), types).into_iter();
    parts.extend(answer.map(|model| format!("answer {}", answered(model, types))));
    parts.join("\n")
}

fn about(whole: &Whole) -> String {
    let entry = &whole.entry;
    let mut rows = vec![
        ("call", format!("{} {}", entry.method, entry.path)),
        ("status", entry.status.to_owned()),
        ("deprecated since", optional(entry.deprecated)),
        ("deletion", optional(entry.deletion)),
        ("replaced by", optional(entry.replacement)),
    ];
    rows.extend(rights(whole));
    rows.extend([
        ("Rust method", entry.name.to_owned()),
        ("cargo feature", feature(entry)),
        ("product", optional(entry.product)),
        ("for any product", optional(entry.folded_into)),
        ("body", entry.body.clone().unwrap_or_else(none)),
        ("answer", entry.answer.clone().unwrap_or_else(none)),
        ("described", described(whole)),
    ]);
    facts(rows.into_iter().filter(|(_, value)| !value.is_empty()))
}

fn rights(whole: &Whole) -> Vec<(&'static str, String)> {
    let entry = &whole.entry;
    if entry.folds > 0 {
        let folds = format!("{} operations, each with rights of its own", entry.folds);
        return vec![("stands for", folds)];
    }
    let (needs, rule) = match entry.authenticated {
        true => ("credentials".to_owned(), whole.access_rule.clone()),
        false => (none(), String::new()),
    };
    let charges = match entry.may_charge {
        true => "may create an order or a debt, or pay one".to_owned(),
        false => String::new(),
    };
    vec![
        ("charges", charges),
        ("needs", needs),
        ("access rule", rule),
        ("IAM actions", actions(entry)),
        ("regions", entry.regions.join(", ")),
    ]
}

/// The core is in every client.
fn feature(entry: &Entry) -> String {
    match entry.feature {
        "core" => "none needed".to_owned(),
        feature => feature.to_owned(),
    }
}

fn described(whole: &Whole) -> String {
    let days = whole.described.iter();
    let days = days.map(|(region, day)| format!("{region} {day}"));
    days.collect::<Vec<_>>().join(", ")
}

fn optional(fact: Option<&str>) -> String {
    fact.unwrap_or_default().to_owned()
}

fn none() -> String {
    "nothing".to_owned()
}

fn actions(entry: &Entry) -> String {
    let actions = entry
        .iam_actions
        .iter()
        .map(|action| match action.required {
            true => action.name.to_owned(),
            false => format!("{} (optional)", action.name),
        });
    actions.collect::<Vec<_>>().join("\n")
}

fn parameters(whole: &Whole) -> String {
    let rows = whole.parameters.iter().map(|parameter| {
        [
            parameter.name.to_owned(),
            parameter.place.to_owned(),
            parameter.type_.clone(),
            need(parameter.required, false),
            values(&parameter.type_, &whole.types),
        ]
    });
    table(&["parameter", "in", "type", "", "values"], rows)
}

/// The models of a type, outermost first.
fn models<'a>(type_: Option<&'a str>, types: &'a Types) -> Vec<Model<'a>> {
    let mut open: Vec<_> = type_.map(inner).into_iter().collect();
    let mut next = 0;
    while let Some(shape) = open.get(next).map(|name| types.get(name)) {
        next += 1;
        for field in shape.iter().flat_map(|shape| &shape.fields) {
            let name = inner(&field.type_);
            if !open.contains(&name) {
                open.push(name);
            }
        }
    }
    let found = open
        .into_iter()
        .filter_map(|name| Some((name, types.get(name)?)));
    found
        .filter(|(_, shape)| !shape.fields.is_empty())
        .collect()
}

/// A model that is sent, with what must be there.
fn sent(model: Model<'_>, types: &Types) -> String {
    let rows = model.1.fields.iter().map(|field| {
        [
            field.name.to_owned(),
            field.type_.clone(),
            need(field.required, field.read_only),
            values(&field.type_, types),
        ]
    });
    let rows = table(&["field", "type", "", "values"], rows);
    format!("{}\n{rows}", heading(model))
}

/// A model that is answered; anything in it may be absent.
fn answered(model: Model<'_>, types: &Types) -> String {
    let rows = model.1.fields.iter().map(|field| {
        let values = values(&field.type_, types);
        [field.name.to_owned(), field.type_.clone(), values]
    });
    let rows = table(&["field", "type", "values"], rows);
    format!("{}\n{rows}", heading(model))
}

fn heading((name, shape): Model<'_>) -> String {
    match shape.native_name {
        "" => name.to_owned(),
        native => format!("{name} ({native})"),
    }
}

fn need(required: bool, read_only: bool) -> String {
    let need = match (required, read_only) {
        (true, _) => "required",
        (false, true) => "set by the API",
        (false, false) => "",
    };
    need.to_owned()
}

/// The values of an enum, in lines.
fn values(type_: &str, types: &Types) -> String {
    let values = types
        .get(inner(type_))
        .map_or(&[][..], |shape| shape.values);
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

/// The name inside a list or a map.
fn inner(type_: &str) -> &str {
    type_.trim_matches(['[', ']', '{', '}'])
}
