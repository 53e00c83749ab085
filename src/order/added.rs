//! What was put into a cart.

use super::ItemId;
use super::selection::Selection;
use crate::types::CartItem;

/// An item that was put into the cart, or an option of one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Added {
    pub item: ItemId,
    /// The item that it is an option of.
    pub parent: Option<ItemId>,
    pub selection: Selection,
    /// What the API answered that it added.
    pub answer: CartItem,
}

impl Added {
    /// Whether it leaves a service: what is sold for no time does not.
    pub(super) fn lasts(&self) -> bool {
        self.selection.duration != "P0D"
    }

    /// The API leaves out the lines of options that cost nothing.
    pub(super) fn may_lack_lines(&self) -> bool {
        let prices = self.answer.prices.iter().flatten();
        let mut values = prices.filter_map(|labelled| labelled.price.as_ref()?.value);
        self.parent.is_some() && values.all(|value| value == 0.0)
    }

    /// How the answer differs from what was chosen.
    pub(super) fn difference(&self) -> Option<String> {
        let settings = self.answer.settings.as_ref()?;
        let Selection {
            plan_code,
            quantity,
            ..
        } = &self.selection;
        let plan = settings.plan_code.as_ref().filter(|it| *it != plan_code);
        let count = settings.quantity.filter(|it| it != quantity);
        if let Some(plan) = plan {
            return Some(format!("item {} is {plan}, not {plan_code}", self.item));
        }
        let count = count?;
        Some(format!(
            "item {} is {count} of {plan_code}, not {quantity}",
            self.item
        ))
    }
}
