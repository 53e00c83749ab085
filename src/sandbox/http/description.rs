//! The native descriptions the sandbox serves, and the operations they list.

use std::io;
use std::sync::Arc;

use serde::Deserialize;

use crate::sandbox::http::request::parameters;

/// The sections of the live API. One that ends in a slash is no operation itself.
#[rustfmt::skip] // a list of words
const SECTIONS: &[&str] = &[
    "/allDom", "/analytics/", "/auth/", "/caas/", "/cdn/", "/cloud/", "/cluster/", "/connectivity/",
    "/contact/", "/dbaas/", "/dedicated/", "/dedicatedCloud", "/deskaas", "/distribution/", "/domain",
    "/email/", "/freefax", "/horizonView", "/hosting/", "/hpcspot", "/ip", "/ipLoadbalancing", "/kube/",
    "/license/", "/me", "/metrics", "/msServices", "/newAccount", "/nutanix", "/order/", "/overTheBox",
    "/ovhCloudConnect", "/pack/", "/paas/", "/partners/", "/price/", "/router", "/saas/", "/secret/",
    "/service", "/services", "/sms", "/spla", "/ssl", "/sslGateway", "/stack/", "/startup", "/status/",
    "/storage/", "/store/", "/support/", "/supply/", "/telephony", "/veeam/", "/veeamCloudConnect",
    "/vip/", "/vps", "/vrack", "/xdsl",
];

/// The section that is vendored whole: what its description lacks, the live API does not have. The others
/// are cut to what stands around an order.
const WHOLE: &str = "/order";

/// The native descriptions.
#[derive(Debug, Default)]
pub struct Descriptions {
    sections: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    path: String,
    json: Arc<[u8]>,
    operations: Vec<Operation>,
}

#[derive(Debug)]
struct Operation {
    method: String,
    template: String,
    response: String,
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
    operations: Vec<ApiOperation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ApiOperation {
    http_method: String,
    response_type: String,
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

    /// Method and path template of every operation.
    pub fn operations(&self) -> impl Iterator<Item = (&str, &str)> {
        self.all()
            .map(|operation| (operation.method.as_str(), operation.template.as_str()))
    }

    /// The products of a cart. Domains have offers of their own.
    pub fn products(&self) -> impl Iterator<Item = &str> {
        let kinds = [
            "order.cart.DomainPacksProductInformation[]",
            "order.cart.GenericProductDefinition[]",
        ];
        let offers = self.all().filter(move |operation| {
            operation.method == "GET" && kinds.contains(&operation.response.as_str())
        });
        offers
            .filter(|offer| {
                self.all()
                    .any(|it| it.method == "POST" && it.template == offer.template)
            })
            .filter_map(|offer| offer.template.strip_prefix("/order/cart/{cartId}/"))
    }

    fn all(&self) -> impl Iterator<Item = &Operation> {
        self.sections.iter().flat_map(|section| &section.operations)
    }

    /// The template of the operation this call means, if the live API has it, or the path itself if it
    /// may be one of a section that is not described whole.
    pub fn template<'a>(&'a self, method: &str, path: &'a str) -> Option<&'a str> {
        let described = self.all().find(|operation| {
            operation.method == method && parameters(&operation.template, path).is_some()
        });
        if let Some(operation) = described {
            return Some(&operation.template);
        }
        let is_whole = |section: &str| section == WHOLE && is_below(WHOLE, path);
        let is_known = SECTIONS.iter().any(|section| is_below(section, path));
        (is_known && !self.paths().any(is_whole)).then_some(path)
    }
}

fn is_below(section: &str, path: &str) -> bool {
    let rest = path.strip_prefix(section);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || section.ends_with('/'))
}

impl Section {
    fn read(json: Arc<[u8]>) -> io::Result<Self> {
        let native: Native = serde_json::from_slice(&json).map_err(io::Error::other)?;
        let mut operations = Vec::new();
        for api in native.apis {
            for operation in api.operations {
                operations.push(Operation {
                    method: operation.http_method,
                    template: api.path.clone(),
                    response: operation.response_type,
                });
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
    fn a_path_of_a_section_that_is_not_described_whole_may_be_real() {
        let none = Descriptions::default();
        for (path, known) in [
            ("/order/domain", true),
            ("/order", false),
            ("/ip", true),
            ("/ip/x", true),
            ("/ipx", false),
            ("/basket/x", false),
        ] {
            assert_eq!(none.template("GET", path).is_some(), known, "{path}");
        }
    }
}
