//! What must not stand in a log.

use crate::fixture::terminal::Api;

#[test]
fn debug_output_shows_the_calls_and_no_secret() {
    let api = Api::start();
    let arguments = ["-d", "-o", "json", "buy", "examples/project.yaml", "--yes"];
    let run = api.terminal().run(&arguments);
    let bought: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let cart = bought["cartId"].as_str().unwrap();
    let (_, password) = bought["url"]
        .as_str()
        .unwrap()
        .split_once("orderPassword=")
        .unwrap();
    for secret in [
        "sandbox-application-secret",
        "sandbox-consumer-key",
        password,
        cart,
    ] {
        assert!(!run.stderr.contains(secret), "{secret} in {}", run.stderr);
    }
    let call = r#"{operation="checkout_cart" method="POST" path="/order/cart/{cartId}/checkout"}"#;
    let is_answered = |line: &str| line.contains(call) && line.contains("attempt=1 status=200");
    assert!(run.stderr.lines().any(is_answered), "{}", run.stderr);
}
