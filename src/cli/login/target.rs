//! Where a login is written: a section of a file.
//! It must not send anything.

use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context as _, Result};
use ovh_order::Error;
use ovh_order::config::{
    Arguments, Config, ConfigError, Key, Origin, Section, Sources, check_writable, home_file,
    keys_in, read_file, set_keys, write_file,
};
use ovh_order::login::Asked;
use secrecy::ExposeSecret;

use super::Application;
use crate::cli::output::tell;
use crate::cli::place::Place;

/// A section of a file, and the configuration as it was before.
pub(super) struct Target {
    pub(super) config: Config,
    pub(super) section: Section,
    pub(super) file: PathBuf,
}

impl Target {
    /// The section of the profile, or of the endpoint when there is none. A profile that does not
    /// exist yet starts from what is configured without it.
    pub(super) fn find(place: Place<'_>, file: Option<PathBuf>) -> Result<Self> {
        let (config, new) = match place.load() {
            Err(ConfigError::UnknownProfile {
                name,
                origin: Origin::Argument,
                ..
            }) => {
                let without = Place {
                    profile: None,
                    ..place
                };
                (without.config()?, Some(name))
            }
            _ => (place.config()?, None),
        };
        let profile = new.or_else(|| config.profile().map(|profile| profile.name.clone()));
        let section = match profile {
            Some(name) => Section::Profile(name),
            None => Section::Endpoint(config.endpoint().clone()),
        };
        let no_home = || Error::refused("there is no home directory: say where with --file");
        let file = file.or_else(home_file).ok_or_else(no_home)?;
        Ok(Self {
            config,
            section,
            file,
        })
    }

    /// That the section can be written, which is better known before a key is asked for.
    ///
    /// # Errors
    /// When the file cannot be replaced, and when the section has keys of another method, because two
    /// in one are an error.
    pub(super) fn check(&self) -> Result<()> {
        let keys = self.keys()?;
        let writable = check_writable(&self.file);
        writable.with_context(|| format!("cannot write {}", self.file.display()))?;
        let attempt = set_keys(&self.text()?, &self.section, &[(Key::ConsumerKey, "key")]);
        attempt.map_err(|error| self.faulty(error))?;
        let others = [Key::ClientId, Key::ClientSecret, Key::AccessToken];
        let other = keys.iter().find(|key| others.contains(key));
        match other {
            None => Ok(()),
            Some(other) => Err(Error::refused(format!(
                "[{}] of {} has {other}, another way to authenticate: log in to a profile of its \
                 own with --profile NAME",
                self.section,
                self.file.display()
            ))
            .into()),
        }
    }

    /// The keys whose values in the section would be others afterwards: the consumer key always.
    pub(super) fn replaced(&self, application: &Application) -> Result<Vec<Key>> {
        let stored = self.stored();
        let is_kept = |key: &Key| {
            let stored = stored.as_ref();
            let value = stored.and_then(|stored| stored.get(*key));
            let value = value.map(|setting| setting.value().expose_secret());
            match key {
                Key::Endpoint => stored.map(Config::endpoint) == Some(self.config.endpoint()),
                Key::ApplicationKey => value == Some(application.key()),
                Key::ApplicationSecret => value == Some(application.secret()),
                other => *other != Key::ConsumerKey,
            }
        };
        let keys = self.keys()?.into_iter();
        Ok(keys.filter(|key| !is_kept(key)).collect())
    }

    /// What the section says, read from this file alone; nothing when it cannot be.
    fn stored(&self) -> Option<Config> {
        let arguments = match &self.section {
            Section::Profile(name) => Arguments::new().with(Key::Profile, name.as_str()),
            _ => Arguments::new().with(Key::Endpoint, self.config.endpoint().to_string()),
        };
        let file = Sources::new(|_| None, vec![self.file.clone()], read_file);
        Config::load(&arguments, &file).ok()
    }

    fn keys(&self) -> Result<Vec<Key>> {
        keys_in(&self.text()?, &self.section).map_err(|error| self.faulty(error))
    }

    /// Writes application and consumer key into the section.
    pub(super) fn write(&self, application: &Application, asked: &Asked) -> Result<()> {
        let endpoint = self.config.endpoint().to_string();
        let mut values = vec![
            (Key::ApplicationKey, application.key()),
            (Key::ApplicationSecret, application.secret()),
            (Key::ConsumerKey, asked.consumer_key.expose()),
        ];
        if let Section::Profile(_) = self.section {
            values.insert(0, (Key::Endpoint, &endpoint));
        }
        let text = set_keys(&self.text()?, &self.section, &values);
        let text = text.map_err(|error| self.faulty(error))?;
        let written = write_file(&self.file, &text);
        written.with_context(|| format!("cannot write {}", self.file.display()))
    }

    /// Says when the key is not used by itself: because another source goes before it, the file is
    /// not read, or a command without options goes elsewhere.
    pub(super) fn tell_where_it_is_used(&self, place: Place<'_>) {
        let config = place.load().ok();
        let setting = config
            .as_ref()
            .and_then(|config| config.get(Key::ConsumerKey));
        match setting.map(|setting| setting.origin()) {
            Some(Origin::File { path, .. }) if is_same(path, &self.file) => {
                self.tell_options(place)
            }
            Some(other) => tell(format_args!(
                "warning: consumer_key from {other} goes before the one that was written"
            )),
            None => tell(format_args!(
                "warning: {} is not among the files that are read by themselves",
                self.file.display()
            )),
        }
    }

    fn tell_options(&self, place: Place<'_>) {
        let plain = Place {
            endpoint: None,
            profile: None,
        };
        let goes_here = |config: Config| {
            let profile = config.profile().map(|profile| profile.name.as_str());
            match &self.section {
                Section::Profile(name) => profile == Some(name),
                _ => profile.is_none() && config.endpoint() == self.config.endpoint(),
            }
        };
        if !plain.load().is_ok_and(goes_here) {
            tell(format_args!(
                "the key is used by `{} …`; without these options commands go elsewhere",
                place.command()
            ));
        }
    }

    /// The text of the file; empty when there is none.
    fn text(&self) -> Result<String> {
        let contents = match read_file(&self.file) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(String::new()),
            contents => contents,
        };
        let reading = || format!("cannot read {}", self.file.display());
        let bytes = contents.with_context(reading)?.bytes;
        String::from_utf8(bytes).with_context(reading)
    }

    /// A file that cannot be changed, by its name.
    fn faulty(&self, error: impl std::error::Error + Send + Sync + 'static) -> anyhow::Error {
        let about = format!("{} is left as it is", self.file.display());
        anyhow::Error::new(Error::config(error)).context(about)
    }
}

/// Whether two paths lead to one file that is there.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path| fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}
