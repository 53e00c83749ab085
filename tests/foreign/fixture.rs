//! A sandbox in real time, and programs that run against it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use jiff::Timestamp;
use ovh_order::sandbox::{Options, Sandbox, start};
use tempfile::TempDir;

pub async fn sandbox() -> Sandbox {
    start(options()).await.unwrap()
}

/// A sandbox over TLS.
pub struct Encrypted {
    sandbox: Sandbox,
    /// The folder of its certificate authority.
    _folder: TempDir,
}

impl Encrypted {
    pub async fn start() -> Self {
        let folder = TempDir::new().unwrap();
        let sandbox = start(options().tls(folder.path())).await.unwrap();
        Self {
            sandbox,
            _folder: folder,
        }
    }

    /// Where it is, and in whose name OpenSSL, Go, Python and Node look for certificates to trust.
    pub fn environment(&self) -> [(&'static str, OsString); 5] {
        let authority = self.sandbox.certificate_authority().unwrap();
        [
            ("SANDBOX", self.sandbox.url().into()),
            ("SANDBOX_TOKEN_URL", self.sandbox.token_url().into()),
            ("SSL_CERT_FILE", authority.into()),
            ("REQUESTS_CA_BUNDLE", authority.into()),
            ("NODE_EXTRA_CA_CERTS", authority.into()),
        ]
    }
}

pub fn options() -> Options {
    Options::new(Arc::new(Timestamp::now))
}

pub fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

/// Something below `target/foreign`, where `.ci/foreign` installs.
pub fn installed(path: &str) -> PathBuf {
    let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/foreign");
    let found = target.join(path);
    assert!(found.exists(), "{path} is missing: run .ci/foreign first");
    found
}

/// A file beside the tests.
pub fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("tests/foreign")
        .join(name)
}

/// A program that is ended after a minute and sees no configuration of the person who runs the tests.
pub fn program(path: impl Into<PathBuf>) -> Command {
    patient(path, "60")
}

/// The same, ended after so many seconds.
pub fn patient(path: impl Into<PathBuf>, seconds: &str) -> Command {
    let mut command = Command::new("timeout");
    command.arg(seconds).arg(path.into());
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("HOME", env!("CARGO_TARGET_TMPDIR"))
        .current_dir(env!("CARGO_TARGET_TMPDIR"));
    command
}

/// What a program prints; it must succeed. The sandbox needs another thread meanwhile.
pub fn printed(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{command:?}\n{out}\n{err}");
    out.into_owned()
}
