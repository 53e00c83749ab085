//! Profiles: their sections, and what goes before them.

use super::*;

const PROFILES: &str = "[default]\nendpoint = ovh-ca\n\
     [ovh-ca]\nconsumer_key = of-endpoint\n\
     [profile:work]\nendpoint = ovh-us\nconsumer_key = of-work\n\
     [ profile: home ]\nconsumer_key = of-home\n\
     [profile:empty]\n";

#[test]
fn a_profile_stands_in_place_of_the_endpoints_section() {
    let table = [
        (
            "",
            "ovh-ca",
            "./ovh.conf:2",
            found("of-endpoint", "./ovh.conf:4"),
        ),
        (
            "work",
            "ovh-us",
            "./ovh.conf:6",
            found("of-work", "./ovh.conf:7"),
        ),
        (
            "home",
            "ovh-ca",
            "./ovh.conf:2",
            found("of-home", "./ovh.conf:9"),
        ),
        ("empty", "ovh-ca", "./ovh.conf:2", None),
    ];
    for (profile, endpoint, origin, key) in table {
        let config = load(&sources(&[("OVH_PROFILE", profile)], &[(HERE, PROFILES)])).unwrap();
        let chosen = config.profile();
        assert_eq!(chosen.unwrap_or_default(), profile);
        assert_eq!(
            (
                config.endpoint().name(),
                endpoint_origin(&config).to_string()
            ),
            (Some(endpoint), origin.to_owned()),
            "{profile}"
        );
        assert_eq!(get(&config, Key::ConsumerKey), key, "{profile}");
    }
}

#[test]
fn a_profile_is_chosen_by_argument_before_environment_before_files() {
    let files = format!(
        "{}\n[profile:third]\nendpoint=ovh-eu",
        PROFILES.replace("endpoint = ovh-ca", "profile = third")
    );
    let files = [(HERE, files.as_str())];
    let table = [
        (Some("work"), "home", "work", "argument"),
        (None, "home", "home", "environment variable OVH_PROFILE"),
        (None, "", "third", "./ovh.conf:2"),
        (Some(""), "", "third", "./ovh.conf:2"),
    ];
    for (argument, variable, name, origin) in table {
        let arguments = argument.map(|name| Arguments::new().with(Key::Profile, name));
        let sources = sources(&[("OVH_PROFILE", variable)], &files);
        let config = Config::load(&arguments.unwrap_or_default(), &sources).unwrap();
        assert_eq!(get(&config, Key::Profile), found(name, origin));
        assert_eq!(config.profile(), Some(name));
    }
}

#[test]
fn arguments_environment_and_files_win_over_a_profile_key_by_key() {
    let variables = [
        ("OVH_PROFILE", "work"),
        ("OVH_ENDPOINT", "ovh-eu"),
        ("OVH_APPLICATION_KEY", "of-environment"),
    ];
    let files = [
        (HERE, "[profile:work]\nconsumer_key = here\n"),
        (
            HOME,
            "[profile:work]\nendpoint = ovh-us\nconsumer_key = home\napplication_key = home\napplication_secret = home\n",
        ),
    ];
    let config = load(&sources(&variables, &files)).unwrap();
    assert_eq!(
        endpoint_origin(&config).to_string(),
        "environment variable OVH_ENDPOINT"
    );
    assert_eq!(
        [
            Key::ApplicationKey,
            Key::ApplicationSecret,
            Key::ConsumerKey
        ]
        .map(|key| get(&config, key)),
        [
            found("of-environment", "environment variable OVH_APPLICATION_KEY"),
            found("home", "~/.ovh.conf:5"),
            found("here", "./ovh.conf:2"),
        ]
    );
    let shown: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "OVH_ENDPOINT overrides `endpoint` of the profile work",
            "OVH_APPLICATION_KEY overrides `application_key` of the profile work",
        ]
    );
}

#[test]
fn an_unknown_profile_is_an_error_that_lists_those_that_exist() {
    let table = [
        (
            sources(&[("OVH_PROFILE", "work")], &[(HERE, "nonsense")]),
            "unknown profile `work` (environment variable OVH_PROFILE); no file has a section \
             [profile:…]; ./ovh.conf:1: expected [section] or `key = value`",
        ),
        (
            sources(
                &[("OVH_PROFILE", "wrok")],
                &[(HERE, PROFILES), (ETC, "[profile:work]\n[profile:etc]")],
            ),
            "unknown profile `wrok` (environment variable OVH_PROFILE); the files have work, home, empty, etc",
        ),
        (
            sources(&[], &[(HERE, "[default]\nprofile = work")]),
            "unknown profile `work` (./ovh.conf:2); no file has a section [profile:…]",
        ),
    ];
    for (sources, shown) in table {
        let error = load(&sources).unwrap_err();
        assert_eq!(error.to_string(), shown);
        assert_eq!(Error::from(error).kind(), Kind::Config);
    }
}

#[test]
fn the_profile_default_is_the_endpoints_section() {
    let file = "[default]\nprofile = default\nendpoint = ovh-ca\n\
                [profile:default]\nendpoint = ovh-us\nconsumer_key = of-profile\n\
                [ovh-ca]\nconsumer_key = of-endpoint\n";
    let config = load(&sources(&[], &[(HERE, file)])).unwrap();
    assert_eq!(
        (config.profile(), config.endpoint().name()),
        (None, Some("ovh-ca"))
    );
    assert_eq!(
        get(&config, Key::ConsumerKey),
        found("of-endpoint", "./ovh.conf:8")
    );
    assert!(load(&sources(&[("OVH_PROFILE", "default")], &[])).is_ok());
}

#[test]
fn a_key_that_is_not_read_in_the_chosen_profile_is_a_warning() {
    let file = "[profile:work]\nendpoint = ovh-us\nconsumer_kye = typo\nprofile = home\n\
                [profile:home]\ntypo = elsewhere\n[ovh-us]\ntypo = elsewhere\n";
    let config = load(&sources(&[("OVH_PROFILE", "work")], &[(HERE, file)])).unwrap();
    let shown: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "./ovh.conf:3: `consumer_kye` is not read in [profile:work]",
            "./ovh.conf:4: `profile` is not read in [profile:work]",
        ]
    );
}
