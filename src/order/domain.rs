//! Puts a domain into a cart: what it costs depends on the name, and its labels on its extension. A pack
//! is the same name below several extensions.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::check::label_path;
use super::file::{DomainAction, OrderItem, PlanCode, PriceDuration, PricingMode, Product};
use super::item::{Selection, Wish};
use super::problem::listed;
use super::selection::{self, Offered};
use super::{CartId, ItemId, OrderError, OrderFile, Problem};
use crate::nearest::nearest;
use crate::types::{
    CartConfigurationRequirements, CartGenericOptionCreation, CartGenericOptionDefinition,
    CartGenericProductDefinition, CartItem,
};
use crate::{Client, Error, Kind};

/// The domains of an order, each as a problem of an order that keeps the right to withdraw.
pub(super) fn retractation(file: &OrderFile) -> Vec<Problem> {
    let domains = file.items.iter().enumerate();
    domains
        .filter(|(_, item)| item.domain.is_some())
        .map(|(index, _)| {
            Problem::new("a domain is sold only if the right to withdraw is given up")
                .hint("give it up at the checkout: `--waive-retractation-period` of the command")
                .at(format!("items[{index}].domain"))
        })
        .collect()
}

/// One way to order a domain, as `order.cart.ProductInformation` describes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Offer {
    action: String,
    orderable: bool,
    pricing_mode: String,
    duration: Vec<String>,
    recommended_duration: Option<String>,
    configurations: Option<Vec<CartConfigurationRequirements>>,
}

impl Offer {
    /// How an order file asks for it.
    fn written(&self) -> String {
        format!(
            "action: {}, pricingMode: {}",
            self.action, self.pricing_mode
        )
    }
}

/// `order.cart.GenericDomainCreation`; what is optional is absent, never `null`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Creation<'a> {
    domain: &'a str,
    duration: &'a str,
    pricing_mode: &'a str,
    quantity: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan_code: Option<&'a str>,
}

/// Chooses how a domain is ordered (`GET /order/cart/{cartId}/domain`), once everything that its
/// extension asks for is there; or the price of a pack (`GET /order/cart/{cartId}/domainPacks`). The plan
/// of a domain is known when it was added.
pub(super) async fn choose(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
    path: &str,
) -> Result<Selection, OrderError> {
    let call = client.call_raw("GET", &format!("/order/cart/{cart}/{}", item.product));
    let call = call.query("domain", domain(item));
    if item.product == Product::DOMAIN_PACKS {
        let packs: Vec<CartGenericProductDefinition> = call.send().await?;
        let offered: Vec<_> = packs.iter().map(Offered::from).collect();
        return Ok(selection::choose(&offered, Wish::of_item(item), path)?);
    }
    let offers: Vec<Offer> = call.send().await?;
    let offer = fitting(&offers, item, path)?;
    let labels = offer.configurations.as_deref().unwrap_or_default();
    let mut problems = unmet(labels, item, path);
    for requirement in labels {
        problems.extend(incomplete(client, requirement, item, path).await?);
    }
    let duration = duration(offer, item, path);
    problems.extend(duration.as_ref().err().cloned());
    if !problems.is_empty() {
        return Err(OrderError::Problems(problems));
    }
    let plan = item.plan_code.as_ref().map(PlanCode::as_str);
    // The plan of a domain is its extension, unless the API says another one once it is in the cart.
    let extension = domain(item).split_once('.').map(|it| it.1);
    Ok(Selection {
        plan_code: plan.or(extension).unwrap_or_default().to_owned(),
        duration: duration?,
        pricing_mode: offer.pricing_mode.clone(),
        quantity: item.quantity.get().into(),
    })
}

/// Adds a domain (`POST /order/cart/{cartId}/domain`) or a pack.
pub(super) async fn add(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
    selection: &Selection,
) -> Result<CartItem, OrderError> {
    let body = Creation {
        domain: domain(item),
        duration: &selection.duration,
        pricing_mode: &selection.pricing_mode,
        quantity: selection.quantity,
        plan_code: item.plan_code.as_ref().map(PlanCode::as_str),
    };
    let call = client.call_raw("POST", &format!("/order/cart/{cart}/{}", item.product));
    Ok(call.body(&body).send().await?)
}

/// Reads the options of a domain (`GET /order/cart/{cartId}/domain/options`), if one is wished for.
pub(super) async fn option_offers(
    client: &Client,
    cart: &CartId,
    item: &OrderItem,
) -> Option<Result<Vec<CartGenericOptionDefinition>, Error>> {
    if item.product != Product::DOMAIN || item.options.is_empty() {
        return None;
    }
    let call = client.call_raw("GET", &format!("/order/cart/{cart}/domain/options"));
    Some(call.query("domain", domain(item)).send().await)
}

/// Adds an option of a domain (`POST /order/cart/{cartId}/domain/options`).
pub(super) async fn add_option(
    client: &Client,
    cart: &CartId,
    parent: ItemId,
    selection: &Selection,
) -> Result<CartItem, Error> {
    let body = CartGenericOptionCreation::try_from(selection.clone().option_of(parent));
    let body = body.map_err(Error::config)?;
    let call = client.call_raw("POST", &format!("/order/cart/{cart}/domain/options"));
    call.body(&body).send().await
}

fn domain(item: &OrderItem) -> &str {
    item.domain.as_ref().map_or("", |domain| domain.as_str())
}

/// The offer of the wished action that can be ordered. Of several, such as those of a phase, the wish
/// names one by its pricing mode.
fn fitting<'a>(offers: &'a [Offer], item: &OrderItem, path: &str) -> Result<&'a Offer, Problem> {
    let action = item.action.unwrap_or(DomainAction::Create).as_str();
    let mode = item.pricing_mode.as_ref().map(PricingMode::as_str);
    let orderable = offers.iter().filter(|offer| offer.orderable);
    let fitting: Vec<_> = orderable
        .clone()
        .filter(|offer| offer.action == action)
        .filter(|offer| mode.is_none_or(|mode| offer.pricing_mode == mode))
        .collect();
    match fitting.as_slice() {
        [] => {
            let ways: Vec<_> = orderable.map(Offer::written).collect();
            let ways: Vec<_> = ways.iter().map(String::as_str).collect();
            let domain = domain(item);
            let problem = Problem::new(format!("`{domain}` cannot be ordered with `{action}`"));
            let hint = match ways.as_slice() {
                [] if action == DomainAction::Create.as_str() => {
                    "it is taken, or its extension is not sold".to_owned()
                }
                [] => "nothing can be ordered for it, or its extension is not sold".to_owned(),
                ways => format!("it can be ordered with {}", listed(ways)),
            };
            Err(problem.hint(hint).at(format!("{path}.domain")))
        }
        [offer] => Ok(offer),
        several => {
            let modes: Vec<_> = several.iter().map(|it| it.pricing_mode.as_str()).collect();
            Err(
                Problem::new("the domain is sold with several pricing modes")
                    .hint(format!("choose one of {}", listed(&modes)))
                    .at(format!("{path}.pricingMode")),
            )
        }
    }
}

/// The wished duration, or else the recommended or the only one.
fn duration(offer: &Offer, item: &OrderItem, path: &str) -> Result<String, Problem> {
    let offered: Vec<_> = offer.duration.iter().map(String::as_str).collect();
    let recommended = offer.recommended_duration.as_deref();
    let wished = item.duration.as_ref().map(PriceDuration::as_str);
    let only = offered.first().filter(|_| offered.len() == 1).copied();
    match wished.or(recommended).or(only) {
        Some(duration) if offered.contains(&duration) => Ok(duration.to_owned()),
        _ => Err(Problem::new("the domain is not sold for this duration")
            .hint(format!("use one of {}", listed(&offered)))
            .at(format!("{path}.duration"))),
    }
}

/// The labels that the extension requires and the item lacks, and those whose value has a wrong form.
fn unmet(labels: &[CartConfigurationRequirements], item: &OrderItem, path: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for requirement in labels {
        let label = requirement.label.as_deref().unwrap_or_default();
        let kind = requirement.type_.as_deref().unwrap_or_default();
        let form = if kind.eq_ignore_ascii_case("bool") || kind.eq_ignore_ascii_case("boolean") {
            "write true or false".to_owned()
        } else if kind.starts_with('/') {
            let fields = requirement.fields.as_deref().unwrap_or_default();
            let fields = fields.join(", ");
            format!("write a path such as {kind}/123; what it names needs {fields}")
        } else {
            "write its value".to_owned()
        };
        let problem = match item.configuration.get(label) {
            None if requirement.required == Some(true) => {
                if let Some(written) = misspelt(label, labels, item) {
                    let problem = Problem::misnamed("label", written, label);
                    problems.push(problem.at(label_path(path, written)));
                    continue;
                }
                Problem::new(format!("the label `{label}` is missing"))
            }
            Some(value) if !has_form(kind, value) => Problem::invalid("value", value),
            _ => continue,
        };
        problems.push(problem.hint(form).at(label_path(path, label)));
    }
    problems
}

/// What is written in place of a label.
fn misspelt<'a>(
    label: &str,
    labels: &[CartConfigurationRequirements],
    item: &'a OrderItem,
) -> Option<&'a str> {
    let written = item.configuration.iter().map(|(written, _)| written);
    let mut unknown = written.filter(|written| {
        let mut known = labels.iter().filter_map(|it| it.label.as_deref());
        !known.any(|known| known == *written)
    });
    unknown.find(|written| nearest(written, [label]).is_some())
}

fn has_form(kind: &str, value: &str) -> bool {
    if kind.starts_with('/') {
        return id_below(kind, value).is_some();
    }
    !kind.to_ascii_lowercase().starts_with("bool") || ["true", "false"].contains(&value)
}

/// The `123` of `/me/contact/123`.
fn id_below<'a>(kind: &str, value: &'a str) -> Option<&'a str> {
    let id = value.strip_prefix(kind)?.strip_prefix('/')?;
    let is_id = !id.is_empty() && id.chars().all(|it| it.is_ascii_alphanumeric() || it == '-');
    is_id.then_some(id)
}

/// What the object lacks that a label names, such as the birthday of a contact.
async fn incomplete(
    client: &Client,
    requirement: &CartConfigurationRequirements,
    item: &OrderItem,
    path: &str,
) -> Result<Option<Problem>, OrderError> {
    let label = requirement.label.as_deref().unwrap_or_default();
    let kind = requirement.type_.as_deref().unwrap_or_default();
    let Some(value) = item.configuration.get(label) else {
        return Ok(None);
    };
    if !kind.starts_with('/') || id_below(kind, value).is_none() {
        return Ok(None);
    }
    let problem = match client.call_raw("GET", value).send::<Value>().await {
        Ok(found) => {
            let fields = requirement.fields.as_deref().unwrap_or_default();
            let lacking: Vec<_> = fields
                .iter()
                .map(String::as_str)
                .filter(|field| is_absent(&found, field))
                .collect();
            if lacking.is_empty() {
                return Ok(None);
            }
            Problem::new(format!("`{value}` lacks {}", listed(&lacking)))
                .hint("the extension asks for it")
        }
        Err(error) if error.kind() == Kind::NotFound => {
            Problem::new(format!("the account has no `{value}`"))
                .hint(format!("`GET {kind}` lists what it has"))
        }
        Err(error) => return Err(error.into()),
    };
    Ok(Some(problem.at(label_path(path, label))))
}

/// Whether a field, such as `address.city`, says nothing.
fn is_absent(object: &Value, field: &str) -> bool {
    let found = object.pointer(&format!("/{}", field.replace('.', "/")));
    found.is_none_or(|value| value.is_null() || value == "")
}
