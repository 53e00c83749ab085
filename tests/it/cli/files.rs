//! Files that a command line names: one exit code for those that cannot be read, one for content that
//! cannot be used.

use std::fs;

use crate::fixture::terminal::{Terminal, failed, nobody};

/// Every argument that names a file to be read; FILE stands for the file.
const READING: [&str; 16] = [
    "quote FILE",
    "buy FILE --yes",
    "buy FILE FILE --yes",
    "buy FILE examples/project.yaml --yes",
    "buy examples/project.yaml --quote FILE --yes",
    "upgrade vps a b --journal FILE",
    "order runs --journal FILE",
    "order list --config FILE",
    "config show --config FILE",
    "login --for buy --file FILE",
    "api POST /order/cart --body FILE",
    "sandbox --catalog FILE",
    "sandbox --catalog eco=FILE",
    "sandbox --faults FILE",
    "sandbox --state FILE",
    "sandbox record FILE",
];

fn arguments<'a>(line: &'a str, file: &'a str) -> Vec<&'a str> {
    let words = line.split(' ');
    words
        .map(|word| if word == "FILE" { file } else { word })
        .collect()
}

#[test]
fn a_file_that_cannot_be_read_is_8_and_named_whatever_it_is_for() {
    let terminal = Terminal::at(nobody());
    terminal.file("file", "");
    fs::create_dir(terminal.path("folder.yaml")).unwrap();
    for file in ["missing.yaml", "file/below", "folder.yaml"] {
        for line in READING {
            let is_made = ["--journal", "--state", "--file"]
                .iter()
                .any(|it| line.contains(it));
            let is_listed = line.starts_with("buy FILE") || line.ends_with("--catalog FILE");
            if (file == "missing.yaml" && is_made) || (file == "folder.yaml" && is_listed) {
                continue;
            }
            let line = line.replace("eco=FILE", &format!("eco={file}"));
            let run = terminal.run(&arguments(&line, file));
            assert_eq!(run.code, Some(8), "{line} {file}: {run:?}");
            assert!(run.stderr.contains(file), "{line}: {run:?}");
        }
    }
}

#[test]
fn content_that_cannot_be_used_is_2_and_3_in_an_order_file_and_8_in_a_configuration_or_journal() {
    let terminal = Terminal::at(nobody());
    terminal.file("file", "{\"not\": what is meant");
    for line in READING {
        let code = match line {
            "quote FILE" | "buy FILE --yes" | "buy FILE FILE --yes" => 3,
            _ if line.starts_with("buy FILE") => 3,
            _ if ["--journal", "--config", "--file"]
                .iter()
                .any(|it| line.contains(it)) =>
            {
                8
            }
            _ => 2,
        };
        let line = line.replace("eco=FILE", "eco=file");
        let run = terminal.run(&arguments(&line, "file"));
        assert_eq!(run.code, Some(code), "{line}: {run:?}");
        assert!(run.stderr.contains("error: "), "{line}: {run:?}");
    }
    fs::create_dir(terminal.path("empty")).unwrap();
    for line in ["buy empty", "sandbox --catalog empty"] {
        failed(&terminal.run(&arguments(line, "")), 2, "empty");
    }
}
