//! The application signature of a request.
//! Must not know which keys exist; it computes what the right signature would be.

use crate::sandbox::call::Request;
use crate::sandbox::ids::digest;

/// The signature that this request should carry: SHA-1 over secret, consumer key, method, URL,
/// body and timestamp, joined by `+`.
///
/// The URL is `http`, the `Host` header and the request target as received, since that is what
/// the client sent.
pub(super) fn expected(request: &Request, secret: &str, consumer: &str, timestamp: &str) -> String {
    let url = format!("http://{}{}", request.host, request.target);
    let mut signed = [secret, consumer, &request.method, &url, ""]
        .join("+")
        .into_bytes();
    signed.extend_from_slice(&request.body);
    signed.extend_from_slice(format!("+{timestamp}").as_bytes());
    format!("$1${}", digest(signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_covers_method_url_body_and_time() {
        let request = Request {
            method: "POST".into(),
            host: "127.0.0.1:8080".into(),
            target: "/v1/order/cart?a=%20b".into(),
            body: br#"{"ovhSubsidiary":"FR"}"#.to_vec(),
            ..Request::default()
        };
        assert_eq!(
            expected(&request, "secret", "consumer", "1700000042"),
            "$1$fa58d72d2e2ceb3568566c2e0818f1eedc5e5ec1"
        );
    }
}
