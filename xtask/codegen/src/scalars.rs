//! The native form's own types: the scalars that OVHcloud renders as components, and the primitives.
//!
//! It lists names; how a type is rendered or compared is decided where that is done.

/// Scalars that OVHcloud renders as components of their own, with their format.
pub(crate) const SCALARS: &[(&str, Option<&str>)] = &[
    ("any", None),
    ("duration", None),
    ("email", Some("email")),
    ("internationalPhoneNumber", Some("phone-number")),
    ("ip", Some("ipv4")),
    ("ipBlock", Some("ip-block")),
    ("ipInterface", Some("ipv4")),
    ("ipv4", Some("ipv4")),
    ("ipv4Block", Some("ipv4-block")),
    ("ipv6", Some("ipv6")),
    ("ipv6Block", Some("ipv6-block")),
    ("macAddress", Some("mac-address")),
    ("phoneNumber", Some("phone-number")),
    ("time", Some("time")),
];

/// Types that are rendered in place.
pub(crate) const PRIMITIVES: &[&str] = &[
    "boolean", "date", "datetime", "double", "int", "long", "password", "string", "text", "uuid",
];

/// Whether a name is a scalar with a component of its own.
pub(crate) fn is_scalar(name: &str) -> bool {
    SCALARS.iter().any(|(known, _)| *known == name)
}

/// Whether every value of the type is a JSON text, though not every text is a value of it.
pub(crate) fn is_text_of_a_form(name: &str) -> bool {
    is_scalar(name) && name != "any" || ["date", "datetime", "uuid"].contains(&name)
}
