//! Where a login is written: a section of a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use anyhow::Context as _;
use ovh_order::Error;
use ovh_order::auth::Credentials;
use ovh_order::config::{
    Arguments, Config, ConfigError, Key, Origin, Section, Setting, Sources, home_file, read_file,
    set_keys, values_in,
};
use secrecy::{ExposeSecret, SecretString};

use super::ask::Application;
use super::store::{check_writable, write_file};
use crate::cli::destination::Destination;
use crate::cli::failure::Result;
use crate::cli::input;
use crate::cli::output::tell;

/// A section of a file, and the configuration as it was before.
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) section: Section,
    pub(super) file: PathBuf,
    /// Whether no file that is read together with this one says which endpoint is used.
    lacks_endpoint: bool,
}

impl Target {
    /// The section of the profile, or of the endpoint when there is none. A profile that does not
    /// exist yet starts from what is configured without it.
    pub(super) fn find(destination: &Destination, file: Option<PathBuf>) -> Result<Self> {
        let (config, profile) = match destination.load() {
            Err(ConfigError::UnknownProfile {
                name,
                origin: Origin::Argument,
                ..
            }) => {
                let without = Destination {
                    profile: None,
                    ..destination.clone()
                };
                (without.config()?, Some(name))
            }
            _ => {
                let config = destination.config()?;
                let profile = config.profile().map(str::to_owned);
                (config, profile)
            }
        };
        let section = match profile {
            Some(name) => Section::Profile(name),
            None => Section::Endpoint(config.endpoint().clone()),
        };
        let read = destination.config.clone().or_else(home_file);
        let file = file.or(read).ok_or_else(|| {
            Error::refused("no home directory is known; name the file with --file")
        })?;
        let is_read = config.files().iter().any(|read| is_same(&read.path, &file));
        let files = if is_read {
            destination.sources()
        } else {
            Sources::file(file.clone())
        };
        let (alone, _) = Config::examine(&Arguments::new(), &files.without_environment());
        let endpoint = alone.get(Key::Endpoint).map(Setting::origin);
        Ok(Self {
            lacks_endpoint: endpoint == Some(&Origin::Default),
            config,
            section,
            file,
        })
    }

    /// Where a new key is kept until it is validated: a file beside this one if this one has a key,
    /// which works until then.
    pub(super) fn file_until_validated(&self) -> Result<PathBuf> {
        if !self.stored()?.contains_key(&Key::ConsumerKey) {
            return Ok(self.file.clone());
        }
        let mut name = self.file.clone().into_os_string();
        name.push(".pending");
        Ok(name.into())
    }

    /// Checks that the section can be written, which is better known before a key is requested.
    ///
    /// # Errors
    /// When the file cannot be replaced or edited, and when the section has keys of another method:
    /// two methods in one section are an error.
    pub(super) fn check(&self) -> Result<()> {
        let stored = self.stored()?;
        check_writable(&self.file).with_context(|| self.unwritable())?;
        check_writable(&self.file_until_validated()?).with_context(|| self.unwritable())?;
        self.edited(&[(Key::ConsumerKey, "key")])?;
        let others = [Key::ClientId, Key::ClientSecret, Key::AccessToken];
        match others.iter().find(|key| stored.contains_key(key)) {
            None => Ok(()),
            Some(other) => Err(Error::refused(format!(
                "{self} has {other}, another way to authenticate; log in to a profile of its own \
                 with --profile NAME"
            ))
            .into()),
        }
    }

    /// The keys whose stored values a login would change: a consumer key always.
    pub(super) fn replaced(&self, application: &Application) -> Result<Vec<Key>> {
        let mut stored = self.stored()?;
        stored.retain(|key, value| {
            let value = value.expose_secret();
            match key {
                Key::Endpoint => self.sets_endpoint() && !self.is_endpoint(value),
                Key::ApplicationKey => value != application.key.expose_secret(),
                Key::ApplicationSecret => value != application.secret.expose_secret(),
                other => *other == Key::ConsumerKey,
            }
        });
        Ok(stored.into_keys().collect())
    }

    /// Writes the file, with application and consumer key in the section, to a path. It gets a default
    /// endpoint where there is none, so that later commands go where the key is valid.
    pub(super) fn write(
        &self,
        path: &Path,
        application: &Application,
        consumer_key: &str,
    ) -> Result<()> {
        let endpoint = self.config.endpoint().to_string();
        let mut values = vec![
            (Key::ApplicationKey, application.key.expose_secret()),
            (Key::ApplicationSecret, application.secret.expose_secret()),
            (Key::ConsumerKey, consumer_key),
        ];
        if self.sets_endpoint() {
            values.insert(0, (Key::Endpoint, &endpoint));
        }
        let mut text = self.edited(&values)?;
        if self.lacks_endpoint && !self.sets_endpoint() {
            text = set_keys(&text, &Section::Default, &[(Key::Endpoint, &endpoint)])
                .map_err(Error::config)?;
        }
        Ok(write_file(path, &text).with_context(|| format!("cannot write {}", path.display()))?)
    }

    /// Says when commands do not use the key by themselves: because another source overrides it, the
    /// file is not read, or a command without options goes elsewhere.
    pub(super) fn tell_where_it_is_used(&self, destination: &Destination) {
        let config = destination.load().ok();
        let setting = config.as_ref().and_then(|it| it.get(Key::ConsumerKey));
        match setting.map(|setting| setting.origin()) {
            Some(Origin::File { path, .. }) if is_same(path, &self.file) => {
                self.tell_options(destination);
                let ignored = config.as_ref().map(Credentials::ignored);
                if ignored.is_some_and(|keys| keys.contains(&Key::ConsumerKey)) {
                    tell(
                        "warning: the key is not used, because a stronger source has another way to \
                         authenticate; see `ovh-order config show`",
                    );
                }
            }
            Some(other) => tell(format_args!(
                "warning: consumer_key from {other} overrides the one that was written"
            )),
            None => tell(format_args!(
                "warning: {} is not one of the files that commands read",
                self.file.display()
            )),
        }
    }

    fn tell_options(&self, destination: &Destination) {
        let plain = Destination {
            config: destination.config.clone(),
            ..Destination::default()
        };
        let leads_here = plain.load().is_ok_and(|config| match &self.section {
            Section::Profile(name) => config.profile() == Some(name),
            _ => config.profile().is_none() && config.endpoint() == self.config.endpoint(),
        });
        if !leads_here {
            tell(format_args!(
                "use the key with `{} …`; without these options commands go elsewhere",
                destination.command()
            ));
        }
    }

    fn sets_endpoint(&self) -> bool {
        matches!(self.section, Section::Profile(_))
    }

    fn is_endpoint(&self, value: &str) -> bool {
        value.parse().ok().as_ref() == Some(self.config.endpoint())
    }

    /// What the section says in this file alone.
    fn stored(&self) -> Result<BTreeMap<Key, SecretString>> {
        let values = values_in(&self.text()?, &self.section).map_err(Error::config);
        Ok(values.with_context(|| self.unwritable())?)
    }

    /// The text of the file with these values in the section.
    fn edited(&self, values: &[(Key, &str)]) -> Result<String> {
        let edited = set_keys(&self.text()?, &self.section, values).map_err(Error::config);
        Ok(edited.with_context(|| self.unwritable())?)
    }

    /// The text of the file; empty when there is none.
    fn text(&self) -> Result<String> {
        let contents = match read_file(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            contents => contents,
        };
        let file = self.file.display();
        let bytes = contents
            .map_err(|error| input::unreadable(&file, error))?
            .bytes;
        let text = String::from_utf8(bytes).map_err(Error::config);
        Ok(text.with_context(|| format!("cannot use {file}"))?)
    }

    fn unwritable(&self) -> String {
        format!("cannot write {}", self.file.display())
    }
}

/// `[ovh-eu] of /home/me/.ovh.conf`.
impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] of {}", self.section, self.file.display())
    }
}

/// Whether two paths lead to one file that is there.
fn is_same(one: &Path, other: &Path) -> bool {
    let Ok(file) = fs::canonicalize(one) else {
        return one == other;
    };
    fs::canonicalize(other).is_ok_and(|other| other == file)
}
