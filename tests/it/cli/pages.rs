//! What a person does in a browser between commands: taking keys, and paying an order.

use serde_json::{Value, json};

use crate::fixture::terminal::{Api, Running, Terminal, opened, pressed};

#[test]
fn an_order_that_a_person_pays_through_its_link_is_followed_to_its_delivery() {
    let api = Api::start();
    let buy = ["-o", "json", "buy", "examples/vps.yaml", "--yes"];
    let terminal = api.terminal();
    let mut running = Running::start(&mut terminal.command(&buy));
    let link = running.named_page();
    let page = opened(&link);
    assert!(page.contains("<button>Pay 5.39 €</button>"), "{page}");
    let page = pressed(&link);
    assert!(page.contains("The order is paid."), "{page}");
    let run = running.end();
    assert_eq!(run.code, Some(0), "{run:?}");
    let bought: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(
        [&bought["status"], &bought["url"]],
        [&json!("delivered"), &json!(link)]
    );
    assert_eq!(bought["services"][0]["planCode"], "vps-2025-model1");
}

#[test]
fn the_lines_of_the_applications_page_are_a_configuration_that_logs_in() {
    let api = Api::start();
    let html = opened(&format!("http://{}/createApp/", api.address()));
    let (_, lines) = html.split_once("<pre>").unwrap();
    let (lines, _) = lines.split_once("</pre>").unwrap();
    let terminal = Terminal::bare();
    terminal.file("ovh.conf", lines);
    let login = terminal.json(&["login", "--no-wait", "--for", "buy"]);
    assert_eq!(login["section"], format!("http://{}/v1", api.address()));
}
