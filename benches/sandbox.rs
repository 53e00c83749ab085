//! What the sandbox takes: a read of a cart beside a bare axum handler that answers the same bytes, the
//! time to start, and memory for many carts and after many requests.

#[path = "measure/clock.rs"]
mod clock;

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Instant;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use clock::{Rounds, compare, stay_on_one_processor};
use jiff::Timestamp;
use ovh_order::sandbox::{Options, start};
use peak_alloc::PeakAlloc;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const DESCRIPTION: &[u8] = include_bytes!("../schema/native/order.json");

/// Connections on which requests wait for each other.
const CONNECTIONS: usize = 16;

const ROUNDS: Rounds = Rounds {
    turns: 15,
    runs: 100,
};

const CARTS: usize = 10_000;
const REQUESTS: usize = 200_000;

fn main() -> Outcome {
    stay_on_one_processor();
    let runtime = Builder::new_current_thread().enable_all().build()?;
    print_start(&runtime, "without a description", options)?;
    print_start(&runtime, "with that of /order", described)?;
    let sandbox = runtime.block_on(start(options()))?;
    let mut ours = Caller::new(&runtime, sandbox.address())?;
    let cart = ours.cart()?;
    let read = format!("GET /v1/order/cart/{cart} HTTP/1.1\r\nhost: localhost\r\n\r\n");
    let mut bare = Caller::new(&runtime, bare(&runtime, ours.answer(&read)?)?)?;
    compare(
        "16 reads of a cart, beside a bare handler",
        ROUNDS,
        || ours.call(&read, CONNECTIONS),
        || bare.call(&read, CONNECTIONS),
    )?;
    print_memory(&mut ours, &read)?;
    Ok(runtime.block_on(sandbox.shutdown())?)
}

fn options() -> Options {
    Options::new(Arc::new(Timestamp::now))
}

fn described() -> Options {
    options().description(DESCRIPTION)
}

/// Prints how long a sandbox takes until it listens.
fn print_start(runtime: &Runtime, what: &str, options: fn() -> Options) -> Outcome {
    let mut times = Vec::new();
    for _ in 0..20 {
        let begun = Instant::now();
        let sandbox = runtime.block_on(start(options()))?;
        times.push(begun.elapsed());
        runtime.block_on(sandbox.shutdown())?;
    }
    times.sort();
    let middle = times.into_iter().nth(10).unwrap_or_default();
    println!("a start {what}, the middle of 20: {middle:?}");
    Ok(())
}

fn print_memory(caller: &mut Caller<'_>, read: &str) -> Outcome {
    let megabytes = || MEMORY.current_usage_as_mb();
    let before = megabytes();
    for _ in 0..CARTS {
        caller.cart()?;
    }
    println!("memory for {CARTS} carts: {:.1} MB", megabytes() - before);
    // The log is full by now.
    let before = megabytes();
    caller.call(read, REQUESTS)?;
    println!(
        "memory after {REQUESTS} more requests: {:+.1} MB",
        megabytes() - before
    );
    Ok(())
}

/// A handler that answers these bytes.
fn bare(runtime: &Runtime, body: Vec<u8>) -> Outcome<SocketAddr> {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0"))?;
    let address = listener.local_addr()?;
    let answer = move || async move { ([(CONTENT_TYPE, "application/json")], body) };
    let router = Router::new().route("/v1/order/cart/{cartId}", get(answer));
    runtime.spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// A thread that calls a server of the runtime, which works in this thread meanwhile.
struct Caller<'a> {
    runtime: &'a Runtime,
    calls: Sender<Calls>,
}

/// A request, how often it is sent, and where the last answer goes.
struct Calls {
    request: String,
    times: usize,
    answer: oneshot::Sender<Vec<u8>>,
}

impl<'a> Caller<'a> {
    fn new(runtime: &'a Runtime, address: SocketAddr) -> Outcome<Self> {
        let (calls, received) = channel::<Calls>();
        let mut streams = Vec::new();
        for _ in 0..CONNECTIONS {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            streams.push(stream);
        }
        thread::spawn(move || {
            for calls in received {
                if let Some(answer) = calls.made(&mut streams) {
                    let _ = calls.answer.send(answer);
                }
            }
        });
        Ok(Self { runtime, calls })
    }

    /// Sends a request so many times; the body of the last answer.
    fn answer_of(&mut self, request: &str, times: usize) -> Outcome<Vec<u8>> {
        let (answer, answered) = oneshot::channel();
        self.calls.send(Calls {
            request: request.to_owned(),
            times,
            answer,
        })?;
        Ok(self.runtime.block_on(answered)?)
    }

    fn call(&mut self, request: &str, times: usize) -> Outcome {
        self.answer_of(request, times).map(|_| ())
    }

    fn answer(&mut self, request: &str) -> Outcome<Vec<u8>> {
        self.answer_of(request, 1)
    }

    /// The id of a new cart with a virtual private server.
    fn cart(&mut self) -> Outcome<String> {
        let cart = self.answer(&post("", r#"{"ovhSubsidiary":"FR"}"#))?;
        let cart: serde_json::Value = serde_json::from_slice(&cart)?;
        let id = cart
            .get("cartId")
            .and_then(serde_json::Value::as_str)
            .unwrap_or_default()
            .to_owned();
        let body = r#"{"planCode":"vps-2025-model1","duration":"P1M","pricingMode":"default","quantity":1}"#;
        self.call(&post(&format!("/{id}/vps"), body), 1)?;
        Ok(id)
    }
}

fn post(below: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "POST /v1/order/cart{below} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

impl Calls {
    /// Sends a request on every connection before it reads the answers.
    fn made(&self, streams: &mut [TcpStream]) -> Option<Vec<u8>> {
        let mut left = self.times;
        let mut last = Vec::new();
        while left > 0 {
            let count = left.min(streams.len());
            for stream in streams.iter_mut().take(count) {
                stream.write_all(self.request.as_bytes()).ok()?;
            }
            for stream in streams.iter_mut().take(count) {
                last = answer(stream)?;
            }
            left -= count;
        }
        Some(last)
    }
}

/// Reads the body of an answer of status 200.
fn answer(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut received = Vec::new();
    let mut part = [0; 4096];
    loop {
        let count = stream.read(&mut part).ok().filter(|count| *count > 0)?;
        received.extend_from_slice(part.get(..count)?);
        let text = std::str::from_utf8(&received).ok()?;
        let Some((head, body)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let mut lines = head.lines();
        let length = lines.find_map(|line| line.strip_prefix("content-length: "))?;
        if length.parse() == Ok(body.len()) {
            return head
                .starts_with("HTTP/1.1 200")
                .then(|| body.as_bytes().to_vec());
        }
    }
}
