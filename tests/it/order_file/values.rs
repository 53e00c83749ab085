//! What each value may be and what is sent for it.

use super::*;

#[test]
fn configuration_is_sent_as_written() {
    for (written, sent) in [
        ("true", "true"),
        ("True", "True"),
        ("0123", "0123"),
        ("1.50", "1.50"),
        ("0x1F", "0x1F"),
        ("24e10", "24e10"),
        ("no", "no"),
        ("2025-01-01", "2025-01-01"),
        ("/me/contact/123", "/me/contact/123"),
        ("'null'", "null"),
        ("\"\"", ""),
        ("Debian 13 # newest", "Debian 13"),
    ] {
        let text = with_lines(&format!("    configuration:\n      label: {written}\n"));
        assert_eq!(
            item(&text).configuration.get("label"),
            Some(sent),
            "{written}"
        );
    }
}

#[test]
fn configuration_keeps_the_order_of_the_file() {
    let text = with_lines("    configuration: { b: 1, a: 2, c: 3 }\n");
    let configuration = item(&text).configuration;
    let pairs: Vec<_> = configuration.iter().collect();
    assert_eq!(pairs, [("b", "1"), ("a", "2"), ("c", "3")]);
}

#[test]
fn plan_code_that_looks_like_a_number_stays_as_written() {
    assert_eq!(
        item("items: [{product: eco, planCode: 24e10}]").plan_code,
        Some(plan("24e10"))
    );
}

#[test]
fn quantity_is_one_when_left_out() {
    assert_eq!(item(&with_lines("")).quantity.get(), 1);
}

#[test]
fn quantity_is_a_whole_number_from_one() {
    assert_eq!(
        item(&with_lines("    quantity: 4294967295\n"))
            .quantity
            .get(),
        u32::MAX
    );
    for refused in [
        "0",
        "-1",
        "+1",
        "01",
        "1.0",
        "1e1",
        "'1'",
        "two",
        "4294967296",
        "1_0",
    ] {
        let text = with_lines(&format!("    quantity: {refused}\n"));
        let bare = refused.trim_matches('\'');
        let expected = format!(
            "4:15: items[0].quantity: invalid quantity `{bare}`; \
             write a whole number from 1, without quotes"
        );
        assert_eq!(printed(&text), [expected]);
    }
}

#[test]
fn duration_is_iso_8601_of_days_or_more() {
    for taken in [
        "P1M", "P1Y", "P12M", "P2Y", "P30D", "P2W", "P1Y6M", "P0Y1M", "P0D",
    ] {
        assert_eq!(PriceDuration::new(taken).unwrap().as_str(), taken);
    }
}

#[test]
fn refused_durations_say_what_to_write() {
    let forms = "write an ISO 8601 duration such as `P1M` (a month) or `P1Y` (a year)";
    let renewal =
        "write the duration of a renewal, such as `P1M`, or `P0D` for what does not renew";
    for (text, message, hint) in [
        ("P0M", "invalid duration `P0M`", renewal),
        (
            "PT1H",
            "a price for `PT1H` is billed by the hour and cannot be ordered",
            forms,
        ),
        (
            "P1DT1H",
            "a price for `P1DT1H` is billed by the hour and cannot be ordered",
            forms,
        ),
        ("p1m", "invalid duration `p1m`", "did you mean `P1M`?"),
        ("P1y", "invalid duration `P1y`", "did you mean `P1Y`?"),
        ("", "invalid duration ``", forms),
        ("P", "invalid duration `P`", forms),
        ("PT", "invalid duration `PT`", forms),
        ("P1", "invalid duration `P1`", forms),
        ("PM", "invalid duration `PM`", forms),
        ("-P1M", "invalid duration `-P1M`", forms),
        ("P-1M", "invalid duration `P-1M`", forms),
        ("P1.5M", "invalid duration `P1.5M`", forms),
        ("P1M1Y", "invalid duration `P1M1Y`", forms),
        ("P1M1M", "invalid duration `P1M1M`", forms),
        ("P1é", "invalid duration `P1é`", forms),
        ("1 month", "invalid duration `1 month`", forms),
    ] {
        let refusal = PriceDuration::new(text).unwrap_err();
        assert_eq!(
            (refusal.message.as_str(), refusal.hint.as_deref()),
            (message, Some(hint))
        );
    }
}

#[test]
fn product_is_one_that_the_api_has() {
    let product = |text: &str| format!("items: [{{product: '{text}', planCode: a}}]");
    for (text, said) in [
        ("vpz", "unknown product `vpz`; did you mean `vps`?"),
        ("VPS", "unknown product `VPS`; did you mean `vps`?"),
        (
            "checkout",
            "unknown product `checkout`; use one of advisoryServices",
        ),
        (
            "Assign",
            "unknown product `Assign`; use one of advisoryServices",
        ),
        ("", "unknown product ``; use one of advisoryServices"),
        (
            "../checkout",
            "unknown product `../checkout`; use one of advisoryServices",
        ),
        ("Domain", "unknown product `Domain`; did you mean `domain`?"),
        (
            "cloud?x",
            "unknown product `cloud?x`; did you mean `cloud`?",
        ),
    ] {
        let printed = printed(&product(text));
        let expected = format!("1:19: items[0].product: {said}");
        assert!(printed[0].starts_with(&expected), "{printed:?}");
    }
    assert_eq!(
        item(&product("office365Prepaid")).product.as_str(),
        "office365Prepaid"
    );
}

#[test]
fn subsidiary_is_upper_case() {
    let with = |code: &str| format!("ovhSubsidiary: {code}\n{}", with_lines(""));
    for (code, said) in [
        ("fr", "unknown subsidiary `fr`; did you mean `FR`?"),
        ("Asia", "unknown subsidiary `Asia`; did you mean `ASIA`?"),
        ("France", "unknown subsidiary `France`; use one of "),
        ("F1", "unknown subsidiary `F1`; use one of "),
    ] {
        let printed = printed(&with(code));
        let expected = format!("1:16: ovhSubsidiary: {said}");
        assert!(printed[0].starts_with(&expected), "{printed:?}");
    }
    let order = OrderFile::parse(&with("NO")).unwrap();
    assert_eq!(order.ovh_subsidiary, Some("NO".into()));
}

#[test]
fn debug_shows_no_voucher_and_no_coupon() {
    let labels = [
        ("voucher", "AAAA"),
        ("Voucher", "BBBB"),
        ("description", "shown"),
    ];
    let mut order = OrderFile::new(vec![monthly_item("cloud", "project.2018", &labels)]);
    order.coupons = vec![Coupon::new("CCCC").unwrap()];
    let debug = format!("{order:?} {order:#?}");
    for secret in ["AAAA", "BBBB", "CCCC"] {
        assert!(!debug.contains(secret), "{debug}");
    }
    assert!(debug.contains("shown"));
}

#[test]
fn setting_a_label_again_answers_the_value_it_had() {
    let mut configuration = Configuration::default();
    assert_eq!(configuration.set("region", "europe"), None);
    assert_eq!(
        configuration.set("region", "canada"),
        Some("europe".to_owned())
    );
    assert_eq!((configuration.len(), configuration.is_empty()), (1, false));
}

#[test]
fn an_option_is_a_plan_or_one_of_a_family() {
    let option = |text: &str| {
        let text = with_lines(&format!("    options: [{text}]\n"));
        item(&text).options.remove(0)
    };
    let memory = || FamilyName::new("memory").unwrap();
    let of_family = |choose| OrderOption::of_family(memory(), choose);
    assert_eq!(option("{family: memory}"), of_family(Choice::Default));
    assert_eq!(
        option("{family: memory, choose: cheapest}"),
        of_family(Choice::Cheapest)
    );
    for (wrong, message) in [
        (
            "{family: memory, planCode: a}",
            "`planCode` names the option that `family` would choose; keep one of them",
        ),
        (
            "{planCode: a, choose: default}",
            "`choose` needs a family; write `family: ` beside it",
        ),
        (
            "{family: memory, choose: chaepest}",
            "unknown choice `chaepest`; did you mean `cheapest`?",
        ),
        (
            "{family: a b}",
            "invalid family `a b`; write its name, such as `memory`",
        ),
    ] {
        let problems = problems(&with_lines(&format!("    options: [{wrong}]\n")));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].to_string().ends_with(message), "{problems:?}");
    }
}

#[test]
fn an_item_is_a_plan_an_option_for_a_service_or_a_domain() {
    let of = |text: &str| item(&format!("items: [{{{text}}}]"));
    let domain = DomainName::new("example.com").unwrap();
    let create = OrderItem::domain(domain.clone(), DomainAction::Create);
    assert_eq!(of("product: domain, domain: example.com"), create);
    assert_eq!(
        of("product: domain, domain: example.com, action: transfer"),
        OrderItem::domain(domain, DomainAction::Transfer)
    );
    let service = ServiceName::new("mine").unwrap();
    let product = "webPaaS".parse().unwrap();
    assert_eq!(
        of("product: webPaaS, serviceName: mine, planCode: a"),
        OrderItem::for_service(product, service, plan("a"))
    );
    for (wrong, message) in [
        ("product: domain", "`domain` is missing"),
        (
            "product: domain, domain: example",
            "invalid domain `example`; write a name with its extension, such as `example.com`",
        ),
        (
            "product: domain, domain: a.com, action: creat",
            "unknown action `creat`; did you mean `create`?",
        ),
        ("product: domainPacks, planCode: a", "`domain` is missing"),
        (
            "product: domainPacks, domain: a.com",
            "`planCode` is missing",
        ),
        (
            "product: domainPacks, domain: a.com, planCode: a, action: create",
            "a pack of domains is always registered; leave `action` out",
        ),
        (
            "product: domainTransfer, domain: a.com",
            "unknown product `domainTransfer`; write `product: domain` with `action: transfer`",
        ),
        (
            "product: domainRestore, domain: a.com",
            "unknown product `domainRestore`; no call of the API orders it: renewing the domain restores it",
        ),
        (
            "product: vps, planCode: a, domain: a.com",
            "`domain` belongs to a domain; write it beside `product: domain`",
        ),
        ("product: vps, serviceName: mine", "`planCode` is missing"),
        (
            "product: vps, serviceName: mine, planCode: a, options: []",
            "an option of a service has no options of its own; write an item for each option",
        ),
    ] {
        let problems = problems(&format!("items: [{{{wrong}}}]"));
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].to_string().ends_with(message), "{problems:?}");
    }
}
