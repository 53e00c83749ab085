//! The contacts of the account, under `/me/contact`: who owns a domain.

use serde_json::{Map, Value, json};

use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::world::World;

/// The first number of a contact.
const FIRST_CONTACT: i64 = 9_000_000;

const NEEDS: &[&str] = &[
    "address",
    "email",
    "firstName",
    "language",
    "lastName",
    "legalForm",
    "phone",
];

const TAKES: &[&str] = &[
    "birthCity",
    "birthCountry",
    "birthDay",
    "birthZip",
    "cellPhone",
    "companyNationalIdentificationNumber",
    "fax",
    "gender",
    "nationalIdentificationNumber",
    "nationality",
    "organisationName",
    "organisationType",
    "vat",
];

/// The paths that `OWNER_CONTACT` takes: `/me/contact/9000001`.
pub fn paths(world: &World) -> Vec<String> {
    let numbers = world.contacts.keys();
    numbers.map(|id| format!("/me/contact/{id}")).collect()
}

pub fn list(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(world.contacts.keys().copied().collect())
}

pub fn create(world: &mut World, call: &Call<'_>) -> Answer {
    let body = Body::read(call, NEEDS, TAKES)?;
    let address = body.value("address");
    if !address.is_object() {
        return Err(Refusal::wrong_type("address", &address, "contact.Address"));
    }
    let id = world.ids.number(FIRST_CONTACT);
    let mut contact = Map::from_iter([
        ("address".to_owned(), address),
        ("id".to_owned(), json!(id)),
    ]);
    for name in NEEDS.iter().chain(TAKES).filter(|name| **name != "address") {
        contact.insert((*name).to_owned(), json!(body.text(name)?));
    }
    let contact = Value::Object(contact);
    world.contacts.insert(id, contact.clone());
    Ok(contact)
}

pub fn get(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number("contactId")?;
    let contact = world.contacts.get(&id);
    contact
        .cloned()
        .ok_or_else(|| Refusal::no_object("contactId", id))
}
