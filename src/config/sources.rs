//! Where the configuration is looked for: an environment and files.
//!
//! It must not interpret what it finds. [`Sources::system`] and [`home_file`] are what touches the
//! real environment, [`read_file`] what reads the file system.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

type Environment = dyn Fn(&str) -> Option<OsString>;
type Reader = dyn Fn(&Path) -> io::Result<Contents>;

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

/// An environment and a list of files, the file that wins first.
pub struct Sources {
    pub(super) environment: Box<Environment>,
    pub(super) files: Vec<PathBuf>,
    pub(super) read: Box<Reader>,
}

impl Sources {
    /// The real ones: the environment of the process, then `./ovh.conf`, `~/.ovh.conf` (where a
    /// home directory is known) and `/etc/ovh.conf`.
    #[must_use]
    pub fn system() -> Self {
        let files = [
            Some(PathBuf::from("./ovh.conf")),
            home_file(),
            Some(PathBuf::from("/etc/ovh.conf")),
        ];
        Self::new(
            |variable| std::env::var_os(variable),
            files.into_iter().flatten().collect(),
            read_file,
        )
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
        }
    }

    /// No environment and no files: only arguments count.
    #[must_use]
    pub fn none() -> Self {
        Self::new(|_| None, Vec::new(), read_file)
    }
}

/// `~/.ovh.conf`, where a home directory is known.
#[must_use]
pub fn home_file() -> Option<PathBuf> {
    let home = std::env::home_dir().filter(|home| !home.as_os_str().is_empty());
    home.map(|home| home.join(".ovh.conf"))
}

/// Reads a file, and who can read it from the same open file.
///
/// # Errors
/// Whatever the system says; that a file does not exist is an error here too.
pub fn read_file(path: &Path) -> io::Result<Contents> {
    let mut file = File::open(path)?;
    let is_readable_by_others = is_readable_by_others(&file)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(Contents {
        bytes,
        is_readable_by_others,
    })
}

#[cfg(unix)]
fn is_readable_by_others(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt as _;

    const GROUP_AND_OTHERS_READ: u32 = 0o044;
    let mode = file.metadata()?.permissions().mode();
    Ok(mode & GROUP_AND_OTHERS_READ != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
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
