use super::*;

/// What the file `src/a/b.rs` imports in a crate around it: definitions by file, or by module.
fn found(text: &str) -> Vec<String> {
    let files = [
        (
            "src/lib.rs",
            "mod a; mod error; mod order; pub use error::Error; pub use order::quote::Quote;",
        ),
        (
            "src/a/mod.rs",
            "mod b; mod c; use crate::order::quote as priced; fn own() {}",
        ),
        ("src/a/b.rs", text),
        ("src/a/c.rs", "pub struct C; include!(\"generated.rs\");"),
        (
            "src/error.rs",
            "pub struct Error; text_enum! { pub enum Kind { A } }",
        ),
        (
            "src/order/mod.rs",
            "pub mod quote; pub use quote::*; pub mod inline { pub struct Inline; }",
        ),
        ("src/order/quote.rs", "pub struct Quote; pub fn quote() {}"),
    ];
    let files = files.map(|(file, text)| (file.to_owned(), text.to_owned()));
    let imports = imports(&BTreeMap::from(files), "src/lib.rs").unwrap_or_default();
    let own = imports
        .into_iter()
        .filter(|import| import.file == "src/a/b.rs");
    let target = |import: Import| import.defined_in.unwrap_or(import.module);
    let targets: BTreeSet<String> = own.map(target).collect();
    targets.into_iter().collect()
}

const QUOTE: &str = "src/order/quote.rs";
const ERROR: &str = "src/error.rs";

/// Checks what each text imports from other files.
fn check(cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let own = found(text).into_iter();
        let others = own.filter(|target| target != "src/a/b.rs");
        assert_eq!(others.collect::<Vec<_>>(), *expected, "{text}");
    }
}

#[test]
fn every_form_of_a_path_is_seen() {
    check(&[
        ("use crate::order::quote::Quote;", &[QUOTE]),
        (
            "use crate::{Error, order::quote::{Quote, quote}};",
            &[ERROR, QUOTE],
        ),
        ("use crate::order::quote::Quote as Price;", &[QUOTE]),
        ("use super::super::order::quote::Quote;", &[QUOTE]),
        ("use super::own;", &["src/a/mod.rs"]),
        ("use super::priced::Quote;", &[QUOTE]),
        ("fn f() { use crate::error::Error; }", &[ERROR]),
        ("impl crate::error::Error {}", &[ERROR]),
        ("fn f(q: &super::super::order::Quote) {}", &[QUOTE]),
        ("fn f() { crate::order::quote::quote(); }", &[QUOTE]),
        ("fn f<T: Into<Vec<crate::error::Error>>>() {}", &[ERROR]),
        // What the crate's root or another module passes on is where it is defined.
        ("use crate::Error;", &[ERROR]),
        ("use crate::order::Quote;", &[QUOTE]),
        ("fn f() -> crate::Quote {}", &[QUOTE]),
        ("use crate::order::inline::Inline;", &["src/order/mod.rs"]),
    ]);
}

#[test]
fn a_module_stands_for_what_is_taken_from_it() {
    check(&[
        ("use crate::order;", &["crate::order"]),
        ("use crate::order::{self};", &["crate::order"]),
        (
            "use crate::order; fn f() { order::quote::quote(); }",
            &["crate::order", QUOTE],
        ),
        (
            "use crate::order as o; fn f() { o::quote(); }",
            &["crate::order", QUOTE],
        ),
        ("use crate::order::quote::*;", &[QUOTE]),
        ("use super::*;", &["src/a/mod.rs"]),
    ]);
}

#[test]
fn macros_and_attributes_name_and_define_too() {
    check(&[
        (
            "fn f() { assert!(matches!(x, crate::error::Error)); }",
            &[ERROR],
        ),
        (
            "macro_rules! m { () => { $crate::error::Error } }",
            &[ERROR],
        ),
        (
            "#[derive(A)] struct S { #[arg(with = crate::order::quote())] f: u8 }",
            &[QUOTE],
        ),
        ("use crate::error::Kind;", &[ERROR]),
        // Generated code is in no file.
        ("use super::c::Generated;", &["crate::a::c"]),
        ("use super::c::C;", &["src/a/c.rs"]),
    ]);
}

#[test]
fn other_crates_comments_and_tests_import_nothing() {
    check(&[
        (
            "use std::fmt; use ::order::Quote; fn f(v: Vec<u8>) { fmt::Error; }",
            &[],
        ),
        (
            "//! crate::order::Quote\n/// [`crate::Error`]\nfn f() {}",
            &[],
        ),
        ("#[cfg(test)] mod tests { use crate::Error; }", &[]),
        ("#[cfg(all(test, unix))] fn f() -> crate::Error {}", &[]),
    ]);
}

#[test]
fn a_reexport_is_told_from_an_import() {
    let text = "mod a; pub use a::A; pub(crate) use a::B; use a::C;";
    let files = [("src/lib.rs", text), ("src/a.rs", "")];
    let files = files.map(|(file, text)| (file.to_owned(), text.to_owned()));
    let imports = imports(&BTreeMap::from(files), "src/lib.rs").unwrap_or_default();
    let found = imports
        .iter()
        .map(|import| (import.written.as_str(), import.reexport))
        .filter(|(written, _)| *written != "crate");
    let expected = [("a::A", true), ("a::B", true), ("a::C", false)];
    assert_eq!(found.collect::<Vec<_>>(), expected);
}
