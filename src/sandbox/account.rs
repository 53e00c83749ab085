//! The one account of a sandbox: a made-up person.

use serde_json::json;

use crate::sandbox::http::{Answer, Body, Call, Refusal};
use crate::sandbox::wallet::STATUSES;
use crate::sandbox::world::World;

pub const NICHANDLE: &str = "sb00000-ovh";

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

pub fn methods(world: &mut World, call: &Call<'_>) -> Answer {
    let status = call.query("status");
    if let Some(status) = status.as_deref().filter(|it| !STATUSES.contains(it)) {
        let kind = "me.payment.method.StatusEnum";
        return Err(Refusal::wrong_type("status", &json!(status), kind));
    }
    let kind = call.query("paymentType");
    let default = call.query_flag("default")?;
    let wallet = &world.wallet;
    let asked = wallet.methods().filter(|(id, method)| {
        default.is_none_or(|asked| asked == (Some(*id) == wallet.default_method))
            && status.as_ref().is_none_or(|asked| *asked == method.status)
            && kind.as_ref().is_none_or(|asked| asked == method.kind.name)
    });
    Ok(asked.map(|(id, _)| id).collect())
}

pub fn method(world: &mut World, call: &Call<'_>) -> Answer {
    let id = call.number("paymentMethodId")?;
    let wallet = &world.wallet;
    let mut methods = wallet.methods();
    let found = methods.find(|(known, _)| *known == id);
    let (_, method) = found.ok_or_else(|| Refusal::no_object("paymentMethodId", id))?;
    Ok(method.shown(id, Some(id) == wallet.default_method, call.now()))
}

/// The types of payment methods that the older calls know.
const MEANS: &[&str] = &[
    "bankAccount",
    "creditCard",
    "deferredPaymentAccount",
    "paypal",
];

/// The ids of the payment methods of an older type.
pub fn means(world: &mut World, call: &Call<'_>) -> Answer {
    let mean = older_mean(call)?;
    let methods = world.wallet.methods();
    let of_type = methods.filter(|(_, method)| method.kind.mean == mean);
    Ok(of_type.map(|(id, _)| id).collect())
}

/// A payment method in the older form.
pub fn mean(world: &mut World, call: &Call<'_>) -> Answer {
    let (mean, id) = (older_mean(call)?, call.number("id")?);
    let wallet = &world.wallet;
    let mut methods = wallet.methods();
    let found = methods.find(|(known, method)| *known == id && method.kind.mean == mean);
    let (_, method) = found.ok_or_else(|| Refusal::no_object("id", id))?;
    Ok(method.shown_as_mean(id, Some(id) == wallet.default_method, call.now()))
}

fn older_mean<'a>(call: &'a Call<'_>) -> Result<&'a str, Refusal> {
    let mean = call.arg("paymentMean");
    if MEANS.contains(&mean) {
        return Ok(mean);
    }
    Err(if call.is_word("paymentMean") {
        Refusal::not_emulated(call.request.method(), call.request.path())
    } else {
        Refusal::no_object("paymentMean", mean)
    })
}

/// Every voucher is good.
pub fn voucher(_: &mut World, call: &Call<'_>) -> Answer {
    Body::read(call, &["voucher"], &[])?.text("voucher")?;
    Ok(json!({ "validity": true }))
}
