//! What the build script does: with a server, offline, and in a source tree that cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use ovh_order_vendor::endpoint::Endpoint;
use ovh_order_vendor::fetch::Download;
use ovh_order_vendor::refresh::{Folders, Wish};
use ovh_order_vendor::tree::{DOCUMENT, Tree};
use ovh_order_vendor::{Result, chain};

use crate::project::{DAY, LIMITS, NEW_PATH, Project, changed, serving, vendored};
use crate::server::Answer;

/// An address where nobody answers.
const OFFLINE: &str = "http://127.0.0.1:9";

fn out(project: &Project) -> PathBuf {
    project.root.join("out")
}

/// Asks for the document as the build script does.
fn document(project: &Project, base: &str, wish: Wish) -> Result<PathBuf> {
    let folders = Folders {
        schema: project.schema(),
        out: out(project),
    };
    let download = || {
        Ok(Download {
            endpoint: Endpoint::parse(base)?,
            limits: LIMITS,
            day: DAY.to_owned(),
        })
    };
    fs::create_dir_all(&folders.out).unwrap();
    Ok(folders.document(wish, download)?.path)
}

#[test]
fn a_vendored_document_needs_no_network() {
    let project = Project::new();
    let found = document(&project, OFFLINE, Wish::Any).unwrap();
    assert_eq!(found, project.schema().join(DOCUMENT));
}

#[test]
fn an_address_that_is_not_needed_is_not_looked_at() {
    let project = Project::new();
    let found = document(&project, "no address", Wish::Any).unwrap();
    assert_eq!(found, project.schema().join(DOCUMENT));
}

#[test]
fn a_missing_document_is_converted_without_network() {
    let project = Project::new();
    fs::remove_file(project.schema().join(DOCUMENT)).unwrap();
    let found = document(&project, OFFLINE, Wish::Any).unwrap();
    let text = fs::read_to_string(found).unwrap();
    assert_eq!(Some(text.as_str()), vendored().get(DOCUMENT));
}

#[test]
fn what_was_fetched_is_told() {
    let project = Project::new();
    let server = serving(changed);
    let folders = Folders {
        schema: project.schema(),
        out: out(&project),
    };
    let download = || {
        Ok(Download {
            endpoint: Endpoint::parse(&server.base)?,
            limits: LIMITS,
            day: DAY.to_owned(),
        })
    };
    let news = folders.document(Wish::Fresh, download).unwrap().news;
    let written = "native/order.json, openapi.json, provenance.toml, surface.txt";
    let written = format!("written in {}: {written}", project.schema().display());
    assert_eq!(news.len(), 2, "{news:?}");
    assert_eq!(news.last(), Some(&written));
}

#[test]
fn a_missing_description_is_fetched() {
    let project = Project::empty();
    let server = serving(|_, text| Answer::Body(text));
    let found = document(&project, &server.base, Wish::Any).unwrap();
    assert_eq!(found, project.schema().join(DOCUMENT));
    let after = Tree::read(&project.schema()).unwrap();
    for section in ["native/order.json", "native/me.json"] {
        assert_eq!(after.get(section), vendored().get(section));
    }
    assert_eq!(server.asked.try_iter().count(), 6);
}

#[test]
fn a_fresh_one_is_fetched_when_asked() {
    let project = Project::new();
    let server = serving(changed);
    let found = document(&project, &server.base, Wish::Fresh).unwrap();
    let text = fs::read_to_string(found).unwrap();
    assert!(text.contains(NEW_PATH));
}

#[test]
fn offline_a_missing_description_is_an_error_and_nothing_is_written() {
    let project = Project::empty();
    let error = document(&project, OFFLINE, Wish::Any).unwrap_err();
    let expected = format!("cannot download {OFFLINE}/order.json: ");
    assert!(chain(&error).starts_with(&expected), "{}", chain(&error));
    assert!(project.files().is_empty());
}

#[test]
fn a_source_that_cargo_unpacked_is_not_written_to() {
    let project = Project::new();
    fs::write(project.root.join(".cargo-ok"), "").unwrap();
    writes_only_into_the_build_folder(&project);
}

/// A fetch that is asked for ends in the build's folder, and a build after it uses that offline.
fn writes_only_into_the_build_folder(project: &Project) {
    let server = serving(changed);
    let before = project.files();
    let found = document(project, &server.base, Wish::Fresh).unwrap();
    assert_eq!(found, out(project).join("schema").join(DOCUMENT));
    let text = fs::read_to_string(found).unwrap();
    assert!(text.contains(NEW_PATH));
    let mut after = project.files();
    after.retain(|file, _| !file.starts_with(out(project)));
    assert_eq!(after, before);
    assert_eq!(
        document(project, OFFLINE, Wish::Any).unwrap(),
        project.schema().join(DOCUMENT)
    );
}

#[cfg(unix)]
mod read_only {
    use std::env;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    use super::*;

    const ROOT: &str = "OVH_ORDER_TEST_READ_ONLY";

    /// Not a test of its own: what the process of the test below runs.
    #[test]
    fn run_of_another_test() {
        if let Ok(root) = env::var(ROOT) {
            writes_only_into_the_build_folder(&Project::at(Path::new(&root)));
        }
    }

    fn allow(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_source_that_cannot_be_written_is_left_alone() {
        let project = Project::new();
        fs::create_dir(out(&project)).unwrap();
        allow(&out(&project), 0o777);
        allow(&project.root, 0o555);
        let mut run = Command::new(env::current_exe().unwrap());
        run.args(["--exact", "refresh::read_only::run_of_another_test"]);
        run.env(ROOT, &project.root);
        // Permissions do not bind root, so root becomes somebody else.
        if fs::metadata(&project.root).unwrap().uid() == 0 {
            run.uid(65534).gid(65534);
        }
        let outcome = run.output();
        allow(&project.root, 0o755);
        let outcome = outcome.unwrap();
        let told = String::from_utf8_lossy(&outcome.stdout).into_owned();
        assert!(outcome.status.success(), "{told}");
        assert!(told.contains("1 passed"), "{told}");
    }
}
