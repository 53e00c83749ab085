//! A server in threads of its own that always answers a path the same. Answers are made beforehand, so
//! that they cost the measured thread nothing.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

/// The answers: what a request line contains, and the body.
pub type Answers = Vec<(&'static str, Vec<u8>)>;

/// Starts it and answers its base URL. Unknown paths get the time.
///
/// # Errors
/// When this machine gives no port.
pub fn serve(answers: Answers) -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}/v1", listener.local_addr()?);
    let answers: Answers = answers
        .into_iter()
        .map(|(path, body)| (path, whole(&body)))
        .collect();
    let answers = Arc::new((answers, whole(b"1767323045")));
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let answers = answers.clone();
            thread::spawn(move || connection(stream, &answers.0, &answers.1));
        }
    });
    Ok(url)
}

/// Head and body.
fn whole(body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// Answers until the client is gone.
fn connection(stream: TcpStream, answers: &Answers, time: &[u8]) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut reader = BufReader::new(stream);
    loop {
        let request = request_line(&mut reader)?;
        let answer = answers.iter().find(|(path, _)| request.contains(path));
        let answer = answer.map_or(time, |(_, answer)| answer);
        reader.get_mut().write_all(answer).ok()?;
    }
}

/// Reads one request to its end.
fn request_line(reader: &mut BufReader<TcpStream>) -> Option<String> {
    let mut lines = reader.by_ref().lines().map_while(Result::ok);
    let first = lines.next()?;
    let headers = lines.take_while(|line| !line.is_empty());
    let length = headers.filter_map(|header| {
        let header = header.to_ascii_lowercase();
        header.strip_prefix("content-length:")?.trim().parse().ok()
    });
    let length = length.last().unwrap_or_default();
    reader.read_exact(&mut vec![0; length]).ok()?;
    Some(first)
}
