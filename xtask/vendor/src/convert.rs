//! Converts vendored descriptions to the document that the client is generated from.

use ovh_order_codegen::correct::secrets_are_everywhere;
use ovh_order_codegen::prepare::{Prepared, prepare};
use ovh_order_codegen::sections::{Section, unite};
use ovh_order_codegen::surface::surface;
use ovh_order_codegen::{json, native, openapi_form};

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
    /// Where descriptions differ, and what this crate lists of them without need, in words.
    pub warnings: Vec<String>,
}

/// Converts the vendored descriptions.
///
/// # Errors
/// [`Error::Conversion`](crate::Error::Conversion) with what no longer fits: an unknown type, names
/// that collide, a secret that is not described any more.
pub fn convert(tree: &Tree) -> Result<Converted> {
    let what = "the vendored description";
    let sections = sections(tree)?;
    secrets_are_everywhere(&sections).map_err(unconverted(what))?;
    let united = unite(&sections).map_err(unconverted(what))?;
    let Prepared { document, outdated } =
        prepare(&united.description).map_err(unconverted(what))?;
    let mut warnings = united.warnings;
    warnings.extend(outdated);
    Ok(Converted {
        openapi: document.text().map_err(unconverted(what))?,
        surface: surface(&document, Region::Eu.name()),
        warnings,
    })
}

/// The vendored sections: Europe's first, since its facts stand where regions differ; in a region
/// the ordering one first, since it is the subject and the others are what surrounds an order.
fn sections(tree: &Tree) -> Result<Vec<Section>> {
    if tree.get(&Place::new(Region::Eu, ORDER).file()).is_none() {
        let why = "has no `/order` of Europe: fetch that first";
        return Err(unusable("schema/native", why));
    }
    let mut places: Vec<_> = tree.descriptions().collect();
    places.sort_by_key(|(place, _)| (place.region, place.section != ORDER, place.section.clone()));
    let mut sections = Vec::new();
    for (place, text) in places {
        let what = format!("schema/{}", place.file());
        sections.push(Section {
            region: place.region.to_string(),
            description: native::read(&what, text).map_err(unconverted(&what))?,
        });
    }
    Ok(sections)
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
/// [`Error::Conversion`](crate::Error::Conversion) when it has types that nobody knows.
pub fn print(what: &str, text: &str) -> Result<Printed> {
    let read = form::read(what, text)?;
    let description = read.description(what)?;
    let document = openapi_form::write(&description).map_err(unconverted(what))?;
    Ok(Printed {
        text: json::write(&document).map_err(unconverted(what))?,
        warnings: read.warnings,
    })
}

/// One description of any section, in either form, as code is generated from it: named, corrected
/// and folded.
///
/// # Errors
/// Those of [`print()`], and names that collide.
pub fn print_for_codegen(what: &str, text: &str) -> Result<Printed> {
    let read = form::read(what, text)?;
    let description = read.description(what)?;
    let prepared = prepare(&description).map_err(unconverted(what))?;
    Ok(Printed {
        text: prepared.document.text().map_err(unconverted(what))?,
        warnings: read.warnings,
    })
}
