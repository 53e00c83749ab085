//! Random steps of several processes, in a file.

use ovh_order::journal::Journal;
use proptest::test_runner::Config;
use proptest_state_machine::prop_state_machine;
use tempfile::TempDir;
use tokio::runtime::Runtime;

use super::machine::{Database, Follows};

/// A file that three connections have open.
struct File;

impl Database for File {
    type Home = TempDir;

    fn open(_: &Runtime) -> (TempDir, [Journal; 3], String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.db");
        let journals = [(); 3].map(|()| Journal::open(&path).unwrap());
        (folder, journals, "k".to_owned())
    }
}

prop_state_machine! {
    #![proptest_config(Config { cases: 32, failure_persistence: None, ..Config::default() })]

    #[test]
    fn a_file_follows_the_protocol_whatever_three_processes_do(sequential 1..40 => Follows<File>);
}
