//! The one account of a sandbox: a made-up person with a registered credit card.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::{Answer, Call, Refusal};
use crate::sandbox::world::World;

pub const NICHANDLE: &str = "sb00000-ovh";

/// The id of the credit card, the default payment method.
pub const CREDIT_CARD: i64 = 1001;

pub fn me(world: &mut World, _: &Call<'_>) -> Answer {
    let subsidiary = world.subsidiary;
    Ok(json!({
        "address": "1 sandbox street", "area": null, "birthCity": null, "birthDay": null,
        "city": "Sandbox", "companyNationalIdentificationNumber": null,
        "complementaryAddress": null, "corporationType": null, "country": subsidiary.country,
        "currency": { "code": subsidiary.currency, "symbol": subsidiary.symbol },
        "customerCode": "0000-0000-00", "displayName": null, "email": "sandbox@example.com",
        "fax": null, "firstname": "Sand", "italianSDI": null, "kycValidated": true,
        "language": subsidiary.language, "legalform": "individual", "name": "Box",
        "nationalIdentificationNumber": null, "nichandle": NICHANDLE, "organisation": null,
        "ovhCompany": "ovh", "ovhSubsidiary": subsidiary.code, "phone": "+33.900000000",
        "phoneCountry": subsidiary.country, "phoneType": "landline", "purposeOfPurchase": null,
        "sex": null, "spareEmail": null, "state": "complete", "vat": null, "zip": "00000",
    }))
}

/// The values of `me.payment.method.StatusEnum`.
const METHOD_STATES: &[&str] = &[
    "CANCELED",
    "CANCELING",
    "CREATED",
    "CREATING",
    "ERROR",
    "EXPIRED",
    "FAILED",
    "MAINTENANCE",
    "PAUSED",
    "REJECTED",
    "REPLACED",
    "VALID",
    "VALIDATING",
];

pub fn methods(_: &mut World, call: &Call<'_>) -> Answer {
    let status = call.query("status");
    if let Some(status) = status.as_deref().filter(|it| !METHOD_STATES.contains(it)) {
        let kind = "me.payment.method.StatusEnum";
        return Err(Refusal::wrong_type("status", &json!(status), kind));
    }
    let kind = call.query("paymentType");
    let is_asked = call.query_flag("default")?.unwrap_or(true)
        && status.is_none_or(|asked| asked == "VALID")
        && kind.is_none_or(|asked| asked == "CREDIT_CARD");
    let ids: &[i64] = if is_asked { &[CREDIT_CARD] } else { &[] };
    Ok(json!(ids))
}

pub fn method(_: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number("paymentMethodId")?;
    if id != CREDIT_CARD {
        return Err(Refusal::no_object("paymentMethodId", id));
    }
    Ok(credit_card(call.now()))
}

/// The credit card, which never expires: it is always valid until the end of the year.
fn credit_card(now: Timestamp) -> Value {
    let year = now.strftime("%Y").to_string();
    json!({
        "billingContactId": null,
        "creationDate": rfc3339(Timestamp::UNIX_EPOCH),
        "default": true,
        "description": "the sandbox pays with this",
        "expirationDate": format!("{year}-12-31T23:59:59+00:00"),
        "formSessionId": null,
        "icon": { "data": null, "name": "visa", "url": null },
        "integration": "NONE",
        "label": "xxxxxxxxxxxx0000",
        "lastUpdate": rfc3339(Timestamp::UNIX_EPOCH),
        "merchantId": null,
        "oneclick": true,
        "paymentMeanId": CREDIT_CARD,
        "paymentMethodId": CREDIT_CARD,
        "paymentSubType": "VISA",
        "paymentType": "CREDIT_CARD",
        "status": "VALID",
    })
}
