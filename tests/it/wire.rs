//! A server on this machine that records what arrives and answers as a test scripts it.
//! It listens without an HTTP library, which would mend, refuse or repeat what tests have to see.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use sha1::{Digest, Sha1};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::http;

/// A request, byte for byte.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Received {
    pub method: String,
    /// Path and query as they stood in the request line.
    pub target: String,
    /// In lower case.
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// What a script makes of a request.
pub enum Reply {
    /// Status, content type and body.
    Answer(u16, &'static str, Vec<u8>),
    /// Status, further headers and body.
    Headed(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// A redirection to this address.
    Redirect(String),
    /// The head of an answer and half of its body, then the connection closes.
    Half,
    /// The head of an answer and half of its body, then nothing more.
    Stall,
    /// The head of an answer that announces this many bytes, then the connection closes.
    Announce(u64),
    /// The connection closes without an answer.
    Break,
    /// Nothing at all; the connection stays open.
    Silence,
    /// The answer of the server behind.
    Pass,
    /// The server behind answers, and the connection closes before that is passed on.
    Lose,
}

type Script = dyn Fn(&Received) -> Reply + Send + Sync;

/// A running server; dropping it ends it.
pub struct Wire {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    server: JoinHandle<()>,
}

impl Wire {
    /// A server of its own.
    pub async fn start(script: impl Fn(&Received) -> Reply + Send + Sync + 'static) -> Self {
        Self::before(SocketAddr::from(([127, 0, 0, 1], 9)), script).await
    }

    /// A server before another one.
    pub async fn before(
        behind: SocketAddr,
        script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self::on(listener, behind, script)
    }

    /// A server of its own at this address.
    pub async fn listen(
        address: SocketAddr,
        script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).await.unwrap();
        Self::on(listener, address, script)
    }

    fn on(
        listener: TcpListener,
        behind: SocketAddr,
        script: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let address = listener.local_addr().unwrap();
        let received = Arc::<Mutex<Vec<Received>>>::default();
        let line = Line {
            behind,
            http: http::client(),
            received: received.clone(),
            script: Arc::new(script),
        };
        let server = tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(line.clone().serve(stream));
            }
        });
        Self {
            address,
            received,
            server,
        }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The base URL of the API.
    pub fn url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// All that arrived, in order.
    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Method and target of all that arrived, in order.
    pub fn lines(&self) -> Vec<String> {
        self.received().iter().map(Received::line).collect()
    }

    /// How many of the requests are these.
    pub fn count(&self, wanted: impl Fn(&Received) -> bool) -> usize {
        self.received().iter().filter(|got| wanted(got)).count()
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Received {
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// All values of a header, in order.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// The names of the headers that an API may care about.
    pub fn header_names(&self) -> Vec<&str> {
        let names = self.headers.iter().map(|(name, _)| name.as_str());
        let plumbing = [
            "accept",
            "accept-encoding",
            "content-length",
            "host",
            "user-agent",
        ];
        let mut names: Vec<_> = names.filter(|name| !plumbing.contains(name)).collect();
        names.sort_unstable();
        names
    }

    pub fn is_checkout(&self) -> bool {
        self.method == "POST" && self.target.ends_with("/checkout")
    }

    pub fn is_time(&self) -> bool {
        self.target == "/v1/auth/time"
    }

    /// The signature that these bytes must have.
    pub fn signature(&self, application_secret: &str, consumer_key: &str) -> String {
        let (host, time) = (self.header("host"), self.header("x-ovh-timestamp"));
        let url = format!("http://{}{}", host.unwrap(), self.target);
        let mut text = format!("{application_secret}+{consumer_key}+{}+{url}+", self.method);
        text.push_str(std::str::from_utf8(&self.body).unwrap());
        text.push_str(&format!("+{}", time.unwrap()));
        let hex = Sha1::digest(text.as_bytes());
        let hex: String = hex.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("$1${hex}")
    }
}

/// An answer in JSON.
pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply::Answer(status, "application/json", body.into())
}

/// What a gateway answers when what is behind it does not.
pub fn html(status: u16) -> Reply {
    let body = "<html><body><h1>Bad Gateway</h1></body></html>";
    Reply::Answer(status, "text/html", body.into())
}

/// One server, shared by its connections.
#[derive(Clone)]
struct Line {
    behind: SocketAddr,
    http: reqwest::Client,
    received: Arc<Mutex<Vec<Received>>>,
    script: Arc<Script>,
}

impl Line {
    async fn serve(self, mut stream: TcpStream) {
        while let Some(request) = read(&mut stream).await {
            self.received.lock().unwrap().push(request.clone());
            let bytes = match (self.script)(&request) {
                Reply::Answer(status, kind, body) => {
                    answer(status, &[("content-type", kind.to_owned())], &body)
                }
                Reply::Headed(status, headers, body) => answer(status, &headers, &body),
                Reply::Redirect(to) => answer(302, &[("location", to)], b""),
                Reply::Half => return stream.write_all(HALF).await.unwrap_or_default(),
                Reply::Stall => {
                    stream.write_all(HALF).await.unwrap_or_default();
                    std::future::pending().await
                }
                Reply::Announce(length) => {
                    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n");
                    return stream.write_all(head.as_bytes()).await.unwrap_or_default();
                }
                Reply::Break => return,
                Reply::Silence => std::future::pending().await,
                Reply::Pass => self.pass(&request).await,
                Reply::Lose => return drop(self.pass(&request).await),
            };
            if stream.write_all(&bytes).await.is_err() {
                return;
            }
        }
    }

    /// The host is passed on as it came, because it is part of what is signed.
    async fn pass(&self, request: &Received) -> Vec<u8> {
        let url = format!("http://{}{}", self.behind, request.target);
        let mut call = self.http.request(request.method.parse().unwrap(), url);
        for (name, value) in &request.headers {
            if name != "content-length" && name != "connection" {
                call = call.header(name, value);
            }
        }
        let response = call.body(request.body.clone()).send().await.unwrap();
        let status = response.status().as_u16();
        let kind = ("content-type", "application/json".to_owned());
        answer(status, &[kind], &response.bytes().await.unwrap())
    }
}

const HALF: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 40\r\n\r\n{\"orderId\": ";

fn answer(status: u16, headers: &[(&str, String)], body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-length: {length}\r\nx-ovh-queryid: EU.wire-1\r\n"
    );
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    [head.as_bytes(), b"\r\n", body].concat()
}

/// The next request of a connection; nothing once it is closed.
async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(head).unwrap();
    let mut lines = head.trim_end().split("\r\n");
    let mut words = lines.next()?.split(' ').map(str::to_owned);
    let (method, target) = (words.next()?, words.next()?);
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
    let mut received = Received {
        method,
        target,
        headers: headers.collect(),
        body: Vec::new(),
    };
    let length = received.header("content-length").unwrap_or("0");
    received.body = vec![0; length.parse().unwrap()];
    stream.read_exact(&mut received.body).await.ok()?;
    Some(received)
}
