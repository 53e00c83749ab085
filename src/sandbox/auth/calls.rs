//! The operations under `/auth`.

use serde_json::{Value, json};

use crate::sandbox::auth::access::Access;
use crate::sandbox::auth::keys::{ConsumerKey, Rule, State};
use crate::sandbox::auth::pages;
use crate::sandbox::http::body::Body;
use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::Call;
use crate::sandbox::http::route::Route;
use crate::sandbox::world::World;
use crate::sandbox::{account, time};

pub const ROUTES: &[Route] = &[
    Route::open("GET", "/auth/time", time),
    Route::new("POST", "/auth/credential", Access::Application, request_key),
    Route::new("GET", "/auth/currentCredential", Access::Key, current_key),
    Route::new("POST", "/auth/logout", Access::Key, logout),
    Route::account("GET", "/auth/details", details),
];

const METHODS: &[&str] = &["DELETE", "GET", "PATCH", "POST", "PUT"];

fn time(_: &mut World, call: &Call<'_>) -> Answer {
    Ok(json!(call.now().as_second()))
}

fn request_key(world: &mut World, call: &Call<'_>) -> Answer {
    let body = Body::read(call, &["accessRules"], &["redirection", "allowedIPs"])?;
    let rules = body.list("accessRules")?;
    let rules: Result<Vec<_>, _> = rules.iter().map(rule).collect();
    let (consumer, token) = (world.ids.token(), world.ids.token());
    let key = ConsumerKey {
        id: world.ids.number(1_000),
        rules: rules?,
        state: State::Pending,
        token,
        allowed_ips: allowed_ips(&body)?,
        created: call.now(),
        last_use: None,
    };
    let answer = json!({
        "consumerKey": consumer,
        "state": key.state.text(),
        "validationUrl": validation_url(&world.origin, &key.token),
    });
    world.keys.insert(consumer, key);
    Ok(answer)
}

fn validation_url(origin: &str, token: &str) -> String {
    let path = pages::VALIDATION_PATH;
    format!("{origin}{path}?credentialToken={token}")
}

fn rule(value: &Value) -> Result<Rule, Refusal> {
    let text = |name: &str| value.get(name).and_then(Value::as_str);
    match (text("method"), text("path")) {
        (Some(method), Some(path)) if METHODS.contains(&method) => Ok(Rule {
            method: method.to_owned(),
            path: path.to_owned(),
        }),
        _ => Err(Refusal::wrong_type(
            "accessRules",
            value,
            "auth.AccessRuleRequest",
        )),
    }
}

fn allowed_ips(body: &Body) -> Result<Option<Vec<String>>, Refusal> {
    let ips = body.list("allowedIPs")?;
    let texts = ips.iter().map(|ip| ip.as_str().map(str::to_owned));
    let texts: Option<Vec<_>> = texts.collect();
    let wrong = || Refusal::wrong_type("allowedIPs", &body.value("allowedIPs"), "ipBlock[]");
    let texts = texts.ok_or_else(wrong)?;
    Ok((!texts.is_empty()).then_some(texts))
}

fn current_key(world: &mut World, call: &Call<'_>) -> Answer {
    let key = signing_key(world, call)?;
    Ok(json!({
        "allowedIPs": key.allowed_ips,
        "applicationId": 1,
        "creation": time::rfc3339(key.created),
        "credentialId": key.id,
        "expiration": null,
        "lastUse": key.last_use.map(time::rfc3339),
        "ovhSupport": false,
        "rules": rules(key),
        "status": key.state.text(),
    }))
}

fn logout(world: &mut World, call: &Call<'_>) -> Answer {
    signing_key(world, call)?.state = State::Expired;
    Ok(Value::Null)
}

fn details(world: &mut World, call: &Call<'_>) -> Answer {
    let allowed = rules(signing_key(world, call)?);
    Ok(json!({
        "account": account::NICHANDLE,
        "allowedRoutes": allowed,
        "description": "",
        "identities": [format!("urn:v1:eu:identity:account:{}", account::NICHANDLE)],
        "method": "account",
        "roles": [],
        "user": null,
    }))
}

fn rules(key: &ConsumerKey) -> Vec<Value> {
    let rule = |rule: &Rule| json!({ "method": rule.method, "path": rule.path });
    key.rules.iter().map(rule).collect()
}

fn signing_key<'a>(world: &'a mut World, call: &Call<'_>) -> Result<&'a mut ConsumerKey, Refusal> {
    let consumer = call.consumer.as_ref().ok_or_else(Refusal::login_first)?;
    let key = world.keys.get_mut(consumer);
    key.ok_or_else(Refusal::not_credential)
}
