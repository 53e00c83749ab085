//! Makes one description ready to be vendored: its section, the facts, and where it came from.

use std::path::Path;

use ovh_order_codegen::native::{self, Description};
use ovh_order_codegen::render::render;
use ovh_order_codegen::{facts, json};
use serde_json::Value;

use crate::error::{Result, unconverted, unusable};
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
    /// The region it is said to describe; otherwise its addresses tell.
    pub region: Option<Region>,
    /// The section that was asked for; otherwise any known one will do.
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
    /// [`Error::Files`](crate::Error::Files) when it cannot be read.
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
    /// What the client is made from, without OVHcloud's sentences.
    Facts,
    /// The sentences too: for your own use, not for publishing.
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
/// [`Error::Unusable`](crate::Error::Unusable) for what is not a description of the section, or has
/// no operations; [`Error::Conversion`](crate::Error::Conversion) for unknown types.
pub fn vendor(arrival: &Arrival, keep: Keep) -> Result<Vendored> {
    let what = &arrival.what;
    let form::Native {
        mut value,
        form,
        mut warnings,
    } = form::read(what, &arrival.text)?;
    let section = section(arrival, &value)?;
    let region = region(arrival, &value, &mut warnings)?;
    if section != ORDER {
        let missing = slice::cut(&mut value, section).join(", ");
        if !missing.is_empty() {
            warnings.push(format!(
                "no longer described though listed in xtask/vendor/around.txt: {missing}"
            ));
        }
    }
    if keep == Keep::Facts {
        value = facts::keep(&value);
    }
    let text = json::write(&value).map_err(unconverted(what))?;
    let description = native::read(what, &text).map_err(unconverted(what))?;
    // Types that nobody knows are told now, by the name of this description.
    render(&description).map_err(unconverted(what))?;
    if description.operations().next().is_none() {
        return Err(unusable(what, "describes no operation that is kept"));
    }
    let place = Place::new(region, section);
    Ok(Vendored {
        source: source(arrival, &place, form, &description, &text),
        place,
        text,
        form,
        warnings,
    })
}

fn source(
    arrival: &Arrival,
    place: &Place,
    form: Form,
    description: &Description,
    text: &str,
) -> Source {
    let name = Path::new(&arrival.what).file_name();
    let file = name.filter(|_| arrival.url.is_none());
    Source {
        url: arrival.url.clone(),
        file: file.map(|name| name.to_string_lossy().into_owned()),
        form: (form == Form::OpenApi).then(|| "openapi3".to_owned()),
        region: place.region.to_string(),
        fetched: arrival.fetched.clone(),
        slice: place.section != ORDER,
        paths: description.apis.len(),
        operations: description.operations().count(),
        models: description.models.len(),
        sha256: sha256(text),
        least_version: None,
    }
}

/// The section of a description; it must be the one that was asked for.
fn section(arrival: &Arrival, native: &Value) -> Result<&'static str> {
    let path = native
        .get("resourcePath")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let found = region::section(path);
    match arrival.section {
        None => found.map_err(|unknown| unusable(&arrival.what, format!("is of an {unknown}"))),
        Some(asked) if found.is_ok_and(|found| found == asked) => Ok(asked),
        Some(asked) => {
            let why = format!("describes `{path}`, not `/{asked}`");
            Err(unusable(&arrival.what, why))
        }
    }
}

/// The region of a description: the one that was said, else that of its addresses.
fn region(arrival: &Arrival, native: &Value, warnings: &mut Vec<String>) -> Result<Region> {
    let base = native.get("basePath").and_then(Value::as_str);
    let addresses = arrival.url.as_deref().into_iter().chain(base);
    let told: Vec<_> = addresses
        .filter_map(|address| Some((address, Region::of_address(address)?)))
        .collect();
    let first = told.first().map(|(_, region)| *region);
    let region = arrival.region.or(first).unwrap_or(Region::Eu);
    let Some((address, other)) = told.iter().find(|(_, told)| *told != region) else {
        return Ok(region);
    };
    if arrival.region.is_none() {
        let why = format!(
            "comes from {region}, but its address {address} is of {other}: \
             say which it is with --region"
        );
        return Err(unusable(&arrival.what, why));
    }
    warnings.push(format!(
        "taken for {region} as you said, though its address {address} is of {other}"
    ));
    Ok(region)
}
