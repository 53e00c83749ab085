//! Where the values of a configuration come from: arguments, environment, files.
//!
//! A value that was found is a [`Setting`], which knows its [`Origin`] from then on.
//! [`Sources::system`] and [`home_file`] touch the real environment, [`read_file`] the file system.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use super::key::Key;
use crate::error::MASK;

/// A value and where it comes from. `Debug` masks the value.
#[derive(Clone)]
pub struct Setting {
    pub(super) value: SecretString,
    pub(super) origin: Origin,
}

impl Setting {
    /// The value.
    #[must_use]
    pub fn value(&self) -> &SecretString {
        &self.value
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("value", &format_args!("{MASK}"))
            .field("origin", &self.origin)
            .finish()
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Origin {
    /// Given by the caller.
    Argument,
    /// An environment variable, by its name.
    Environment(&'static str),
    /// A line of a file.
    File {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
    },
    /// Set nowhere, so the default.
    Default,
}

impl Origin {
    /// The file, if it is one.
    #[must_use]
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File { path, .. } => Some(path),
            _ => None,
        }
    }
}

/// `argument`, `environment variable OVH_ENDPOINT`, `/etc/ovh.conf:3`, `default`.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Argument => f.write_str("argument"),
            Self::Environment(variable) => write!(f, "environment variable {variable}"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What the caller sets; it wins over every other source.
#[derive(Default)]
pub struct Arguments(BTreeMap<Key, SecretString>);

impl Arguments {
    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with this key set. An empty value leaves it unset.
    #[must_use]
    pub fn with(mut self, key: Key, value: impl Into<SecretString>) -> Self {
        self.0.insert(key, value.into());
        self
    }

    pub(super) fn get(&self, key: Key) -> Option<SecretString> {
        given(self.0.get(&key)?.expose_secret())
    }
}

/// The keys that are set, no value.
impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

type Environment = dyn Fn(&str) -> Option<OsString>;
type Reader = dyn Fn(&Path) -> io::Result<Contents>;

/// An environment and a list of files, the file that wins first.
pub struct Sources {
    pub(super) environment: Box<Environment>,
    pub(super) files: Vec<PathBuf>,
    pub(super) read: Box<Reader>,
    /// Whether a file that does not exist is an error.
    pub(super) must_exist: bool,
}

impl Sources {
    /// The real ones: the environment of the process, then `./ovh.conf`, `~/.ovh.conf` (where a
    /// home directory is known) and `/etc/ovh.conf`, or the one file that `OVH_CONFIG` names.
    #[must_use]
    pub fn system() -> Self {
        if let Some(path) = variable("OVH_CONFIG").filter(|path| !path.is_empty()) {
            return Self::file(path.into());
        }
        let files = [
            Some(PathBuf::from("./ovh.conf")),
            home_file(),
            Some(PathBuf::from("/etc/ovh.conf")),
        ];
        Self::new(variable, files.into_iter().flatten().collect(), read_file)
    }

    /// The environment of the process, then this file alone, which must exist.
    #[must_use]
    pub fn file(path: PathBuf) -> Self {
        Self {
            must_exist: true,
            ..Self::new(variable, vec![path], read_file)
        }
    }

    /// The same without the environment.
    #[must_use]
    pub fn without_environment(self) -> Self {
        Self {
            environment: Box::new(|_| None),
            ..self
        }
    }

    /// These: a lookup of environment variables, files from the one that wins to the one that
    /// loses, and how a file is read.
    ///
    /// ```
    /// use ovh_order::config::{Arguments, Config, Sources, read_file};
    ///
    /// let environment = |name: &str| (name == "OVH_ENDPOINT").then(|| "ovh-ca".into());
    /// let sources = Sources::new(environment, vec!["./no-such-file.conf".into()], read_file);
    /// let config = Config::load(&Arguments::new(), &sources)?;
    /// assert_eq!(config.endpoint().name(), Some("ovh-ca"));
    /// # Ok::<(), ovh_order::config::ConfigError>(())
    /// ```
    pub fn new(
        environment: impl Fn(&str) -> Option<OsString> + 'static,
        files: Vec<PathBuf>,
        read: impl Fn(&Path) -> io::Result<Contents> + 'static,
    ) -> Self {
        Self {
            environment: Box::new(environment),
            files,
            read: Box::new(read),
            must_exist: false,
        }
    }

    /// No environment and no files: only arguments count.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|_| None, Vec::new(), read_file)
    }
}

/// What a file holds, and who can read it. It has no `Debug`, because it can hold secrets.
#[non_exhaustive]
pub struct Contents {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether users other than its owner can read it; false where the system has no such thing.
    pub is_readable_by_others: bool,
}

impl Contents {
    /// What a file of its owner's alone holds.
    ///
    /// ```
    /// use ovh_order::config::{Arguments, Config, Contents, Sources};
    ///
    /// let file = |_: &_| Ok(Contents::new("[default]\nendpoint = ovh-us\n"));
    /// let sources = Sources::new(|_| None, vec!["a file of ours".into()], file);
    /// let config = Config::load(&Arguments::new(), &sources)?;
    /// assert_eq!(config.endpoint().name(), Some("ovh-us"));
    /// # Ok::<(), ovh_order::config::ConfigError>(())
    /// ```
    #[must_use]
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            bytes: bytes.into(),
            is_readable_by_others: false,
        }
    }
}

/// `~/.ovh.conf`, where a home directory is known.
#[must_use]
pub fn home_file() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    home.map(|home| home.join(".ovh.conf"))
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads it")]
fn variable(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

/// The largest file that is read: a megabyte, a thousand times what configurations have.
const LIMIT: u64 = 1 << 20;

/// Reads a regular file of at most a megabyte, and who can read it.
///
/// # Errors
/// Whatever the system says; that a file does not exist is an error here too. A device or a pipe is
/// refused unopened, because it could block or never end.
pub fn read_file(path: &Path) -> io::Result<Contents> {
    let metadata = std::fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        ));
    }
    let file = File::open(path)?;
    #[cfg(unix)]
    let is_readable_by_others = {
        use std::os::unix::fs::PermissionsExt as _;

        const GROUP_AND_OTHERS_READ: u32 = 0o044;
        file.metadata()?.permissions().mode() & GROUP_AND_OTHERS_READ != 0
    };
    #[cfg(not(unix))]
    let is_readable_by_others = false;
    let mut bytes = Vec::new();
    let mut limited = file.take(LIMIT + 1);
    limited.read_to_end(&mut bytes)?;
    if limited.limit() == 0 {
        return Err(io::Error::new(
            io::ErrorKind::FileTooLarge,
            "larger than 1 MiB",
        ));
    }
    Ok(Contents {
        bytes,
        is_readable_by_others,
    })
}

/// A value without blanks around it; none when nothing is left.
pub(super) fn given(value: &str) -> Option<SecretString> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.into())
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_says_who_can_read_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("ovh.conf");
        std::fs::write(&path, "[s]").unwrap();
        for (mode, expected) in [(0o600, false), (0o640, true), (0o604, true), (0o622, false)] {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let contents = read_file(&path).unwrap();
            assert_eq!(
                (contents.bytes.as_slice(), contents.is_readable_by_others),
                (b"[s]".as_slice(), expected),
                "{mode:o}"
            );
        }
    }

    #[test]
    fn the_system_looks_here_then_at_home_then_in_etc() {
        let files = Sources::system().files;
        assert_eq!(files.first(), Some(&PathBuf::from("./ovh.conf")));
        assert_eq!(files.last(), Some(&PathBuf::from("/etc/ovh.conf")));
    }
}
