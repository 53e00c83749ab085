//! Right names, garbled names, misplaced names.

use super::*;

const VOUCHER: &str = "a Public Cloud voucher is a label in the `configuration` of its item; \
                       a commercial promo code goes into `coupons` at the top of the file";
const PLAN: &str = "it stands in an item of `items` or in one of its `options`";
const DESCRIPTION: &str = "the cart's stands at the top of the file; \
                           the name of a project is the label `description` in `configuration`";
const CHECKOUT: &str = "it is chosen at the checkout, not in the file";
const LABEL: &str = "write each label and its value as `label: value` under `configuration`";

/// The fault of one further name of an item, as message and hint.
fn on_item(name: &str, value: &str) -> (String, Option<String>) {
    only(&format!(
        "items:\n  - {name}: {value}\n    product: cloud\n    planCode: a\n"
    ))
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
        let message = format!("`{written}` is not the API's name, write `{right}`");
        assert_eq!(on_item(written, value), (message, None));
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
        let message = format!("`{written}` is not the API's name, write `{right}`");
        assert_eq!(only(&text), (message, None));
    }
    for written in ["producto", "Produkt", "Product"] {
        let text = format!("items:\n  - {written}: cloud\n    planCode: project.2018\n");
        let message = format!("`{written}` is not the API's name, write `product`");
        assert_eq!(only(&text), (message, None));
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
        let message = format!("`{written}` is not the API's name, write `{right}`");
        assert_eq!(only(&text), (message, None));
    }
}

#[test]
fn misplaced_names_of_an_item_say_where_they_belong() {
    for (written, message, hint) in [
        ("voucher", "`voucher` does not stand here", VOUCHER),
        (
            "Gutschein",
            "`Gutschein` is `voucher`, which does not stand here",
            VOUCHER,
        ),
        (
            "código promocional",
            "`código promocional` is `voucher`, which does not stand here",
            VOUCHER,
        ),
        (
            "description",
            "`description` does not stand here",
            DESCRIPTION,
        ),
        (
            "descripcio\u{301}n",
            "`descripcio\u{301}n` is `description`, which does not stand here",
            DESCRIPTION,
        ),
        ("label", "`label` does not stand here", LABEL),
        (
            "ovhSubsidiary",
            "`ovhSubsidiary` does not stand here",
            "it stands at the top of the file, for the whole cart",
        ),
    ] {
        let expected = (message.to_owned(), Some(hint.to_owned()));
        assert_eq!(on_item(written, "SECRET"), expected);
    }
}

#[test]
fn misplaced_names_of_the_document_say_where_they_belong() {
    for (written, message, hint) in [
        ("planCode", "`planCode` does not stand here", PLAN),
        (
            "plan_code",
            "`plan_code` is `planCode`, which does not stand here",
            PLAN,
        ),
        (
            "cuantity",
            "`cuantity` is `quantity`, which does not stand here",
            PLAN,
        ),
        ("voucher", "`voucher` does not stand here", VOUCHER),
        (
            "waiveRetractationPeriod",
            "`waiveRetractationPeriod` does not stand here",
            CHECKOUT,
        ),
        (
            "waiveRetractionPeriod",
            "`waiveRetractionPeriod` is `waiveRetractationPeriod`, \
             which does not stand here",
            CHECKOUT,
        ),
        (
            "autoPayWithPreferredPaymentMethod",
            "`autoPayWithPreferredPaymentMethod` does not stand here",
            CHECKOUT,
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
            "it stands in an item of `items`, and its options share it",
        ),
        (
            "options",
            "they stand in an item of `items`; an option has none of its own",
        ),
    ] {
        let option = format!("    options:\n      - planCode: a\n        {written}: x\n");
        let message = format!("`{written}` does not stand here");
        assert_eq!(only(&with_lines(&option)), (message, Some(hint.to_owned())));
    }
}

#[test]
fn garbled_labels_are_refused_with_the_right_one() {
    let coupon = "a commercial promo code goes into `coupons` at the top of the file";
    for (written, right, hint) in [
        ("descripción", "description", None),
        ("descripcio\u{301}n", "description", None),
        ("Beschreibung", "description", None),
        ("Description", "description", None),
        ("código promocional", "voucher", Some(coupon)),
        ("co\u{301}digo promocional", "voucher", Some(coupon)),
        ("codigo_promocional", "voucher", Some(coupon)),
        ("Gutschein", "voucher", Some(coupon)),
        ("Voucher", "voucher", Some(coupon)),
    ] {
        let text = with_lines(&format!("    configuration: {{ {written}: SECRET }}\n"));
        let message =
            format!("`{written}` is not the label, labels are never translated: write `{right}`");
        assert_eq!(only(&text), (message, hint.map(ToOwned::to_owned)));
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
        let message = format!("unknown name `{written}`, did you mean `{right}`?");
        assert_eq!(on_item(written, value), (message, None));
    }
}

#[test]
fn names_near_to_nothing_are_answered_with_all_that_stand_there() {
    let hint = "here stand `product`, `planCode`, `duration`, `pricingMode`, `quantity`, \
                `configuration`, `options`; labels stand under `configuration`";
    let expected = ("unknown name `vps_os`".to_owned(), Some(hint.to_owned()));
    assert_eq!(on_item("vps_os", "Debian 13"), expected);
}
