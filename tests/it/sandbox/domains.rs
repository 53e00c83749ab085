//! Domains: from the offers to the domain of the account.

use serde_json::{Value, json};

use crate::fixture::caller::{Caller, refused};

const CONTACT: &str = r#"{
    "address": { "line1": "1 sandbox street", "city": "Sandbox", "zip": "00000", "country": "FR" },
    "email": "sandbox@example.com", "firstName": "Sand", "lastName": "Box", "language": "fr_FR",
    "legalForm": "individual", "phone": "+33.900000000"
}"#;

/// The path of a new contact.
pub async fn contact(caller: &Caller) -> String {
    let contact = serde_json::from_str(CONTACT).unwrap();
    let contact = caller.done("POST", "/me/contact", contact).await;
    format!("/me/contact/{}", contact["id"])
}

/// A cart with a domain that can be ordered; the path and the item.
pub async fn cart(caller: &Caller, name: &str) -> (String, i64) {
    let cart = caller.cart().await;
    let body = json!({ "domain": name });
    let item = caller.done("POST", &format!("{cart}/domain"), body).await;
    let item = item["itemId"].as_i64().unwrap();
    let owner = contact(caller).await;
    for (label, value) in [
        ("OWNER_CONTACT", owner.as_str()),
        ("OWNER_LEGAL_AGE", "true"),
        ("ACCEPT_CONDITIONS", "true"),
    ] {
        caller.configure(&cart, item, label, value).await;
    }
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    (cart, item)
}

#[tokio::test]
async fn a_free_name_can_be_registered_and_a_taken_one_transferred() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    for (name, create, transfer) in [("sandbox.com", true, false), ("taken.fr", false, true)] {
        let path = format!("{cart}/domain?domain={name}");
        let offers = caller.done("GET", &path, Value::Null).await;
        let seen: Vec<_> = offers
            .as_array()
            .unwrap()
            .iter()
            .map(|offer| (&offer["action"], &offer["orderable"], &offer["duration"]))
            .collect();
        let year = json!(["P1Y"]);
        assert_eq!(
            seen,
            [
                (&json!("create"), &json!(create), &year),
                (&json!("transfer"), &json!(transfer), &year)
            ]
        );
    }
}

#[tokio::test]
async fn a_domain_that_nobody_can_have_is_refused() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let domain = format!("{cart}/domain");
    for (body, message) in [
        (
            json!({ "domain": "sandbox.nowhere" }),
            "Extension nowhere is not sold",
        ),
        (
            json!({ "domain": "taken.com", "pricingMode": "create-default" }),
            "Domain taken.com cannot be ordered with this offer",
        ),
        (
            json!({ "domain": "sandbox.com", "planCode": "fr" }),
            "Plan fr is not the plan of sandbox.com",
        ),
        (
            json!({ "domain": "sandbox.com", "duration": "P1M" }),
            "Invalid duration P1M and pricing mode create-default for plan com",
        ),
        (
            json!({ "domain": "sandbox" }),
            "[domain] Given data (\"sandbox\") is not valid for type domain",
        ),
    ] {
        let answer = caller.signed("POST", &domain, body).await;
        assert_eq!(answer, refused(400, "BadRequest", message));
    }
}

#[tokio::test]
async fn a_domain_is_ordered_with_an_owner_and_without_retractation_and_delivered_under_its_name() {
    let caller = Caller::start().await;
    let (cart, _) = cart(&caller, "sandbox.com").await;
    let checkout = format!("{cart}/checkout");
    let dry_run = caller.done("GET", &checkout, Value::Null).await;
    assert_eq!(dry_run["details"][0]["domain"], "sandbox.com");
    let kept = caller.signed("POST", &checkout, json!({})).await;
    let message = "waiveRetractationPeriod is mandatory to order a domain";
    assert_eq!(kept, refused(400, "BadRequest", message));
    let terms = json!({
        "autoPayWithPreferredPaymentMethod": true,
        "waiveRetractationPeriod": true,
    });
    let order = caller.done("POST", &checkout, terms).await;
    caller.sandbox.advance(30);
    let order = format!("/me/order/{}", order["orderId"]);
    let detail = format!("{order}/details/{}", caller.details(&order).await[0]);
    let detail = caller.done("GET", &detail, Value::Null).await;
    assert_eq!(detail["domain"], "sandbox.com");
    let domains = caller.done("GET", "/domain", Value::Null).await;
    assert_eq!(domains, json!(["sandbox.com"]));
    let domain = caller.done("GET", "/domain/sandbox.com", Value::Null).await;
    assert_eq!(domain["domain"], "sandbox.com");
}

#[tokio::test]
async fn the_checkout_of_a_domain_wants_an_owner_that_exists_and_what_has_to_be_agreed_to() {
    let caller = Caller::start().await;
    let cart = caller.cart().await;
    let body = json!({ "domain": "sandbox.com" });
    let item = caller.done("POST", &format!("{cart}/domain"), body).await;
    let item = item["itemId"].as_i64().unwrap();
    caller
        .configure(&cart, item, "OWNER_CONTACT", "/me/contact/1")
        .await;
    caller
        .configure(&cart, item, "OWNER_LEGAL_AGE", "false")
        .await;
    caller
        .done("POST", &format!("{cart}/assign"), Value::Null)
        .await;
    let answer = caller.get(&format!("{cart}/checkout")).await;
    let message = "Custom field OWNER_CONTACT has invalid value '/me/contact/1' for product com\n\
        Custom field OWNER_LEGAL_AGE has invalid value 'false' for product com\n\
        Custom field ACCEPT_CONDITIONS is mandatory for product com";
    assert_eq!(answer, refused(400, "BadRequest", message));
}

#[tokio::test]
async fn labels_of_a_domain_lack_what_says_nothing_and_name_the_fields_of_a_contact() {
    let caller = Caller::start().await;
    let (cart, item) = cart(&caller, "sandbox.com").await;
    let path = format!("{cart}/item/{item}/requiredConfiguration");
    let labels = caller.done("GET", &path, Value::Null).await;
    let fields = &labels[0]["fields"];
    assert!(fields.as_array().unwrap().contains(&json!("address.city")));
    let owner = json!({
        "fields": fields, "label": "OWNER_CONTACT", "required": true, "type": "/me/contact",
    });
    assert_eq!(
        labels,
        json!([
            owner,
            { "label": "OWNER_LEGAL_AGE", "required": true, "type": "bool" },
            { "label": "ACCEPT_CONDITIONS", "required": true, "type": "bool" },
            { "label": "ADMIN_ACCOUNT", "type": "Nichandle" },
            { "label": "TECH_ACCOUNT", "type": "Nichandle" },
            { "label": "DNS", "type": "String" },
        ])
    );
}

#[tokio::test]
async fn offers_of_domains_need_an_account() {
    let caller = Caller::start().await;
    let path = format!("{}/domain", caller.cart().await);
    let asked = caller
        .open("GET", &format!("{path}?domain=sandbox.com"), Value::Null)
        .await;
    let body = json!({ "domain": "sandbox.com" });
    let ordered = caller.open("POST", &path, body).await;
    assert_eq!((asked.0, ordered.0), (401, 401));
}

#[tokio::test]
async fn the_us_has_no_domains() {
    let caller = Caller::with(|options| options.subsidiary("US")).await;
    let cart = caller.cart_for("US").await;
    let (status, _) = caller
        .get(&format!("{cart}/domain?domain=sandbox.com"))
        .await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn no_domain_is_there_to_be_restored() {
    let caller = Caller::start().await;
    let path = format!("{}/domainRestore", caller.cart().await);
    let answer = caller.get(&format!("{path}?domain=sandbox.com")).await;
    assert_eq!(answer, (200, json!([])));
    let message = "Missing parameter(s): domain";
    assert_eq!(caller.get(&path).await, refused(400, "BadRequest", message));
}
