//! Finds names that generated code defines twice, which the compiler would refuse.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{ImplItem, Item};

use crate::error::{Error, Result};

/// Fails with the names that the client's code defines twice in one place.
///
/// # Errors
/// [`Error::Generator`] with these names, and for code that is not Rust.
pub fn check(client: &str) -> Result<()> {
    let file = syn::parse_file(client).map_err(|error| Error::Generator(error.to_string()))?;
    let mut names = Names::default();
    names.read(&file.items, "client");
    if names.twice.is_empty() {
        return Ok(());
    }
    let twice = names.twice.join(", ");
    Err(Error::Generator(format!(
        "its output defines these twice: {twice}"
    )))
}

#[derive(Default)]
struct Names {
    seen: BTreeSet<String>,
    twice: Vec<String>,
}

impl Names {
    fn read(&mut self, items: &[Item], at: &str) {
        for item in items {
            match item {
                Item::Mod(module) => {
                    let at = format!("{at}::{}", module.ident);
                    if let Some((_, items)) = &module.content {
                        self.read(items, &at);
                    }
                }
                Item::Struct(item) => {
                    self.note(format!("{at}::{}", item.ident));
                    for field in item.fields.iter().filter_map(|field| field.ident.as_ref()) {
                        self.note(format!("{at}::{}.{field}", item.ident));
                    }
                }
                Item::Enum(item) => self.note(format!("{at}::{}", item.ident)),
                Item::Impl(item) if item.trait_.is_none() => {
                    let of = item.self_ty.to_token_stream();
                    for one in &item.items {
                        if let ImplItem::Fn(method) = one {
                            self.note(format!("{at}::{of}::{}()", method.sig.ident));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, name: String) {
        if self.seen.contains(&name) {
            self.twice.push(name);
        } else {
            self.seen.insert(name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_twice_is_named_and_what_stands_in_two_places_is_not() {
        let fine = "struct A { x: u8 } mod m { struct A; impl A { fn f() {} } impl Clone for A { fn f() {} } }";
        assert!(check(fine).is_ok());
        let wrong = "struct A { x: u8, x: u8 } mod m { enum B {} struct B; } impl A { fn f() {} } impl A { fn f() {} }";
        assert_eq!(
            check(wrong).unwrap_err().to_string(),
            "the generator cannot be used on the document: its output defines these twice: \
             client::A.x, client::m::B, client::A::f()"
        );
    }
}
