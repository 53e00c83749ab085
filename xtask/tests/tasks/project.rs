//! A copy of this project, and the tasks run on it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ovh_order_codegen::json;
use serde_json::Value;

/// The description that most tests alter.
pub const ORDER: &str = "schema/native/order.json";

/// A copy of what the tasks read of this project.
pub struct Project {
    root: tempfile::TempDir,
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

impl Project {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["schema", "src", "xtask"] {
            copy(&own().join(folder), &root.path().join(folder));
        }
        for file in ["Cargo.toml", "README.md"] {
            fs::copy(own().join(file), root.path().join(file)).unwrap();
        }
        Self { root }
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.root.path().join(file)
    }

    pub fn read(&self, file: &str) -> String {
        fs::read_to_string(self.path(file)).unwrap()
    }

    /// The crate's version.
    pub fn version(&self) -> String {
        let manifest: toml::Table = toml::from_str(&self.read("Cargo.toml")).unwrap();
        manifest["package"]["version"].as_str().unwrap().to_owned()
    }

    /// Writes a description beside the project, altered.
    pub fn given(&self, from: &str, alter: impl FnOnce(&mut Value)) -> String {
        let mut native = json::read("test", &self.read(from)).unwrap();
        alter(&mut native);
        let file = self.path("given.json");
        fs::write(&file, native.to_string()).unwrap();
        file.display().to_string()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.arg("--root").arg(self.root.path()).args(arguments);
        command
    }

    /// Runs a task; its exit code, and what it wrote to the two outputs.
    pub fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        told(&self.command(arguments).output().unwrap())
    }

    pub fn schema(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.path("schema")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    files.insert(path.clone(), fs::read(&path).unwrap());
                }
            }
        }
        files
    }
}

pub fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (
        output.status.code(),
        text(&output.stdout),
        text(&output.stderr),
    )
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}
