//! The official clients: each logs in in all of its ways, and orders a project until it is delivered.

use std::process::Command;

use crate::fixture::{Encrypted, installed, printed, program, script};

/// What Debian's package brings.
const GO_PATH: &str = "/usr/share/gocode";

fn delivers(sandbox: &Encrypted, program: impl Fn() -> Command, logins: &[&str]) {
    for login in logins {
        let mut program = program();
        program.arg(login).envs(sandbox.environment());
        assert_eq!(printed(&mut program), "delivered\n", "{login}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_logs_in_and_orders() {
    let sandbox = Encrypted::start().await;
    let python = || {
        let mut python = program(installed("venv/bin/python"));
        python.arg(script("order.py"));
        python
    };
    delivers(&sandbox, python, &["signature", "oauth2", "login"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_node_client_logs_in_and_orders() {
    let sandbox = Encrypted::start().await;
    let node = || {
        let mut node = program("node");
        node.arg(script("order.js"));
        node.env("NODE_PATH", installed("node_modules"));
        node
    };
    delivers(&sandbox, node, &["signature", "oauth2", "login"]);
}

/// The package of Debian has no OAuth2 yet.
#[tokio::test(flavor = "multi_thread")]
async fn the_go_client_logs_in_and_orders() {
    let order = installed("").join("order-go");
    let mut build = program("go");
    build
        .args(["build", "-o"])
        .arg(&order)
        .arg(script("order.go"));
    build.env("GO111MODULE", "off").env("GOPATH", GO_PATH);
    printed(build.env("GOCACHE", installed("").join("go-cache")));
    let sandbox = Encrypted::start().await;
    delivers(&sandbox, || program(&order), &["signature", "login"]);
}
