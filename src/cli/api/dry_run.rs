//! Requests as text: what would be sent, and the shell commands that sign and send it. Keys are
//! variables in them.

use ovh_order::Endpoint;
use ovh_order::auth::Credentials;
use serde::Serialize;
use serde_json::Value;
use url::form_urlencoded;

use super::draft::ApiRequest;
use crate::cli::destination::{Destination, quoted};
use crate::cli::failure::Result;
use crate::cli::output::Output;

/// Stands for the URL of a sandbox that does not run yet.
const ENDPOINT: &str = "$OVH_ENDPOINT";

/// The headers of a signed call, with the place of each key.
const SIGNED: [&str; 4] = [
    "X-Ovh-Application: $OVH_APPLICATION_KEY",
    "X-Ovh-Consumer: $OVH_CONSUMER_KEY",
    "X-Ovh-Timestamp: $OVH_TIMESTAMP",
    "X-Ovh-Signature: $OVH_SIGNATURE",
];

/// The headers of a call with an access token.
const WITH_TOKEN: [&str; 1] = ["Authorization: Bearer $OVH_ACCESS_TOKEN"];

/// What would be sent.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    method: &'a str,
    url: String,
    headers: Vec<String>,
    body: Option<&'a Value>,
    /// The Rust method, if the description has the call.
    operation: Option<&'static str>,
    authenticated: bool,
    /// What it may do that needs a yes.
    asks: Option<&'static str>,
    curl: String,
}

/// Prints what would be sent. The sandbox inside this process does not run for it.
pub(super) fn print(request: &ApiRequest, destination: &Destination, output: Output) -> Result<()> {
    if destination.is_sandbox() {
        destination.warn_of_unused_profile();
        return output.print(&shown(request, ENDPOINT, &SIGNED), text);
    }
    let config = destination.config()?;
    // Incomplete credentials matter when the call is sent, not when it is shown.
    let keys = match Credentials::from_config(&config) {
        Ok(Credentials::OAuth2(_) | Credentials::AccessToken { .. }) => &WITH_TOKEN[..],
        _ => &SIGNED,
    };
    output.print(&shown(request, config.endpoint().base_url(), keys), text)
}

fn shown<'a>(request: &'a ApiRequest, base: &str, keys: &[&str]) -> Shown<'a> {
    let operation = request.operation;
    let headers = request.headers.iter();
    let mut shown = Shown {
        method: &request.method,
        url: url(request, base),
        headers: headers
            .map(|(name, value)| format!("{name}: {value}"))
            .collect(),
        body: request.body.as_ref(),
        operation: operation.map(|operation| operation.id),
        authenticated: operation.is_none_or(|operation| operation.authenticated),
        asks: request.danger(),
        curl: String::new(),
    };
    shown.curl = curl(&shown, base, keys);
    shown
}

fn url(request: &ApiRequest, base: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(&request.query);
    // A space is `%20` on the wire, and a `+` that was written is `%2B` already.
    let query = query.finish().replace('+', "%20");
    let url = match base.parse::<Endpoint>() {
        Ok(endpoint) => endpoint.url_of(&request.path),
        Err(_) => format!("{base}{}", request.path),
    };
    match query.as_str() {
        "" => url,
        query => format!("{url}?{query}"),
    }
}

fn text(shown: &Shown<'_>) -> String {
    let mut lines = vec![format!("{} {}", shown.method, shown.url)];
    lines.extend(shown.headers.iter().cloned());
    lines.extend(shown.body.map(|body| format!("{body:#}")));
    lines.extend(
        shown
            .asks
            .map(|asks| format!("it {asks}, so it is sent only after a yes")),
    );
    lines.extend([String::new(), shown.curl.clone()]);
    lines.join("\n")
}

/// The same for a shell, one option a line. With `-g` brackets and braces are sent as they are; without
/// it, `[1-3]` is three requests.
fn curl(shown: &Shown<'_>, base: &str, keys: &[&str]) -> String {
    let url = quoted_url(&shown.url);
    let keys = if shown.authenticated { keys } else { &[] };
    let mut parts = vec![format!("curl -g -X {} {url}", shown.method)];
    parts.extend(keys.iter().map(|header| format!("-H \"{header}\"")));
    let others = shown.headers.iter();
    parts.extend(others.map(|header| format!("-H {}", quoted(header))));
    let body = shown.body.map(|body| quoted(&body.to_string()));
    if let Some(body) = &body {
        parts.push("-H 'Content-Type: application/json'".to_owned());
        parts.push(format!("-d {body}"));
    }
    let curl = parts.join(" \\\n  ");
    let signed = [shown.method, &url, &body.unwrap_or_default()];
    if keys == SIGNED {
        return format!("{}\n{curl}", signature(base, signed));
    }
    curl
}

/// Lines that set the last two variables of [`SIGNED`]: the signature is over what `curl` sends.
fn signature(base: &str, [method, url, body]: [&str; 3]) -> String {
    let time = quoted_url(&format!("{base}/auth/time"));
    format!(
        "OVH_TIMESTAMP=$(curl -g -s {time})\n\
         OVH_SIGNATURE='$1$'$(printf %s \"$OVH_APPLICATION_SECRET+$OVH_CONSUMER_KEY+{method}+\" \\\n  \
         {url} + {body} \"+$OVH_TIMESTAMP\" | sha1sum | cut -c 1-40)"
    )
}

/// Quotes a URL for a shell, except for the variable at its beginning.
fn quoted_url(url: &str) -> String {
    match url.strip_prefix(ENDPOINT) {
        Some(path) => format!("\"{ENDPOINT}\"{}", quoted(path)),
        None => quoted(url),
    }
}

#[cfg(test)]
mod tests {
    use ovh_order::client::Operation;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_call_without_rights_is_a_curl_line_without_keys() {
        let request = ApiRequest {
            method: "POST".to_owned(),
            path: "/order/cart/a%20b/vps".to_owned(),
            query: vec![("a".to_owned(), "b c+d".to_owned())],
            headers: vec![("X-Page".to_owned(), "7".to_owned())],
            body: Some(json!({"planCode": "it's"})),
            operation: Operation::find("POST", "/order/cart/{cartId}/vps"),
        };
        let expected = "POST https://h/v1/order/cart/a%20b/vps?a=b%20c%2Bd\n\
            X-Page: 7\n\
            {\n  \"planCode\": \"it's\"\n}\n\
            \n\
            curl -g -X POST 'https://h/v1/order/cart/a%20b/vps?a=b%20c%2Bd' \\\n  \
            -H 'X-Page: 7' \\\n  \
            -H 'Content-Type: application/json' \\\n  \
            -d '{\"planCode\":\"it'\\''s\"}'";
        assert_eq!(text(&shown(&request, "https://h/v1", &SIGNED)), expected);
    }

    #[test]
    fn a_signed_call_has_places_for_its_keys_and_says_that_it_asks() {
        let request = ApiRequest {
            method: "POST".to_owned(),
            path: "/me/order/7/pay".to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            operation: Operation::find("POST", "/me/order/{orderId}/pay"),
        };
        let expected = "POST $OVH_ENDPOINT/me/order/7/pay\n\
            it may create an order or a debt, or pay one, so it is sent only after a yes\n\
            \n\
            OVH_TIMESTAMP=$(curl -g -s \"$OVH_ENDPOINT\"'/auth/time')\n\
            OVH_SIGNATURE='$1$'$(printf %s \"$OVH_APPLICATION_SECRET+$OVH_CONSUMER_KEY+POST+\" \\\n  \
            \"$OVH_ENDPOINT\"'/me/order/7/pay' +  \"+$OVH_TIMESTAMP\" | sha1sum | cut -c 1-40)\n\
            curl -g -X POST \"$OVH_ENDPOINT\"'/me/order/7/pay' \\\n  \
            -H \"X-Ovh-Application: $OVH_APPLICATION_KEY\" \\\n  \
            -H \"X-Ovh-Consumer: $OVH_CONSUMER_KEY\" \\\n  \
            -H \"X-Ovh-Timestamp: $OVH_TIMESTAMP\" \\\n  \
            -H \"X-Ovh-Signature: $OVH_SIGNATURE\"";
        assert_eq!(text(&shown(&request, ENDPOINT, &SIGNED)), expected);
    }
}
