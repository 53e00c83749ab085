//! The native descriptions the sandbox serves, and the operations they list.

use std::io;
use std::sync::Arc;

use serde::Deserialize;

use crate::sandbox::http::request::parameters;

/// The sections the live API has around an order, for a sandbox without descriptions.
const SECTIONS: &[&str] = &[
    "/order/",
    "/me/",
    "/auth/",
    "/cloud/",
    "/vps/",
    "/dedicated/",
];

/// The native descriptions.
#[derive(Debug, Default)]
pub struct Descriptions {
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    path: String,
    json: Arc<[u8]>,
    /// Method and path template.
    operations: Vec<(String, String)>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Native {
    resource_path: String,
    apis: Vec<Api>,
}

#[derive(Deserialize)]
struct Api {
    path: String,
    operations: Vec<Operation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Operation {
    http_method: String,
}

impl Descriptions {
    pub fn read(texts: Vec<Arc<[u8]>>) -> io::Result<Self> {
        let sections: io::Result<_> = texts.into_iter().map(Section::read).collect();
        Ok(Self {
            sections: sections?,
        })
    }

    /// The paths of the sections: `/order`.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.sections.iter().map(|section| section.path.as_str())
    }

    /// The description at a path such as `/order.json`.
    pub fn json(&self, path: &str) -> Option<Arc<[u8]>> {
        let path = path.strip_suffix(".json")?;
        let section = self.sections.iter().find(|section| section.path == path)?;
        Some(section.json.clone())
    }

    /// The template of the operation this call means, if the live API has it.
    ///
    /// Without any description every path below a known section counts.
    pub fn template<'a>(&'a self, method: &str, path: &'a str) -> Option<&'a str> {
        if self.sections.is_empty() {
            let known = SECTIONS.iter().any(|section| path.starts_with(section));
            return known.then_some(path);
        }
        self.sections
            .iter()
            .flat_map(|section| &section.operations)
            .find(|(known, template)| known == method && parameters(template, path).is_some())
            .map(|(_, template)| template.as_str())
    }
}

impl Section {
    fn read(json: Arc<[u8]>) -> io::Result<Self> {
        let native: Native = serde_json::from_slice(&json).map_err(io::Error::other)?;
        let mut operations = Vec::new();
        for api in native.apis {
            for operation in api.operations {
                operations.push((operation.http_method, api.path.clone()));
            }
        }
        Ok(Self {
            path: native.resource_path,
            operations,
            json,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_descriptions_known_sections_count_as_described() {
        let none = Descriptions::default();
        for (path, known) in [("/order/domain", true), ("/order", false), ("/ip/x", false)] {
            assert_eq!(none.template("GET", path).is_some(), known, "{path}");
        }
    }
}
