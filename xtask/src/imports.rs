//! Reads which file of a crate takes a name from which other file.
//!
//! Names are followed through imports and re-exports to the module that defines them. Test modules
//! are left out. Methods are not seen, since only the compiler knows their types.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;

use anyhow::{Context, Result, anyhow};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree, token_stream};

/// A name that a file takes from its own crate.
pub struct Import {
    /// The file that names it.
    pub file: String,
    /// The name as it is written there.
    pub written: String,
    /// The module that defines it, such as `crate::order::quote`.
    pub module: String,
    /// The file that defines it; none for a module, and for what is generated.
    pub defined_in: Option<String>,
    /// Whether it is only passed on, by `pub use`.
    pub reexport: bool,
}

/// Every import of the crate whose root is the file `root`, from the texts of its files.
pub fn imports(files: &BTreeMap<String, String>, root: &str) -> Result<Vec<Import>> {
    let mut modules = Modules::default();
    modules.read(files, root, "crate")?;
    let mut imports = Vec::new();
    for (at, module) in &modules.0 {
        for one in &module.uses {
            let Some(mut import) = modules.taken(at, &one.path) else {
                continue;
            };
            import.reexport = one.is_public;
            // A glob takes from the file of the whole module.
            if one.name.is_none() && import.defined_in.is_none() {
                let whole = modules.0.get(&import.module);
                import.defined_in = whole.map(|whole| whole.file.clone());
            }
            imports.push(import);
        }
        let mentions = module.mentions.iter();
        imports.extend(mentions.filter_map(|path| modules.taken(at, path)));
    }
    Ok(imports)
}

/// The modules of a crate by their paths, such as `crate::order::quote`.
#[derive(Default)]
struct Modules(BTreeMap<String, Module>);

/// What a module says about names.
#[derive(Default)]
struct Module {
    file: String,
    /// The names that it defines.
    items: BTreeSet<String>,
    uses: Vec<Use>,
    /// Every path outside of `use`, such as `super::quote::open`.
    mentions: BTreeSet<String>,
    /// Whether it includes generated code, so that any name may be defined in it.
    is_generated: bool,
}

struct Use {
    /// Its name here; none for `*`.
    name: Option<String>,
    path: String,
    is_public: bool,
}

/// Words that the name of an item follows.
#[rustfmt::skip]
const DEFINING: [&str; 8] =
    ["const", "enum", "fn", "macro_rules", "static", "struct", "trait", "type"];

/// Modules are read as tokens, which show the paths in macros and attributes too.
impl Modules {
    fn read(&mut self, files: &BTreeMap<String, String>, file: &str, at: &str) -> Result<()> {
        let text = files
            .get(file)
            .with_context(|| format!("{file} is missing"))?;
        let tokens = text
            .parse()
            .map_err(|error| anyhow!("{file} is not Rust: {error}"))?;
        self.module(at).file = file.to_owned();
        let own = file.strip_suffix(".rs").unwrap_or(file);
        let mut roots = ["/lib", "/main", "/mod"].into_iter();
        let folder = roots.find_map(|root| own.strip_suffix(root)).unwrap_or(own);
        for child in self.scan(at, tokens, true) {
            let below = child.strip_prefix(at).unwrap_or(&child).replace("::", "/");
            let nested = format!("{folder}{below}/mod.rs");
            if files.contains_key(&nested) {
                self.read(files, &nested, &child)?;
            } else {
                self.read(files, &format!("{folder}{below}.rs"), &child)?;
            }
        }
        Ok(())
    }

    fn module(&mut self, at: &str) -> &mut Module {
        self.0.entry(at.to_owned()).or_default()
    }

    /// Takes down what the tokens of a module say, and answers its children that have files of their
    /// own. Names are only defined on the top level, not inside of other items.
    fn scan(&mut self, at: &str, tokens: TokenStream, is_top: bool) -> Vec<String> {
        let mut children = Vec::new();
        let mut tokens = tokens.into_iter().peekable();
        let mut last = String::new();
        while let Some(token) = tokens.next() {
            let word = word(&token);
            match token {
                TokenTree::Ident(_) if word == "use" && last != "+" => {
                    let is_public = ["pub", "Parenthesis"].contains(&&*last);
                    let tree = tokens.by_ref().take_while(|token| token.to_string() != ";");
                    self.module(at)
                        .import(&tree.collect::<Vec<_>>(), "", is_public);
                }
                TokenTree::Ident(_) if word == "mod" => {
                    children.extend(self.child(at, &mut tokens))
                }
                TokenTree::Ident(_) => {
                    if is_top && DEFINING.contains(&&*last) {
                        self.module(at).items.insert(word.clone());
                    }
                    self.module(at).mention(&word, &last, &mut tokens);
                }
                // The item that the attribute is on is passed over.
                TokenTree::Group(group) if last == "#" && is_for_tests(&group) => {
                    tokens.find(ends_an_item);
                }
                // What is given to a macro may be items.
                TokenTree::Group(group) => {
                    children.extend(self.scan(at, group.stream(), is_top && last == "!"));
                }
                _ => {}
            }
            last = match (&*last, &*word) {
                (":", ":") => "::".to_owned(),
                ("macro_rules", "!") => last,
                _ => word,
            };
        }
        children
    }

    /// Reads the module that a `mod` declares, or answers its name if it has a file of its own.
    fn child(&mut self, at: &str, tokens: &mut Tokens) -> Vec<String> {
        let name = tokens.next().map(|name| format!("{at}::{name}"));
        let child = name.unwrap_or_default();
        let Some(TokenTree::Group(body)) = tokens.next() else {
            return vec![child];
        };
        self.module(&child).file = self.module(at).file.clone();
        self.scan(&child, body.stream(), true)
    }
}

type Tokens = Peekable<token_stream::IntoIter>;

/// A token as text; a group as the name of its brackets.
fn word(token: &TokenTree) -> String {
    match token {
        TokenTree::Group(group) => format!("{:?}", group.delimiter()),
        other => other.to_string(),
    }
}

/// The path that begins with `first`: further words as long as `::` stands between them.
fn path(first: String, tokens: &mut Tokens) -> String {
    let mut path = first;
    while tokens.next_if(|token| token.to_string() == ":").is_some() {
        let is_pair = tokens.next_if(|token| token.to_string() == ":").is_some();
        match tokens.next_if(|token| is_pair && matches!(token, TokenTree::Ident(_))) {
            Some(word) => path = format!("{path}::{word}"),
            None => break,
        }
    }
    path
}

/// An item ends with its body or a semicolon.
fn ends_an_item(token: &TokenTree) -> bool {
    match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => token.to_string() == ";",
    }
}

/// Whether an attribute such as `#[cfg(all(test, unix))]` keeps an item for tests.
fn is_for_tests(attribute: &Group) -> bool {
    let text = attribute.to_string();
    let words: Vec<_> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let has = |word| words.contains(&word);
    has("cfg") && (has("test") || has("doctest")) && !has("any") && !has("not")
}

impl Module {
    /// Takes down the path that begins with a word. A method is not a name of the module, nor is what
    /// another crate or type has.
    fn mention(&mut self, word: &str, last: &str, tokens: &mut Tokens) {
        self.is_generated |= word == "include";
        let before = if [".", "::"].contains(&last) {
            last
        } else {
            ""
        };
        self.mentions
            .insert(path(format!("{before}{word}"), tokens));
    }

    /// Takes down a tree such as `a::{b, c as d, e::*}`.
    fn import(&mut self, tree: &[TokenTree], prefix: &str, is_public: bool) {
        let mut path = prefix.to_owned();
        let mut words = tree.iter();
        let mut name = None;
        let mut is_glob = false;
        while let Some(token) = words.next() {
            let word = token.to_string();
            match token {
                TokenTree::Group(group) => {
                    let parts: Vec<_> = group.stream().into_iter().collect();
                    for part in parts.split(|token| token.to_string() == ",") {
                        self.import(part, &path, is_public);
                    }
                    return;
                }
                TokenTree::Ident(_) if word == "as" => name = words.next().map(ToString::to_string),
                // `{self}` is the path itself.
                TokenTree::Ident(_) if word == "self" && !path.is_empty() => {}
                TokenTree::Ident(_) if path.is_empty() => path = word,
                TokenTree::Ident(_) => path = format!("{path}::{word}"),
                // `::name` is another crate.
                TokenTree::Punct(_) if path.is_empty() => return,
                _ => is_glob |= word == "*",
            }
        }
        if name.is_none() && !is_glob {
            name = path.rsplit("::").next().map(str::to_owned);
        }
        self.uses.push(Use {
            name,
            path,
            is_public,
        });
    }

    fn imports(&self, name: &str) -> bool {
        let mut uses = self.uses.iter();
        uses.any(|import| import.name.as_deref() == Some(name))
    }

    fn has(&self, name: &str) -> bool {
        self.items.contains(name) || self.imports(name)
    }
}

/// What a path leads to.
struct Found {
    module: String,
    file: Option<String>,
}

/// Re-exports of re-exports are followed this far; further ones would run in a ring.
const DEPTH: u32 = 16;

impl Modules {
    /// What module `at` takes from the crate when it writes a path.
    fn taken(&self, at: &str, path: &str) -> Option<Import> {
        let found = self.resolve(at, path, DEPTH)?;
        Some(Import {
            file: self.0.get(at)?.file.clone(),
            written: path.to_owned(),
            module: found.module,
            defined_in: found.file,
            reexport: false,
        })
    }

    /// What a path means that module `at` writes; nothing if it leads out of the crate.
    fn resolve(&self, at: &str, path: &str, depth: u32) -> Option<Found> {
        let (first, rest) = path.split_once("::").unwrap_or((path, ""));
        match first {
            "crate" => self.descend("crate", rest, depth),
            "self" => self.descend(at, rest, depth),
            "super" => self.descend(at, path, depth),
            name => {
                let is_child = self.0.contains_key(&format!("{at}::{name}"));
                let is_known = is_child || self.0.get(at)?.has(name);
                is_known.then(|| self.descend(at, path, depth))?
            }
        }
    }

    /// What a path means from module `at` on.
    fn descend(&self, at: &str, path: &str, depth: u32) -> Option<Found> {
        let module = self.0.get(at)?;
        let mut found = Found {
            module: at.to_owned(),
            file: None,
        };
        if path.is_empty() {
            return Some(found);
        }
        let (name, rest) = path.split_once("::").unwrap_or((path, ""));
        if name == "super" {
            return self.descend(at.rsplit_once("::")?.0, rest, depth);
        }
        let child = format!("{at}::{name}");
        let is_module = self.0.contains_key(&child);
        if is_module && !rest.is_empty() {
            return self.descend(&child, rest, depth);
        }
        if !module.items.contains(name) {
            let imported = self.imported(at, path, depth.checked_sub(1)?);
            if imported.is_some() {
                return imported;
            }
            if is_module {
                return self.descend(&child, "", depth);
            }
            // Such an import leads out of the crate.
            if module.imports(name) {
                return None;
            }
        }
        if module.items.contains(name) || !module.is_generated {
            found.file = Some(module.file.clone());
        }
        Some(found)
    }

    /// What a path means whose first name module `at` imports.
    fn imported(&self, at: &str, path: &str, depth: u32) -> Option<Found> {
        let (name, rest) = path.split_once("::").unwrap_or((path, ""));
        self.0.get(at)?.uses.iter().find_map(|import| {
            let target = match &import.name {
                Some(known) if known == name => format!("{}::{rest}", import.path),
                None if self.offers(at, import, name, depth) => format!("{}::{path}", import.path),
                _ => return None,
            };
            self.resolve(at, target.trim_end_matches("::"), depth)
        })
    }

    /// Whether the module whose names a glob imports can have this one.
    fn offers(&self, at: &str, glob: &Use, name: &str, depth: u32) -> bool {
        let found = self.resolve(at, &glob.path, depth);
        let module = found.and_then(|found| self.0.get(&found.module));
        module.is_some_and(|module| {
            let has_globs = module.uses.iter().any(|import| import.name.is_none());
            module.is_generated || has_globs || module.has(name)
        })
    }
}

#[cfg(test)]
mod tests;
