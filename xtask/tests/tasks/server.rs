//! A server of files, as OVHcloud serves its descriptions.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::thread;

/// Serves each path from the first of the folders that has the file, until the process ends;
/// answers the server's address. A section's name has dashes in place of slashes.
pub fn start(folders: Vec<PathBuf>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = request.next().unwrap_or_default();
            request.find(String::is_empty);
            let path = first.split(' ').nth(1).unwrap_or_default();
            let file = path.trim_matches('/').replace("dedicated/", "dedicated-");
            let mut found = folders
                .iter()
                .filter_map(|folder| fs::read(folder.join(&file)).ok());
            let (status, body) = found
                .next()
                .map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
            );
            // A client that hangs up is what its test is about.
            stream.write_all(&[head.as_bytes(), &body].concat()).ok();
        }
    });
    address
}
