//! A server that answers as it is told, however wrong that is.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

/// What is sent for a request.
#[derive(Clone)]
pub enum Answer {
    /// Status 200 and this body.
    Body(String),
    /// These bytes as they are, then the connection is closed.
    Raw(String),
    /// Status 200 and this body, compressed.
    Compressed(String),
    /// A head and a body without end.
    Endless,
    /// These bytes, then nothing while the client waits.
    Stall(String),
}

/// A running server. It ends with the process.
pub struct Server {
    /// Its address without a slash at the end.
    pub base: String,
    /// The paths that were asked for.
    pub asked: Receiver<String>,
}

impl Server {
    /// Starts a server; `answer` chooses by path.
    pub fn start(answer: impl Fn(&str) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (told, asked) = channel();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &answer, &told);
            }
        });
        Self { base, asked }
    }
}

fn serve(stream: TcpStream, answer: &impl Fn(&str) -> Answer, told: &Sender<String>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    reader.read_line(&mut first).ok();
    let mut line = first.clone();
    while line.trim_end() != "" {
        line.clear();
        reader.read_line(&mut line).ok();
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let answer = answer(&path);
    told.send(path).ok();
    thread::spawn(move || send(stream, answer));
}

fn send(mut stream: TcpStream, answer: Answer) {
    // The client may hang up at any time; that is what some tests are about.
    match answer {
        Answer::Body(body) => {
            let length = body.len();
            let head =
                format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            stream.write_all((head + &body).as_bytes()).ok();
        }
        Answer::Raw(bytes) => {
            stream.write_all(bytes.as_bytes()).ok();
        }
        Answer::Compressed(body) => {
            let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n";
            let mut gzip = GzEncoder::new(head.as_bytes().to_vec(), Compression::fast());
            gzip.write_all(body.as_bytes()).unwrap();
            stream.write_all(&gzip.finish().unwrap()).ok();
        }
        Answer::Endless => {
            let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
            stream.write_all(head.as_bytes()).ok();
            while stream.write_all(&[b' '; 4096]).is_ok() {}
        }
        Answer::Stall(bytes) => {
            stream.write_all(bytes.as_bytes()).ok();
            stream.read_to_end(&mut Vec::new()).ok();
        }
    }
}
