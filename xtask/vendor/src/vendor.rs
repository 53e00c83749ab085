//! Makes a description ready to be vendored: its section, the facts, and where it came from.
//!
//! It writes nothing and decides on one description alone; how they fit together is `convert`'s
//! subject.

use std::path::Path;

use ovh_order_codegen::render::render;
use ovh_order_codegen::{facts, json, native};
use serde_json::Value;

use crate::error::{Error, Result};
use crate::files;
use crate::form::{self, Form};
use crate::provenance::{Source, sha256};
use crate::region::{self, ORDER, Place, Region};
use crate::slice;

/// A description as it arrived, in either form.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The file or address; it stands in every error.
    pub what: String,
    /// The text.
    pub text: String,
    /// The region that it is said to describe; without one its addresses tell.
    pub region: Option<Region>,
    /// The section it must be of; any of the known ones when there is none.
    pub section: Option<&'static str>,
    /// The address it was downloaded from; a file has none.
    pub url: Option<String>,
    /// The day it was fetched, such as `2026-07-08`.
    pub fetched: String,
}

impl Arrival {
    /// A description in a file.
    ///
    /// # Errors
    /// [`Error::Files`] when it cannot be read.
    pub fn read(file: &Path, region: Option<Region>, fetched: &str) -> Result<Self> {
        Ok(Self {
            what: file.display().to_string(),
            text: files::read(file)?,
            region,
            section: None,
            url: None,
            fetched: fetched.to_owned(),
        })
    }
}

/// What is kept of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// What the client is made from, and no sentence of OVHcloud's.
    Facts,
    /// The sentences too: for one's own use, not for publishing.
    Prose,
}

/// One description, ready to be written.
#[derive(Clone, Debug)]
pub struct Vendored {
    /// Where it belongs.
    pub place: Place,
    /// The text of its file.
    pub text: String,
    /// Where it came from.
    pub source: Source,
    /// The form that it came in.
    pub form: Form,
    /// What a reader should know about it, in words.
    pub warnings: Vec<String>,
}

/// Reads a description, checks it, and cuts it down to what is kept.
///
/// # Errors
/// [`Error::Unusable`] when it is no description, one of another section, or one without
/// operations; [`Error::Conversion`] when it has types that nobody knows.
pub fn vendor(arrival: &Arrival, keep: Keep) -> Result<Vendored> {
    let form::Native {
        mut value,
        form,
        mut warnings,
    } = form::read(&arrival.what, &arrival.text)?;
    let section = section(arrival, &value)?;
    let region = region(arrival, &value, &mut warnings)?;
    if section != ORDER {
        warnings.extend(missing(&slice::cut(&mut value, section)));
    }
    if operations(&value) == 0 {
        return Err(unusable(arrival, "describes no operation that is kept"));
    }
    let (text, description) = kept(&arrival.what, value, keep).map_err(|source| {
        let what = arrival.what.clone();
        Error::Conversion { what, source }
    })?;
    let place = Place::new(region, section);
    Ok(Vendored {
        source: source(arrival, form, &place, (&description, &text)),
        place,
        text,
        form,
        warnings,
    })
}

/// The region it is of: the one that was said, else that of the hosts that it names and came from.
fn region(arrival: &Arrival, native: &Value, warnings: &mut Vec<String>) -> Result<Region> {
    let base = native.get("basePath").and_then(Value::as_str);
    let addresses = [arrival.url.as_deref(), base].into_iter().flatten();
    let told = addresses.filter_map(|address| Some((address, Region::of_address(address)?)));
    let told: Vec<_> = told.collect();
    let first = told.first().map(|(_, region)| *region);
    let region = arrival.region.or(first).unwrap_or(Region::Eu);
    let Some((address, other)) = told.iter().find(|(_, told)| *told != region) else {
        return Ok(region);
    };
    if arrival.region.is_none() {
        let why = format!(
            "comes from {region} and is of {other} by its address {address}: \
             say with --region which it is"
        );
        return Err(unusable(arrival, &why));
    }
    warnings.push(format!(
        "taken for {region}, as was said, though {address} is of {other}"
    ));
    Ok(region)
}

/// The text that is kept, and what it describes: every type in it is known.
fn kept(
    what: &str,
    value: Value,
    keep: Keep,
) -> Result<(String, native::Description), ovh_order_codegen::Error> {
    let kept = match keep {
        Keep::Facts => facts::keep(&value)?,
        Keep::Prose => value,
    };
    let text = json::write(&kept)?;
    let description = native::read(what, &text)?;
    render(&description)?;
    Ok((text, description))
}

/// The section that the description is of; it must be the one that was asked for.
fn section(arrival: &Arrival, native: &Value) -> Result<&'static str> {
    let path = native.get("resourcePath").and_then(Value::as_str);
    let path = path.unwrap_or_default();
    let found = region::section(path);
    match (arrival.section, found) {
        (Some(asked), Ok(found)) if found == asked => Ok(found),
        (None, Ok(found)) => Ok(found),
        (Some(asked), _) => {
            let why = format!("describes `{path}`, not `/{asked}`");
            Err(unusable(arrival, &why))
        }
        (None, Err(unknown)) => Err(unusable(arrival, &format!("is of an {unknown}"))),
    }
}

fn unusable(arrival: &Arrival, why: &str) -> Error {
    Error::Unusable {
        what: arrival.what.clone(),
        why: why.to_owned(),
    }
}

fn missing(operations: &[String]) -> Option<String> {
    (!operations.is_empty()).then(|| {
        format!(
            "no longer described though listed in xtask/vendor/around.txt: {}",
            operations.join(", ")
        )
    })
}

fn source(
    arrival: &Arrival,
    form: Form,
    place: &Place,
    (description, text): (&native::Description, &str),
) -> Source {
    let paths = &description.apis;
    let name = Path::new(&arrival.what).file_name();
    let name = name.map(|name| name.to_string_lossy().into_owned());
    Source {
        url: arrival.url.clone(),
        file: name.filter(|_| arrival.url.is_none()),
        form: (form == Form::OpenApi).then(|| "openapi3".to_owned()),
        region: place.region.to_string(),
        fetched: arrival.fetched.clone(),
        slice: place.section != ORDER,
        paths: paths.len(),
        operations: paths.iter().map(|path| path.operations.len()).sum(),
        models: description.models.len(),
        sha256: sha256(text),
    }
}

fn operations(native: &Value) -> usize {
    let paths = native.get("apis").and_then(Value::as_array);
    let operations = paths
        .into_iter()
        .flatten()
        .filter_map(|path| path.get("operations")?.as_array());
    operations.map(Vec::len).sum()
}
