//! Where a fault stands.

use super::*;
use ovh_order::order::file::Product;

#[test]
fn every_fault_of_a_file_is_reported_at_once_and_in_its_order() {
    let text = include_bytes!("../../data/order-file/every-fault.yaml");
    let error = OrderFile::read_from(&text[..], "order.yaml").unwrap_err();
    let expected = include_str!("../../data/order-file/every-fault.txt");
    let expected = expected.replace("PRODUCTS", &Product::all().join(", "));
    assert_eq!(error.to_string(), expected.trim_end());
}

#[test]
fn json_with_tabs_is_read() {
    let mut order = OrderFile::new(vec![item(&with_lines("    quantity: 2\n"))]);
    order.description = Some("café 😀 a/b".to_owned());
    order.items[0].configuration = [
        ("description", "My project"),
        ("enable-backup", "true"),
        ("size", "1.50"),
    ]
    .into_iter()
    .collect();
    assert_eq!(OrderFile::read(data("tabs.json")).unwrap(), order);
}

#[test]
fn faults_of_json_with_tabs_stand_where_they_are() {
    let text = include_bytes!("../../data/order-file/faulty.json");
    let error = OrderFile::read_from(&text[..], "order.json").unwrap_err();
    assert_eq!(
        error.to_string(),
        "order.json:3:65: items[0].quantity: invalid quantity `0`; \
         write a whole number from 1, without quotes\n\
         order.json:4:25: items[1].plancode: unknown field `plancode`; \
         did you mean `planCode`?\n\
         order.json:4:64: items[1].options: expected a list, found a mapping; \
         start each element with `- `\n\
         order.json:7:3: coupons[0]: the value is missing; expected one value; \
         write one, or remove the line"
    );
}

#[test]
fn a_tab_that_cannot_indent_is_reported_where_it_stands() {
    for (text, position) in [
        ("items:\n\t- product: vps\n", "2:1"),
        ("items:\n  - product: vps\n\tplanCode: a\n", "3:1"),
        (
            "items:\n  - product: vps\n    planCode: a\n  \tquantity: 1\n",
            "4:3",
        ),
    ] {
        let expected = format!("{position}: invalid YAML: a tab cannot indent a line; use spaces");
        assert_eq!(printed(text), [expected]);
    }
}

#[test]
fn columns_are_characters_and_a_byte_order_mark_is_none() {
    let fault = "2:13: items[0]: `product` is missing";
    assert_eq!(
        printed("\u{feff}items: # é\n- {planCode: é, é: 1}\n").len(),
        2
    );
    assert_eq!(
        printed("\u{feff}items: [\n  {planCode: a}]")[0],
        "2:3: items[0]: `product` is missing"
    );
    assert_eq!(
        printed("description: é\nitems: [ é, {planCode: a}]\n")[1],
        fault.replace("[0]", "[1]")
    );
    assert_eq!(
        printed("\u{feff}x: 1\nitems: []\n")[0].split(": ").next(),
        Some("1:1")
    );
}

#[test]
fn windows_line_ends_do_not_move_positions() {
    let text = with_lines("    quantity: 0\n").replace('\n', "\r\n");
    assert_eq!(
        problems(&text)
            .first()
            .unwrap()
            .position
            .as_ref()
            .map(|at| (at.line, at.column)),
        Some((4, 15))
    );
}

#[test]
fn a_path_quotes_a_label_that_is_no_plain_name() {
    let text = with_lines("    configuration: { a b: }\n");
    assert_eq!(problems(&text)[0].path, "items[0].configuration[\"a b\"]");
}
