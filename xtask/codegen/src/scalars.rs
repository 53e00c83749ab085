//! The types that need no model: what they are in OpenAPI, and which of them holds which.

use crate::native::Type;

/// Scalars that are components of their own, with their format.
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

/// Types and the types that take all their values and more.
const WIDER: &[(&str, &[&str])] = &[
    ("int", &["long", "double"]),
    ("long", &["double"]),
    ("ipv4", &["ip"]),
    ("ipv6", &["ip"]),
    ("ipv4Block", &["ipBlock"]),
    ("ipv6Block", &["ipBlock"]),
];

/// Types of which every JSON text is a value.
pub(crate) const TEXTS: &[&str] = &["string", "text", "password"];

/// Whether a name is a scalar with a component of its own.
pub(crate) fn is_scalar(name: &str) -> bool {
    SCALARS.iter().any(|(known, _)| *known == name)
}

/// Whether every value of one type is a value of another, neither of them a model.
pub(crate) fn is_within(one: &str, other: &str) -> bool {
    // Such a value is a JSON text, though not every text is one.
    let is_text = is_scalar(one) && one != "any" || ["date", "datetime", "uuid"].contains(&one);
    let wider = WIDER.iter().find(|(name, _)| *name == one);
    wider.is_some_and(|(_, wider)| wider.contains(&other))
        || TEXTS.contains(&other) && (TEXTS.contains(&one) || is_text)
}

/// The type that has the values of both.
pub(crate) fn wider<'a>(one: Type<'a>, other: Type<'a>) -> Type<'a> {
    match (one, other) {
        (one, other) if one == other => one,
        // Nothing is read as little as anything else would be.
        (one, Type::Void) => one,
        (Type::Void, _) => Type::Void,
        (Type::Array(one), Type::Array(other)) => Type::Array(Box::new(wider(*one, *other))),
        (Type::Map(one), Type::Map(other)) => Type::Map(Box::new(wider(*one, *other))),
        // A text that is secret in one of them is not shown in either.
        (Type::Name(name), Type::Name(other)) if is_within(name, other) && name != "password" => {
            Type::Name(other)
        }
        (Type::Name(name), Type::Name(other)) if is_within(other, name) => Type::Name(name),
        _ => Type::Name("any"),
    }
}
