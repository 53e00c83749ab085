//! The order file: what is read, what is refused, and where and how the refusal says so.

mod documents;
mod errors;
mod examples;
mod names;
mod positions;
mod schema;
mod values;

use std::path::{Path, PathBuf};

use ovh_order::order::Problem;
use ovh_order::order::file::{
    Choice, Configuration, Coupon, DomainAction, DomainName, FamilyName, MAX_BYTES, OrderFile,
    OrderFileError, OrderItem, OrderOption, PlanCode, PriceDuration, PricingMode, ServiceName,
    json_schema,
};

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn data(name: &str) -> PathBuf {
    root("tests/data/order-file").join(name)
}

fn problems(text: &str) -> Vec<Problem> {
    OrderFile::parse(text).unwrap_err().problems().to_vec()
}

/// The problems as they are printed, without the name of a file.
fn printed(text: &str) -> Vec<String> {
    problems(text).iter().map(ToString::to_string).collect()
}

/// A file whose only item has these further lines.
fn with_lines(lines: &str) -> String {
    format!("items:\n  - product: cloud\n    planCode: project.2018\n{lines}")
}

fn item(text: &str) -> OrderItem {
    OrderFile::parse(text).unwrap().items.remove(0)
}

fn plan(code: &str) -> PlanCode {
    PlanCode::new(code).unwrap()
}

fn monthly(code: &str) -> OrderOption {
    let mut option = OrderOption::new(plan(code));
    option.duration = Some(PriceDuration::new("P1M").unwrap());
    option.pricing_mode = Some(PricingMode::new("default").unwrap());
    option
}

fn monthly_item(product: &str, code: &str, configuration: &[(&str, &str)]) -> OrderItem {
    let mut item = OrderItem::new(product.parse().unwrap(), plan(code));
    item.duration = Some(PriceDuration::new("P1M").unwrap());
    item.pricing_mode = Some(PricingMode::new("default").unwrap());
    item.configuration = configuration.iter().copied().collect();
    item
}
