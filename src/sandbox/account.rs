//! The one account of a sandbox: a made-up person and a registered credit card.
//! Must not know orders.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::sandbox::subsidiary::Subsidiary;
use crate::sandbox::times;

pub(super) const NICHANDLE: &str = "sb00000-ovh";

/// The id of the credit card, the default payment method.
pub(super) const CREDIT_CARD: i64 = 1001;

/// The account as `GET /me` shows it.
pub(super) fn person(place: &Subsidiary) -> Value {
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
pub(super) fn credit_card(now: Timestamp) -> Value {
    let year = now.strftime("%Y").to_string();
    json!({
        "billingContactId": null,
        "creationDate": times::text(Timestamp::UNIX_EPOCH),
        "default": true,
        "description": "the sandbox pays with this",
        "expirationDate": format!("{year}-12-31T23:59:59+00:00"),
        "formSessionId": null,
        "icon": { "data": null, "name": "visa", "url": null },
        "integration": "NONE",
        "label": "xxxxxxxxxxxx0000",
        "lastUpdate": times::text(Timestamp::UNIX_EPOCH),
        "merchantId": null,
        "oneclick": true,
        "paymentMeanId": CREDIT_CARD,
        "paymentMethodId": CREDIT_CARD,
        "paymentSubType": "VISA",
        "paymentType": "CREDIT_CARD",
        "status": "VALID",
    })
}
