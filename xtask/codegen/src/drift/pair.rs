//! Pairs the entries of two maps by key.
//!
//! It does not compare what it pairs.

use std::collections::BTreeMap;

/// Every key of either map in order, with what each has under it.
pub(super) fn pairs<K: Ord + Clone, V>(
    old: BTreeMap<K, V>,
    mut new: BTreeMap<K, V>,
) -> BTreeMap<K, (Option<V>, Option<V>)> {
    let mut paired = BTreeMap::new();
    for (key, value) in old {
        let other = new.remove(&key);
        paired.insert(key, (Some(value), other));
    }
    paired.extend(
        new.into_iter()
            .map(|(key, value)| (key, (None, Some(value)))),
    );
    paired
}
