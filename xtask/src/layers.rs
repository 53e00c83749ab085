//! Checks that imports only go down the layers, and never in a circle.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, bail};

use crate::imports::{Import, imports};
use crate::project::Project;

/// What each part of `src` may import of the others.
const LAYERS: [(&str, &str); 13] = [
    ("error", ""),
    ("journal", "error"),
    ("money", "error"),
    ("nearest", ""),
    ("endpoint", "error"),
    ("config", "endpoint error"),
    ("auth", "config endpoint error"),
    ("transport", "auth config endpoint error"),
    ("client", "transport auth config endpoint error nearest"),
    ("login", "client transport auth config endpoint error"),
    (
        "order",
        "client transport auth config endpoint error journal money nearest",
    ),
    ("sandbox", ""),
    // A crate of its own, which names the library by its name.
    ("cli", ""),
];

/// The roots of the crates whose files must not import in circles.
const CRATES: [&str; 5] = [
    "src/lib.rs",
    "src/main.rs",
    "xtask/src/main.rs",
    "xtask/vendor/src/lib.rs",
    "xtask/codegen/src/lib.rs",
];

/// Fails with every import that goes up the layers.
pub fn check(project: &Project) -> Result<String> {
    let files = project.rust_files("src")?;
    let mut wrong = BTreeMap::new();
    for root in ["src/lib.rs", "src/main.rs"] {
        for import in imports(&files, root)? {
            if let Some(text) = upward(&import) {
                // An import and its uses are told once.
                wrong.entry((import.file, import.module)).or_insert(text);
            }
        }
    }
    if !wrong.is_empty() {
        let wrong: Vec<_> = wrong.into_values().collect();
        bail!(
            "imports go up the layers (docs/architecture.md):\n{}",
            wrong.join("\n")
        );
    }
    Ok(format!("{} files import only downwards", files.len()))
}

/// What is wrong with an import that goes up.
fn upward(import: &Import) -> Option<String> {
    let own = import.file.split(['/', '.']).nth(1)?;
    let other = import.module.split("::").nth(1)?;
    if ["lib", "main", other].contains(&own) {
        return None;
    }
    let Import { file, written, .. } = import;
    match LAYERS.iter().find(|(part, _)| *part == own) {
        None => Some(format!(
            "{file}: `{own}` has no line in LAYERS of xtask/src/layers.rs"
        )),
        Some((_, below)) if below.split(' ').any(|part| part == other) => None,
        Some(_) => Some(format!(
            "{file} imports `{written}`, which is part of `{other}`"
        )),
    }
}

/// Fails with every circle of imports between files.
pub fn circles(project: &Project) -> Result<String> {
    let mut found = Vec::new();
    let mut read = BTreeSet::new();
    for root in CRATES {
        let (folder, _) = root.rsplit_once('/').unwrap_or_default();
        let files = project.rust_files(folder)?;
        found.extend(rings(&imports(&files, root)?));
        read.extend(files.into_keys());
    }
    if !found.is_empty() {
        let (count, found) = (found.len(), found.join("\n"));
        bail!("files import each other, in {count} circles:\n{found}");
    }
    Ok(format!("{} files without a circle of imports", read.len()))
}

/// The circles among imports: the files of each, with one import for each pair.
fn rings(imports: &[Import]) -> Vec<String> {
    let mut edges: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for import in imports.iter().filter(|import| !import.reexport) {
        let target = import.defined_in.as_deref();
        if let Some(target) = target.filter(|target| *target != import.file) {
            let from = edges.entry(&import.file).or_default();
            from.entry(target).or_insert(&import.written);
        }
    }
    let reach: BTreeMap<_, _> = edges
        .keys()
        .map(|file| (*file, reached(file, &edges)))
        .collect();
    let mut told = BTreeSet::new();
    let mut rings = Vec::new();
    for (file, reached) in &reach {
        let back = |other: &&str| reach.get(other).is_some_and(|from| from.contains(file));
        let ring: BTreeSet<&str> = reached.iter().copied().filter(back).collect();
        if ring.is_empty() || !told.insert(ring.clone()) {
            continue;
        }
        let mut text = format!("{} files:", ring.len());
        for (from, targets) in edges.iter().filter(|(from, _)| ring.contains(*from)) {
            for (target, written) in targets.iter().filter(|(target, _)| ring.contains(*target)) {
                text += &format!("\n  {from} imports `{written}` from {target}");
            }
        }
        rings.push(text);
    }
    rings
}

/// The files that a file imports from, directly and through others.
fn reached<'a>(
    file: &'a str,
    edges: &BTreeMap<&'a str, BTreeMap<&'a str, &'a str>>,
) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut ahead = vec![file];
    while let Some(file) = ahead.pop() {
        let targets = edges.get(file).into_iter().flat_map(BTreeMap::keys);
        ahead.extend(targets.filter(|target| reached.insert(**target)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn import(from: &str, target: &str) -> Import {
        let (module, _) = target.split_once('/').unwrap_or((target, ""));
        Import {
            file: format!("src/{from}.rs"),
            written: "x".to_owned(),
            module: format!("crate::{module}"),
            defined_in: Some(format!("src/{target}.rs")),
            reexport: false,
        }
    }

    #[test]
    fn imports_go_down_and_not_up() {
        let cases = [
            ("client/raw", "transport/send", true),
            ("transport/send", "transport/retry", true),
            ("lib", "order/quote", true),
            ("transport/send", "client/raw", false),
            ("sandbox/world", "money/amount", false),
            ("sandbox/world", "error/kind", false),
            ("error", "order/quote", false),
            ("unheard", "error/kind", false),
        ];
        for (from, target, allowed) in cases {
            let wrong = upward(&import(from, target));
            assert_eq!(wrong.is_none(), allowed, "{from} {target}: {wrong:?}");
        }
    }

    #[test]
    fn a_circle_is_told_once_with_an_import_for_each_pair() {
        let imports = [
            ("a", "b"),
            ("b", "c"),
            ("c", "a"),
            ("c", "d"),
            ("d", "e"),
            ("a", "a"),
        ];
        let imports = imports.map(|(from, target)| import(from, target));
        let expected = "3 files:\n  src/a.rs imports `x` from src/b.rs\n  \
                        src/b.rs imports `x` from src/c.rs\n  src/c.rs imports `x` from src/a.rs";
        assert_eq!(rings(&imports), [expected]);
    }

    #[test]
    fn a_reexport_closes_no_circle() {
        let mut down = import("a", "b");
        down.reexport = true;
        assert!(rings(&[down, import("b", "a")]).is_empty());
    }
}
