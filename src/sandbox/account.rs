//! The one account of a sandbox: a made-up person with a registered credit card.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::time;
use crate::sandbox::world::World;

pub const NICHANDLE: &str = "sb00000-ovh";

/// The id of the credit card, the default payment method.
pub const CREDIT_CARD: i64 = 1001;

pub const ROUTES: &[Route] = &[
    Route::account("GET", "/me", me),
    Route::account("GET", "/me/payment/method", methods),
    Route::account("GET", "/me/payment/method/{paymentMethodId}", method),
];

fn me(world: &mut World, _: &Call<'_>) -> Answer {
    Ok(person(world.place))
}

fn methods(_: &mut World, call: &Call<'_>) -> Answer {
    let is = |name, value| call.query(name).is_none_or(|asked| asked == value);
    let wanted = call.query_flag("default")?.unwrap_or(true)
        && is("status", "VALID")
        && is("paymentType", "CREDIT_CARD");
    Ok(if wanted {
        json!([CREDIT_CARD])
    } else {
        json!([])
    })
}

fn method(_: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number(0, "paymentMethodId")?;
    if id != CREDIT_CARD {
        return Err(Refusal::no_object("paymentMethodId", id));
    }
    Ok(credit_card(call.now()))
}

/// The account as `GET /me` shows it.
pub fn person(place: &Subsidiary) -> Value {
    json!({
        "address": "1 sandbox street", "area": null, "birthCity": null, "birthDay": null,
        "city": "Sandbox", "companyNationalIdentificationNumber": null,
        "complementaryAddress": null, "corporationType": null, "country": place.country,
        "currency": { "code": place.currency, "symbol": place.symbol },
        "customerCode": "0000-0000-00", "displayName": null, "email": "sandbox@example.com",
        "fax": null, "firstname": "Sand", "italianSDI": null, "kycValidated": true,
        "language": place.language, "legalform": "individual", "name": "Box",
        "nationalIdentificationNumber": null, "nichandle": NICHANDLE, "organisation": null,
        "ovhCompany": "ovh", "ovhSubsidiary": place.code, "phone": "+33.900000000",
        "phoneCountry": place.country, "phoneType": "landline", "purposeOfPurchase": null,
        "sex": null, "spareEmail": null, "state": "complete", "vat": null, "zip": "00000",
    })
}

/// The credit card as `GET /me/payment/method/{paymentMethodId}` shows it.
pub fn credit_card(now: Timestamp) -> Value {
    let year = now.strftime("%Y").to_string();
    json!({
        "billingContactId": null,
        "creationDate": time::rfc3339(Timestamp::UNIX_EPOCH),
        "default": true,
        "description": "the sandbox pays with this",
        "expirationDate": format!("{year}-12-31T23:59:59+00:00"),
        "formSessionId": null,
        "icon": { "data": null, "name": "visa", "url": null },
        "integration": "NONE",
        "label": "xxxxxxxxxxxx0000",
        "lastUpdate": time::rfc3339(Timestamp::UNIX_EPOCH),
        "merchantId": null,
        "oneclick": true,
        "paymentMeanId": CREDIT_CARD,
        "paymentMethodId": CREDIT_CARD,
        "paymentSubType": "VISA",
        "paymentType": "CREDIT_CARD",
        "status": "VALID",
    })
}
