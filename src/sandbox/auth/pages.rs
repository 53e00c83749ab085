//! The pages around keys: an application's keys, and the validation of a consumer key.

use crate::sandbox::auth::keys::ConsumerKey;
use crate::sandbox::http::page::Page;
use crate::sandbox::http::request::Request;
use crate::sandbox::world::World;

/// The path of the page that validates a consumer key, which is not below `/v1`.
pub const VALIDATION_PATH: &str = "/auth/";

/// The path of the page with the application's keys, which is not below `/v1`.
pub const APPLICATION_PATH: &str = "/createApp/";

/// Validates the consumer key that the address names.
pub fn validate(world: &mut World, request: &Request) -> Page {
    let token = request.query("credentialToken").unwrap_or_default();
    let known = |key: &&mut ConsumerKey| !token.is_empty() && key.token == token;
    match world.keys.values_mut().find(known) {
        Some(key) => {
            key.validate();
            let page = Page::new(200, "Consumer key");
            page.paragraph("The consumer key is validated. You can close this page.")
        }
        None => Page::new(404, "Consumer key").paragraph("There is no such credential token."),
    }
}

/// The keys of the one application, as lines of a configuration file.
pub fn application(world: &World) -> Page {
    let endpoint = format!("{}/v1", world.origin);
    let keys = &world.credentials;
    let (key, secret) = (&keys.application_key, &keys.application_secret);
    Page::new(200, "Application")
        .paragraph("A sandbox has one application. In ovh.conf its keys are:")
        .lines(&format!(
            "[default]\nendpoint = {endpoint}\n\n\
             [{endpoint}]\napplication_key = {key}\napplication_secret = {secret}\n"
        ))
        .paragraph("A consumer key comes from “ovh-order login”.")
}
