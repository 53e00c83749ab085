//! A sandbox with a clock that tests move, and terminals in which the command is run.

use std::io::{Read, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::{env, fs};

use jiff::Timestamp;
use ovh_order::sandbox::{Delivery, Options, Sandbox, start};
use serde_json::Value;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The command under test.
pub const COMMAND: &str = env!("CARGO_BIN_EXE_ovh-order");

/// A sandbox; each order is `checking` and `delivering` for one read of its status.
pub struct Api {
    sandbox: Sandbox,
    now: Arc<AtomicI64>,
    /// Serves the sandbox as long as it lives.
    _runtime: Runtime,
}

impl Api {
    pub fn start() -> Self {
        let runtime = Runtime::new().unwrap();
        let now = Arc::new(AtomicI64::new(1_767_323_045));
        let clock = {
            let now = now.clone();
            move || Timestamp::from_second(now.load(Ordering::SeqCst)).unwrap()
        };
        let options = Options::new(Arc::new(clock)).delivery(Delivery::reads(1, 1));
        Self {
            sandbox: runtime.block_on(start(options)).unwrap(),
            now,
            _runtime: runtime,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.sandbox.address()
    }

    pub fn advance_hours(&self, hours: i64) {
        self.now.fetch_add(hours * 3600, Ordering::SeqCst);
    }

    /// A terminal with the sandbox's endpoint and keys in its environment.
    pub fn terminal(&self) -> Terminal {
        Terminal::with_keys(self.address())
    }

    /// A terminal that knows the endpoint alone.
    pub fn terminal_without_keys(&self) -> Terminal {
        Terminal::at(self.address())
    }
}

/// A folder with the example files, and an environment.
pub struct Terminal {
    folder: TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Terminal {
    /// A terminal that knows nothing.
    pub fn bare() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        fs::create_dir(folder.path().join("examples")).unwrap();
        for name in ["project.yaml", "vps.yaml", "eco.yaml"] {
            let copy = folder.path().join("examples").join(name);
            fs::copy(examples.join(name), copy).unwrap();
        }
        let variables = Vec::new();
        Self { folder, variables }
    }

    /// A terminal that knows where the API is.
    pub fn at(address: SocketAddr) -> Self {
        let mut terminal = Self::bare();
        let endpoint = format!("http://{address}/v1");
        terminal.variables.push(("OVH_ENDPOINT", endpoint));
        terminal
    }

    pub fn with_keys(address: SocketAddr) -> Self {
        let mut terminal = Self::at(address);
        for (name, value) in [
            ("OVH_APPLICATION_KEY", "sandbox-application-key"),
            ("OVH_APPLICATION_SECRET", "sandbox-application-secret"),
            ("OVH_CONSUMER_KEY", "sandbox-consumer-key"),
        ] {
            terminal.variables.push((name, value.to_owned()));
        }
        terminal
    }

    /// A file of the folder, which is the home directory too.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file into the folder.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    }

    /// Runs a script with bash, which finds the command under test.
    pub fn bash(&self, script: &str) -> Run {
        let output = self.program("bash").args(["-c", script]).output();
        output.unwrap().into()
    }

    /// A program that finds the command under test and sees nothing else of this process.
    pub fn program(&self, program: &str) -> Command {
        let own = Path::new(COMMAND).parent().unwrap().to_owned();
        let paths = env::var_os("PATH").unwrap_or_default();
        let paths = env::join_paths([own].into_iter().chain(env::split_paths(&paths))).unwrap();
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("PATH", paths)
            .env("HOME", self.folder.path())
            .envs(self.variables.iter().cloned())
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.program(COMMAND);
        command.args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Run {
        self.command(arguments).output().unwrap().into()
    }

    /// The JSON document that a command prints; it must succeed.
    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments: Vec<_> = [&["-o", "json"], arguments].concat();
        let run = self.run(&arguments);
        assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.stderr);
        let parsed = serde_json::from_str(&run.stdout);
        parsed.unwrap_or_else(|error| panic!("{arguments:?}: {error}: {}", run.stdout))
    }

    /// A new cart for France.
    pub fn cart(&self) -> String {
        let cart = self.json(&["cart", "create", "--subsidiary", "FR"]);
        cart["cartId"].as_str().unwrap().to_owned()
    }

    /// An assigned cart with a virtual private server, which is not free.
    pub fn vps_cart(&self) -> String {
        let cart = self.cart();
        let item = self.json(&adding_vps(&cart))["itemId"].to_string();
        let labels = ["vps_datacenter=GRA", "vps_os=Debian 13"];
        self.json(&["cart", "configure", &cart, &item, labels[0], labels[1]]);
        self.json(&["cart", "assign", &cart]);
        cart
    }
}

/// The command that adds a virtual private server to a cart.
pub fn adding_vps(cart: &str) -> [&str; 6] {
    let (plan, code) = ("--plan-code", "vps-2025-model1");
    ["cart", "add", cart, "vps", plan, code]
}

/// An address at which nobody listens: bound, and closed again.
pub fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// How a command ended.
#[derive(Debug)]
pub struct Run {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// A run that failed: the message is on standard error and standard output is empty.
pub fn failed(run: &Run, code: i32, message: &str) {
    assert_eq!((run.code, run.stdout.as_str()), (Some(code), ""), "{run:?}");
    assert!(run.stderr.contains(message), "{}", run.stderr);
}

/// A command that runs, with what it has said on standard error until now.
pub struct Running {
    pub child: Child,
    told: ChildStderr,
    seen: Vec<u8>,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let told = child.stderr.take().unwrap();
        Self {
            child,
            told,
            seen: Vec::new(),
        }
    }

    /// Waits until what is looked for stands in what was said, perhaps in a line without an end.
    pub fn until<T>(&mut self, find: impl Fn(&str) -> Option<T>) -> T {
        loop {
            let seen = String::from_utf8_lossy(&self.seen);
            if let Some(found) = find(&seen) {
                return found;
            }
            let mut more = [0; 512];
            let read = self.told.read(&mut more).unwrap();
            assert_ne!(read, 0, "{seen}");
            self.seen.extend_from_slice(&more[..read]);
        }
    }

    /// Waits until this was said.
    pub fn until_said(&mut self, text: &str) {
        self.until(|seen| seen.contains(text).then_some(()));
    }

    /// Waits until a line is the address of a page, and answers that.
    pub fn named_page(&mut self) -> String {
        self.until(|seen| {
            let lines = seen.split_inclusive('\n');
            let lines = lines.filter(|line| line.ends_with('\n'));
            let mut pages = lines
                .map(str::trim)
                .filter(|line| line.starts_with("http://"));
            pages.next().map(str::to_owned)
        })
    }

    /// Waits for its end.
    pub fn end(mut self) -> Run {
        self.told.read_to_end(&mut self.seen).unwrap();
        let mut output = self.child.wait_with_output().unwrap();
        output.stderr = self.seen;
        output.into()
    }
}

/// What a browser gets that opens a page (`GET`) or presses its button (`POST`).
pub fn opened(method: &str, url: &str) -> String {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let head = format!("{method} /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: 0\r\n");
    write!(stream, "{head}connection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Presses Ctrl-C in the terminal of a process that the test started.
pub fn interrupt(child: &Child) {
    signal(child, "INT");
}

/// Sends a signal to a process that the test started.
pub fn signal(child: &Child, name: &str) {
    let kill = format!("kill -{name} {}", child.id());
    let status = Command::new("bash").args(["-c", &kill]).status().unwrap();
    assert!(status.success());
}
