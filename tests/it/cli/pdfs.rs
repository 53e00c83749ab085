//! `order documents`: the PDFs of an order, written whole, once, and without giving the link away.

use std::fs;

use serde_json::json;

use crate::fixture::terminal::{Api, Terminal, failed};
use crate::fixture::wire::{Reply, json as reply};

/// Places an order, and pays it at once if that is wanted.
fn order(terminal: &Terminal, payer: &str) -> String {
    let buy = ["buy", "examples/vps.yaml", "--yes", "--max-total", "6 EUR"];
    let bought = terminal.json(&[&buy[..], &["--no-follow", "--pay-with", payer]].concat());
    bought["orderId"].to_string()
}

#[test]
fn the_pdfs_of_an_order_are_downloaded_once_and_the_invoice_when_there_is_one() {
    let api = Api::start();
    let terminal = api.terminal();
    let order = order(&terminal, "none");
    let own = format!("papers/ovh-order-{order}.pdf");
    let invoice = format!("papers/ovh-invoice-FR{order}.pdf");
    let documents = ["order", "documents", &order, "--dir", "papers"];
    let run = terminal.run(&documents);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.stderr.contains("the order has no invoice yet"),
        "{run:?}"
    );
    assert!(fs::read(terminal.path(&own)).unwrap().starts_with(b"%PDF-"));
    fs::write(terminal.path(&own), "mine").unwrap();
    terminal.json(&["order", "pay", &order, "--pay-with", "1001", "--yes"]);
    let written = json!([{"file": own, "isNew": false}, {"file": invoice, "isNew": true}]);
    assert_eq!(terminal.json(&documents), written);
    assert_eq!(fs::read(terminal.path(&own)).unwrap(), b"mine");
    assert!(
        fs::read(terminal.path(&invoice))
            .unwrap()
            .ends_with(b"%%EOF\n")
    );
    let names = fs::read_dir(terminal.path("papers")).unwrap().count();
    assert_eq!(names, 2);
}

#[test]
fn what_can_be_read_of_the_documents_is_written_and_what_is_refused_is_the_failure() {
    let api = Api::start();
    let order = order(&api.terminal(), "default");
    let own = format!("ovh-order-{order}.pdf");
    let invoice = format!("ovh-invoice-FR{order}.pdf");
    let denied = r#"{"errorCode":"NOT_GRANTED_CALL","message":"This call has not been granted"}"#;
    for (refused, told, written, missing) in [
        ("/v1/me/bill?", "GET /me/bill: 403", &own, &invoice),
        ("/v1/me/bill/FR", "GET /me/bill/FR", &own, &invoice),
        (
            "/v1/me/order/",
            "GET /me/order/{orderId}: 403",
            &invoice,
            &own,
        ),
    ] {
        let wire = api.before(move |got| {
            if got.target.starts_with(refused) {
                return reply(403, denied);
            }
            Reply::Pass
        });
        let terminal = Terminal::with_keys(wire.address());
        let run = terminal.run(&["order", "documents", &order]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(
            run.stdout.contains(written) && !run.stdout.contains(missing),
            "{run:?}"
        );
        assert!(run.stderr.contains(&format!("error: {told}")), "{run:?}");
        assert!(
            run.stderr.contains("gets a consumer key that may do it"),
            "{run:?}"
        );
        assert!(terminal.path(written).exists() && !terminal.path(missing).exists());
    }
}

#[test]
fn an_invoice_that_is_refused_does_not_keep_the_others_from_being_written() {
    let api = Api::start();
    let order = order(&api.terminal(), "default");
    let bills = format!(r#"["FR1","FR{order}"]"#);
    let wire = api.before(move |got| {
        if got.target.starts_with("/v1/me/bill?") {
            return reply(200, bills.as_str());
        }
        if got.target == "/v1/me/bill/FR1" {
            return reply(404, r#"{"message":"This bill is gone"}"#);
        }
        Reply::Pass
    });
    let terminal = Terminal::with_keys(wire.address());
    let run = terminal.run(&["order", "documents", &order]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stderr.contains("error: GET /me/bill/FR1"), "{run:?}");
    for written in [
        format!("ovh-order-{order}.pdf"),
        format!("ovh-invoice-FR{order}.pdf"),
    ] {
        assert!(run.stdout.contains(&written), "{run:?}");
        assert!(terminal.path(&written).exists(), "{written}");
    }
}

#[test]
fn what_is_no_pdf_or_lies_elsewhere_is_refused_without_the_password_of_the_link() {
    type Case = (fn() -> Reply, &'static str);
    let api = Api::start();
    let order = order(&api.terminal(), "none");
    let cases: [Case; 5] = [
        (
            || reply(200, "<!DOCTYPE html><html>please log in</html>"),
            "it is a web page",
        ),
        (|| reply(200, r#"{"no":"pdf"}"#), "it is not a PDF"),
        (|| reply(404, r#"{"message":"gone"}"#), "404"),
        (
            || Reply::Redirect("https://example.com/x?passwd=s3cret".to_owned()),
            "it redirects to example.com, which the API did not name",
        ),
        (
            || Reply::Redirect("/orderPdf?passwd=s3cret".to_owned()),
            "it redirects too often",
        ),
    ];
    for (answer, expected) in cases {
        let wire = api.before(move |got| {
            if got.target.contains("/orderPdf") {
                return answer();
            }
            Reply::Pass
        });
        let terminal = Terminal::with_keys(wire.address());
        let run = terminal.run(&["--debug", "order", "documents", &order]);
        failed(&run, 1, expected);
        let said = run.stderr + &run.stdout;
        assert!(
            !said.contains("orderPassword=") && !said.contains("s3cret"),
            "{said}"
        );
        assert!(!terminal.path(&format!("ovh-order-{order}.pdf")).exists());
    }
}
