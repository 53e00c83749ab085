//! PostgreSQL, as Debian has it: a journal that several machines share.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{fs, thread};

use ovh_order::Client;
use ovh_order::auth::Credentials;
use ovh_order::journal::{Journal, JournalError};
use ovh_order::sandbox::Sandbox;
use proptest::test_runner::{Config, TestRunner};
use proptest_state_machine::{ReferenceStateMachine as _, StateMachineTest as _};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::fixture::{program, sandbox};
use crate::machine::{Database, Follows, Protocol};

const PASSWORD: &str = "hunter2-of-the-journal";

/// A server in a folder of its own, which listens on a socket there and on a port. It ends with this.
struct Server {
    folder: TempDir,
    port: u16,
    process: Child,
}

/// One of the server's programs. As root it does not run, so the user that Debian made for it runs it.
fn postgres(name: &str) -> Command {
    let installed = fs::read_dir("/usr/lib/postgresql").unwrap();
    let versions = installed.map(|version| version.unwrap().path());
    let path = versions.max().unwrap().join("bin").join(name);
    if !rustix::process::geteuid().is_root() {
        return Command::new(path);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg(path);
    command
}

/// One that nobody listens on now.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

fn succeeds(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {output:?}");
}

/// A key and a certificate for `localhost` that nobody else signed, as the two files of a server.
fn certify(home: &Path) {
    let mut make = Command::new("openssl");
    make.args(["req", "-x509", "-newkey", "ed25519", "-noenc", "-days", "2"]);
    make.args(["-subj", "/CN=a database", "-keyout", "key.pem", "-out"]);
    make.args(["certificate.pem", "-addext", "subjectAltName=DNS:localhost"]);
    make.args(["-addext", "basicConstraints=critical,CA:FALSE"]);
    succeeds(make.current_dir(home));
}

impl Server {
    fn start() -> Self {
        Self::start_with(&[])
    }

    fn encrypted() -> Self {
        let files = [
            "ssl_cert_file=../certificate.pem",
            "ssl_key_file=../key.pem",
        ];
        Self::start_with(&[&["ssl=on"], &files[..]].concat())
    }

    fn start_with(settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (home, password) = (folder.path(), folder.path().join("password"));
        fs::write(&password, PASSWORD).unwrap();
        certify(home);
        if rustix::process::geteuid().is_root() {
            succeeds(Command::new("chown").args(["-R", "postgres"]).arg(home));
        }
        let data = home.join("data");
        let mut make = postgres("initdb");
        make.args(["-U", "orders", "-A", "scram-sha-256", "--no-sync", "-D"])
            .arg(&data)
            .arg("--pwfile")
            .arg(&password);
        succeeds(make.current_dir(home));
        let port = free_port();
        let mut serve = postgres("postgres");
        serve.args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-k"]);
        serve.arg(home).arg("-D").arg(&data);
        serve.args(["-p", &port.to_string()]);
        serve.args(settings.iter().flat_map(|setting| ["-c", setting]));
        let process = serve.current_dir(home).spawn().unwrap();
        let server = Self {
            folder,
            port,
            process,
        };
        server.wait();
        server
    }

    fn wait(&self) {
        for _ in 0..300 {
            let mut ask = Command::new("pg_isready");
            ask.arg("-q").arg("-h").arg(self.folder.path());
            ask.args(["-p", &self.port.to_string()]);
            if ask.status().unwrap().success() {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("the server does not start");
    }

    fn url(&self, database: &str) -> String {
        let (folder, port) = (self.folder.path().display(), self.port);
        format!("postgres://orders:{PASSWORD}@/{database}?host={folder}&port={port}")
    }

    /// The same through the network.
    fn remote_url(&self, host: &str, settings: &str) -> String {
        let port = self.port;
        format!("postgres://orders:{PASSWORD}@{host}:{port}/postgres?{settings}")
    }

    /// Runs SQL as psql does.
    fn run(&self, database: &str, sql: &str) {
        let mut psql = Command::new("psql");
        psql.args(["-q", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        succeeds(psql.arg(self.url(database)));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let pid = self.process.id().to_string();
        succeeds(Command::new("kill").args(["-INT", &pid]));
        self.process.wait().unwrap();
    }
}

static URL: OnceLock<String> = OnceLock::new();

/// A database that three connections have open.
struct Shared;

impl Database for Shared {
    type Home = ();

    fn open(runtime: &Runtime) -> ((), [Journal; 3], String) {
        static KEYS: AtomicUsize = AtomicUsize::new(0);
        let key = KEYS.fetch_add(1, Ordering::SeqCst).to_string();
        let url = URL.get().unwrap();
        let journals = [(); 3].map(|()| runtime.block_on(Journal::connect(url)).unwrap());
        ((), journals, key)
    }
}

#[test]
fn a_postgresql_database_follows_the_protocol_whatever_three_processes_do() {
    let server = Server::start();
    URL.set(server.url("postgres")).unwrap();
    let config = Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    };
    let steps = Protocol::sequential_strategy(1..40);
    let run = TestRunner::new(config.clone()).run(&steps, |(protocol, steps, seen)| {
        Follows::<Shared>::test_sequential(config.clone(), protocol, steps, seen);
        Ok(())
    });
    run.unwrap();
}

/// What `ovh-order order runs` prints on standard error with a journal.
fn refusal(journal: &str) -> String {
    let mut command = program(env!("CARGO_BIN_EXE_ovh-order"));
    command.args([
        "--endpoint",
        "sandbox",
        "order",
        "runs",
        "--journal",
        journal,
    ]);
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(8), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[tokio::test]
async fn a_database_that_is_not_a_journal_is_left_as_it_is_and_no_password_is_shown() {
    let server = Server::start();
    for database in ["others", "newer"] {
        server.run("postgres", &format!("CREATE DATABASE {database}"));
    }
    server.run("others", "CREATE TABLE notes (text TEXT)");
    let url = server.url("newer");
    Journal::connect(&url).await.unwrap();
    server.run("newer", "UPDATE ovh_order_journal SET version = 99");
    let foreign = Journal::connect(&server.url("others")).await.unwrap_err();
    assert!(matches!(foreign, JournalError::Foreign), "{foreign:?}");
    let newer = Journal::connect(&url).await.unwrap_err();
    assert!(
        matches!(newer, JournalError::Newer { found: 99, .. }),
        "{newer:?}"
    );
    // There is none of our tables.
    server.run("others", "CREATE TABLE runs (text TEXT)");
    let wrong = url.replace("/newer?", "/missing?");
    for url in [url, wrong, format!("postgres://me:{PASSWORD}@/x?port=y")] {
        let told = refusal(&url);
        assert!(!told.contains("hunter2"), "{told}");
    }
}

#[tokio::test]
async fn a_server_with_tls_is_trusted_by_the_certificate_that_the_url_names() {
    let (plain, encrypted) = (Server::start(), Server::encrypted());
    let authority = encrypted.folder.path().join("certificate.pem");
    let trusting = format!("sslrootcert={}", authority.display());
    for mode in ["require", "verify-full"] {
        let url = encrypted.remote_url("localhost", &format!("sslmode={mode}&{trusting}"));
        let journal = Journal::connect(&url).await.unwrap();
        assert!(journal.runs().await.unwrap().is_empty());
    }
    let other_name = encrypted.remote_url("127.0.0.1", &format!("sslmode=require&{trusting}"));
    let unknown = encrypted.remote_url("localhost", "sslmode=require");
    let clear = plain.remote_url("localhost", &format!("sslmode=require&{trusting}"));
    let missing = encrypted.remote_url("localhost", "sslrootcert=/missing/ca.pem");
    let cases = [
        (other_name, "not valid for name"),
        (unknown, "UnknownIssuer"),
        (clear, "server does not support TLS"),
        (missing, "cannot read the certificates of /missing/ca.pem"),
    ];
    for (url, expected) in cases {
        let told = refusal(&url);
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("hunter2"), "{told}");
    }
}

/// How many files three processes share.
const FILES: usize = 300;

/// A process that buys all files of a folder.
fn buying(sandbox: &Sandbox, journal: &str, folder: &TempDir) -> Command {
    let keys = sandbox.credentials();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ovh-order"));
    command
        .args(["buy", "--yes", "--jobs", "2", "--timeout", "2s"])
        .args(["--endpoint", &sandbox.url(), "--journal", journal])
        .arg(folder.path())
        .env("OVH_APPLICATION_KEY", keys.application_key)
        .env("OVH_APPLICATION_SECRET", keys.application_secret)
        .env("OVH_CONSUMER_KEY", keys.consumer_key)
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn signal(process: &Child, signal: Signal) {
    kill_process(Pid::from_child(process), signal).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_three_processes_share_are_bought_once_though_one_is_killed_and_one_sleeps() {
    let (server, sandbox) = (Server::start(), sandbox().await);
    let url = server.url("postgres");
    let folder = tempfile::tempdir().unwrap();
    for number in 0..FILES {
        let order = format!(
            "items: [{{product: cloud, planCode: project.2018, configuration: {{description: p{number}}}}}]"
        );
        fs::write(folder.path().join(format!("{number}.yaml")), order).unwrap();
    }
    let journal = Journal::connect(&url).await.unwrap();
    let [mut killed, mut asleep, mut third] =
        [(); 3].map(|()| buying(&sandbox, &url, &folder).spawn().unwrap());
    while journal.runs().await.unwrap().len() < FILES / 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    signal(&killed, Signal::KILL);
    signal(&asleep, Signal::STOP);
    killed.wait().unwrap();
    third.wait().unwrap();
    signal(&asleep, Signal::CONT);
    asleep.wait().unwrap();
    // What is missing, if anything is.
    let last = buying(&sandbox, &url, &folder).status().unwrap();
    assert!(last.success(), "{last:?}");
    let keys = sandbox.credentials();
    let keys = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let client = Client::builder(sandbox.url().parse().unwrap()).credentials(keys);
    let placed = client.build().unwrap().list_me_order().send().await;
    let runs = journal.runs().await.unwrap();
    let mut known: Vec<_> = runs.iter().filter_map(|run| run.order_id).collect();
    known.sort_unstable();
    let mut placed = placed.unwrap();
    placed.sort_unstable();
    assert_eq!((placed.len(), placed), (FILES, known));
}
