//! What stops a run in the middle: a full disk, a kill, Ctrl-C. The runs are processes of their
//! own: this test binary again, which then does what `cargo xtask fetch` does.
#![cfg(unix)]

use std::env;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use ovh_order_vendor::chain;
use ovh_order_vendor::tree::Tree;
use ovh_order_vendor::update::Update;
use ovh_order_vendor::vendor::Keep;

use crate::project::{Project, changed, serving};
use crate::server::{Answer, Server};

const ROOT: &str = "OVH_ORDER_TEST_ROOT";
const BASE: &str = "OVH_ORDER_TEST_BASE";

/// Not a test of its own: what the processes of the tests below run.
#[test]
fn run_of_another_test() {
    let (Ok(root), Ok(base)) = (env::var(ROOT), env::var(BASE)) else {
        return;
    };
    let project = Project::at(Path::new(&root));
    if let Err(error) = project.fetch(&base, &["order"]) {
        println!("error: {}", chain(&error));
    }
}

/// Starts a fetch into a project by a shell that first does `setup`.
fn start(project: &Project, base: &str, setup: &str) -> Child {
    let program = env::current_exe().unwrap();
    Command::new("sh")
        .arg("-c")
        .arg(format!("{setup}\nexec \"$0\" \"$@\""))
        .arg(program)
        .args(["--exact", "writing::run_of_another_test", "--nocapture"])
        .env(ROOT, &project.root)
        .env(BASE, base)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn output(child: Child) -> Output {
    child.wait_with_output().unwrap()
}

#[test]
fn an_update_that_was_planned_on_something_else_is_not_written() {
    let project = Project::new();
    let arrivals = [];
    let before = Tree::default();
    let mut update = Update::vendor(before, &arrivals, Keep::Facts).unwrap();
    update.after.insert("surface.txt", "new".to_owned());
    let files = project.files();
    let error = update.apply(&project.schema()).unwrap_err();
    let told = error.to_string();
    assert!(told.contains("is being replaced by another run"), "{told}");
    assert_eq!(project.files(), files);
}

#[test]
fn a_full_disk_is_told_and_nothing_is_left_of_the_attempt() {
    let project = Project::new();
    let server = serving(changed);
    let before = project.files();
    // A limit on the size of files fails a write as a full disk does.
    let run = output(start(&project, &server.base, "trap '' XFSZ; ulimit -f 100"));
    let told = String::from_utf8(run.stdout).unwrap();
    let expected = format!(
        "error: cannot write {}: File too large",
        project.root.join(".schema-new/native/order.json").display()
    );
    assert!(told.contains(&expected), "{told}");
    assert_eq!(project.files(), before);
}

#[test]
fn a_run_killed_while_it_writes_leaves_all_as_it_was_and_the_next_one_works() {
    let project = Project::new();
    let server = serving(changed);
    let before = project.files();
    let run = output(start(&project, &server.base, "ulimit -f 100"));
    assert_eq!(run.status.code(), None, "killed by a signal");
    let schema = project.schema();
    let mut after = project.files();
    after.retain(|file, _| file.starts_with(&schema));
    assert_eq!(after, before);
    let update = project.fetch(&server.base, &["order"]).unwrap();
    assert_eq!(update.changes().len(), 1);
    assert!(!project.root.join(".schema-new").exists());
}

/// Ctrl-C ends a run in the same way, but a shell in the background lets its children ignore that.
#[test]
fn a_run_that_is_ended_leaves_all_as_it_was() {
    let project = Project::new();
    let server = Server::start(|_| Answer::Stall(String::new()));
    let before = project.files();
    let child = start(&project, &server.base, "");
    server.asked.recv().unwrap();
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().unwrap();
    assert!(sent.success());
    assert_eq!(output(child).status.code(), None, "killed by a signal");
    assert_eq!(project.files(), before);
}
