//! What the account can pay with: its payment methods and its OVHcloud account.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::sandbox::clock::rfc3339;
use crate::sandbox::http::Refusal;

/// The id of the first payment method.
pub const FIRST: i64 = 1001;

/// The payment methods of the account; the first is the default one and has the id 1001.
///
/// Written `TYPE` or `TYPE=STATUS`, with commas between them, as `ovh-order sandbox --wallet` takes it.
/// Without a status a method is `VALID`:
///
/// ```
/// use ovh_order::sandbox::Wallet;
///
/// assert!("CREDIT_CARD=EXPIRED,PAYPAL".parse::<Wallet>().is_ok());
/// assert!("".parse::<Wallet>().is_ok());
/// ```
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Wallet {
    methods: Vec<Method>,
    #[serde(default = "first")]
    pub(in crate::sandbox) default_method: Option<i64>,
    /// Whether there is money on the account's OVHcloud account: enough for everything, or none.
    #[serde(default = "filled")]
    ovh_account: bool,
}

fn first() -> Option<i64> {
    Some(FIRST)
}

fn filled() -> bool {
    true
}

/// A payment method.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Method {
    pub kind: &'static Kind,
    /// A `me.payment.method.StatusEnum`.
    pub status: String,
}

/// A type of payment methods.
#[derive(Debug)]
pub struct Kind {
    /// As `paymentType`.
    pub name: &'static str,
    /// What the older calls and refusals name it.
    pub(in crate::sandbox) mean: &'static str,
    /// How a payment with it is recorded, a `billing.PaymentMeanEnum`; none if it cannot pay orders.
    paid: Option<&'static str>,
}

const fn kind(name: &'static str, mean: &'static str, paid: Option<&'static str>) -> Kind {
    Kind { name, mean, paid }
}

static KINDS: &[Kind] = &[
    kind("BANK_ACCOUNT", "bankAccount", None),
    kind("CREDIT_CARD", "creditCard", Some("creditCard")),
    kind("CURRENT_ACCOUNT", "CURRENT_ACCOUNT", Some("paymentMandate")),
    kind(
        "DEFERRED_PAYMENT_ACCOUNT",
        "deferredPaymentAccount",
        Some("debtAccount"),
    ),
    kind("DOMESTIC_CARD", "DOMESTIC_CARD", Some("creditCard")),
    kind("ENTERPRISE", "ENTERPRISE", Some("debtAccount")),
    kind(
        "INTERNAL_TRUSTED_ACCOUNT",
        "INTERNAL_TRUSTED_ACCOUNT",
        Some("debtAccount"),
    ),
    kind("PAYPAL", "paypal", Some("paypal")),
    kind("RUPAY", "RUPAY", Some("rupay")),
    kind(
        "SEPA_DIRECT_DEBIT",
        "SEPA_DIRECT_DEBIT",
        Some("paymentMandate"),
    ),
];

/// What refusals of payment name: the types of methods as the older calls do, and the OVHcloud account.
pub fn means() -> impl Iterator<Item = &'static str> {
    let means = KINDS.iter().map(|kind| kind.mean);
    means.chain(["ovhAccount"])
}

/// The values of `me.payment.method.StatusEnum`.
pub const STATUSES: &[&str] = &[
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

impl Default for Wallet {
    /// A credit card that is valid.
    fn default() -> Self {
        let card = Method::try_from("CREDIT_CARD".to_owned());
        Self {
            methods: card.into_iter().collect(),
            default_method: first(),
            ovh_account: true,
        }
    }
}

impl FromStr for Wallet {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let methods = text.split(',').filter(|method| !method.is_empty());
        let methods: Result<_, String> = methods
            .map(|method| Method::try_from(method.to_owned()))
            .collect();
        let wallet = Self {
            methods: methods?,
            ..Self::default()
        };
        wallet.checked()
    }
}

impl TryFrom<String> for Method {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let (name, status) = text.split_once('=').unwrap_or((&text, "VALID"));
        if !STATUSES.contains(&status) {
            let known = STATUSES.join(", ");
            return Err(format!("unknown status `{status}`; use one of {known}"));
        }
        let kind = KINDS.iter().find(|kind| kind.name == name);
        let names: Vec<_> = KINDS.iter().map(|kind| kind.name).collect();
        Ok(Self {
            kind: kind
                .ok_or_else(|| format!("unknown type `{name}`; use one of {}", names.join(", ")))?,
            status: status.to_owned(),
        })
    }
}

impl fmt::Display for Method {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}={}", self.kind.name, self.status)
    }
}

impl From<Method> for String {
    fn from(method: Method) -> Self {
        method.to_string()
    }
}

impl Wallet {
    /// The wallet, or why its default method is none of it. An empty one has none, also without a `null`.
    pub(in crate::sandbox) fn checked(mut self) -> Result<Self, String> {
        let ids: Vec<_> = self.methods().map(|(id, _)| id).collect();
        match self.default_method {
            Some(FIRST) if ids.is_empty() => self.default_method = None,
            Some(id) if ids.is_empty() => {
                return Err(format!(
                    "`defaultMethod` must be null without methods, not {id}"
                ));
            }
            Some(id) if !ids.contains(&id) => {
                return Err(format!(
                    "`defaultMethod` must be null or one of {ids:?}, not {id}"
                ));
            }
            _ => {}
        }
        Ok(self)
    }

    /// Each method and its id.
    pub(in crate::sandbox) fn methods(&self) -> impl Iterator<Item = (i64, &Method)> {
        (FIRST..).zip(&self.methods)
    }

    /// The ids of the methods that can pay orders.
    pub(in crate::sandbox) fn payable(&self) -> Vec<i64> {
        let able = self.methods().filter(|(_, method)| method.pay().is_ok());
        able.map(|(id, _)| id).collect()
    }

    /// What can pay orders, by the names of the older calls where they have one.
    pub(in crate::sandbox) fn means(&self) -> Vec<&'static str> {
        let able = self.methods().filter(|(_, method)| method.pay().is_ok());
        let means = able.map(|(_, method)| method.kind.mean);
        means
            .chain(self.ovh_account.then_some("ovhAccount"))
            .collect()
    }

    /// Pays with the default method. Says how the payment is recorded.
    pub(in crate::sandbox) fn pay_by_default(&self) -> Result<&'static str, Refusal> {
        let mut methods = self.methods();
        let default = methods.find(|(id, _)| Some(*id) == self.default_method);
        let (_, method) = default.ok_or_else(Refusal::without_method)?;
        method.pay()
    }

    /// Pays with this method.
    pub(in crate::sandbox) fn pay_with(&self, id: i64) -> Result<&'static str, Refusal> {
        let mut methods = self.methods();
        let method = methods.find(|(known, _)| *known == id);
        method
            .ok_or_else(|| Refusal::no_object("paymentMethodId", id))?
            .1
            .pay()
    }

    /// Pays with a method that is named as the older calls do, with its id or the first of its type.
    /// Fidelity points only pay for what is free.
    pub(in crate::sandbox) fn pay_with_mean(
        &self,
        mean: &str,
        id: Option<i64>,
        is_free: bool,
    ) -> Result<&'static str, Refusal> {
        let paid = match mean {
            "ovhAccount" => self.ovh_account.then_some("ovhAccount"),
            "fidelityAccount" => is_free.then_some("fidelityPoints"),
            _ => self
                .methods()
                .filter(|(known, _)| id.is_none_or(|id| id == *known))
                .filter(|(_, method)| [method.kind.mean, method.kind.name].contains(&mean))
                .find_map(|(_, method)| method.pay().ok()),
        };
        paid.ok_or_else(|| {
            let message = format!("This order can't be paid with '{mean}'");
            Refusal::bad_request(message)
        })
    }
}

impl Method {
    fn pay(&self) -> Result<&'static str, Refusal> {
        let paid = self.kind.paid.filter(|_| self.status == "VALID");
        paid.ok_or_else(|| Refusal::unpayable(self.kind.mean))
    }

    /// As the older calls have it: a `billing.CreditCard`, `billing.Paypal` and so on.
    pub(in crate::sandbox) fn shown_as_mean(
        &self,
        id: i64,
        is_default: bool,
        now: Timestamp,
    ) -> Value {
        let shown = self.shown(id, is_default, now);
        let date = shown.get("expirationDate").and_then(Value::as_str);
        let state = match self.status.as_str() {
            "VALID" => "valid",
            "EXPIRED" => "expired",
            _ => "pendingValidation",
        };
        json!({
            "creationDate": shown.get("creationDate"),
            "defaultPaymentMean": is_default,
            "description": shown.get("description"),
            "expirationDate": date.and_then(|date| date.get(..10)),
            "icon": shown.get("icon"),
            "id": id,
            "label": shown.get("label"),
            "number": shown.get("label"),
            "state": state,
        })
    }

    /// As a `payment.method.PaymentMethod`.
    pub(in crate::sandbox) fn shown(&self, id: i64, is_default: bool, now: Timestamp) -> Value {
        let is_card = self.kind.name.ends_with("CARD");
        // A card ends with this year, or ended with the last one.
        let age = i16::from(self.status == "EXPIRED");
        let year = now.to_zoned(jiff::tz::TimeZone::UTC).year() - age;
        json!({
            "billingContactId": null,
            "creationDate": rfc3339(Timestamp::UNIX_EPOCH),
            "default": is_default,
            "description": "the sandbox pays with this",
            "expirationDate": is_card.then(|| format!("{year}-12-31T23:59:59+00:00")),
            "formSessionId": null,
            "icon": { "data": null, "name": if is_card { "visa" } else { self.kind.mean }, "url": null },
            "integration": "NONE",
            "label": is_card.then_some("xxxxxxxxxxxx0000"),
            "lastUpdate": rfc3339(Timestamp::UNIX_EPOCH),
            "merchantId": null,
            "oneclick": true,
            "paymentMeanId": id,
            "paymentMethodId": id,
            "paymentSubType": is_card.then_some("VISA"),
            "paymentType": self.kind.name,
            "status": self.status,
        })
    }
}
