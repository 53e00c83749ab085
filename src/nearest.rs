//! The name that somebody probably meant by one that does not exist.
//!
//! Every "did you mean …?" of this crate and of the command comes from here, so that one slip gets one
//! answer wherever it is made.

/// Finds the known name that is a slip away from an unknown one: at most a third of its letters
/// replaced, left out, added or swapped. Case, blanks, `-` and `_` do not count. Of several that are
/// equally near it is the first.
///
/// ```
/// use ovh_order::nearest::nearest;
///
/// let plans = ["vps-2025-model1", "vps-2025-model2", "project.2018"];
/// assert_eq!(nearest("vps-2025-modell", plans), Some("vps-2025-model1"));
/// assert_eq!(nearest("server", plans), None);
/// ```
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let meant = plain(unknown);
    known
        .into_iter()
        .map(|name| (strsim::osa_distance(&meant, &plain(name)), name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| distance * 3 <= meant.chars().count())
        .map(|(_, name)| name)
}

/// Says which known name was probably meant: ``; did you mean `vps`?`` to put behind a message, or
/// nothing.
pub fn did_you_mean<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    nearest(unknown, known)
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default()
}

/// A name without what people vary.
pub(crate) fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| !"-_ ".contains(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_slip_has_a_nearest_name() {
        let names = ["cloud", "planCode", "pricingMode", "vps", "Debian 13"];
        let cases = [
            ("clod", Some("cloud")),
            ("clouds", Some("cloud")),
            ("plan_code", Some("planCode")),
            ("PLANCODE", Some("planCode")),
            ("princingMode", Some("pricingMode")),
            ("vsp", Some("vps")),
            ("debian-12", Some("Debian 13")),
            ("server", None),
            ("vp", None),
            ("", None),
        ];
        for (unknown, expected) in cases {
            assert_eq!(nearest(unknown, names), expected, "{unknown}");
        }
    }

    #[test]
    fn the_first_of_equally_near_names_is_suggested() {
        let models = ["vps-2025-model1", "vps-2025-model2", "vps-2025-model3"];
        assert_eq!(
            did_you_mean("vps-2025-modell", models),
            "; did you mean `vps-2025-model1`?"
        );
    }
}
