//! Replaces a folder whole: a new one is made beside it, then the two change places in one step.
//!
//! It does not know what is in the folder. Files that do not change are linked, so they keep their
//! time and even their inode.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::files::{entries, failed};

/// Puts `texts` into the folder: all of them, or none when anything fails or the process is killed.
///
/// `check` looks at the folder while nobody else can write it: what it finds still holds when the
/// texts are written, and its error stops the run before anything is.
pub(crate) fn replace(
    folder: &Path,
    check: impl FnOnce(&Path) -> Result<()>,
    texts: &BTreeMap<&str, &str>,
) -> Result<()> {
    let folder = &real(folder);
    let _lock = lock(folder)?;
    restore(folder)?;
    check(folder)?;
    let fresh = beside(folder, "new");
    let outcome = stage(folder, &fresh, texts).and_then(|()| exchange(folder, &fresh));
    // What cannot be removed now is removed by the next run.
    remove(&fresh).ok();
    outcome
}

/// Puts a folder back that a killed process had moved aside; see [`move_in_two_steps`].
pub(crate) fn recover(folder: &Path) -> Result<()> {
    let folder = &real(folder);
    if folder.exists() || !beside(folder, "old").exists() {
        return Ok(());
    }
    let _lock = lock(folder)?;
    restore(folder)
}

/// The folder behind a link, which stays one: replacing the link would leave the folder as it was.
fn real(folder: &Path) -> PathBuf {
    let target = fs::read_link(folder).map(|target| above(folder).join(target));
    target.unwrap_or_else(|_| folder.to_owned())
}

/// Removes or puts back what a killed process left behind. Only the holder of the lock may.
fn restore(folder: &Path) -> Result<()> {
    let old = beside(folder, "old");
    if old.exists() && !folder.exists() {
        fs::rename(&old, folder).map_err(failed("restore", folder))?;
    }
    remove(&old)?;
    remove(&beside(folder, "new"))
}

/// One run at a time: the folder above is locked, which leaves no file behind. Where a folder
/// cannot be locked, the rule is only that nobody runs two at once.
fn lock(folder: &Path) -> Result<Option<File>> {
    let Ok(above) = File::open(above(folder)) else {
        return Ok(None);
    };
    match above.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::Busy {
            path: folder.to_owned(),
        }),
        _ => Ok(Some(above)),
    }
}

fn above(folder: &Path) -> &Path {
    match folder.parent() {
        Some(above) if !above.as_os_str().is_empty() => above,
        _ => Path::new("."),
    }
}

/// `.schema-new` beside `schema`.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    above(folder).join(format!(".{name}-{what}"))
}

fn stage(folder: &Path, fresh: &Path, texts: &BTreeMap<&str, &str>) -> Result<()> {
    fs::create_dir_all(fresh).map_err(failed("write", fresh))?;
    if folder.exists() {
        link(folder, fresh, "", texts)?;
    }
    for (name, text) in texts {
        write(&fresh.join(name), text)?;
    }
    Ok(())
}

/// Links every file of the folder that is not about to be written.
fn link(from: &Path, to: &Path, prefix: &str, texts: &BTreeMap<&str, &str>) -> Result<()> {
    for path in entries(from)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside = format!("{prefix}{name}");
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            fs::create_dir(&target).map_err(failed("write", &target))?;
            link(&path, &target, &format!("{inside}/"), texts)?;
        } else if !texts.contains_key(inside.as_str()) {
            link_or_copy(&path, &target).map_err(failed("write", &target))?;
        }
    }
    Ok(())
}

fn link_or_copy(from: &Path, to: &Path) -> io::Result<()> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to)?;
    let modified = fs::metadata(from)?.modified()?;
    File::options().write(true).open(to)?.set_modified(modified)
}

/// The file is on the disk before anything is moved.
fn write(path: &Path, text: &str) -> Result<()> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(failed("write", path))
}

fn exchange(folder: &Path, fresh: &Path) -> Result<()> {
    if !folder.exists() {
        return fs::rename(fresh, folder).map_err(failed("write", folder));
    }
    if exchange_at_once(folder, fresh).is_ok() {
        return Ok(());
    }
    move_in_two_steps(folder, fresh).map_err(failed("replace", folder))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_at_once(folder: &Path, fresh: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(
        CWD,
        folder,
        CWD,
        fresh,
        RenameFlags::EXCHANGE,
    )?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// For file systems that cannot exchange: a process killed between the two steps leaves the folder
/// under the name `.schema-old`, from where [`recover`] puts it back.
fn move_in_two_steps(folder: &Path, fresh: &Path) -> io::Result<()> {
    let old = beside(folder, "old");
    fs::rename(folder, &old)?;
    if let Err(error) = fs::rename(fresh, folder) {
        fs::rename(&old, folder)?;
        return Err(error);
    }
    // The folder is replaced; what cannot be removed now is removed by the next run.
    fs::remove_dir_all(&old).ok();
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(failed("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("schema");
        fs::create_dir_all(folder.join("native/ca")).unwrap();
        fs::write(folder.join("README.md"), "kept").unwrap();
        fs::write(folder.join("native/ca/order.json"), "kept too").unwrap();
        fs::write(folder.join("openapi.json"), "old").unwrap();
        (root, folder)
    }

    fn names(folder: &Path) -> Vec<String> {
        let paths = entries(folder).unwrap();
        let name = |path: PathBuf| path.file_name().unwrap().to_string_lossy().into_owned();
        paths.into_iter().map(name).collect()
    }

    #[test]
    fn what_is_not_written_is_kept_with_its_time() {
        let (root, folder) = folder();
        let time = |name: &str| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
        let before = (time("README.md"), time("native/ca/order.json"));
        let texts = BTreeMap::from([("openapi.json", "new"), ("native/us/order.json", "more")]);
        replace(&folder, |_| Ok(()), &texts).unwrap();
        let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
        assert_eq!(read("README.md"), "kept");
        assert_eq!(read("native/ca/order.json"), "kept too");
        assert_eq!(read("openapi.json"), "new");
        assert_eq!(read("native/us/order.json"), "more");
        assert_eq!((time("README.md"), time("native/ca/order.json")), before);
        assert_eq!(names(root.path()), ["schema"]);
    }

    #[test]
    fn a_second_run_waits_for_the_first() {
        let (_root, folder) = folder();
        let _held = lock(&folder).unwrap();
        let texts = BTreeMap::from([("openapi.json", "new")]);
        let error = replace(&folder, |_| Ok(()), &texts).unwrap_err();
        assert!(matches!(error, Error::Busy { .. }), "{error}");
        assert_eq!(
            fs::read_to_string(folder.join("openapi.json")).unwrap(),
            "old"
        );
    }

    #[test]
    fn nobody_can_write_between_the_check_and_the_writing() {
        let (_root, folder) = folder();
        let first = BTreeMap::from([("openapi.json", "first")]);
        let second = BTreeMap::from([("openapi.json", "second")]);
        let mut meanwhile = None;
        let check = |folder: &Path| {
            meanwhile = Some(replace(folder, |_| Ok(()), &second));
            Ok(())
        };
        replace(&folder, check, &first).unwrap();
        assert!(matches!(meanwhile, Some(Err(Error::Busy { .. }))));
        let text = fs::read_to_string(folder.join("openapi.json")).unwrap();
        assert_eq!(text, "first");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_the_folder_stays_one() {
        let (root, folder) = folder();
        let link = root.path().join("link");
        std::os::unix::fs::symlink("schema", &link).unwrap();
        let texts = BTreeMap::from([("openapi.json", "new")]);
        replace(&link, |_| Ok(()), &texts).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let text = fs::read_to_string(folder.join("openapi.json")).unwrap();
        assert_eq!(text, "new");
        assert_eq!(names(root.path()), ["link", "schema"]);
    }

    #[test]
    fn what_a_killed_run_left_is_put_back_or_removed() {
        let (root, folder) = folder();
        fs::rename(&folder, beside(&folder, "old")).unwrap();
        fs::create_dir(beside(&folder, "new")).unwrap();
        fs::write(beside(&folder, "new").join("openapi.json"), "half").unwrap();
        recover(&folder).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("openapi.json")).unwrap(),
            "old"
        );
        assert_eq!(names(root.path()), ["schema"]);
    }

    #[test]
    fn two_steps_replace_as_one_does() {
        let (root, folder) = folder();
        let fresh = beside(&folder, "new");
        stage(&folder, &fresh, &BTreeMap::from([("openapi.json", "new")])).unwrap();
        move_in_two_steps(&folder, &fresh).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("openapi.json")).unwrap(),
            "new"
        );
        assert_eq!(names(root.path()), ["schema"]);
    }
}
