//! The operations under `/auth`, the pages on which a person gets and validates keys, and the
//! endpoint of access tokens.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::{Value, json};
use url::Url;

use crate::sandbox::account::NICHANDLE;
use crate::sandbox::auth::credentials::{AccessRule, ConsumerKey, Credentials, KeyState};
use crate::sandbox::clock::{later, rfc3339};
use crate::sandbox::http::{Answer, Body, Call, Page, Refusal, Request, decode};
use crate::sandbox::world::World;

/// The page that validates a consumer key. Like the next two paths it is beside `/v1`.
pub const VALIDATION_PATH: &str = "/auth";

/// The page with the application's keys.
pub const APPLICATION_PATH: &str = "/createApp";

/// The endpoint of access tokens.
pub const TOKEN_PATH: &str = "/auth/oauth2/token";

/// How long a token is valid; the live API says the same.
const TOKEN_LIFE: SignedDuration = SignedDuration::from_secs(3599);

/// The title of the page of a consumer key.
const TITLE: &str = "Consumer key";

const METHODS: &[&str] = &["DELETE", "GET", "PATCH", "POST", "PUT"];

pub fn time(_: &mut World, call: &Call<'_>) -> Answer {
    Ok(json!(call.request.wall.as_second()))
}

pub fn request_key(world: &mut World, call: &Call<'_>) -> Answer {
    let body = Body::read(call, &["accessRules"], &["redirection", "allowedIPs"])?;
    let redirection = body.text("redirection")?;
    let rules: Result<_, _> = body.list("accessRules")?.iter().map(access_rule).collect();
    let (consumer, token) = (world.ids.token(), world.ids.token());
    let key = ConsumerKey {
        id: world.ids.number(1_000),
        rules: rules?,
        state: KeyState::Pending,
        token,
        redirection: redirection.as_deref().and_then(web_address),
        allowed_ips: allowed_ips(&body)?,
        created: call.now(),
        last_use: None,
    };
    let page = format!("{}{VALIDATION_PATH}/", call.base());
    let answer = json!({
        "consumerKey": consumer,
        "state": key.state.text(),
        "validationUrl": format!("{page}?credentialToken={}", key.token),
    });
    world.keys.insert(consumer, key);
    Ok(answer)
}

/// An address that a browser may be sent to, and that shows where it leads. Its origin becomes a part of
/// a header.
fn web_address(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_web = ["http", "https"].contains(&url.scheme());
    let is_plain = url.username().is_empty() && url.password().is_none();
    let origin = url.origin().ascii_serialization();
    (is_web && is_plain && !origin.contains([',', ';'])).then(|| url.into())
}

fn access_rule(value: &Value) -> Result<AccessRule, Refusal> {
    let method = value.get("method").and_then(Value::as_str);
    let path = value.get("path").and_then(Value::as_str);
    match (method, path) {
        (Some(method), Some(path)) if METHODS.contains(&method) => Ok(AccessRule {
            method: method.to_owned(),
            path: path.to_owned(),
        }),
        _ => {
            let kind = "auth.AccessRuleRequest";
            Err(Refusal::wrong_type("accessRules", value, kind))
        }
    }
}

fn allowed_ips(body: &Body) -> Result<Option<Vec<String>>, Refusal> {
    let list = body.list("allowedIPs")?;
    let ips: Option<Vec<_>> = list
        .iter()
        .map(|ip| ip.as_str().map(str::to_owned))
        .collect();
    match ips {
        Some(ips) => Ok((!ips.is_empty()).then_some(ips)),
        None => Err(Refusal::wrong_type("allowedIPs", &json!(list), "ipBlock[]")),
    }
}

pub fn current_key(world: &mut World, call: &Call<'_>) -> Answer {
    let key = signing_key(world, call)?;
    Ok(json!({
        "allowedIPs": key.allowed_ips,
        "applicationId": 1,
        "creation": rfc3339(key.created),
        "credentialId": key.id,
        "expiration": null,
        "lastUse": key.last_use.map(rfc3339),
        "ovhSupport": false,
        "rules": key.rules,
        "status": key.state.text(),
    }))
}

pub fn logout(world: &mut World, call: &Call<'_>) -> Answer {
    signing_key(world, call)?.state = KeyState::Expired;
    Ok(Value::Null)
}

pub fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let identity = world
        .subsidiary
        .urn(&format!("identity:account:{NICHANDLE}"));
    let key = signing_key(world, call)?;
    Ok(json!({
        "account": NICHANDLE,
        "allowedRoutes": key.rules,
        "description": "",
        "identities": [identity],
        "method": "account",
        "roles": [],
        "user": null,
    }))
}

fn signing_key<'a>(world: &'a mut World, call: &Call<'_>) -> Result<&'a mut ConsumerKey, Refusal> {
    let consumer = call.consumer.as_ref().ok_or_else(Refusal::login_first)?;
    let key = world.keys.get_mut(consumer);
    key.ok_or_else(Refusal::not_credential)
}

/// Shows what the consumer key whose token is in the address may do, and asks whether it shall.
pub fn ask(world: &mut World, request: &Request) -> Page {
    let form_token = world.form_token.clone();
    match key_of_page(world, request) {
        Some(key) if key.state == KeyState::Pending => {
            let rules = key.rules.iter();
            let rules: Vec<_> = rules
                .map(|rule| format!("{} {}", rule.method, rule.path))
                .collect();
            let rights = Page::new(StatusCode::OK, TITLE)
                .paragraph("A program asks for a consumer key with these rights:")
                .lines(&rules.join("\n"));
            let told = match &key.redirection {
                Some(to) => rights
                    .paragraph(&format!("Once it is validated, you are sent to {to}"))
                    .leading_to(to),
                None => rights,
            };
            told.button("Validate", &form_token)
        }
        key => outcome(key.as_deref()),
    }
}

/// Validates the consumer key whose token is in the address, and sends the person back to where the
/// program said; one that was logged out stays so.
pub fn validate(world: &mut World, request: &Request) -> Page {
    let mut key = key_of_page(world, request);
    if let Some(key) = &mut key
        && key.state == KeyState::Pending
    {
        key.state = KeyState::Validated;
    }
    match key.as_deref() {
        Some(ConsumerKey {
            state: KeyState::Validated,
            redirection: Some(to),
            ..
        }) => Page::new(StatusCode::SEE_OTHER, TITLE)
            .link(to, to)
            .leading_to(to),
        key => outcome(key),
    }
}

fn outcome(key: Option<&ConsumerKey>) -> Page {
    let (status, said) = match key.map(|key| key.state) {
        Some(KeyState::Expired) => (StatusCode::OK, "The consumer key is logged out."),
        Some(_) => (
            StatusCode::OK,
            "The consumer key is validated. You can close this page.",
        ),
        None => (StatusCode::NOT_FOUND, "There is no such credential token."),
    };
    Page::new(status, TITLE).paragraph(said)
}

/// The first key has an empty token because it never needs a page.
fn key_of_page<'a>(world: &'a mut World, request: &Request) -> Option<&'a mut ConsumerKey> {
    let token = request.query("credentialToken")?;
    let mut keys = world.keys.values_mut();
    keys.find(|key| key.token == token && !token.is_empty())
}

/// Shows the keys of the one application, as lines of a configuration file.
pub fn application(world: &World, request: &Request) -> Page {
    let endpoint = format!("{}/v1", request.reached.base);
    let Credentials {
        application_key: key,
        application_secret: secret,
        ..
    } = &world.credentials;
    Page::new(StatusCode::OK, "Application")
        .paragraph("A sandbox has one application. In ovh.conf its keys are:")
        .lines(&format!(
            "[default]\nendpoint = {endpoint}\n\n\
             [{endpoint}]\napplication_key = {key}\napplication_secret = {secret}\n"
        ))
        .paragraph("A consumer key comes from “ovh-order login”.")
}

/// The page on which the live API makes an application and its consumer key at once.
pub fn no_tokens() -> Page {
    Page::new(StatusCode::NOT_IMPLEMENTED, "Token")
        .paragraph("A sandbox does not make an application and a consumer key at once.")
        .paragraph("A consumer key comes from “ovh-order login”, with the keys of the application.")
        .link(&format!("{APPLICATION_PATH}/"), "Keys of the application")
}

/// Grants a token to the client whose id and secret the request carries (RFC 6749, 4.4).
pub fn grant_token(world: &mut World, request: &Request) -> Answer {
    let (id, secret) = client(request).unwrap_or_default();
    if id != world.credentials.client_id || secret != world.credentials.client_secret {
        return Err(Refusal::of_token(
            StatusCode::UNAUTHORIZED,
            "invalid_client",
        ));
    }
    if request.form("grant_type").as_deref() != Some("client_credentials") {
        return Err(Refusal::of_token(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
        ));
    }
    let token = world.ids.token();
    let answer = json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFE.as_secs(),
        "scope": "all",
    });
    world.tokens.insert(token, later(request.now, TOKEN_LIFE));
    Ok(answer)
}

/// Id and secret of the client: from HTTP Basic, or from the form, where many programs write them
/// (RFC 6749, 2.3.1). For Basic each was encoded as a form's value before they were joined, so a `+`
/// is a space.
pub fn client(request: &Request) -> Option<(String, String)> {
    let Some(basic) = request.authorization("Basic") else {
        return Some((request.form("client_id")?, request.form("client_secret")?));
    };
    let bytes = STANDARD.decode(basic).ok()?;
    let joined = String::from_utf8(bytes).ok()?.replace('+', " ");
    let (id, secret) = joined.split_once(':')?;
    Some((decode(id), decode(secret)))
}
