//! The journal's file: whose it is, and what is left alone.

use std::fs;
use std::time::Duration;

use ovh_order::journal::{Journal, JournalError, State};

use super::claimed;

#[tokio::test]
async fn a_journal_outlives_its_process_and_is_its_owners_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state").join("journal.db");
    let journal = Journal::open(&path).unwrap();
    claimed(&journal, "k").await.carted("cart").await.unwrap();
    drop(journal);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.runs().await.unwrap()[0].state, State::Carted);
    #[cfg(unix)]
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&entry.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600, "{entry:?}");
    }
}

#[test]
fn what_is_no_journal_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let text = "not a database, but somebody's notes\n".repeat(100);
    fs::write(&path, &text).unwrap();
    assert!(Journal::open(&path).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
    let error = Journal::open(folder.path()).unwrap_err();
    assert!(
        error.to_string().starts_with("cannot open the journal "),
        "{error}"
    );
}

#[test]
fn the_database_of_another_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.db");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE notes (text)").unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Foreign), "{error:?}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_journal_of_a_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let newer = rusqlite::Connection::open(&path).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    assert_eq!(
        Journal::open(&path).unwrap_err().to_string(),
        "the journal has version 99, and this program knows versions up to 5: use the newer program"
    );
}

/// What an older version wrote is kept, and what it did not know is not known.
#[tokio::test]
async fn a_journal_of_the_first_version_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("version-1.sql")).unwrap();
    drop(old);
    let runs = Journal::open(&path).unwrap().runs().await.unwrap();
    let [run] = runs.as_slice() else {
        panic!("{runs:?}");
    };
    assert_eq!((run.state, run.order_id), (State::Ordered, Some(7)));
    assert_eq!(
        (run.longest, run.closed, run.consent.clone()),
        (None, None, None)
    );
}

/// A process that was killed is not waited for.
#[cfg(unix)]
#[tokio::test]
async fn the_run_of_a_process_that_ended_is_free_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let journal = Journal::open(&path).unwrap();
    drop(claimed(&journal, "k").await);
    let mut ended = std::process::Command::new("true").spawn().unwrap();
    ended.wait().unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    let here = std::process::id().to_string();
    let ended = ended.id().to_string();
    other
        .execute(
            "UPDATE runs SET owner = replace(owner, ?1, ?2)",
            [here, ended],
        )
        .unwrap();
    drop(claimed(&journal, "k").await);
}

#[tokio::test]
async fn two_processes_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    let [one, other] = [(); 2].map(|()| {
        Journal::open(&path)
            .unwrap()
            .with_lease(Duration::from_secs(60))
    });
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let journal = if number % 2 == 0 { &one } else { &other }.clone();
        tasks.spawn(async move {
            let mut claim = claimed(&journal, &number.to_string()).await;
            claim.carted("cart").await.unwrap();
        });
    }
    tasks.join_all().await;
    assert_eq!(one.runs().await.unwrap().len(), 40);
}
