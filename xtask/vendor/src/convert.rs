//! Converts vendored descriptions to the document that the client is generated from.

use ovh_order_codegen::prepare::{prepare, prepare_section};
use ovh_order_codegen::render::render;
use ovh_order_codegen::sections::Section;
use ovh_order_codegen::surface::surface;
use ovh_order_codegen::{json, native, openapi_form};
use serde_json::Value;

use crate::error::{Result, unconverted, unusable};
use crate::form;
use crate::region::{ORDER, Place, Region};
use crate::tree::Tree;

/// What the conversion makes of the vendored descriptions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Converted {
    /// Text of `schema/openapi.json`.
    pub openapi: String,
    /// Text of `schema/surface.txt`.
    pub surface: String,
}

/// Converts the vendored descriptions.
///
/// # Errors
/// [`Error::Conversion`](crate::Error::Conversion) with what no longer fits: an unknown type, names that collide, a
/// correction that no longer applies.
pub fn convert(tree: &Tree) -> Result<Converted> {
    let what = "the vendored description";
    let document = prepare(&sections(tree)?).map_err(unconverted(what))?;
    Ok(Converted {
        openapi: document.text().map_err(unconverted(what))?,
        surface: surface(&document, Region::Eu.name()),
    })
}

/// The rendered sections: Europe's first, since its facts stand where regions differ; in a region
/// the ordering one first, since it is the subject and the others are what surrounds an order.
fn sections(tree: &Tree) -> Result<Vec<Section>> {
    if tree.get(&Place::new(Region::Eu, ORDER).file()).is_none() {
        let why = "has no `/order` of Europe: fetch that first";
        return Err(unusable("schema/native", why));
    }
    let mut places: Vec<_> = tree.descriptions().collect();
    places.sort_by_key(|(place, _)| (place.region, place.section != ORDER, place.section.clone()));
    let sections = places.into_iter().map(|(place, text)| {
        let what = format!("schema/{}", place.file());
        let description = native::read(&what, text).map_err(unconverted(&what))?;
        Ok(Section {
            region: place.region.to_string(),
            document: render(&description).map_err(unconverted(&what))?,
            path: description.resource_path,
        })
    });
    sections.collect()
}

/// A document that was made of one description, and what the description could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Printed {
    /// The document.
    pub text: String,
    /// What a reader should know about it, in words.
    pub warnings: Vec<String>,
}

/// One description of any section, in either form, as OVHcloud renders it.
///
/// # Errors
/// [`Error::Unusable`](crate::Error::Unusable) when it is not a description,
/// [`Error::Conversion`](crate::Error::Conversion) when it has types that
/// nobody knows.
pub fn print(what: &str, text: &str) -> Result<Printed> {
    let form::Native {
        value, warnings, ..
    } = form::read(what, text)?;
    let description = native::read(what, &value.to_string()).map_err(unconverted(what))?;
    let document = openapi_form::write(&description).map_err(unconverted(what))?;
    let text = json::write(&document).map_err(unconverted(what))?;
    Ok(Printed { text, warnings })
}

/// One description of any section, in either form, as code is generated from it: named, corrected
/// and folded.
///
/// # Errors
/// Those of [`print()`], and names that collide.
pub fn print_for_codegen(what: &str, text: &str) -> Result<Printed> {
    let form::Native {
        value, warnings, ..
    } = form::read(what, text)?;
    let region = Region::of_address(value.get("basePath").and_then(Value::as_str).unwrap_or(""));
    let description = native::read(what, &value.to_string()).map_err(unconverted(what))?;
    let section = Section {
        region: region.unwrap_or(Region::Eu).to_string(),
        document: render(&description).map_err(unconverted(what))?,
        path: description.resource_path,
    };
    let document = prepare_section(&section).map_err(unconverted(what))?;
    let text = document.text().map_err(unconverted(what))?;
    Ok(Printed { text, warnings })
}
