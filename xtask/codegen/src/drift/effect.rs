//! How much a change matters, and why.
//!
//! It decides nothing; `classify` and `consequence` do.

use serde::Serialize;

/// How much a change matters; the later, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Effect {
    /// Nothing behaves differently.
    DocumentationOnly,
    /// Something is new or wider; what worked still works.
    Compatible,
    /// What worked may stop working.
    Breaking,
}

/// An effect with its reason in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How much it matters.
    pub effect: Effect,
    /// Why: a clause without a dot.
    pub reason: String,
}

impl Verdict {
    pub(super) fn breaking(reason: impl Into<String>) -> Self {
        Self::new(Effect::Breaking, reason)
    }

    pub(super) fn compatible(reason: impl Into<String>) -> Self {
        Self::new(Effect::Compatible, reason)
    }

    pub(super) fn documentation(reason: impl Into<String>) -> Self {
        Self::new(Effect::DocumentationOnly, reason)
    }

    /// Several verdicts as one: the gravest effect with the reasons that lead to it.
    pub(super) fn gravest(verdicts: impl IntoIterator<Item = Self>) -> Option<Self> {
        verdicts
            .into_iter()
            .reduce(|a, b| match a.effect.cmp(&b.effect) {
                std::cmp::Ordering::Greater => a,
                std::cmp::Ordering::Less => b,
                std::cmp::Ordering::Equal if a.reason == b.reason => a,
                std::cmp::Ordering::Equal => {
                    Self::new(a.effect, format!("{}; {}", a.reason, b.reason))
                }
            })
    }

    fn new(effect: Effect, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { effect, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_several_verdicts_the_gravest_counts() {
        let [breaking, other] = ["a", "b"].map(Verdict::breaking);
        let compatible = Verdict::compatible("c");
        let cases = [
            (vec![], None),
            (vec![compatible.clone()], Some(compatible.clone())),
            (
                vec![compatible.clone(), breaking.clone()],
                Some(breaking.clone()),
            ),
            (vec![breaking.clone(), compatible], Some(breaking.clone())),
            (
                vec![breaking.clone(), breaking.clone()],
                Some(breaking.clone()),
            ),
            (vec![breaking, other], Some(Verdict::breaking("a; b"))),
        ];
        for (verdicts, expected) in cases {
            assert_eq!(Verdict::gravest(verdicts), expected);
        }
    }
}
