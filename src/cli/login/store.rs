//! Writes a configuration file: whole or not at all, and for its owner alone.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// Writes a file that its owner alone can read (0600): a new one beside it takes its place, so that
/// nobody ever sees half of it. A link stays a link; the file that it points at is replaced.
///
/// # Errors
/// Whatever the system says; the file is then as it was. What is there and is no regular file, such as
/// `/dev/null`, is not replaced.
pub(in crate::cli) fn write_file(path: &Path, text: &str) -> io::Result<()> {
    let path = destination(path)?;
    let mut file = beside(&path)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Checks that [`write_file`] could write there, without changing the file.
///
/// # Errors
/// What writing would fail with, as far as can be known before.
pub(in crate::cli) fn check_writable(path: &Path) -> io::Result<()> {
    beside(&destination(path)?)?.close()
}

/// The file itself, at the end of all links, even where there is none yet.
fn destination(path: &Path) -> io::Result<PathBuf> {
    if let Ok(metadata) = fs::metadata(path) {
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !metadata.is_file() {
            let reason = "not a regular file";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
        }
    }
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => match fs::read_link(path) {
            // Links in a circle are another error, so this ends.
            Ok(target) => destination(&folder(path).join(target)),
            Err(_) => Ok(path.to_owned()),
        },
        found => found,
    }
}

/// A file in the same folder, because a file only changes its name within a file system. It is
/// removed when it goes out of scope: it may hold secrets.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = folder(path);
    if !folder.is_dir() {
        let reason = format!("there is no folder {}", folder.display());
        return Err(io::Error::new(io::ErrorKind::NotFound, reason));
    }
    // tempfile's own message names the file that nobody sees.
    NamedTempFile::with_prefix_in(".ovh.conf.", folder).map_err(|error| error.kind().into())
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let name = |entry: fs::DirEntry| entry.file_name().to_string_lossy().into_owned();
        let mut names: Vec<_> = entries.map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_written_only_its_owner_can_read_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ovh.conf");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        for text in ["new", "newer"] {
            write_file(&path, text).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(names(folder.path()), ["ovh.conf"]);
    }

    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link] = ["file", "link"].map(|name| folder.path().join(name));
        fs::write(&file, "old").unwrap();
        symlink(&file, &link).unwrap();
        write_file(&link, "new").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_link_to_a_file_that_is_not_there_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, first] = ["file", "link", "first"].map(|name| folder.path().join(name));
        symlink("file", &link).unwrap();
        symlink("link", &first).unwrap();
        write_file(&first, "new").unwrap();
        assert_eq!(names(folder.path()), ["file", "first", "link"]);
        assert!(fs::symlink_metadata(&first).unwrap().is_symlink());
        assert!(!fs::symlink_metadata(&file).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ovh.conf");
        fs::create_dir(&path).unwrap();
        for path in [path, folder.path().join("none/ovh.conf")] {
            assert!(check_writable(&path).is_err());
            assert!(write_file(&path, "new").is_err());
        }
        assert_eq!(names(folder.path()), ["ovh.conf"]);
    }

    #[test]
    fn what_is_no_regular_file_is_not_replaced() {
        for path in ["/dev/null", "/dev/zero"].map(Path::new) {
            for refused in [check_writable(path), write_file(path, "new")] {
                assert_eq!(refused.unwrap_err().to_string(), "not a regular file");
            }
        }
    }

    #[test]
    fn what_could_be_written_is_known_without_writing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ovh.conf");
        check_writable(&path).unwrap();
        assert_eq!(names(folder.path()), [""; 0]);
        fs::write(&path, "old").unwrap();
        check_writable(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(names(folder.path()), ["ovh.conf"]);
    }
}
