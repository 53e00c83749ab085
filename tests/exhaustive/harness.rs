//! Every method of the client as a value: called with arguments in JSON, answered in JSON.

use std::collections::BTreeMap;
use std::pin::Pin;

use ovh_order::types::*;
use ovh_order::{Client, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Arguments by the API's name; the body is under `body`.
pub type Arguments = BTreeMap<String, Value>;

/// A call that can be spawned: what compiles here is `Send` for every operation.
pub type Call = Pin<Box<dyn Future<Output = Result<Vec<u8>, Error>> + Send>>;

/// A method of the client.
pub struct Method {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub verb: &'static str,
    /// Path template.
    pub path: &'static str,
    /// Names of its arguments.
    pub arguments: &'static [&'static str],
    /// Calls it with those arguments that are given; an argument that is not of the method's type
    /// is refused.
    pub call: fn(Client, &Arguments) -> Result<Call, serde_json::Error>,
    /// Decodes an answer and writes it again.
    pub again: fn(&[u8]) -> Result<Vec<u8>, serde_json::Error>,
}

macro_rules! operations {
    ($($id:ident $verb:literal $path:literal ($($setter:ident $name:literal $kind:ty),*) $answer:ty;)*) => {
        /// Every method, folded ones included.
        pub static METHODS: &[Method] = &[$(Method {
            verb: $verb,
            path: $path,
            arguments: &[$($name),*],
            call: |client, _arguments| {
                $(let $setter: Option<$kind> = argument(_arguments, $name)?;)*
                Ok(Box::pin(async move {
                    let call = client.$id();
                    $(let call = match $setter {
                        Some(value) => call.$setter(value),
                        None => call,
                    };)*
                    call.send().await.map(written)
                }))
            },
            again: again::<$answer>,
        },)*];
    };
}

include!(concat!(env!("OUT_DIR"), "/every_operation.rs"));

/// The method of an operation.
pub fn method(verb: &str, path: &str) -> &'static Method {
    let mut methods = METHODS.iter();
    let method = methods.find(|method| (method.verb, method.path) == (verb, path));
    method.unwrap_or_else(|| unreachable!("no method for {verb} {path}"))
}

fn argument<T: DeserializeOwned>(
    arguments: &Arguments,
    name: &str,
) -> Result<Option<T>, serde_json::Error> {
    // By the way of bytes, which is the one that answers take: half the code to compile.
    let given = arguments.get(name).map(Value::to_string);
    given
        .map(|json| serde_json::from_slice(json.as_bytes()))
        .transpose()
}

fn written<T: Serialize>(answer: T) -> Vec<u8> {
    serde_json::to_vec(&answer).unwrap()
}

fn again<T: DeserializeOwned + Serialize>(body: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    serde_json::to_vec(&serde_json::from_slice::<T>(body)?)
}
