//! Reads which file of a crate takes a name from which other file.
//!
//! Names are followed through imports and re-exports to the module that defines them. Test modules
//! are left out. Methods are not seen, since only the compiler knows their types.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemMod, ItemUse, Macro, UseTree, Visibility};

/// A name that a file takes from its own crate.
pub struct Import {
    /// The file that names it.
    pub file: String,
    /// The name as it is written there.
    pub written: String,
    /// The module that defines it, from the crate's root.
    pub module: Vec<String>,
    /// The file that defines it; none for a module, and for what is generated.
    pub defined_in: Option<String>,
    /// Whether it is only passed on, by `pub use`.
    pub reexport: bool,
}

/// Every import of the crate whose root is the file `root`, from the texts of its files.
pub fn imports(files: &BTreeMap<String, String>, root: &str) -> Result<Vec<Import>> {
    let mut reader = Reader {
        files,
        modules: BTreeMap::new(),
        at: Vec::new(),
        failure: None,
    };
    reader.read(root)?;
    if let Some(failure) = reader.failure {
        return Err(failure);
    }
    let modules = Modules(reader.modules);
    let each = modules
        .0
        .iter()
        .flat_map(|(at, module)| modules.imports(at, module));
    Ok(each.collect())
}

/// Words that a name follows which is defined there.
const DEFINING: [&str; 6] = ["const", "enum", "fn", "struct", "trait", "type"];

/// A path, such as `crate::order::Quote`, by its segments.
type Path = Vec<String>;

/// What a module says about names.
#[derive(Default)]
struct Module {
    file: String,
    items: BTreeSet<String>,
    uses: Vec<Use>,
    mentions: BTreeSet<Path>,
    /// Whether it includes generated code, so that any name may be defined in it.
    generated: bool,
}

struct Use {
    /// Its name here; none for `*`.
    name: Option<String>,
    path: Path,
    public: bool,
}

/// Collects the modules of a crate.
struct Reader<'a> {
    files: &'a BTreeMap<String, String>,
    modules: BTreeMap<Path, Module>,
    /// The module that is being read.
    at: Path,
    failure: Option<anyhow::Error>,
}

impl Reader<'_> {
    fn read(&mut self, file: &str) -> Result<()> {
        let text = self
            .files
            .get(file)
            .with_context(|| format!("{file} is missing"))?;
        let syntax = syn::parse_file(text).with_context(|| format!("{file} is not Rust"))?;
        self.module().file = file.to_owned();
        self.visit_file(&syntax);
        Ok(())
    }

    fn module(&mut self) -> &mut Module {
        self.modules.entry(self.at.clone()).or_default()
    }

    /// The file of a module that `file` declares.
    fn child(&self, file: &str, name: &str) -> String {
        let (folder, own) = file.rsplit_once('/').unwrap_or(("", file));
        let folder = match own.strip_suffix(".rs").unwrap_or(own) {
            "lib" | "main" | "mod" => folder.to_owned(),
            own => format!("{folder}/{own}"),
        };
        let nested = format!("{folder}/{name}/mod.rs");
        if self.files.contains_key(&nested) {
            nested
        } else {
            format!("{folder}/{name}.rs")
        }
    }

    fn tree(&mut self, tree: &UseTree, mut path: Path, public: bool) {
        let name = match tree {
            UseTree::Path(part) => {
                path.push(part.ident.to_string());
                return self.tree(&part.tree, path, public);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.tree(tree, path.clone(), public);
                }
                return;
            }
            UseTree::Glob(_) => None,
            UseTree::Name(name) => {
                if name.ident != "self" {
                    path.push(name.ident.to_string());
                }
                path.last().cloned()
            }
            UseTree::Rename(rename) => {
                if rename.ident != "self" {
                    path.push(rename.ident.to_string());
                }
                Some(rename.rename.to_string())
            }
        };
        self.module().uses.push(Use { name, path, public });
    }

    /// Takes the paths from what a macro or an attribute is given, which is not parsed.
    fn tokens(&mut self, tokens: TokenStream) {
        let mut path = Path::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Ident(ident) => {
                    let ident = ident.to_string();
                    if matches!(path.as_slice(), [word] if DEFINING.contains(&word.as_str())) {
                        self.module().items.insert(ident.clone());
                    }
                    if colons != 2 {
                        self.mention(std::mem::take(&mut path));
                    }
                    path.push(ident);
                    colons = 0;
                }
                other => {
                    self.mention(std::mem::take(&mut path));
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.tokens(group.stream());
                    }
                }
            }
        }
        self.mention(path);
    }

    fn mention(&mut self, path: Path) {
        if !path.is_empty() {
            self.module().mentions.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        let (attributes, name) = match item {
            Item::Const(item) => (&item.attrs, Some(&item.ident)),
            Item::Enum(item) => (&item.attrs, Some(&item.ident)),
            Item::Fn(item) => (&item.attrs, Some(&item.sig.ident)),
            Item::Impl(item) => (&item.attrs, None),
            Item::Macro(item) => (&item.attrs, item.ident.as_ref()),
            Item::Mod(item) => (&item.attrs, None),
            Item::Static(item) => (&item.attrs, Some(&item.ident)),
            Item::Struct(item) => (&item.attrs, Some(&item.ident)),
            Item::Trait(item) => (&item.attrs, Some(&item.ident)),
            Item::Type(item) => (&item.attrs, Some(&item.ident)),
            Item::Use(item) => (&item.attrs, None),
            other => return visit::visit_item(self, other),
        };
        if !attributes.iter().any(is_for_tests) {
            self.module().items.extend(name.map(ToString::to_string));
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let for_tests = matches!(item, ImplItem::Fn(item) if item.attrs.iter().any(is_for_tests));
        if !for_tests {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let file = self.module().file.clone();
        let name = item.ident.to_string();
        self.at.push(name.clone());
        if item.content.is_some() {
            self.module().file = file;
            visit::visit_item_mod(self, item);
        } else if let Err(failure) = self.read(&self.child(&file, &name)) {
            self.failure.get_or_insert(failure);
        }
        self.at.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        if item.leading_colon.is_none() {
            let public = !matches!(item.vis, Visibility::Inherited);
            self.tree(&item.tree, Path::new(), public);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let segments = path.segments.iter();
            self.mention(segments.map(|segment| segment.ident.to_string()).collect());
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.module().generated |= call.path.is_ident("include");
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }
}

/// Whether an attribute such as `#[cfg(all(test, unix))]` keeps an item for tests.
fn is_for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else {
        return false;
    };
    let condition = list.tokens.to_string();
    let mut words = condition.split(|c: char| !c.is_alphanumeric());
    attribute.path().is_ident("cfg")
        && words
            .clone()
            .any(|word| ["test", "doctest"].contains(&word))
        && !words.any(|word| ["any", "not"].contains(&word))
}

/// All modules of a crate, by their paths from its root.
struct Modules(BTreeMap<Path, Module>);

/// What a path leads to.
struct Definition {
    module: Path,
    file: Option<String>,
}

/// Re-exports of re-exports are followed this far; further ones would run in a ring.
const DEPTH: u32 = 16;

impl Modules {
    /// What a module takes from its crate.
    fn imports<'a>(&'a self, at: &'a Path, module: &'a Module) -> impl Iterator<Item = Import> {
        let uses = module.uses.iter();
        let uses = uses.map(|import| (&import.path, import.name.is_none(), import.public));
        let mentions = module.mentions.iter().map(|path| (path, false, false));
        uses.chain(mentions)
            .filter_map(move |(path, glob, reexport)| {
                let absolute = self.absolute(at, path)?;
                let found = self.define(&absolute, DEPTH)?;
                let whole = self.0.get(&found.module).filter(|_| glob);
                Some(Import {
                    file: module.file.clone(),
                    written: path.join("::"),
                    defined_in: found.file.or_else(|| Some(whole?.file.clone())),
                    module: found.module,
                    reexport,
                })
            })
    }

    /// A path that module `at` writes, from the crate's root; none if it leads out of the crate.
    fn absolute(&self, at: &Path, path: &[String]) -> Option<Path> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            "self" => at.clone(),
            "super" => {
                let (_, above) = at.split_last()?;
                // `super::super` goes on from there.
                if rest.first().is_some_and(|next| next == "super") {
                    return self.absolute(&above.to_vec(), rest);
                }
                above.to_vec()
            }
            name => {
                let module = self.0.get(at)?;
                let child = [at.as_slice(), &[first.clone()]].concat();
                let known = module.items.contains(name)
                    || module.imports(name)
                    || self.0.contains_key(&child);
                return known.then(|| [at.as_slice(), path].concat());
            }
        };
        Some([start.as_slice(), rest].concat())
    }

    /// Follows a path from the crate's root to what defines it.
    fn define(&self, path: &[String], depth: u32) -> Option<Definition> {
        let mut at = Path::new();
        let mut rest = path;
        while let Some((name, below)) = rest.split_first() {
            let module = self.0.get(&at)?;
            let child = [at.as_slice(), &[name.clone()]].concat();
            // The last name may be that of a module and of a function that is passed on.
            if below.is_empty() || !self.0.contains_key(&child) {
                let here = |file| Definition {
                    module: at.clone(),
                    file,
                };
                if module.items.contains(name) {
                    return Some(here(Some(module.file.clone())));
                }
                let imported = self.imported(&at, rest, depth.checked_sub(1)?);
                if imported.is_some() || !self.0.contains_key(&child) {
                    // A name that leads out of the crate is imported, but not from it.
                    let unknown = !module.imports(name);
                    let file = Some(module.file.clone()).filter(|_| !module.generated);
                    return imported.or_else(|| unknown.then(|| here(file)));
                }
            }
            at = child;
            rest = below;
        }
        Some(Definition {
            module: at,
            file: None,
        })
    }

    /// Follows a path that begins with a name that module `at` imports.
    fn imported(&self, at: &Path, path: &[String], depth: u32) -> Option<Definition> {
        let (name, below) = path.split_first()?;
        let uses = &self.0.get(at)?.uses;
        let named = uses
            .iter()
            .filter(|import| import.name.as_ref() == Some(name))
            .map(|import| (import, below));
        let globs = uses
            .iter()
            .filter(|import| import.name.is_none() && self.offers(at, import, name, depth))
            .map(|import| (import, path));
        named.chain(globs).find_map(|(import, rest)| {
            let start = self.absolute(at, &import.path)?;
            self.define(&[start.as_slice(), rest].concat(), depth)
        })
    }

    /// Whether the module whose names a glob imports can have this one.
    fn offers(&self, at: &Path, glob: &Use, name: &str, depth: u32) -> bool {
        let found = self
            .absolute(at, &glob.path)
            .and_then(|start| self.define(&start, depth));
        let module = found.and_then(|found| self.0.get(&found.module));
        module.is_some_and(|module| {
            let more = || module.uses.iter().any(|import| import.name.is_none());
            module.generated || module.items.contains(name) || module.imports(name) || more()
        })
    }
}

impl Module {
    fn imports(&self, name: &str) -> bool {
        self.uses
            .iter()
            .any(|import| import.name.as_deref() == Some(name))
    }
}

#[cfg(test)]
mod tests {
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
        let target = |import: Import| import.defined_in.unwrap_or(import.module.join("::"));
        let targets: BTreeSet<String> = own.map(target).collect();
        targets.into_iter().collect()
    }

    #[test]
    fn every_form_of_an_import_is_seen() {
        let quote = "src/order/quote.rs";
        let error = "src/error.rs";
        let cases: [(&str, &[&str]); 31] = [
            ("use crate::order::quote::Quote;", &[quote]),
            (
                "use crate::{Error, order::quote::{Quote, quote}};",
                &[error, quote],
            ),
            ("use crate::order::quote::Quote as Price;", &[quote]),
            ("use super::super::order::quote::Quote;", &[quote]),
            ("use super::own;", &["src/a/mod.rs"]),
            ("use super::priced::Quote;", &[quote]),
            ("fn f() { use crate::error::Error; }", &[error]),
            ("impl crate::error::Error {}", &[error]),
            ("fn f(q: &super::super::order::Quote) {}", &[quote]),
            ("fn f() { crate::order::quote::quote(); }", &[quote]),
            ("fn f<T: Into<Vec<crate::error::Error>>>() {}", &[error]),
            // What the crate's root or another module passes on is where it is defined.
            ("use crate::Error;", &[error]),
            ("use crate::order::Quote;", &[quote]),
            ("fn f() -> crate::Quote {}", &[quote]),
            ("use crate::order::inline::Inline;", &["src/order/mod.rs"]),
            // A module stands for what is taken from it.
            ("use crate::order;", &["order"]),
            ("use crate::order::{self};", &["order"]),
            (
                "use crate::order; fn f() { order::quote::quote(); }",
                &["order", quote],
            ),
            (
                "use crate::order as o; fn f() { o::quote(); }",
                &["order", quote],
            ),
            ("use crate::order::quote::*;", &[quote]),
            ("use super::*;", &["src/a/mod.rs"]),
            // Macros and attributes are not parsed, and macros define names.
            (
                "fn f() { assert!(matches!(x, crate::error::Error)); }",
                &[error],
            ),
            (
                "macro_rules! m { () => { $crate::error::Error } }",
                &[error],
            ),
            (
                "#[derive(A)] struct S { #[arg(with = crate::order::quote())] f: u8 }",
                &[quote],
            ),
            ("use crate::error::Kind;", &[error]),
            // Generated code is in no file.
            ("use super::c::Generated;", &["a::c"]),
            ("use super::c::C;", &["src/a/c.rs"]),
            // No imports from this crate.
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
        ];
        for (text, expected) in cases {
            let own = found(text)
                .into_iter()
                .filter(|target| target != "src/a/b.rs");
            assert_eq!(own.collect::<Vec<_>>(), expected, "{text}");
        }
    }

    #[test]
    fn a_reexport_is_told_from_an_import() {
        let text = "mod a; pub use a::A; pub(crate) use a::B; use a::C;";
        let files = [("src/lib.rs", text), ("src/a.rs", "")];
        let files = files.map(|(file, text)| (file.to_owned(), text.to_owned()));
        let imports = imports(&BTreeMap::from(files), "src/lib.rs").unwrap_or_default();
        let found = imports
            .iter()
            .map(|import| (import.written.as_str(), import.reexport));
        let expected = [("a::A", true), ("a::B", true), ("a::C", false)];
        assert_eq!(found.collect::<Vec<_>>(), expected);
    }
}
