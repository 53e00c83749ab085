//! Enums of texts: open ones keep values they do not know, closed ones refuse them.
//!
//! Generated code calls [`text_enum!`]. The converter makes those open that occur in answers, because
//! the API adds values without notice.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::Visitor;

use crate::error::debug_as_sentence;
use crate::nearest::did_you_mean;

/// A text that a closed enum does not have.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {name} `{value}`{}", did_you_mean(value, values.iter().copied()))]
pub struct UnknownValue {
    pub(crate) value: String,
    pub(crate) name: &'static str,
    pub(crate) values: &'static [&'static str],
}

debug_as_sentence!(UnknownValue);

impl UnknownValue {
    /// The values that the enum has.
    #[must_use]
    pub fn values(&self) -> &'static [&'static str] {
        self.values
    }
}

/// Parses a text without copying it first: a catalogue has tens of thousands of values of enums.
pub(crate) struct Text<T>(pub(crate) PhantomData<T>);

impl<T: FromStr<Err: fmt::Display>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Defines an enum of texts with its conversions.
///
/// `open Name { Variant = "value", }` has a variant `Other` for values that the description does
/// not list; `closed` refuses them.
macro_rules! text_enum {
    (#[doc = $doc:expr] open $name:ident { $($variant:ident = $value:expr,)* }) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $value, "`")] $variant,)*
            /// A value that the description does not list.
            Other(String),
        }

        impl $name {
            /// The values that the description lists.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// The API's text.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Other(other) => other,
                }
            }
        }

        impl From<&str> for $name {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($value => Self::$variant,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }

        /// So that what was answered can be sent and kept.
        impl From<&Self> for $name {
            fn from(value: &Self) -> Self {
                value.clone()
            }
        }

        impl From<String> for $name {
            #[inline]
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(Self::from(text))
            }
        }

        crate::client::text_enum!(common $name);
    };
    (#[doc = $doc:expr] closed $name:ident { $($variant:ident = $value:expr,)* }) => {
        #[doc = $doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = concat!("`", $value, "`")] $variant,)*
        }

        impl $name {
            /// All values.
            pub const VALUES: &'static [&'static str] = &[$($value),*];

            /// The API's text.
            #[inline]
            #[must_use]
            pub fn as_str(&self) -> &'static str {
                match self {
                    $(Self::$variant => $value,)*
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::types::UnknownValue;

            #[inline]
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($value => Ok(Self::$variant),)*
                    _ => Err(crate::types::UnknownValue {
                        value: text.to_owned(),
                        name: stringify!($name),
                        values: Self::VALUES,
                    }),
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = crate::types::UnknownValue;

            #[inline]
            fn try_from(text: &str) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl TryFrom<String> for $name {
            type Error = crate::types::UnknownValue;

            #[inline]
            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        crate::client::text_enum!(common $name);
    };
    (common $name:ident) => {
        impl std::fmt::Display for $name {
            #[inline]
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(crate::client::text_enum::Text(std::marker::PhantomData))
            }
        }
    };
}

pub(crate) use text_enum;

#[cfg(test)]
mod tests {
    text_enum! {
        #[doc = "Open."]
        open Open { NotPaid = "notPaid", }
    }
    text_enum! {
        #[doc = "Closed."]
        closed Closed { Vps = "vps", Cloud = "cloud", }
    }

    #[test]
    fn an_enum_lists_its_values() {
        assert_eq!(
            (Open::VALUES, Closed::VALUES),
            (&["notPaid"][..], &["vps", "cloud"][..])
        );
    }

    #[test]
    fn an_open_enum_keeps_what_it_does_not_know() {
        for (text, expected) in [
            ("notPaid", Open::NotPaid),
            ("new", Open::Other("new".into())),
        ] {
            let json = format!("\"{text}\"");
            let read: Open = serde_json::from_str(&json).unwrap();
            assert_eq!(read, expected);
            assert_eq!(serde_json::to_string(&read).unwrap(), json);
        }
    }

    #[test]
    fn a_closed_enum_refuses_what_it_does_not_know_and_names_the_nearest() {
        assert_eq!("vps".parse(), Ok(Closed::Vps));
        let error = "clouds".parse::<Closed>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "unknown Closed `clouds`; did you mean `cloud`?"
        );
        assert_eq!(error.values(), ["vps", "cloud"]);
    }
}
