//! The configuration, from sources that the tests make up.

mod credentials;
mod files;
mod precedence;
mod profiles;

use std::collections::BTreeMap;
use std::error::Error as _;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use ovh_order::auth::Credentials;
use ovh_order::config::{
    Arguments, Config, ConfigError, Contents, Key, Origin, Sources, Warning, read_file,
};
use ovh_order::{Error, Kind};
use secrecy::ExposeSecret;

const HERE: &str = "./ovh.conf";
const HOME: &str = "~/.ovh.conf";
const ETC: &str = "/etc/ovh.conf";

/// Sources with these variables and files; files that only their owner can read.
fn sources(variables: &[(&'static str, &str)], files: &[(&'static str, &str)]) -> Sources {
    sources_with(variables, files, false)
}

fn sources_with(
    variables: &[(&'static str, &str)],
    files: &[(&'static str, &str)],
    is_readable_by_others: bool,
) -> Sources {
    let variables: BTreeMap<_, OsString> = variables
        .iter()
        .map(|(name, value)| (*name, value.into()))
        .collect();
    let files: BTreeMap<_, Vec<u8>> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes().to_vec()))
        .collect();
    let read = move |path: &Path| {
        let bytes = path.to_str().and_then(|path| files.get(path));
        bytes.map_or(Err(io::ErrorKind::NotFound.into()), |bytes| {
            let mut contents = Contents::new(bytes.clone());
            contents.is_readable_by_others = is_readable_by_others;
            Ok(contents)
        })
    };
    let paths = [HERE, HOME, ETC].map(Into::into).to_vec();
    Sources::new(move |name| variables.get(name).cloned(), paths, read)
}

fn load(sources: &Sources) -> Result<Config, ConfigError> {
    Config::load(&Arguments::new(), sources)
}

fn endpoint_origin(config: &Config) -> &Origin {
    config.get(Key::Endpoint).unwrap().origin()
}

/// The value of a key and where it comes from.
fn get(config: &Config, key: Key) -> Option<(String, String)> {
    let setting = config.get(key)?;
    let value = setting.value().expose_secret().to_owned();
    Some((value, setting.origin().to_string()))
}

fn found(value: &str, origin: &str) -> Option<(String, String)> {
    Some((value.to_owned(), origin.to_owned()))
}
