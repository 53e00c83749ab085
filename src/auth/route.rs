//! Where each key of a configuration would be sent, and whether it may.

use std::fmt;

use secrecy::ExposeSecret;

use crate::config::{Config, Key, Origin};
use crate::error::MASK;

/// A key and a place that it would be sent to.
///
/// Whoever writes a file of the working directory must not receive what stands in the environment or
/// in somebody's home. So a key goes only where its own source sends it, or a stronger one: to an
/// address of an argument; of the environment, unless the key is an argument; of the same file; and to
/// OVHcloud's own hosts, whose addresses no source decides. A section that is named by an endpoint is
/// for that endpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Route {
    /// The key.
    pub key: Key,
    /// Where the key comes from.
    pub from: Origin,
    /// The address; masked when it holds a password.
    pub to: String,
    /// [`Key::Endpoint`] or [`Key::TokenUrl`].
    pub to_key: Key,
    /// Where the address comes from.
    pub to_from: Origin,
    /// Whether the key may be sent there.
    pub is_allowed: bool,
}

impl Route {
    /// The routes of a key that is set, in the order in which it would take them.
    #[must_use]
    pub fn of(config: &Config, key: Key) -> Vec<Self> {
        let asks_for_tokens = matches!(key, Key::ClientId | Key::ClientSecret);
        let places = if asks_for_tokens {
            &[Key::TokenUrl, Key::Endpoint][..]
        } else {
            &[Key::Endpoint]
        };
        let routes = places.iter().filter_map(|to_key| {
            let from = config.get(key)?.origin();
            let place = config.get(*to_key)?;
            Some(Self {
                key,
                from: from.clone(),
                to: shown(config, *to_key, place.value().expose_secret()),
                to_key: *to_key,
                to_from: place.origin().clone(),
                is_allowed: is_allowed(config, *to_key, from, place.origin()),
            })
        });
        routes.collect()
    }
}

fn shown(config: &Config, key: Key, value: &str) -> String {
    match key {
        Key::Endpoint => config.endpoint().base_url().to_owned(),
        _ if value.contains('@') => MASK.to_owned(),
        _ => value.to_owned(),
    }
}

fn is_allowed(config: &Config, to_key: Key, from: &Origin, to_from: &Origin) -> bool {
    if to_key == Key::Endpoint {
        let is_named_by_section = config.profile().is_none() && from.file().is_some();
        if is_named_by_section || config.endpoint().region().is_some() {
            return true;
        }
    }
    match to_from {
        Origin::Argument | Origin::Default => true,
        Origin::Environment(_) => *from != Origin::Argument,
        Origin::File { path, .. } => from.file() == Some(path),
    }
}

/// `client_id (~/.ovh.conf:3) is not sent to https://example.org/token, the token_url of ./ovh.conf:2`.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            key,
            from,
            to,
            to_key,
            to_from,
            is_allowed,
        } = self;
        let verb = if *is_allowed { "is" } else { "is not" };
        write!(
            f,
            "{key} ({from}) {verb} sent to {to}, the {to_key} of {to_from}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Arguments, Contents, Sources};

    const URL: &str = "https://api.example.org/v1";

    type Pairs = &'static [(&'static str, &'static str)];

    fn of(list: Pairs, name: &str) -> Option<&'static str> {
        let found = list.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value)
    }

    fn sources(variables: Pairs, files: Pairs) -> Sources {
        Sources::new(
            move |name| of(variables, name).map(Into::into),
            files.iter().map(|(path, _)| path.into()).collect(),
            move |path| {
                let text = path.to_str().and_then(|path| of(files, path));
                text.map(Contents::new)
                    .ok_or(std::io::ErrorKind::NotFound.into())
            },
        )
    }

    fn refused(sources: &Sources) -> Vec<String> {
        let config = Config::load(&Arguments::new(), sources).unwrap();
        let routes = Key::ALL.into_iter().flat_map(|key| match key {
            Key::Endpoint | Key::Profile | Key::TokenUrl => Vec::new(),
            key => Route::of(&config, key),
        });
        let refused = routes.filter(|route| !route.is_allowed);
        refused.map(|route| route.to_string()).collect()
    }

    #[test]
    fn a_key_goes_only_where_its_own_source_or_a_stronger_one_sends_it() {
        let of_home =
            "access_token (home:4) is not sent to https://api.example.org/v1, the endpoint of";
        const FOREIGN: (&str, &str) = ("here", "[default]\nendpoint=https://api.example.org/v1\n");
        const PROFILE: &str = "[default]\nprofile=p\n[profile:p]\naccess_token=s3cret\n";
        let table: [(Pairs, Pairs, Vec<String>); 8] = [
            // The environment's key and a file's address.
            (
                &[("OVH_ACCESS_TOKEN", "s3cret")],
                &[FOREIGN],
                vec![format!(
                    "access_token (environment variable OVH_ACCESS_TOKEN) is not sent to {URL}, the \
                     endpoint of here:2"
                )],
            ),
            (
                &[("OVH_ACCESS_TOKEN", "s3cret")],
                &[("here", "[default]\nendpoint=ovh-ca\n")],
                vec![],
            ),
            (
                &[("OVH_ACCESS_TOKEN", "s3cret"), ("OVH_ENDPOINT", URL)],
                &[FOREIGN],
                vec![],
            ),
            // A section for the address, wherever the address was chosen.
            (
                &[],
                &[
                    FOREIGN,
                    ("home", "[https://api.example.org/v1]\naccess_token=s3cret\n"),
                ],
                vec![],
            ),
            // A profile that two files share.
            (
                &[],
                &[
                    ("here", "[profile:p]\nendpoint=https://api.example.org/v1\n"),
                    ("home", PROFILE),
                ],
                vec![format!("{of_home} here:2")],
            ),
            (&[], &[FOREIGN, ("home", PROFILE)], vec![format!("{of_home} here:2")]),
            (&[("OVH_ENDPOINT", URL)], &[("home", PROFILE)], vec![]),
            // An address for tokens that another file has.
            (
                &[],
                &[
                    ("here", "[ovh-eu]\ntoken_url=https://example.org/token\n"),
                    ("home", "[ovh-eu]\nclient_id=id\n"),
                ],
                vec![
                    "client_id (home:2) is not sent to https://example.org/token, the token_url of here:2"
                        .to_owned(),
                ],
            ),
        ];
        for (variables, files, expected) in table {
            assert_eq!(refused(&sources(variables, files)), expected, "{files:?}");
        }
    }
}
