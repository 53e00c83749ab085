//! A folder with a copy of the project's `schema`, and fetching into it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ovh_order_codegen::{json, native};
use ovh_order_vendor::endpoint::Endpoint;
use ovh_order_vendor::fetch::{Download, Limits};
use ovh_order_vendor::region::SECTIONS;
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::Keep;
use ovh_order_vendor::{Result, chain};
use serde_json::{Value, json};

use crate::server::{Answer, Server};

/// A day, for provenance.
pub const DAY: &str = "2026-07-15";

/// Limits that hold on a slow machine too.
pub const LIMITS: Limits = Limits {
    bytes: 2 * 1024 * 1024,
    time: Duration::from_secs(30),
};

/// A project in a folder of its own.
pub struct Project {
    /// Its root.
    pub root: PathBuf,
    /// What a download may take.
    pub limits: Limits,
    /// Removes the root in the end.
    _owner: Option<tempfile::TempDir>,
}

impl Project {
    /// A project with the descriptions that this project has vendored.
    pub fn new() -> Self {
        let project = Self::empty();
        for (file, text) in vendored().iter() {
            let path = project.schema().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        project
    }

    /// A project without descriptions.
    pub fn empty() -> Self {
        let owner = tempfile::tempdir().unwrap();
        Self {
            root: owner.path().to_owned(),
            limits: LIMITS,
            _owner: Some(owner),
        }
    }

    /// The project of another process.
    pub fn at(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            limits: LIMITS,
            _owner: None,
        }
    }

    /// The folder of the descriptions.
    pub fn schema(&self) -> PathBuf {
        self.root.join("schema")
    }

    /// Does what `cargo xtask fetch` does.
    pub fn fetch(&self, base: &str, sections: &[&'static str]) -> Result<Update> {
        let download = Download {
            endpoint: Endpoint::parse(base)?,
            limits: self.limits,
            day: DAY.to_owned(),
        };
        let arrivals = download.sections(sections, &mut |_| {})?;
        let before = Tree::read(&self.schema())?;
        let update = Update::vendor(before, &arrivals, Keep::Facts)?.converted()?;
        update.apply(&self.schema())?;
        Ok(update)
    }

    /// The error of a fetch that must fail and leave everything as it was.
    pub fn refuses(&self, base: &str, sections: &[&'static str]) -> String {
        let before = self.files();
        let error = self.fetch(base, sections).unwrap_err();
        assert_eq!(self.files(), before);
        chain(&error)
    }

    /// Every file below the root with its bytes and time.
    pub fn files(&self) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    let modified = fs::metadata(&path).unwrap().modified().unwrap();
                    files.insert(path.clone(), (fs::read(&path).unwrap(), modified));
                }
            }
        }
        files
    }
}

/// What this project has vendored.
pub fn vendored() -> Tree {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schema");
    Tree::read(&schema).unwrap()
}

/// The vendored text of a European section.
pub fn description(section: &str) -> String {
    let file = format!("native/{}.json", section.replace('/', "-"));
    vendored().get(&file).unwrap().to_owned()
}

/// A server of the vendored descriptions, changed by `change`.
pub fn serving(change: impl Fn(&str, String) -> Answer + Send + 'static) -> Server {
    Server::start(move |path| {
        let section = path.trim_matches('/').trim_end_matches(".json");
        if SECTIONS.contains(&section) {
            change(section, description(section))
        } else {
            Answer::Raw("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned())
        }
    })
}

/// A path that no description has.
pub const NEW_PATH: &str = "/order/fetched/news";

/// The vendored descriptions with [`NEW_PATH`] in `/order`.
pub fn changed(section: &str, text: String) -> Answer {
    let path = json!({"path": NEW_PATH, "operations": [
        {"httpMethod": "GET", "responseType": "string", "noAuthentication": false, "parameters": []}]});
    Answer::Body(match section {
        "order" => altered(&text, |native| paths(native).push(path)),
        _ => text,
    })
}

/// A description with a part of it altered.
pub fn altered(text: &str, alter: impl FnOnce(&mut Value)) -> String {
    let mut native = json::read("test", text).unwrap();
    alter(&mut native);
    native.to_string()
}

/// The paths of a description.
pub fn paths(native: &mut Value) -> &mut Vec<Value> {
    native.get_mut("apis").unwrap().as_array_mut().unwrap()
}

/// `METHOD path` of every operation of a description.
pub fn operations(text: &str) -> Vec<String> {
    let description = native::read("test", text).unwrap();
    let operations = description.apis.iter().flat_map(|path| {
        let each = path.operations.iter();
        each.map(|one| format!("{} {}", one.http_method, path.path))
    });
    operations.collect()
}
