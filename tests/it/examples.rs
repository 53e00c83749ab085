//! The examples of the crate, run as they are, and what they print.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use ovh_order::sandbox::{Delivery, Options, Sandbox, start};

use crate::sandbox::guide::is_project;

#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/buy.rs"]
mod buy;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/extension.rs"]
mod extension;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/oauth2.rs"]
mod oauth2;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/quote.rs"]
mod quote;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/raw_call.rs"]
mod raw_call;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/raw_steps.rs"]
mod raw_steps;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/shop.rs"]
mod shop;
#[expect(dead_code, reason = "an example has a main function")]
#[path = "../../examples/transport.rs"]
mod transport;

async fn sandbox() -> Sandbox {
    let options = Options::new(Arc::new(Timestamp::now)).delivery(Delivery::reads(0, 0));
    start(options).await.unwrap()
}

/// What an example has printed.
#[derive(Clone, Default)]
struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().map(str::to_owned).collect()
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn extension_prints_a_price() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    let endpoint = sandbox.url().parse().unwrap();
    extension::run(endpoint, &mut printed).await.unwrap();
    assert_eq!(printed.lines(), ["vps-2025-model1 5.39 €"]);
}

#[tokio::test]
async fn oauth2_prints_whose_account_it_is() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    oauth2::run(&sandbox, &mut printed).await.unwrap();
    assert_eq!(printed.lines(), ["account sb00000-ovh", "0 orders"]);
}

#[tokio::test]
async fn raw_call_prints_an_account_an_answer_and_an_error() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    raw_call::run(&sandbox, &mut printed).await.unwrap();
    let lines = printed.lines();
    assert_eq!(lines[..2], ["sb00000-ovh of FR", "prices in \"EUR\""]);
    let error = ": 404 The requested object (orderId = 1) does not exist (Client::NotFound)";
    assert!(lines[2].contains(error), "{lines:?}");
}

#[tokio::test]
async fn shop_places_an_order_once_however_often_it_is_asked_to() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    let folder = tempfile::tempdir().unwrap();
    shop::run(&sandbox, folder.path(), &mut printed)
        .await
        .unwrap();
    let expected = [
        "201 and 200",
        "200, the same order: true",
        "409, the key `2026-0001` is that of another order, for vps-2025-model1; choose another key",
    ];
    assert_eq!(printed.lines(), expected);
}

#[tokio::test]
async fn transport_prints_that_it_was_answered() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    let endpoint = sandbox.url().parse().unwrap();
    transport::run(endpoint, &mut printed).await.unwrap();
    assert_eq!(
        printed.lines(),
        ["answered 200", "the server has a clock: true"]
    );
}

#[tokio::test]
async fn quote_prints_offers_and_a_total() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    let endpoint = sandbox.url().parse().unwrap();
    let file = crate::fixture::workflow::eco();
    quote::run(endpoint, file, &mut printed).await.unwrap();
    let expected = [
        "vps-2025-model1 P1M 4.49 €",
        "vps-2025-model2 P1M 6.99 €",
        "vps-2025-model3 P1M 14.99 €",
        "   0.00 €  300Mbps unmetered public bandwidth location - 1 mois",
        "   0.00 €  300Mbps unmetered public bandwidth",
        "   0.00 €  2x 480Gb SSD Soft RAID location - 1 mois",
        "   0.00 €  32GB DDR4 ECC 2133MHz location - 1 mois",
        "  16.99 €  KS-1 | Intel Xeon-D 1520 location - centre de données gra - ",
        "  16.99 €  KS-1 | Intel Xeon-D 1520 location - centre de données gra - 1 mois",
        "   0.00 €  Intel Xeon-D 1520",
        "  40.78 €  with tax",
    ];
    assert_eq!(printed.lines(), expected);
}

#[tokio::test]
async fn buy_prints_its_steps_and_answers_a_project() {
    let (sandbox, printed) = (sandbox().await, Printed::default());
    let project = buy::run(&sandbox, printed.clone()).await.unwrap();
    assert!(is_project(&project), "{project}");
    let expected = [
        "created a cart",
        "assigned the cart to the account",
        "added project.2018 as item 263000002",
        "set description of item 263000002",
        "total 0.00 € with tax",
        "checking out",
        "order 220000005 exists",
        "following order 220000005 until it is delivered",
        "order 220000005 is delivered",
    ];
    assert_eq!(printed.lines(), expected);
}

#[tokio::test]
async fn raw_steps_prints_nine_steps() {
    let (sandbox, mut printed) = (sandbox().await, Printed::default());
    raw_steps::run(&sandbox, &mut printed).await.unwrap();
    let expected = [
        "1 cart created",
        "2 offers: 1",
        "3 item 263000002 added",
        "4 labels: description voucher infrastructure",
        "5 description set",
        "6 total 0.00 €",
        "7 cart assigned",
        "8 contracts: 2",
        "9 order 220000005 is delivered",
    ];
    assert_eq!(printed.lines(), expected);
}
