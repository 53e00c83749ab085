//! Access tokens of OAuth2 clients.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::sandbox::http::refusal::{Answer, Refusal};
use crate::sandbox::http::request::{Request, decode};
use crate::sandbox::world::World;

/// The path of the token endpoint, which is not below `/v1`.
pub const TOKEN_PATH: &str = "/auth/oauth2/token";

/// How long a token is valid, as the live API says it.
const LIFE: SignedDuration = SignedDuration::from_secs(3599);

/// A token for the client whose id and secret the request carries (RFC 6749, 4.4).
pub fn grant(world: &mut World, request: &Request) -> Answer {
    let credentials = &world.credentials;
    let known = (
        credentials.client_id.clone(),
        credentials.client_secret.clone(),
    );
    if client(request) != Some(known) {
        return Err(refusal(401, "invalid_client"));
    }
    if request.form("grant_type").as_deref() != Some("client_credentials") {
        return Err(refusal(400, "unsupported_grant_type"));
    }
    let token = world.ids.token();
    world.tokens.insert(token.clone(), request.now + LIFE);
    Ok(json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": LIFE.as_secs(),
        "scope": "all",
    }))
}

/// Whether a token was granted and has not expired.
pub fn is_valid(world: &World, token: &str, now: Timestamp) -> bool {
    world.tokens.get(token).is_some_and(|expiry| *expiry > now)
}

/// Id and secret of HTTP Basic, each encoded as a form's value before it was joined.
fn client(request: &Request) -> Option<(String, String)> {
    let joined = STANDARD.decode(request.authorization("Basic")?).ok()?;
    let joined = String::from_utf8(joined).ok()?;
    let (id, secret) = joined.split_once(':')?;
    let plain = |text: &str| decode(&text.replace('+', " "));
    Some((plain(id), plain(secret)))
}

fn refusal(status: u16, error: &str) -> Refusal {
    let body: Value = json!({ "error": error });
    Refusal { status, body }
}
