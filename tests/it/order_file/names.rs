//! Right names, garbled names, misplaced names.

use super::*;

const VOUCHER: &str = "it belongs in `configuration`; \
                       a commercial promo code goes into `coupons` at the top of the file";
const PLAN: &str = "it belongs in an item of `items` or in one of its `options`";
const DESCRIPTION: &str = "it belongs at the top of the file or in `configuration`; \
                           the name of a project is the label `description` in `configuration`";
const WAIVER: &str = "it is chosen at the checkout: `--waive-retractation-period` of the command";
const PAYMENT: &str = "it is chosen at the checkout: `--auto-pay` of the command";
const LABEL: &str = "write `label: value` under `configuration`";

/// The fault of one further name of an item, as message and hint.
fn on_item(name: &str, value: &str) -> (String, Option<String>) {
    only(&format!(
        "items:\n  - {name}: {value}\n    product: cloud\n    planCode: a\n"
    ))
}

fn unknown_field(written: &str, right: &str) -> (String, Option<String>) {
    (
        format!("unknown field `{written}`"),
        Some(format!("did you mean `{right}`?")),
    )
}

fn only(text: &str) -> (String, Option<String>) {
    let problems = problems(text);
    let [fault] = problems.as_slice() else {
        panic!("not one problem but {problems:?}");
    };
    (fault.message.clone(), fault.hint.clone())
}

#[test]
fn garbled_names_of_an_item_are_refused_with_the_right_one() {
    for (written, right, value) in [
        ("priceMode", "pricingMode", "default"),
        ("pricing_mode", "pricingMode", "default"),
        ("pricing-mode", "pricingMode", "default"),
        ("PricingMode", "pricingMode", "default"),
        ("PRICINGMODE", "pricingMode", "default"),
        ("cuantity", "quantity", "1"),
        ("quantitativ", "quantity", "1"),
        ("Quantity", "quantity", "1"),
        ("cantidad", "quantity", "1"),
        ("Menge", "quantity", "1"),
        ("duración", "duration", "P1M"),
        ("duracio\u{301}n", "duration", "P1M"),
        ("duracion", "duration", "P1M"),
        ("Dauer", "duration", "P1M"),
        ("configuración", "configuration", "{}"),
        ("configuracio\u{301}n", "configuration", "{}"),
        ("Konfiguration", "configuration", "{}"),
        ("opciones", "options", "[]"),
        ("Optionen", "options", "[]"),
    ] {
        assert_eq!(on_item(written, value), unknown_field(written, right));
    }
}

#[test]
fn garbled_names_stand_for_the_right_one_so_that_nothing_else_is_missing() {
    for (written, right) in [
        ("code_plan", "planCode"),
        ("codePlan", "planCode"),
        ("código de plan", "planCode"),
        ("co\u{301}digo de plan", "planCode"),
        ("plan_code", "planCode"),
        ("plan-code", "planCode"),
        ("plancode", "planCode"),
    ] {
        let text = format!("items:\n  - product: cloud\n    {written}: project.2018\n");
        assert_eq!(only(&text), unknown_field(written, right));
    }
    for written in ["producto", "Produkt", "Product"] {
        let text = format!("items:\n  - {written}: cloud\n    planCode: project.2018\n");
        assert_eq!(only(&text), unknown_field(written, "product"));
    }
}

#[test]
fn garbled_names_of_the_document_are_refused_with_the_right_one() {
    for (written, right, value) in [
        ("ovh_subsidiary", "ovhSubsidiary", "FR"),
        ("subsidiary", "ovhSubsidiary", "FR"),
        ("descripción", "description", "x"),
        ("Beschreibung", "description", "x"),
        ("Coupons", "coupons", "[]"),
        ("promo_code", "coupons", "[]"),
    ] {
        let text = with_lines(&format!("{written}: {value}\n"));
        assert_eq!(only(&text), unknown_field(written, right));
    }
}

#[test]
fn misplaced_names_of_an_item_say_where_they_belong() {
    for (written, message, hint) in [
        ("voucher", "`voucher` does not belong here", VOUCHER),
        (
            "Gutschein",
            "`Gutschein` (`voucher`) does not belong here",
            VOUCHER,
        ),
        (
            "código promocional",
            "`código promocional` (`voucher`) does not belong here",
            VOUCHER,
        ),
        (
            "description",
            "`description` does not belong here",
            DESCRIPTION,
        ),
        (
            "descripcio\u{301}n",
            "`descripcio\u{301}n` (`description`) does not belong here",
            DESCRIPTION,
        ),
        ("label", "`label` does not belong here", LABEL),
        (
            "ovhSubsidiary",
            "`ovhSubsidiary` does not belong here",
            "it belongs at the top of the file",
        ),
    ] {
        let expected = (message.to_owned(), Some(hint.to_owned()));
        assert_eq!(on_item(written, "SECRET"), expected);
    }
}

#[test]
fn misplaced_names_of_the_document_say_where_they_belong() {
    for (written, message, hint) in [
        ("planCode", "`planCode` does not belong here", PLAN),
        (
            "plan_code",
            "`plan_code` (`planCode`) does not belong here",
            PLAN,
        ),
        (
            "cuantity",
            "`cuantity` (`quantity`) does not belong here",
            PLAN,
        ),
        ("voucher", "`voucher` does not belong here", VOUCHER),
        (
            "waiveRetractationPeriod",
            "`waiveRetractationPeriod` does not belong here",
            WAIVER,
        ),
        (
            "waiveRetractionPeriod",
            "`waiveRetractionPeriod` (`waiveRetractationPeriod`) does not belong here",
            WAIVER,
        ),
        (
            "autoPayWithPreferredPaymentMethod",
            "`autoPayWithPreferredPaymentMethod` does not belong here",
            PAYMENT,
        ),
    ] {
        let expected = (message.to_owned(), Some(hint.to_owned()));
        assert_eq!(only(&with_lines(&format!("{written}: x\n"))), expected);
    }
}

#[test]
fn misplaced_names_of_an_option_say_where_they_belong() {
    for (written, hint) in [
        (
            "product",
            "it belongs in an item of `items`; the options of an item share its product",
        ),
        (
            "options",
            "it belongs in an item of `items`; an option has no options of its own",
        ),
    ] {
        let option = format!("    options:\n      - planCode: a\n        {written}: x\n");
        let message = format!("`{written}` does not belong here");
        assert_eq!(only(&with_lines(&option)), (message, Some(hint.to_owned())));
    }
}

#[test]
fn garbled_labels_are_refused_with_the_right_one() {
    for (written, right) in [
        ("descripción", "description"),
        ("descripcio\u{301}n", "description"),
        ("Beschreibung", "description"),
        ("Description", "description"),
        ("código promocional", "voucher"),
        ("co\u{301}digo promocional", "voucher"),
        ("codigo_promocional", "voucher"),
        ("Gutschein", "voucher"),
        ("Voucher", "voucher"),
    ] {
        let text = with_lines(&format!("    configuration: {{ {written}: SECRET }}\n"));
        let (message, hint) = only(&text);
        assert_eq!(message, format!("unknown label `{written}`"));
        let hint = hint.unwrap();
        assert!(
            hint.starts_with(&format!("did you mean `{right}`?")),
            "{hint}"
        );
        assert_eq!(hint.contains("promo code"), right == "voucher", "{hint}");
    }
}

#[test]
fn labels_of_a_plan_are_its_own() {
    for label in [
        "OWNER_CONTACT",
        "enable-backup",
        "vps_os",
        "DNS",
        "label",
        "quantity",
    ] {
        let text = with_lines(&format!("    configuration: {{ {label}: x }}\n"));
        assert_eq!(item(&text).configuration.get(label), Some("x"));
    }
}

#[test]
fn slips_are_answered_with_the_nearest_name() {
    for (written, right) in [
        ("quantitty", "quantity"),
        ("pricngMode", "pricingMode"),
        ("durration", "duration"),
        ("configuratoin", "configuration"),
        ("option", "options"),
    ] {
        let value = match right {
            "quantity" => "1",
            "duration" => "P1M",
            "configuration" => "{}",
            "options" => "[]",
            _ => "default",
        };
        assert_eq!(on_item(written, value), unknown_field(written, right));
    }
}

#[test]
fn names_near_to_nothing_are_answered_with_all_that_belong_there() {
    let hint = "use one of `product`, `planCode`, `duration`, `pricingMode`, `quantity`, \
                `configuration`, `options`, `serviceName`, `domain`, `action`";
    let expected = ("unknown field `vps_os`".to_owned(), Some(hint.to_owned()));
    assert_eq!(on_item("vps_os", "Debian 13"), expected);
}
