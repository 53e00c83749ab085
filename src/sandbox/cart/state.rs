//! The state of a cart and what may happen to it: items, options, configuration, coupons.

use std::sync::Arc;

use jiff::Timestamp;

use crate::sandbox::cart::coupon::{self, Coupon};
use crate::sandbox::catalogue::delivers::Delivers;
use crate::sandbox::catalogue::offer::{Charges, Choice, choose};
use crate::sandbox::catalogue::plans::{MOST, Plan, code};
use crate::sandbox::catalogue::shelves::Catalogue;
use crate::sandbox::catalogue::subsidiary::Subsidiary;
use crate::sandbox::http::Refusal;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Cart {
    pub id: String,
    pub subsidiary: &'static Subsidiary,
    /// The tax of its account, or of its subsidiary as long as it belongs to nobody, in thousandths.
    pub tax_permille: i64,
    pub description: String,
    pub expire: Timestamp,
    /// Ordered: nothing can be changed any more.
    pub read_only: bool,
    /// Deleted, and only kept because it can still be ordered.
    pub deleted: bool,
    /// Belongs to the account.
    pub assigned: bool,
    pub coupons: Vec<String>,
    pub items: Vec<Item>,
}

/// A plan, or an option of one, in a cart.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Item {
    pub id: i64,
    /// The item that this one is an option of.
    pub parent: Option<i64>,
    /// The product in the path it was posted to.
    pub family: String,
    /// The service it is for, if that has a name: an ordered domain, or a service that exists.
    pub service: Option<String>,
    #[serde(with = "code")]
    pub plan: Arc<Plan>,
    pub choice: Choice,
    pub configurations: Vec<Configuration>,
}

/// A label and a value, neither of them checked.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Configuration {
    pub id: i64,
    pub label: String,
    pub value: String,
}

impl Cart {
    /// A cart that nobody can reach, for an order without one.
    pub fn of(subsidiary: &'static Subsidiary, tax_permille: Option<i64>, item: Item) -> Self {
        Self {
            id: String::new(),
            subsidiary,
            tax_permille: tax_permille.unwrap_or(subsidiary.tax_permille),
            description: String::new(),
            expire: Timestamp::MIN,
            read_only: true,
            deleted: false,
            assigned: true,
            coupons: Vec::new(),
            items: vec![item],
        }
    }

    /// The cart, if it can still be changed.
    pub fn open(&mut self) -> Result<&mut Self, Refusal> {
        if self.read_only {
            return Err(Refusal::forbidden("This cart is read only"));
        }
        Ok(self)
    }

    pub fn item(&self, id: i64) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    pub fn item_mut(&mut self, id: i64) -> Option<&mut Item> {
        self.items.iter_mut().find(|item| item.id == id)
    }

    /// The items that are not options.
    pub fn products(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|item| item.parent.is_none())
    }

    pub fn options(&self, parent: i64) -> impl Iterator<Item = &Item> {
        self.items
            .iter()
            .filter(move |item| item.parent == Some(parent))
    }

    /// Says why an item, new or changed, has no place in the cart.
    pub fn check_room(&self, item: &Item) -> Result<(), String> {
        let others = self.items.iter().filter(|other| other.id != item.id);
        let pieces = others.chain([item]).map(|item| item.choice.quantity.max(1));
        if pieces.fold(0, i64::saturating_add) > MOST {
            return Err(format!("A cart of the sandbox has at most {MOST} pieces"));
        }
        Ok(())
    }

    /// Whether something in it becomes a service of this kind.
    pub fn delivers(&self, kind: Delivers) -> bool {
        self.items.iter().any(|item| item.plan.delivers == kind)
    }

    /// Takes out an item and its options.
    pub fn remove(&mut self, id: i64) {
        self.items
            .retain(|item| item.id != id && item.parent != Some(id));
    }

    /// Redeems a coupon once.
    pub fn add_coupon(&mut self, code: &str) -> Result<(), String> {
        if coupon::find(code).is_none() {
            return Err(format!("Coupon {code} is not valid"));
        }
        if self.coupons.iter().any(|redeemed| redeemed == code) {
            return Err(format!("Coupon {code} is already in the cart"));
        }
        self.coupons.push(code.to_owned());
        Ok(())
    }

    /// Its coupons and what they take off.
    pub fn redeemed(&self) -> impl Iterator<Item = &'static Coupon> {
        self.coupons.iter().filter_map(|code| coupon::find(code))
    }
}

impl Item {
    /// Takes its plan from the catalogue, after it was read from a snapshot.
    pub fn take_plan(
        &mut self,
        catalogue: &Catalogue,
        subsidiary: &Subsidiary,
    ) -> Result<(), String> {
        let code = &self.plan.plan_code;
        let plan = catalogue.plan(&self.family, code, subsidiary);
        let plan = plan.or_else(|| catalogue.addon(&self.family, code, subsidiary));
        let plan = plan.ok_or_else(|| format!("the catalogue has no plan {code} any more"))?;
        self.plan = Arc::clone(plan);
        Ok(())
    }

    /// A plan without a configuration.
    pub fn new(id: i64, family: &str, plan: Arc<Plan>, choice: Choice) -> Self {
        Self {
            id,
            parent: None,
            family: family.to_owned(),
            service: None,
            plan,
            choice,
            configurations: Vec::new(),
        }
    }

    /// Changes quantity and duration if the plan has a price for both.
    pub fn update(
        &mut self,
        quantity: Option<i64>,
        duration: Option<String>,
    ) -> Result<(), String> {
        let choice = Choice {
            duration: duration.unwrap_or_else(|| self.choice.duration.clone()),
            pricing_mode: self.choice.pricing_mode.clone(),
            quantity: quantity.unwrap_or(self.choice.quantity),
        };
        choose(&self.plan, &choice)?;
        self.choice = choice;
        Ok(())
    }

    /// Whether it is ordered for `P0D` although it renews. Live, such an item gets into a cart and is
    /// refused at checkout.
    pub fn lasts_no_time(&self) -> bool {
        let mut pricings = self.plan.pricings.iter();
        self.choice.duration == "P0D"
            && pricings
                .any(|pricing| pricing.mode == self.choice.pricing_mode && pricing.has("renew"))
    }

    /// What was chosen; nothing for what [lasts no time](Self::lasts_no_time).
    pub fn charges(&self) -> Option<Charges<'_>> {
        choose(&self.plan, &self.choice).ok()
    }

    /// The values of a label; nothing keeps a client from posting a label twice.
    pub fn values(&self, label: &str) -> impl Iterator<Item = &str> {
        self.configurations
            .iter()
            .filter(move |set| set.label == label)
            .map(|set| set.value.as_str())
    }

    /// Where its service is to be.
    pub fn datacenter(&self) -> Option<&str> {
        self.values(&self.plan.datacenter_label()?.label).next()
    }

    pub fn configuration(&self, id: i64) -> Option<&Configuration> {
        self.configurations.iter().find(|set| set.id == id)
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::sandbox::catalogue::shelves::Catalogue;
    use crate::sandbox::catalogue::subsidiary;

    /// A cart of these plans; an option names its parent by position.
    pub(in crate::sandbox) fn cart(items: &[(&str, Option<i64>)]) -> Cart {
        let catalogue = Catalogue::read().unwrap();
        let subsidiary = subsidiary::find("FR").unwrap();
        let find = |code: &str| {
            let mut plans = catalogue.sold(subsidiary);
            let plan = plans.find(|plan| plan.plan_code == *code);
            Arc::clone(plan.unwrap_or_else(|| catalogue.addon("eco", code, subsidiary).unwrap()))
        };
        let item = |(position, (code, parent)): (usize, &(&str, Option<i64>))| Item {
            id: i64::try_from(position).unwrap(),
            parent: *parent,
            family: "eco".into(),
            service: None,
            plan: find(code),
            choice: Choice {
                duration: "P1M".into(),
                pricing_mode: "default".into(),
                quantity: 1,
            },
            configurations: Vec::new(),
        };
        Cart {
            id: "cart".into(),
            subsidiary,
            tax_permille: subsidiary.tax_permille,
            description: String::new(),
            expire: Timestamp::UNIX_EPOCH,
            read_only: false,
            deleted: false,
            assigned: true,
            coupons: Vec::new(),
            items: items.iter().enumerate().map(item).collect(),
        }
    }

    #[test]
    fn options_leave_with_their_item() {
        let items = [
            ("24sk10", None),
            ("bandwidth-300-24sk", Some(0)),
            ("24ska01", None),
        ];
        for (removed, left) in [(0, vec![2]), (1, vec![0, 2]), (9, vec![0, 1, 2])] {
            let mut cart = cart(&items);
            cart.remove(removed);
            let ids: Vec<_> = cart.items.iter().map(|item| item.id).collect();
            assert_eq!(ids, left);
        }
    }

    #[test]
    fn a_change_needs_a_price_for_the_new_pair() {
        let mut cart = cart(&[("24sk10", None)]);
        let item = cart.item_mut(0).unwrap();
        assert_eq!(item.update(Some(2), None), Ok(()));
        assert!(item.update(None, Some("P1Y".into())).is_err());
        assert!(item.update(Some(3), None).is_err());
        assert_eq!(item.choice.quantity, 2);
    }

    #[test]
    fn only_coupons_of_the_sandbox_are_redeemed_and_only_once() {
        let mut cart = cart(&[]);
        for (coupon, expected) in [
            ("SUMMER", Err("Coupon SUMMER is not valid".to_owned())),
            ("SANDBOX10", Ok(())),
            (
                "SANDBOX10",
                Err("Coupon SANDBOX10 is already in the cart".to_owned()),
            ),
            ("SANDBOX5OFF", Ok(())),
        ] {
            assert_eq!(cart.add_coupon(coupon), expected);
        }
    }
}
