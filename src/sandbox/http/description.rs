//! The native descriptions that the sandbox serves, and which operations they list.

use std::io;
use std::sync::Arc;

use serde::Deserialize;

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
        let sections = texts.into_iter().map(Section::read);
        let sections = sections.collect::<io::Result<_>>()?;
        Ok(Self { sections })
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

    /// The template of the operation that this call means, when the live API has it.
    ///
    /// Without any description every path below a known section counts.
    pub fn template(&self, method: &str, path: &str) -> Option<String> {
        if self.sections.is_empty() {
            let known = SECTIONS.iter().any(|section| path.starts_with(section));
            return known.then(|| path.to_owned());
        }
        let mut operations = self.sections.iter().flat_map(|section| &section.operations);
        let fits = |(known, template): &&(String, String)| {
            known == method && arguments(template, path).is_some()
        };
        operations.find(fits).map(|(_, template)| template.clone())
    }
}

impl Section {
    fn read(json: Arc<[u8]>) -> io::Result<Self> {
        let native: Native = serde_json::from_slice(&json).map_err(io::Error::other)?;
        let pairs = native.apis.into_iter().flat_map(|api| {
            let methods = api.operations.into_iter().map(|known| known.http_method);
            methods.map(move |method| (method, api.path.clone()))
        });
        Ok(Self {
            path: native.resource_path,
            operations: pairs.collect(),
            json,
        })
    }
}

/// The raw values of the path parameters, when the path fits the template.
pub fn arguments<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    let mut values = Vec::new();
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return Some(values),
            (Some(name), Some(value)) if name.starts_with('{') && !value.is_empty() => {
                values.push(value);
            }
            (Some(name), Some(value)) if name == value => {}
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_a_path_are_whole_segments() {
        for (template, path, expected) in [
            ("/me", "/me", Some(vec![])),
            ("/order/cart/{cartId}", "/order/cart/7", Some(vec!["7"])),
            ("/order/cart/{cartId}", "/order/cart/", None),
            ("/order/cart/{cartId}", "/order/cart/7/item", None),
            ("/a/{x}/b/{y}", "/a/1/b/2", Some(vec!["1", "2"])),
            ("/a/{x}/b/{y}", "/a/1/c/2", None),
        ] {
            assert_eq!(arguments(template, path), expected, "{path}");
        }
    }

    #[test]
    fn without_descriptions_known_sections_count_as_described() {
        let none = Descriptions::default();
        for (path, known) in [("/order/domain", true), ("/order", false), ("/ip/x", false)] {
            assert_eq!(none.template("GET", path).is_some(), known, "{path}");
        }
    }
}
