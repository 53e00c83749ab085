//! The published Python client, `ovh`.

use std::process::Command;

use ovh_order::sandbox::Sandbox;

use crate::fixture::{installed, printed, program, sandbox, script};

/// The script, told where the sandbox is and how to log in.
fn python(sandbox: &Sandbox, login: &str) -> Command {
    let mut command = program(installed("venv/bin/python"));
    command
        .arg(script("order.py"))
        .arg(login)
        .env("SANDBOX", sandbox.url())
        .env("SANDBOX_TOKEN_URL", sandbox.token_url());
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn the_python_client_orders_with_its_signature() {
    let sandbox = sandbox().await;
    let printed = printed(&mut python(&sandbox, "signature"));
    assert_eq!(printed, "delivered\n");
}
