//! The document as a whole: empty, broken, too large, too clever.

use super::*;

#[test]
fn empty_files_and_empty_lists_are_refused() {
    let empty = "1:1: the file is empty; write at least one item in `items`";
    for text in ["", "\n\n", "# only a comment\n", "---\n", "null"] {
        assert_eq!(printed(text), [empty], "{text:?}");
    }
    assert_eq!(printed("description: x\n"), ["1:1: `items` is missing"]);
    assert_eq!(
        printed("items: []\n"),
        ["1:8: items: there is nothing to order; \
          write at least one item, starting with `- product: `"]
    );
    assert_eq!(
        printed("coupons: []\nitems:\n"),
        ["2:1: items: the value is missing; expected a list; \
          write one, or remove the line"]
    );
}

#[test]
fn wrong_kinds_are_named() {
    for (text, expected) in [
        (
            "a text",
            "1:1: expected a mapping, found one value; write lines `name: value`",
        ),
        (
            "- a",
            "1:1: expected a mapping, found a list; write lines `name: value`",
        ),
        (
            "items: { product: cloud }",
            "1:8: items: expected a list, found a mapping; start each element with `- `",
        ),
        (
            "items: [cloud]",
            "1:9: items[0]: expected a mapping, found one value; write lines `name: value`",
        ),
    ] {
        assert_eq!(printed(text), [expected]);
    }
}

#[test]
fn names_and_labels_written_twice_are_refused() {
    let text = with_lines(
        "    planCode: b\n    configuration:\n      region: europe\n      'region': canada\n",
    );
    assert_eq!(
        printed(&text),
        [
            "4:5: items[0].planCode: `planCode` is written twice, first on line 3; \
             keep one of them",
            "7:7: items[0].configuration.region: `region` is written twice, \
             first on line 6; keep one of them",
        ]
    );
}

#[test]
fn anchors_aliases_merge_keys_and_tags_are_refused() {
    let alias = "anchors and aliases are not supported; write the value out";
    let text = "items:\n  - &one { product: cloud, planCode: a }\n  - *one\n  - *unknown\n";
    assert_eq!(
        printed(text),
        [
            format!("2:10: items[0]: {alias}"),
            format!("3:5: items[1]: {alias}"),
            format!("4:5: items[2]: {alias}"),
        ]
    );
    assert_eq!(
        printed(&with_lines("    <<: { quantity: 2 }\n")),
        ["4:5: items[0]: merge keys are not supported; write the values out"]
    );
    assert_eq!(
        printed(&with_lines("    quantity: !!int 2\n")),
        [
            "4:21: items[0].quantity: the tag `!!int` is not supported; \
          write the value in quotes for a text"
        ]
    );
    assert_eq!(
        printed(&with_lines("    ? [a]\n    : b\n")),
        ["4:7: items[0]: a key must be a name; write `name: value`"]
    );
}

#[test]
fn a_second_document_is_refused() {
    assert_eq!(
        printed(&with_lines("---\nitems: []\n")),
        ["4:1: a second document starts here; \
          an order file is one document: remove the `---`"]
    );
}

#[test]
fn broken_yaml_is_one_fault_with_its_position() {
    let problems = problems("items:\n  - product: cloud\n   planCode: a\n");
    assert_eq!(problems.len(), 1);
    assert_eq!(
        (
            problems[0].position.as_ref().unwrap().line,
            problems[0].path.as_str()
        ),
        (3, "")
    );
    assert!(
        problems[0].message.starts_with("invalid YAML: "),
        "{}",
        problems[0]
    );
}

#[test]
fn size_and_nesting_are_bounded() {
    let order = "items: [{product: vps, planCode: x}]\n#";
    let most = format!("{order}{}", "#".repeat(MAX_BYTES - order.len()));
    OrderFile::parse(&most).unwrap();
    let large = "#".repeat(MAX_BYTES + 1);
    let expected = "1:1: the file is larger than 1 MiB; an order file is a page of text";
    assert_eq!(printed(&large), [expected]);
    let read = OrderFile::read_from(large.as_bytes(), "large").unwrap_err();
    assert_eq!(read.to_string(), format!("large:{expected}"));
    for deep in ["[", "{a: ", "- ", "? ", "[{a: "] {
        let problems = problems(&deep.repeat(10_000));
        assert_eq!(problems.len(), 1, "{deep}");
    }
}

#[test]
fn of_very_many_faults_the_rest_is_counted() {
    let text = format!("items:\n{}", "- {}\n".repeat(200));
    let printed = printed(&text);
    assert_eq!(printed.len(), 101);
    assert_eq!(
        printed.last().map(String::as_str),
        Some("51:3: 300 more problems are not shown; fix these first")
    );
}

#[test]
fn every_prefix_of_a_file_is_an_order_or_has_faults_inside_the_text() {
    let whole = include_str!("../../data/order-file/every-fault.yaml");
    for (end, _) in whole.char_indices() {
        let text = &whole[..end];
        let Err(error) = OrderFile::parse(text) else {
            continue;
        };
        assert!(!error.problems().is_empty(), "{text}");
        for fault in error.problems() {
            let line = text
                .split('\n')
                .nth(fault.position.as_ref().unwrap().line - 1)
                .unwrap();
            assert!(
                fault.position.as_ref().unwrap().column <= line.chars().count() + 1,
                "{fault}"
            );
        }
    }
}

#[test]
fn text_that_is_not_utf_8_is_one_fault_where_it_starts() {
    let error = OrderFile::read_from(&b"items:\n# \xc3\xa9 \xe9\n"[..], "latin").unwrap_err();
    assert_eq!(
        error.to_string(),
        "latin:2:5: the file is not UTF-8; save it as UTF-8"
    );
}
