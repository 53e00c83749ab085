//! Checks that imports only go down the layers.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail};

use crate::check::is_rust;
use crate::files::{self, Project};

/// What each part of `src` may not name, as `crate::name`.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "error",
        &[
            "config",
            "endpoint",
            "auth",
            "transport",
            "client",
            "order",
            "login",
            "sandbox",
            "cli",
        ],
    ),
    (
        "money",
        &[
            "config",
            "auth",
            "transport",
            "client",
            "order",
            "login",
            "sandbox",
            "cli",
        ],
    ),
    (
        "nearest",
        &[
            "error",
            "config",
            "endpoint",
            "auth",
            "transport",
            "client",
            "order",
            "login",
            "sandbox",
            "cli",
        ],
    ),
    (
        "endpoint",
        &[
            "config",
            "auth",
            "transport",
            "client",
            "order",
            "login",
            "sandbox",
            "cli",
        ],
    ),
    (
        "config",
        &["transport", "client", "order", "login", "sandbox", "cli"],
    ),
    (
        "auth",
        &["transport", "client", "order", "login", "sandbox", "cli"],
    ),
    ("transport", &["order", "login", "sandbox", "cli"]),
    ("client", &["order", "login", "sandbox", "cli"]),
    ("order", &["login", "sandbox", "cli"]),
    ("login", &["order", "sandbox", "cli"]),
    (
        "sandbox",
        &[
            "error",
            "config",
            "endpoint",
            "auth",
            "transport",
            "client",
            "order",
            "login",
            "types",
            "cli",
        ],
    ),
];

/// Fails with every import that goes up.
pub fn check(project: &Project) -> Result<String> {
    let source = project.root().join("src");
    let mut wrong = Vec::new();
    let mut read = 0;
    for (part, forbidden) in FORBIDDEN {
        for file in rust_files(&source, part)? {
            let text = files::read(&file)?;
            read += 1;
            let found = forbidden.iter().filter(|name| names(&text, name));
            wrong.extend(found.map(|name| format!("{} names crate::{name}", file.display())));
        }
    }
    if !wrong.is_empty() {
        bail!(
            "imports only go down (docs/architecture.md):\n{}",
            wrong.join("\n")
        );
    }
    Ok(format!("{read} files import only downwards"))
}

/// Whether a source names `crate::part`, alone or in a list of imports.
fn names(text: &str, part: &str) -> bool {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let mut places = code.flat_map(|line| line.split("crate::").skip(1));
    places.any(|rest| {
        let rest = rest.strip_prefix('{').unwrap_or(rest);
        let first = rest
            .split(|c: char| !c.is_alphanumeric() && c != '_')
            .next();
        first == Some(part)
    })
}

fn rust_files(source: &Path, part: &str) -> Result<Vec<std::path::PathBuf>> {
    let mut files = Vec::new();
    let single = source.join(format!("{part}.rs"));
    files.extend(single.is_file().then_some(single));
    let mut folders = vec![source.join(part)];
    while let Some(folder) = folders.pop().filter(|folder| folder.is_dir()) {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.insert(0, path);
            } else if is_rust(&path) {
                files.push(path);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_found_and_a_comment_is_not() {
        let cases = [
            ("use crate::order::Quote;", true),
            ("let quote = crate::order::quote();", true),
            ("use crate::{order, error};", true),
            ("use crate::ordering::Quote;", false),
            ("// crate::order decides", false),
        ];
        for (text, expected) in cases {
            assert_eq!(names(text, "order"), expected, "{text}");
        }
    }
}
