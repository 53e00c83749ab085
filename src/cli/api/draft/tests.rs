//! Calls as they are written, and the requests that they become.

use serde_json::json;

use super::super::written::FieldArg;
use super::*;

use crate::cli::failure::Failure;

fn written(call: &str, fields: &[&str]) -> Written {
    let (method, path) = call.split_once(' ').unwrap();
    let fields = fields
        .iter()
        .map(|written| FieldArg::parse(written).unwrap());
    Written {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: Vec::new(),
        fields: fields.collect(),
        body: None,
        checked: true,
    }
}

/// Path with query, headers and body of a request that can be sent.
fn sent(written: &Written) -> (String, Vec<(String, String)>, Option<Value>) {
    let request = prepare(written).unwrap();
    let query = request.query.iter();
    let query: Vec<_> = query
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let path = if query.is_empty() {
        request.path
    } else {
        format!("{}?{}", request.path, query.join("&"))
    };
    (path, request.headers, request.body)
}

fn problems(written: &Written) -> Vec<String> {
    match prepare(written) {
        Err(Failure::Mismatch { problems, .. }) => problems,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_field_goes_into_the_path_or_the_query() {
    let cases = [
        (
            written(
                "GET /order/cart/{cartId}/vps",
                &["cartId=a b", "planCode=x&y"],
            ),
            ("/order/cart/a%20b/vps?planCode=x&y", None),
        ),
        (
            written("GET order/cart/0f3c/vps?planCode=v", &[]),
            ("/order/cart/0f3c/vps?planCode=v", None),
        ),
        (
            written(
                "GET /order/catalog/public/domain/plan",
                &["ovhSubsidiary=FR", "planCode=a", "planCode=b"],
            ),
            (
                "/order/catalog/public/domain/plan?ovhSubsidiary=FR&planCode=a&planCode=b",
                None,
            ),
        ),
    ];
    for (written, (path, body)) in cases {
        assert_eq!(
            sent(&written),
            (path.to_owned(), Vec::new(), body),
            "{written:?}"
        );
    }
}

#[test]
fn a_field_goes_into_the_body_with_its_type() {
    let cases = [
        (
            written(
                "POST /order/cart/{cartId}/vps",
                &[
                    "cartId=0f3c",
                    "planCode=v",
                    "quantity=2",
                    "duration=P1M",
                    "pricingMode=default",
                ],
            ),
            (
                "/order/cart/0f3c/vps",
                Some(
                    json!({"planCode": "v", "quantity": 2, "duration": "P1M", "pricingMode": "default"}),
                ),
            ),
        ),
        (
            written(
                "POST /order/cart/0f3c/checkout",
                &["waiveRetractationPeriod=true"],
            ),
            (
                "/order/cart/0f3c/checkout",
                Some(json!({"waiveRetractationPeriod": true})),
            ),
        ),
        (
            written("POST /order/cart/0f3c/checkout", &[]),
            ("/order/cart/0f3c/checkout", Some(json!({}))),
        ),
        (
            written(
                "POST /auth/credential",
                &[r#"accessRules:=[{"method": "GET", "path": "/me"}]"#],
            ),
            (
                "/auth/credential",
                Some(json!({"accessRules": [{"method": "GET", "path": "/me"}]})),
            ),
        ),
    ];
    for (written, (path, body)) in cases {
        assert_eq!(
            sent(&written),
            (path.to_owned(), Vec::new(), body),
            "{written:?}"
        );
    }
}

#[test]
fn a_header_is_a_field_too() {
    let fields = ["ovhSubsidiary=FR", "X-Pagination-Size=7"];
    let (path, headers, _) = sent(&written("GET /order/catalog/public/domain/plan", &fields));
    assert_eq!(path, "/order/catalog/public/domain/plan?ovhSubsidiary=FR");
    assert_eq!(headers, [("X-Pagination-Size".to_owned(), "7".to_owned())]);
}

#[test]
fn everything_that_does_not_fit_is_told() {
    let cases = [
        (
            written(
                "POST /order/cart/{cartId}/vps",
                &["plan_code=v", "quantity=two", "duration=a month"],
            ),
            &[
                "`plan_code` is unknown; did you mean `planCode`?",
                "`quantity` must be a whole number",
                "`cartId` is missing (path)",
                "`duration` must be a duration such as P1M",
                "`planCode` is missing (string)",
                "`pricingMode` is missing (string)",
            ][..],
        ),
        (
            written("POST /auth/credential", &["accessRules.path=/me"]),
            &[
                "`accessRules.path` is unknown; give `accessRules:=JSON`",
                "`accessRules` is missing ([AuthAccessRuleRequest])",
            ],
        ),
        (
            written("GET /order/catalog/public/vps", &["ovhSubsidary=FR"]),
            &[
                "`ovhSubsidary` is unknown; did you mean `ovhSubsidiary`?",
                "`ovhSubsidiary` is missing (query, NichandleOvhSubsidiary)",
            ],
        ),
        (
            written(
                "GET /order/cart/0f3c/vps",
                &["cartId=1", "planCode=a", "planCode=b"],
            ),
            &[
                "`cartId` is in the path already",
                "`planCode` is given more than once and is not a list",
            ],
        ),
        (
            written(
                "POST /order/cart",
                &["ovhSubsidiary=FR", "description.fr=x"],
            ),
            &["`description.fr` is unknown; did you mean `description`?"],
        ),
        (
            written("GET /order/cart/0f3c/item/seven", &[]),
            &["`itemId` must be a whole number"],
        ),
    ];
    for (written, expected) in cases {
        assert_eq!(problems(&written), expected, "{written:?}");
    }
}

#[test]
fn a_path_that_leads_elsewhere_is_told() {
    let written = written("GET /order/cart/{cartId}/summary", &["cartId=.."]);
    let expected = "a segment of the path is empty, `.` or `..`, or has a backslash: the call would go \
                    elsewhere";
    assert_eq!(problems(&written), [expected]);
}

#[test]
fn what_no_segment_can_be_does_not_fill_the_path() {
    let kind = "`cartId` must be text or a number, because it is in the path";
    let twice = "`cartId` is given more than once";
    let cases = [
        (&["cartId:=[\"wrong\",\"0f3c\"]"][..], kind),
        (&["cartId:={\"a\":1}"], kind),
        (&["cartId:=null"], kind),
        (&["cartId:=true"], kind),
        (&["cartId=a", "cartId=b"], twice),
        (&["cartId=a", "cartId:=[\"b\"]"], twice),
    ];
    for (fields, expected) in cases {
        let written = written("GET /order/cart/{cartId}/summary", fields);
        assert_eq!(problems(&written), [expected], "{fields:?}");
        let unchecked = Written {
            checked: false,
            path: "/ip/{cartId}".to_owned(),
            ..written
        };
        assert_eq!(problems(&unchecked), [expected], "unchecked {fields:?}");
    }
    for (field, path) in [
        ("itemId:=7", "/order/cart/0f3c/item/7"),
        ("itemId:=\"7\"", "/order/cart/0f3c/item/7"),
    ] {
        let written = written("GET /order/cart/0f3c/item/{itemId}", &[field]);
        assert_eq!(sent(&written).0, path, "{field}");
    }
}

#[test]
fn a_refusal_advises_what_helps_with_that_call() {
    let missing = |checked: bool, path: &str| {
        let call = format!("GET {path}");
        let written = Written {
            checked,
            ..written(&call, &[])
        };
        match prepare(&written) {
            Err(Failure::Mismatch { hint, .. }) => hint,
            other => panic!("{other:?}"),
        }
    };
    let show = "`ovh-order ops show GET /order/cart/{cartId}` shows what it takes";
    let cases = [
        (
            true,
            "/order/cart/{cartId}",
            Some(format!("{show}; --no-check sends unknown fields too")),
        ),
        (false, "/order/cart/{cartId}", Some(show.to_owned())),
        (false, "/ip/{ip}", None),
    ];
    for (checked, path, expected) in cases {
        assert_eq!(missing(checked, path), expected, "{checked} {path}");
    }
}

#[test]
fn a_body_is_held_against_the_description() {
    let with_body = |call: &str, body: Value| Written {
        body: Some(body),
        ..written(call, &[])
    };
    let cases = [
        (with_body("GET /me", json!({})), "it takes no body"),
        (
            with_body("POST /order/cart/0f3c/checkout", json!([])),
            "`body` must be an object",
        ),
    ];
    for (written, expected) in cases {
        assert_eq!(problems(&written), [expected], "{written:?}");
    }
    let unknown = with_body("POST /order/cart", json!({"ovhSubsidiary": "FX1"}));
    let found = problems(&unknown).join("\n");
    let (problem, values) = found.split_once("; use one of ").unwrap();
    assert_eq!(
        problem,
        "`ovhSubsidiary`: unknown NichandleOvhSubsidiary `FX1`"
    );
    assert!(values.split(", ").any(|value| value == "FR"), "{values}");
    for checked in [true, false] {
        let beside = Written {
            body: Some(json!({"ovhSubsidiary": "FR"})),
            checked,
            ..written("POST /order/cart", &["description=x"])
        };
        let problem = "`description` belongs into the body, which --body gives whole";
        assert_eq!(problems(&beside), [problem], "{checked}");
    }
}

#[test]
fn unchecked_what_is_unknown_is_sent_and_the_rest_is_placed_as_described() {
    let unchecked = |call: &str, fields: &[&str]| Written {
        checked: false,
        ..written(call, fields)
    };
    let cases = [
        (
            unchecked("POST /order/cart/0f3c/vps", &["quantity=2", "new=x"]),
            (
                "/order/cart/0f3c/vps",
                Some(json!({"quantity": 2, "new": "x"})),
            ),
        ),
        (
            unchecked("GET /ip/{ip}/firewall", &["ip=192.0.2.0/24", "a=1", "a=2"]),
            ("/ip/192.0.2.0%2F24/firewall?a=1&a=2", None),
        ),
        (
            unchecked("POST /ip/x/task", &["count:=3"]),
            ("/ip/x/task", Some(json!({"count": 3}))),
        ),
    ];
    for (written, (path, body)) in cases {
        assert_eq!(
            sent(&written),
            (path.to_owned(), Vec::new(), body),
            "{written:?}"
        );
    }
    assert_eq!(
        problems(&unchecked("GET /ip/{ip}", &[])),
        ["`ip` is missing (path)"]
    );
}

#[test]
fn a_call_is_the_operation_that_its_filled_path_is() {
    let cases = [
        (
            "POST /order/cart/{cartId}/{product}",
            &["cartId=0f3c", "product=checkout"][..],
            Some("/order/cart/{cartId}/checkout"),
        ),
        (
            "POST /order/cart/{cartId}/{product}?product=checkout",
            &["cartId=0f3c"],
            Some("/order/cart/{cartId}/checkout"),
        ),
        (
            "POST /{section}/cart/0f3c/{step}",
            &["step=checkout", "section=order"],
            Some("/order/cart/{cartId}/checkout"),
        ),
        (
            "POST /order/cart/0f3c/{product}",
            &["product=vps"],
            Some("/order/cart/{cartId}/vps"),
        ),
        (
            "POST /order/cart/0f3c/{product}",
            &["product=check/out"],
            None,
        ),
    ];
    for (call, fields, expected) in cases {
        let unchecked = Written {
            checked: false,
            ..written(call, fields)
        };
        let operation = prepare(&unchecked).unwrap().operation;
        assert_eq!(
            operation.map(|operation| operation.path),
            expected,
            "{call}"
        );
    }
}

#[test]
fn an_unknown_call_is_refused_with_the_nearest() {
    let told = |call: &str| prepare(&written(call, &[])).unwrap_err().to_string();
    assert_eq!(
        told("POST /order/cart/0f3c/vsp").lines().next(),
        Some(
            "unknown call POST /order/cart/{cartId}/vsp; \
             did you mean POST /order/cart/{cartId}/vps?"
        )
    );
}
