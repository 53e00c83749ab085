//! What was put into a cart and where the order file says so, to which the API's refusals are
//! brought back.

use super::added::Added;
use super::check::{label_path, missing};
use super::file::Configuration;
use super::{OrderError, OrderFile, Problem};
use crate::types::CartConfigurationRequirements;

/// A cart that was filled from an order file.
pub(super) struct Filled<'a> {
    pub(super) file: &'a OrderFile,
    /// Items and options; an option comes after its item.
    pub(super) entries: Vec<Entry>,
    /// The same as the API knows them.
    pub(super) added: Vec<Added>,
}

/// An item or an option in the cart.
pub(super) struct Entry {
    /// Where the order has it, such as `items[0]`.
    pub(super) path: String,
    pub(super) plan_code: String,
    pub(super) configuration: Configuration,
    /// The labels that it takes, if they were read.
    pub(super) requirements: Vec<CartConfigurationRequirements>,
}

impl Filled<'_> {
    /// The plans that were added: an order is recognised by them.
    pub(super) fn plans(&self) -> Vec<String> {
        let plans = self.added.iter().map(|it| it.selection.plan_code.clone());
        plans.collect()
    }

    /// The same failure, with what the API refuses at its place in the order, if that is known.
    pub(super) fn explain(&self, error: OrderError) -> OrderError {
        explained(&self.entries, error).located(self.file)
    }
}

/// The same failure; a refusal becomes its problems, each at its entry and label, if one of them has a
/// place.
pub(super) fn explained(entries: &[Entry], error: OrderError) -> OrderError {
    let OrderError::Rejected(refusal) = error else {
        return error;
    };
    let lines = refusal.message().lines();
    let problems: Vec<_> = lines.flat_map(|line| problems(entries, line)).collect();
    // Without any place the error says more: the call, its status and its query id.
    if problems.iter().all(|problem| problem.path.is_empty()) {
        return OrderError::Rejected(refusal);
    }
    OrderError::Problems(problems)
}

/// What a line of a refusal is about. Such lines are written for people and differ, as in `Custom field
/// vps_os is mandatory for product vps-2025-model1` and `in customFields there must be a field with
/// name 'vps_os'`: so the names of labels and plans are looked for, not the sentence.
fn problems(entries: &[Entry], line: &str) -> Vec<Problem> {
    let named = line
        .split_once(" for product ")
        .map(|(_, name)| name.trim());
    let meant = entries_of(entries, named);
    let is_missing = line.contains("mandatory") || line.contains("must be");
    let mut problems = Vec::new();
    for entry in &meant {
        let Some(requirement) = entry.requirement_named_in(line) else {
            continue;
        };
        let label = requirement.label.as_deref().unwrap_or_default();
        if !is_missing {
            let path = label_path(&entry.path, label);
            problems.push(Problem::new(line).at(path));
        } else if entry.configuration.get(label).is_none() {
            problems.push(missing(requirement, &entry.path));
        }
    }
    if problems.is_empty() {
        let path = match meant.first() {
            Some(entry) if named.is_some() => entry.path.as_str(),
            _ => "",
        };
        problems.push(Problem::new(line).at(path));
    }
    problems
}

/// The entries that a refusal means. It names the product, which is the plan or a part of its code:
/// `26skle01` of `26skle01-v1`, `project` of `project.2018`.
fn entries_of<'a>(entries: &'a [Entry], product: Option<&str>) -> Vec<&'a Entry> {
    let Some(product) = product else {
        return entries.iter().collect();
    };
    let (exact, others): (Vec<_>, Vec<_>) = entries
        .iter()
        .filter(|entry| entry.plan_code.contains(product))
        .partition(|entry| entry.plan_code == product);
    if exact.is_empty() { others } else { exact }
}

impl Entry {
    /// An entry whose labels were not read.
    pub(super) fn new(path: String, plan_code: &str, configuration: &Configuration) -> Self {
        Self {
            path,
            plan_code: plan_code.to_owned(),
            configuration: configuration.clone(),
            requirements: Vec::new(),
        }
    }

    /// Whether it is an option of an item.
    pub(super) fn is_option(&self) -> bool {
        self.path.contains(".options[")
    }

    fn requirement_named_in(&self, line: &str) -> Option<&CartConfigurationRequirements> {
        let is_letter = |c: char| c.is_alphanumeric() || "_-".contains(c);
        self.requirements.iter().find(|requirement| {
            let label = requirement.label.as_deref();
            line.split(|c| !is_letter(c))
                .any(|word| Some(word) == label)
        })
    }
}
