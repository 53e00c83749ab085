//! The report of what a description's change breaks, with the other regions beside it.
//!
//! What counts and what breaks is decided in `ovh_order_codegen::drift`.

use anyhow::Result;
use ovh_order_codegen::drift::{Beside, Report, drift_beside};
use ovh_order_codegen::native::{self, Description};
use ovh_order_codegen::openapi_form::told;
use ovh_order_vendor::form::Form;
use ovh_order_vendor::region::Place;
use ovh_order_vendor::tree::Tree;

/// What changed in the description of a place, judged with what the other regions of the tree
/// describe. A description that came in OpenAPI is compared with what OpenAPI tells of the other.
pub fn report(
    tree: &Tree,
    place: Option<&Place>,
    [old, new]: [&Description; 2],
    form: Form,
) -> Result<Report> {
    let others = match place {
        Some(place) => others(tree, place)?,
        None => Vec::new(),
    };
    let beside = Beside {
        region: place.map_or("", |place| place.region.name()),
        others: others.iter().map(|(region, one)| (*region, one)).collect(),
    };
    Ok(match form {
        Form::Native => drift_beside(old, new, &beside),
        Form::OpenApi => drift_beside(&told(old)?, &told(new)?, &beside),
    })
}

/// The same section in other regions.
fn others(tree: &Tree, own: &Place) -> Result<Vec<(&'static str, Description)>> {
    let others = tree
        .descriptions()
        .filter(|(place, _)| place.section == own.section && place.region != own.region);
    let read = others.map(|(place, text)| {
        let description = native::read(&place.file(), text)?;
        Ok((place.region.name(), description))
    });
    read.collect()
}
