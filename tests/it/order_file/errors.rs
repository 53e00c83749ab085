//! How errors are shown, and what they never show.

use super::*;
use ovh_order::order::OrderError;
use std::error::Error;

#[test]
fn a_file_that_cannot_be_read_is_named_and_the_cause_is_kept() {
    let error = OrderFile::read("no/such/order.yaml").unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the order file no/such/order.yaml"
    );
    assert!(error.source().is_some());
    assert!(error.problems().is_empty());
    assert!(matches!(error, OrderFileError::Unreadable { .. }));
}

#[test]
fn what_main_prints_of_an_error_is_a_sentence() {
    let faulty = OrderFile::parse("items: []\n").unwrap_err();
    let no_file = OrderFile::read("no/such/order.yaml").unwrap_err();
    let endpoint = "ovh-mars".parse::<ovh_order::Endpoint>().unwrap_err();
    for (printed, expected) in [
        (
            format!("{faulty:?}"),
            "1:8: items: there is nothing to order; ",
        ),
        (
            format!("{no_file:?}"),
            "cannot read the order file no/such/order.yaml: No such file",
        ),
        (
            format!("{endpoint:?}"),
            "unknown endpoint `ovh-mars`; use a URL or one of ovh-eu, ",
        ),
        (
            format!("{:?}", OrderError::NotConfirmed),
            "not confirmed, so nothing was bought",
        ),
    ] {
        assert!(printed.starts_with(expected), "{printed}");
    }
}

#[test]
fn problems_serialise_with_their_position() {
    let text = &b"items:\n  - product: cloud\n"[..];
    let error = OrderFile::read_from(text, "order.yaml").unwrap_err();
    assert_eq!(
        serde_json::to_value(error.problems()).unwrap(),
        serde_json::json!([{
            "file": "order.yaml",
            "line": 2,
            "column": 5,
            "path": "items[0]",
            "message": "`planCode` is missing",
        }])
    );
}

#[test]
fn no_error_repeats_a_voucher_or_a_coupon() {
    for text in [
        with_lines("    voucher: SECRET\n"),
        with_lines("    configuration: { Gutschein: SECRET }\n"),
        with_lines("    configuration: { voucher: SECRET, voucher: SECRET }\n"),
        with_lines("    configuration: { voucher: [SECRET] }\n"),
        with_lines("    configuration: { voucher:SECRET }\n"),
        with_lines("    configuration: voucher:SECRET\n"),
        with_lines("    configuration: [voucher: SECRET]\n"),
        with_lines("    configuration: { voucher: &SECRET x }\n"),
        with_lines("    voucher=SECRET: 1\n"),
        with_lines("coupons: SECRET\n"),
        with_lines("coupons: [SEC RET, SECRET CODE]\n"),
        with_lines("coupons: { SECRET: x }\n"),
        with_lines("    configuration:\n      voucher: \"SECRET\n"),
    ] {
        let error = OrderFile::parse(&text).unwrap_err();
        let said = format!(
            "{error} {error:?} {}",
            serde_json::to_string(error.problems()).unwrap()
        );
        assert!(!said.contains("SECRET"), "{said}");
    }
}

#[test]
fn names_in_messages_are_short_and_hold_no_control_characters() {
    let text = with_lines(&format!("    \"\\e[31m{}\": 1\n", "x".repeat(200)));
    let fault = &problems(&text)[0];
    assert!(fault.to_string().len() < 600, "{fault}");
    assert!(!fault.to_string().contains('\u{1b}'), "{fault}");
}

#[test]
fn a_line_is_shown_as_far_as_it_says_public_values() {
    for (line, shown) in [
        ("    quantity: 0", Some("    quantity: 0")),
        ("    cuantity: \"1\"", Some("    cuantity: \"1\"")),
        (
            "    quantity: 0 # voucher SECRET",
            Some("    quantity: 0 …"),
        ),
        ("    quantity: [SECRET]", Some("    quantity: [ …")),
        ("    expire: SECRET", None),
        ("    voucher: SECRET", None),
        ("    voucher:SECRET", None),
        ("    configuration: SECRET", None),
        (
            "    configuration: { quantity: { a: SECRET } }",
            Some("    configuration: { quantity: { …"),
        ),
        ("coupons: SECRET", None),
    ] {
        let problems = problems(&with_lines(&format!("{line}\n")));
        let expected = shown.map(str::to_owned);
        for problem in problems {
            assert_eq!(
                problem.position.as_ref().unwrap().excerpt,
                expected,
                "{problem}"
            );
        }
    }
    let listed = problems(&with_lines("coupons:\n  - product: [SECRET]\n"));
    let excerpt = listed[0].position.as_ref().unwrap().excerpt.as_deref();
    assert_eq!(excerpt, Some("  - product: [ …"));
}
