//! Each message that `docs/regenerating.md` explains comes when what it is about happens.

use serde_json::{Value, json};

use crate::project::{ORDER, Project};

/// What happens to a description, and what is said of it.
struct Case {
    /// The vendored file that it happens to.
    file: &'static str,
    alter: fn(&mut Value),
    /// What the task writes on standard error.
    message: &'static str,
    /// How the page begins the message.
    explained: &'static str,
}

const CASES: &[Case] = &[
    Case {
        file: ORDER,
        alter: |native| {
            native["models"]["order.cart.Item"]["properties"]["x"] =
                json!({"type": "geohash", "fullType": "geohash"});
        },
        message: "unknown type `geohash` in order.cart.Item.x",
        explained: "`unknown type 'geohash' in order.cart.Item.x`",
    },
    Case {
        file: ORDER,
        alter: |native| {
            for name in ["cart.ItemX", "cart.Item_x"] {
                native["models"][name] = json!({"properties": {}});
            }
        },
        message: "would both be named `CartItemX`",
        explained: "`'A' and 'B' would both be named 'c'`",
    },
    Case {
        file: ORDER,
        alter: |native| {
            native["apis"][0]["operations"][0]["parameters"] =
                json!([{"name": "f", "paramType": "formData", "dataType": "string"}]);
        },
        message: "is sent as `formData`, which the client cannot do: leave the operation out",
        explained: "`… which the client cannot do: leave the operation out …`",
    },
    Case {
        file: ORDER,
        alter: |native| {
            native["models"]["order.cart.ConfigurationRequirements"]["properties"]["allowedValues"] =
                json!({"type": "string[]", "fullType": "string[]"});
        },
        message: "warning: correction `configuration-allowed-values` is outdated",
        explained: "`correction 'x' is outdated: …`",
    },
    Case {
        file: "schema/native/me.json",
        alter: |native| {
            let fields = native["models"]["billing.Order"]["properties"].as_object_mut();
            fields.unwrap().remove("password");
        },
        message: "a secret is not described any more: eu has no billing.Order.password; find where the \
                  API answers the value now",
        explained: "`a secret is not described any more: …`",
    },
    Case {
        file: "schema/native/cloud.json",
        alter: |native| {
            native["models"]["order.Price"] = json!({"enum": ["cheap"], "enumType": "string"});
        },
        message: "model order.Price is of another kind in /cloud of eu",
        explained: "`model x is of another kind in /cloud of eu: …`",
    },
    Case {
        file: "schema/native/cloud.json",
        alter: |native| {
            native["models"]["order.Price"]["properties"]["x"] = json!({"type": "string"});
        },
        message: "model order.Price differs in /order and /cloud",
        explained: "`model x differs in /order and\n/cloud`",
    },
    Case {
        file: "schema/native/me.json",
        alter: |native| keep(native, |path| path != "/me/voucher/checkValidity"),
        message: "no longer described though listed in xtask/vendor/around.txt: \
                  POST /me/voucher/checkValidity",
        explained: "`no longer described though listed in xtask/vendor/around.txt: …`",
    },
];

fn keep(native: &mut Value, is_kept: fn(&str) -> bool) {
    let paths = native["apis"].as_array_mut().unwrap();
    paths.retain(|path| is_kept(path["path"].as_str().unwrap()));
}

#[test]
fn each_message_that_is_explained_comes_when_that_happens() {
    let project = Project::new();
    let page = include_str!("../../../docs/regenerating.md");
    for case in CASES {
        assert!(page.contains(case.explained), "{}", case.explained);
        let given = project.given(case.file, case.alter);
        let before = project.schema();
        let (code, _, warned) = project.run(&["fetch", &given]);
        assert!(warned.contains(case.message), "{}: {warned}", case.message);
        if code != Some(0) {
            assert_eq!(project.schema(), before, "{}", case.message);
        }
    }
}

#[test]
fn a_family_that_every_region_has_lost_is_named() {
    let project = Project::new();
    let warned = ["us/order", "ca/order", "order"].map(|file| {
        let given = project.given(&format!("schema/native/{file}.json"), |native| {
            keep(native, |path| {
                !path.starts_with("/order/catalog/formatted/")
            });
        });
        project.run(&["fetch", &given]).2
    });
    let said = "warning: the family of FormattedCatalogProduct is gone: remove it from FAMILIES";
    assert!(warned[2].contains(said), "{warned:?}");
    let explained = "`the family of … is gone: …`";
    assert!(include_str!("../../../docs/regenerating.md").contains(explained));
}

#[test]
fn a_wrong_section_and_a_wrong_region_are_told() {
    let project = Project::new();
    let page = include_str!("../../../docs/regenerating.md");
    let order = project.path(ORDER).display().to_string();
    let (_, _, warned) = project.run(&["fetch", "--section", "me", &order]);
    assert!(warned.contains("describes `/order`, not `/me`"), "{warned}");
    assert!(page.contains("`… describes '/me', not '/order'`"));
    let (_, _, warned) = project.run(&["fetch", "--region", "ca", &order]);
    assert!(warned.contains("taken for ca as you said"), "{warned}");
}
