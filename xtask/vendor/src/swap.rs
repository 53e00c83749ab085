//! Replaces a folder whole: a new one is made beside it, then the two change places in one step.
//!
//! Files that do not change are linked, so they keep their time and cargo builds nothing again.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result, failed};

/// Puts `texts` into the folder: all of them, or none when anything fails or the process is killed.
///
/// `check` looks at the folder while no other run can write it: what it finds still holds when the
/// texts are written, and its error stops this run before it writes.
pub(crate) fn replace(
    folder: &Path,
    texts: &BTreeMap<&str, &str>,
    check: impl FnOnce(&Path) -> Result<()>,
) -> Result<()> {
    // A link to the folder stays a link: replacing it would leave the folder as it was.
    let folder = &fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let _lock = lock(folder)?;
    check(folder)?;
    let fresh = &beside(folder, "new");
    // A run that was killed leaves its own.
    remove(fresh).map_err(failed("remove", fresh))?;
    let outcome = stage(folder, fresh, texts)
        .and_then(|()| exchange(folder, fresh).map_err(failed("replace", folder)));
    // The next run removes what cannot be removed now.
    remove(fresh).ok();
    outcome
}

/// Fails if a run was killed between the two steps of [`in_two_steps`].
pub(crate) fn is_whole(folder: &Path) -> Result<()> {
    let old = beside(folder, "old");
    if folder.exists() || !old.exists() {
        return Ok(());
    }
    let folder = folder.to_owned();
    Err(Error::Interrupted { folder, old })
}

/// Locks the folder above, which leaves no file behind. Where that cannot be done, nothing but the
/// user keeps two runs apart.
fn lock(folder: &Path) -> Result<Option<File>> {
    let Some(above) = folder.parent().and_then(|above| File::open(above).ok()) else {
        return Ok(None);
    };
    match above.try_lock() {
        Err(TryLockError::WouldBlock) => Err(Error::Busy {
            path: folder.to_owned(),
        }),
        _ => Ok(Some(above)),
    }
}

/// `.schema-new` beside `schema`.
fn beside(folder: &Path, what: &str) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().display();
    folder.with_file_name(format!(".{name}-{what}"))
}

fn stage(folder: &Path, fresh: &Path, texts: &BTreeMap<&str, &str>) -> Result<()> {
    fs::create_dir_all(fresh).map_err(failed("write", fresh))?;
    if folder.exists() {
        link(folder, fresh).map_err(failed("write", fresh))?;
    }
    for (name, text) in texts {
        let path = fresh.join(name);
        write(&path, text).map_err(failed("write", &path))?;
    }
    Ok(())
}

/// Links every file of a folder into another one.
fn link(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&target)?;
            link(&entry.path(), &target)?;
        } else if fs::hard_link(entry.path(), &target).is_err() {
            fs::copy(entry.path(), &target)?;
        }
    }
    Ok(())
}

/// Writes a file to the disk, before anything is moved.
fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Writing to the link would change the file that it was made of.
    fs::remove_file(path).or_else(unless_missing)?;
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Puts `fresh` in the folder's place; the folder then has the name `fresh`.
fn exchange(folder: &Path, fresh: &Path) -> io::Result<()> {
    if !folder.exists() {
        return fs::rename(fresh, folder);
    }
    at_once(folder, fresh).or_else(|_| in_two_steps(folder, fresh))
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn at_once(folder: &Path, fresh: &Path) -> io::Result<()> {
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
fn at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// For file systems that cannot exchange. A process killed in between leaves the folder under the
/// name `.schema-old`, which [`is_whole`] finds.
fn in_two_steps(folder: &Path, fresh: &Path) -> io::Result<()> {
    let old = beside(folder, "old");
    remove(&old)?;
    fs::rename(folder, &old)?;
    if let Err(error) = fs::rename(fresh, folder) {
        fs::rename(&old, folder)?;
        return Err(error);
    }
    fs::rename(&old, fresh)
}

fn remove(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder).or_else(unless_missing)
}

fn unless_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == io::ErrorKind::NotFound {
        Ok(())
    } else {
        Err(error)
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
        let entries = fs::read_dir(folder).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_written_is_kept_with_its_time() {
        let (root, folder) = folder();
        let time = |name: &str| fs::metadata(folder.join(name)).unwrap().modified().unwrap();
        let before = (time("README.md"), time("native/ca/order.json"));
        let texts = BTreeMap::from([("openapi.json", "new"), ("native/us/order.json", "more")]);
        replace(&folder, &texts, |_| Ok(())).unwrap();
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
        let error = replace(&folder, &texts, |_| Ok(())).unwrap_err();
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
            meanwhile = Some(replace(folder, &second, |_| Ok(())));
            Ok(())
        };
        replace(&folder, &first, check).unwrap();
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
        replace(&link, &texts, |_| Ok(())).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        let text = fs::read_to_string(folder.join("openapi.json")).unwrap();
        assert_eq!(text, "new");
        assert_eq!(names(root.path()), ["link", "schema"]);
    }

    #[test]
    fn what_a_killed_run_left_is_removed_or_named() {
        let (root, folder) = folder();
        let fresh = beside(&folder, "new");
        fs::create_dir(&fresh).unwrap();
        fs::write(fresh.join("openapi.json"), "half").unwrap();
        is_whole(&folder).unwrap();
        replace(&folder, &BTreeMap::new(), |_| Ok(())).unwrap();
        assert_eq!(names(root.path()), ["schema"]);
        fs::rename(&folder, beside(&folder, "old")).unwrap();
        let told = is_whole(&folder).unwrap_err().to_string();
        let [old, folder] = [beside(&folder, "old"), folder].map(|path| path.display().to_string());
        assert_eq!(
            told,
            format!("a run that was replacing {folder} was interrupted: rename {old} to {folder}")
        );
    }

    #[test]
    fn two_steps_replace_as_one_does() {
        let (root, folder) = folder();
        let fresh = beside(&folder, "new");
        stage(&folder, &fresh, &BTreeMap::from([("openapi.json", "new")])).unwrap();
        in_two_steps(&folder, &fresh).unwrap();
        remove(&fresh).unwrap();
        assert_eq!(
            fs::read_to_string(folder.join("openapi.json")).unwrap(),
            "new"
        );
        assert_eq!(names(root.path()), ["schema"]);
    }
}
