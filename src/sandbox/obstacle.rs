//! What keeps orders from being placed or paid: nothing by default, each a switch.

use std::str::FromStr;

use jiff::SignedDuration;
use serde::de::IntoDeserializer as _;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use crate::sandbox::clock;
use crate::sandbox::http::Refusal;
use crate::sandbox::order::status::Status;

/// Something that keeps orders from being placed or paid.
///
/// Written `KIND=VALUE`, as `ovh-order sandbox --obstacle` takes it:
///
/// ```
/// use ovh_order::sandbox::Obstacle;
///
/// let payment = Obstacle::Payment("bankAccount".to_owned());
/// assert_eq!("payment=bankAccount".parse(), Ok(payment));
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Obstacle {
    /// `deadline`: orders that are placed wait this long for their payment, such as `PT15M`, and not a
    /// day.
    Deadline(#[serde(deserialize_with = "clock::read_duration")] SignedDuration),
    /// `hold`: orders that are placed stay in this status once they are paid, such as
    /// `documentsRequested`, until `POST /sandbox/orders/{orderId}` lets them go.
    Hold(Status),
    /// `eligibility`: a Public Cloud project is refused until this action is taken, such as
    /// `challengePaymentMethod`. `GET /cloud/eligibility` names it.
    Eligibility(String),
    /// `label`: the checkout demands this label of every plan that takes it, whatever `required`
    /// says of it.
    Label(String),
    /// `payment`: this payment method, such as `bankAccount`, cannot pay anything. Whoever lets the
    /// account pay is refused with 403 and a message alone.
    Payment(String),
    /// `soldout`: this datacenter has nothing left, and orders there are refused at the checkout.
    SoldOut(String),
    /// `stock`: this datacenter has nothing left, such as `GRA` or `gra`. Orders are taken all the
    /// same.
    Stock(String),
}

/// The values of `cloud.project.EligibilityAction`.
pub const ACTIONS: [&str; 4] = [
    "addPaymentMethod",
    "askIncreaseProjectsQuota",
    "challengePaymentMethod",
    "verifyPaypal",
];

/// The obstacles of a sandbox.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Obstacles {
    /// In the way of every call.
    pub standing: Vec<Obstacle>,
    /// In the way of the call that a fault struck. Each call sets it anew, so it cannot outlive a call
    /// that ended in a panic.
    #[serde(skip)]
    pub passing: Option<Obstacle>,
}

impl FromStr for Obstacle {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (kind, value) = text.split_once('=').unwrap_or_default();
        let obstacle = match kind {
            "deadline" => return clock::duration(value).map(Self::Deadline),
            "hold" => {
                let status = Status::deserialize(value.into_deserializer()).map(Self::Hold);
                return status.map_err(|error: Error| error.to_string());
            }
            "eligibility" => Self::Eligibility,
            "label" => Self::Label,
            "payment" => Self::Payment,
            "soldout" => Self::SoldOut,
            "stock" => Self::Stock,
            _ => {
                let kinds = "deadline=DURATION, eligibility=ACTION, hold=STATUS, label=NAME, \
                             payment=METHOD, soldout=DATACENTER, stock=DATACENTER";
                return Err(format!("use one of {kinds}"));
            }
        };
        Ok(obstacle(value.to_owned()))
    }
}

impl Obstacles {
    fn all(&self) -> impl Iterator<Item = &Obstacle> {
        self.standing.iter().chain(&self.passing)
    }

    /// What must be done before a project can be ordered.
    pub fn eligibility(&self) -> Vec<&str> {
        let actions = self.all().filter_map(|obstacle| match obstacle {
            Obstacle::Eligibility(action) => Some(action.as_str()),
            _ => None,
        });
        actions.collect()
    }

    /// How long an order that is placed waits for its payment.
    pub fn deadline(&self) -> Option<SignedDuration> {
        self.all().find_map(|obstacle| match obstacle {
            Obstacle::Deadline(deadline) => Some(*deadline),
            _ => None,
        })
    }

    /// The status that an order which is placed does not leave by itself.
    pub fn hold(&self) -> Option<Status> {
        self.all().find_map(|obstacle| match obstacle {
            Obstacle::Hold(status) => Some(*status),
            _ => None,
        })
    }

    pub fn demand_label(&self, label: &str) -> bool {
        self.all()
            .any(|obstacle| matches!(obstacle, Obstacle::Label(demanded) if demanded == label))
    }

    /// The refusal of every payment by the account, as live: a bare message.
    pub fn payment(&self) -> Result<(), Refusal> {
        let method = self.all().find_map(|obstacle| match obstacle {
            Obstacle::Payment(method) => Some(method),
            _ => None,
        });
        method.map_or(Ok(()), |method| Err(Refusal::unpayable(method)))
    }

    pub fn empty_stock(&self, datacenter: &str) -> bool {
        self.is_sold_out(datacenter)
            || self
                .all()
                .any(|obstacle| matches!(obstacle, Obstacle::Stock(name) if name == datacenter))
    }

    /// Whether orders for this datacenter are refused.
    pub fn is_sold_out(&self, datacenter: &str) -> bool {
        self.all()
            .any(|obstacle| matches!(obstacle, Obstacle::SoldOut(name) if name == datacenter))
    }
}
