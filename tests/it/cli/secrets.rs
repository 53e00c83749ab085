//! Secrets stay out of logs and failures.

use std::sync::{Arc, Mutex};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tokio::runtime::Runtime;
use url::form_urlencoded::byte_serialize;

use crate::fixture::terminal::{Api, Terminal};
use crate::fixture::wire::{Received, Reply, Wire, json as answer};

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

/// The variables of each way to authenticate, and with what.
const WAYS: [&[(&str, &str)]; 3] = [
    &[
        ("OVH_APPLICATION_KEY", "ak/one+2=3"),
        ("OVH_APPLICATION_SECRET", "as<four>&5"),
        ("OVH_CONSUMER_KEY", "ck \"six\" 7"),
    ],
    &[
        ("OVH_CLIENT_ID", "id/eight+9"),
        ("OVH_CLIENT_SECRET", "se=cret&10"),
    ],
    &[("OVH_ACCESS_TOKEN", "to/ken+11=")],
];

/// What an OAuth2 client is granted.
const GRANTED: &str = "gran/ted+12=";

/// Everything that a client sends which is to get no token with status 401.
fn held(way: &[(&str, &str)], status: u16) -> Vec<String> {
    let mut held: Vec<_> = way.iter().map(|(_, value)| (*value).to_owned()).collect();
    if let [id, secret] = held.as_slice() {
        let [id, secret] = [id, secret].map(|it| byte_serialize(it.as_bytes()).collect::<String>());
        held.push(BASE64_STANDARD.encode(format!("{id}:{secret}")));
        if status != 401 {
            held.push(GRANTED.to_owned());
        }
    }
    held
}

/// A secret as it is, and as URLs, forms, JSON and XML spell it.
fn spellings(secret: &String) -> [String; 5] {
    let json = json!(secret).to_string();
    let xml = secret.replace('&', "&amp;").replace('<', "&lt;");
    [
        secret.clone(),
        byte_serialize(secret.as_bytes()).collect(),
        utf8_percent_encode(secret, NON_ALPHANUMERIC).to_string(),
        json[1..json.len() - 1].to_owned(),
        xml.replace('>', "&gt;").replace('"', "&quot;"),
    ]
}

/// Every place of an answer in which a server can repeat a text: status, a header, and the body with
/// `@` for the text in JSON and `~` for the text as it is.
const ECHOES: [(u16, &str, &str); 16] = [
    (400, "x-none", r#"{"message":@}"#),
    (403, "x-none", r#"{"class":@,"message":"m"}"#),
    (403, "x-none", r#"{"errorCode":@,"message":"m"}"#),
    (
        403,
        "x-none",
        r#"{"details":{"unauthorizedActionsByIAM":@}}"#,
    ),
    (403, "x-none", r#"{"message":"m","details":{@:[@]}}"#),
    (401, "x-none", r#"{"error":@,"error_description":@}"#),
    (500, "x-none", r#"{"message":{"deep":[@]}}"#),
    (500, "x-none", "@"),
    (502, "x-none", "<e>~</e>"),
    (200, "x-none", "@"),
    (200, "x-none", r#"{"orderId":@,"items":@}"#),
    (200, "x-none", "<e>~</e>"),
    (200, "x-none", "[~"),
    (400, "x-ovh-queryid", "{}"),
    (302, "location", "{}"),
    (429, "retry-after", "{}"),
];

/// A server that answers everything but the time with what is set, and grants a token unless that has
/// status 401.
fn echo(runtime: &Runtime) -> (Wire, Arc<Mutex<Echo>>) {
    let set = Arc::<Mutex<Echo>>::default();
    let shared = set.clone();
    let script = move |request: &Received| {
        let Echo {
            status,
            header,
            text,
            body,
        } = shared.lock().unwrap().clone();
        match request.target.as_str() {
            "/v1/auth/time" => answer(200, "1767323045"),
            "/token" if status != 401 => {
                let grant = json!({"access_token": GRANTED, "expires_in": 60});
                answer(200, grant.to_string())
            }
            _ => Reply::Headed(status, vec![(header, text)], body.into_bytes()),
        }
    };
    (runtime.block_on(Wire::start(script)), set)
}

#[derive(Clone, Default)]
struct Echo {
    status: u16,
    header: &'static str,
    text: String,
    body: String,
}

#[test]
fn no_secret_that_a_server_repeats_is_shown_in_any_spelling() {
    let runtime = Runtime::new().unwrap();
    let (wire, set) = echo(&runtime);
    let (mut cases, mut masked) = (0, 0);
    for (way, (status, header, body)) in WAYS.iter().flat_map(|way| ECHOES.map(|it| (way, it))) {
        let secrets: Vec<_> = held(way, status).iter().flat_map(spellings).collect();
        let text = secrets.join(" ");
        let body = body
            .replace('~', &text)
            .replace('@', &json!(text).to_string());
        *set.lock().unwrap() = Echo {
            status,
            header,
            text,
            body,
        };
        for call in [
            &["order", "get", "6"][..],
            &["-o", "json", "api", "POST", "/order/cart/0f3c/assign"],
            &["-d", "order", "status", "6"],
        ] {
            let terminal = Terminal::at(wire.address());
            let mut command = terminal.command(&[&["--retries", "0"], call].concat());
            command.envs(way.iter().copied());
            if way.len() == 2 {
                command.env("OVH_TOKEN_URL", format!("http://{}/token", wire.address()));
            }
            let told = String::from_utf8(command.output().unwrap().stderr).unwrap();
            for secret in &secrets {
                assert!(
                    !told.contains(secret),
                    "{secret}: {status} {call:?}: {told}"
                );
            }
            cases += secrets.len();
            masked += told.matches("[redacted]").count();
        }
    }
    println!("{cases} cases, masked {masked} times");
    assert!(masked > 1000, "{masked}");
}
