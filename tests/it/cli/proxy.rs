//! Servers that answer the command as a test says.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// One HTTP message with its body.
fn message(stream: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        bytes.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&bytes).to_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    let mut body = vec![0; length.map_or(0, |length| length.trim().parse().unwrap())];
    stream.read_exact(&mut body).ok()?;
    bytes.extend(body);
    Some(bytes)
}

/// Answers each request with the body that stands for its method and path, any other with 404.
pub fn that_answers(answers: &'static [(&str, &str)]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            thread::spawn(move || answer(client, answers));
        }
    });
    address
}

fn answer(mut client: TcpStream, answers: &[(&str, &str)]) -> Option<()> {
    loop {
        let request = message(&mut client)?;
        let request = String::from_utf8_lossy(&request);
        let asked = answers
            .iter()
            .find(|(call, _)| request.starts_with(&format!("{call} HTTP")));
        let (status, body) = asked.map_or(("404 Not Found", "{}"), |(_, body)| ("200 OK", body));
        let length = body.len();
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
        client.write_all(answer.as_bytes()).ok()?;
    }
}

/// Answers each request but that for the time with this refusal, and a query id of 90 000 letters.
pub fn that_refuses(body: String) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for mut client in listener.incoming().map_while(Result::ok) {
            while let Some(request) = message(&mut client) {
                let is_time = request.starts_with(b"GET /v1/auth/time ");
                let (status, body) = if is_time {
                    ("200 OK", "1767323045")
                } else {
                    ("400 Bad Request", body.as_str())
                };
                let id = "q".repeat(90_000);
                let head = format!(
                    "HTTP/1.1 {status}\r\ncontent-length: {}\r\nx-ovh-queryid: {id}\r\n\r\n",
                    body.len()
                );
                if client
                    .write_all(head.as_bytes())
                    .and_then(|()| client.write_all(body.as_bytes()))
                    .is_err()
                {
                    break;
                }
            }
        }
    });
    address
}
