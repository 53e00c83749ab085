//! From the text of an order file to the order, or to everything that is wrong with it.
//! It must not stop at the first fault, nor mend one silently.

use std::fs::File;
use std::io::{self, Read};
use std::mem;
use std::num::NonZeroU32;
use std::path::{Path as FilePath, PathBuf};

use serde::de::{Deserialize, Deserializer, Error as _};

use super::configuration::Configuration;
use super::fault::{Faults, OrderFileError, Path};
use super::fields::{At, Field, Fields, checked, quantity};
use super::model::{OrderFile, OrderItem, OrderOption};
use super::names::{Place, refuse_label};
use super::source::Source;
use super::tree::{Kind, tree};
use super::values::{Coupon, PlanCode, PriceDuration, PricingMode, Product, Subsidiary};
use crate::order::problem::{Position, Problem};

/// The largest order file that is read, in bytes: 1 MiB.
pub const MAX_BYTES: usize = 1 << 20;

impl OrderFile {
    /// Reads the text of an order file, YAML or JSON, of at most [`MAX_BYTES`].
    ///
    /// Only the text is checked: names, forms, missing and duplicated fields. Whether plans, prices
    /// and labels exist is for the validation against the API.
    ///
    /// # Errors
    /// [`OrderFileError::Faulty`] with every fault at once, or with the one fault of broken YAML.
    /// Nothing is sent anywhere.
    pub fn parse(text: &str) -> Result<Self, OrderFileError> {
        parse(text, None)
    }

    /// Reads an order file of at most [`MAX_BYTES`]; its errors carry the path.
    ///
    /// # Errors
    /// [`OrderFileError::Unreadable`] when the file cannot be read, else as [`OrderFile::parse`].
    pub fn read(path: impl AsRef<FilePath>) -> Result<Self, OrderFileError> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|source| unreadable(path, source))?;
        Self::read_from(file, path)
    }

    /// Reads an order file from anything, such as standard input; its errors carry `name`.
    ///
    /// # Errors
    /// As [`OrderFile::read`].
    pub fn read_from(from: impl Read, name: impl AsRef<FilePath>) -> Result<Self, OrderFileError> {
        let name = name.as_ref();
        let mut bytes = Vec::new();
        let most = u64::try_from(MAX_BYTES)
            .unwrap_or(u64::MAX)
            .saturating_add(1);
        let read = from.take(most).read_to_end(&mut bytes);
        read.map_err(|source| unreadable(name, source))?;
        match text(&bytes) {
            Ok(text) => parse(text, Some(name)),
            Err((at, problem)) => {
                let mut faults = Faults::default();
                faults.add(at, &Path::default(), problem);
                let source = Source {
                    file: Some(name.to_owned()),
                    ..Source::default()
                };
                Err(OrderFileError::Faulty(faults.located(&source)))
            }
        }
    }
}

/// Reads what serialising wrote, under the same rules as a file.
///
/// The lines of its error are those of the value as JSON. A number of a configuration comes without
/// the notation that it had in a file: there, use [`OrderFile::parse`].
impl<'de> Deserialize<'de> for OrderFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = serde_json::Value::deserialize(deserializer)?;
        Self::parse(&value.to_string()).map_err(D::Error::custom)
    }
}

fn parse(text: &str, file: Option<&FilePath>) -> Result<OrderFile, OrderFileError> {
    let mut faults = Faults::default();
    let order = order_file(text, &mut faults);
    let source = Source {
        file: file.map(ToOwned::to_owned),
        positions: mem::take(&mut faults.positions),
    };
    match order {
        Some(order) if faults.is_empty() => Ok(OrderFile { source, ..order }),
        _ => Err(OrderFileError::Faulty(faults.located(&source))),
    }
}

fn unreadable(file: &FilePath, source: io::Error) -> OrderFileError {
    let file = PathBuf::from(file);
    OrderFileError::Unreadable { file, source }
}

/// The text of a file, or where it stops being UTF-8.
fn text(bytes: &[u8]) -> Result<&str, (Position, Problem)> {
    if bytes.len() > MAX_BYTES {
        return Err((Position::START, too_large()));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = String::from_utf8_lossy(good);
        let last = good.rsplit('\n').next().unwrap_or_default();
        let at = Position {
            line: good.matches('\n').count() + 1,
            column: last.chars().count() + 1,
        };
        (
            at,
            Problem::new("this is not UTF-8").hint("save the file as UTF-8"),
        )
    })
}

fn too_large() -> Problem {
    Problem::new("the file is larger than 1 MiB").hint("an order file is a page of text")
}

fn order_file(text: &str, faults: &mut Faults) -> Option<OrderFile> {
    if text.len() > MAX_BYTES {
        faults.add(Position::START, &Path::default(), too_large());
        return None;
    }
    // An editor's byte order mark is no column of the first line.
    let root = tree(text.strip_prefix('\u{feff}').unwrap_or(text), faults)?;
    if let Kind::Null = root.kind {
        let refusal = Problem::new("the file is empty").hint("write at least one item in `items`");
        faults.add(Position::START, &Path::default(), refusal);
        return None;
    }
    let root = At {
        node: &root,
        path: Path::default(),
    };
    let fields = root.fields(Place::Document, faults)?;
    let subsidiary = fields.may("ovhSubsidiary", faults, checked(Subsidiary::new));
    let description = fields.may("description", faults, checked(Ok));
    let items = fields.must("items", faults, items);
    let coupons = fields.may("coupons", faults, coupons);
    Some(OrderFile {
        ovh_subsidiary: subsidiary.is(),
        description: description.is(),
        items: items?,
        coupons: coupons.is().unwrap_or_default(),
        source: Source::default(),
    })
}

fn items(at: &At<'_>, faults: &mut Faults) -> Option<Vec<OrderItem>> {
    let nodes = at.list(faults)?;
    if nodes.is_empty() {
        let refusal = Problem::new("there is nothing to order");
        at.refuse(
            faults,
            refusal.hint("write at least one item, starting with `- product: `"),
        );
        return None;
    }
    every(&nodes, faults, item)
}

fn item(at: &At<'_>, faults: &mut Faults) -> Option<OrderItem> {
    let fields = at.fields(Place::Item, faults)?;
    let product = fields.must("product", faults, checked(Product::new));
    let plan = plan(&fields, faults);
    let options = fields.may("options", faults, options);
    let plan = plan?;
    Some(OrderItem {
        product: product?,
        plan_code: plan.plan_code,
        duration: plan.duration,
        pricing_mode: plan.pricing_mode,
        quantity: plan.quantity,
        configuration: plan.configuration,
        options: options.is().unwrap_or_default(),
    })
}

fn options(at: &At<'_>, faults: &mut Faults) -> Option<Vec<OrderOption>> {
    let nodes = at.list(faults)?;
    every(&nodes, faults, |at, faults| {
        let fields = at.fields(Place::Option, faults)?;
        plan(&fields, faults)
    })
}

/// What items and options have in common, which is all that an option is.
fn plan(fields: &Fields<'_>, faults: &mut Faults) -> Option<OrderOption> {
    let plan_code = fields.must("planCode", faults, checked(PlanCode::new));
    let duration = fields.may("duration", faults, checked(PriceDuration::new));
    let pricing_mode = fields.may("pricingMode", faults, checked(PricingMode::new));
    let quantity = fields.may("quantity", faults, quantity);
    let configuration = fields.may("configuration", faults, configuration);
    Some(OrderOption {
        plan_code: plan_code?,
        duration: duration.is(),
        pricing_mode: pricing_mode.is(),
        quantity: match quantity {
            Field::LeftOut => NonZeroU32::MIN,
            quantity => quantity.is()?,
        },
        configuration: configuration.is().unwrap_or_default(),
    })
}

fn configuration(at: &At<'_>, faults: &mut Faults) -> Option<Configuration> {
    let mut configuration = Configuration::default();
    for entry in at.map("label: value", faults)? {
        let path = at.path.key(&entry.key);
        if let Some(refusal) = refuse_label(&entry.key) {
            faults.add(entry.at, &path, refusal);
        }
        let value = At {
            node: &entry.value,
            path,
        };
        if let Some(value) = value.text(faults) {
            configuration.set(entry.key.as_str(), value);
        }
    }
    Some(configuration)
}

fn coupons(at: &At<'_>, faults: &mut Faults) -> Option<Vec<Coupon>> {
    let nodes = at.list(faults)?;
    every(&nodes, faults, |at, faults| {
        checked(Coupon::new)(at, faults)
    })
}

/// Reads all of them, so that each reports its faults; `None` when one did.
fn every<'t, T>(
    nodes: &[At<'t>],
    faults: &mut Faults,
    read: impl Fn(&At<'t>, &mut Faults) -> Option<T>,
) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = nodes.iter().map(|at| read(at, faults)).collect();
    read.into_iter().collect()
}
