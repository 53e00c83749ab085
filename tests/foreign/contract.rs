//! The OpenAPI document of the sandbox and its answers, held against each other by tools that others
//! wrote: schemathesis calls every operation, and prism watches the command follow the guide.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::Duration;

use ovh_order::sandbox::{Options, Sandbox, start};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::{TcpListener, TcpStream};

use crate::fixture::{http, installed, options, patient, printed, script};

/// What a person does who orders a VPS and a server, beyond the guide.
const BEYOND_THE_GUIDE: &str = r#"
ovh-order -o json buy examples/vps.yaml --yes --no-follow --again > vps.json
VPS=$(sed -n 's/.*"orderId": \([0-9]*\).*/\1/p' vps.json)
ovh-order order pay $VPS --yes --pay-with default
ovh-order order follow $VPS
SERVICE=$(ovh-order order details $VPS | grep -o 'vps-.*ovh.net' | head -1)
ovh-order upgrade vps $SERVICE vps-2025-model2 --yes
ovh-order order retract $VPS --yes
ovh-order buy examples/eco.yaml --yes --auto-pay
ovh-order order list
"#;

/// A folder of the repository.
fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The options of the command: with the descriptions.
fn described() -> Options {
    let files = fs::read_dir(folder("schema/native")).unwrap();
    let files = files.map(|file| file.unwrap().path());
    files
        .filter(|path| path.is_file())
        .fold(options(), |options, path| {
            options.description(fs::read(path).unwrap())
        })
}

/// The address beside `/v1`, as this machine reaches it.
fn beside(sandbox: &Sandbox) -> String {
    format!("http://{}", sandbox.address())
}

async fn answer(url: String) -> Value {
    let answer = http().get(url).send().await.unwrap();
    answer.json().await.unwrap()
}

/// The operations that schemathesis has called, and those of them that were carried out.
fn called(report: &Path) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut called, mut done) = (BTreeSet::new(), BTreeSet::new());
    for line in fs::read_to_string(report).unwrap().lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let recorder = &event["ScenarioFinished"]["recorder"];
        let Some(operation) = recorder["label"].as_str() else {
            continue;
        };
        called.insert(operation.to_owned());
        let interactions = recorder["interactions"].as_object().unwrap().values();
        let mut statuses = interactions.map(|it| &it["response"]["status_code"]);
        if statuses.any(|status| status == 200) {
            done.insert(operation.to_owned());
        }
    }
    (called, done)
}

#[tokio::test(flavor = "multi_thread")]
async fn schemathesis_finds_no_answer_that_is_not_documented() {
    let sold = start(described()).await.unwrap();
    let index = answer(beside(&sold)).await;
    let products = index["products"].as_array().unwrap().iter();
    let served = products.fold(described(), |options, product| {
        let product = product.as_str().unwrap();
        let name = if product == "cloud" {
            "0123456789ab4cdef0123456789abcde".to_owned()
        } else {
            format!("{product}-1.example")
        };
        options.service(product, name)
    });
    let sandbox = start(served).await.unwrap();
    let document = format!("{}/openapi.json", beside(&sandbox));
    let report = installed("").join("schemathesis.ndjson");
    let mut schemathesis = patient(installed("venv/bin/schemathesis"), "300");
    schemathesis
        .arg("--config-file")
        .arg(script("schemathesis.toml"))
        .args(["run", &document, "--report-ndjson-path"])
        .arg(&report)
        .env("SANDBOX", sandbox.url())
        .env("SCHEMATHESIS_HOOKS", "contract")
        .env("PYTHONPATH", script(""))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    printed(&mut schemathesis);
    let document = answer(document).await;
    let paths = document["paths"].as_object().unwrap().values();
    let (called, done) = called(&report);
    assert_eq!(
        called.len(),
        paths.map(|it| it.as_object().unwrap().len()).sum::<usize>()
    );
    // What was never carried out was not tried.
    assert!(done.len() * 2 > called.len(), "{}", done.len());
}

/// Prism in front of a sandbox. It ends with this.
struct Prism {
    process: Child,
    port: u16,
    log: PathBuf,
    _sandbox: Sandbox,
}

impl Prism {
    async fn start(folder: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        // Signatures cover the address that the client calls.
        let public = format!("http://127.0.0.1:{port}");
        let sandbox = start(described().public_url(public)).await.unwrap();
        let upstream = beside(&sandbox);
        let log = folder.join("prism.log");
        let process = Command::new("node")
            .arg(installed("node_modules/@stoplight/prism-cli/dist/index.js"))
            .args(["proxy", &format!("{upstream}/openapi.json"), &upstream])
            .args(["--errors", "--port", &port.to_string()])
            .stdout(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let prism = Self {
            process,
            port,
            log,
            _sandbox: sandbox,
        };
        prism.wait().await;
        prism
    }

    async fn wait(&self) {
        let listens = async {
            while TcpStream::connect(("127.0.0.1", self.port)).await.is_err() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(180), listens).await;
        waited.unwrap();
    }

    /// The lines of its log that have this word.
    fn told(&self, word: &str) -> Vec<String> {
        let log = fs::read_to_string(&self.log).unwrap();
        let lines = log.lines().filter(|line| line.contains(word));
        lines.map(str::to_owned).collect()
    }
}

impl Drop for Prism {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// The commands of the guide, one after the other.
fn guide() -> String {
    let mut commands = String::new();
    let mut is_console = false;
    for line in include_str!("../../docs/guide.md").lines() {
        if line.starts_with("```") {
            is_console = line == "```console";
        } else if let Some(command) = line.strip_prefix("$ ").or(line.strip_prefix("> "))
            && is_console
        {
            commands += &format!("{command}\n");
        }
    }
    commands
}

#[tokio::test(flavor = "multi_thread")]
async fn prism_sees_no_violation_while_the_guide_is_followed() {
    let home = TempDir::new().unwrap();
    fs::create_dir(home.path().join("examples")).unwrap();
    for file in ["project.yaml", "vps.yaml", "eco.yaml"] {
        let copy = home.path().join("examples").join(file);
        fs::copy(folder("examples").join(file), copy).unwrap();
    }
    let prism = Prism::start(home.path()).await;
    let command = Path::new(env!("CARGO_BIN_EXE_ovh-order"));
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", command.parent().unwrap().display());
    let mut bash = patient("bash", "180");
    bash.arg("-c")
        .arg(guide() + BEYOND_THE_GUIDE)
        .current_dir(home.path())
        .env("HOME", home.path())
        .env("PATH", path)
        .env(
            "OVH_ENDPOINT",
            format!("http://127.0.0.1:{}/v1", prism.port),
        )
        .env("OVH_APPLICATION_KEY", "sandbox-application-key")
        .env("OVH_APPLICATION_SECRET", "sandbox-application-secret")
        .env("OVH_CONSUMER_KEY", "sandbox-consumer-key");
    let told = printed(&mut bash);
    assert_eq!(prism.told("VIOLATIONS"), Vec::<String>::new(), "{told}");
    assert_eq!(prism.told("NO_PATH_MATCHED"), Vec::<String>::new());
    assert!(prism.told("Forwarding").len() > 200, "{told}");
    // Two projects, a VPS by the guide and one that is paid later, and a server.
    assert_eq!(told.matches("| delivered |\n").count(), 5, "{told}");
}
