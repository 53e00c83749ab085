//! The configuration, from sources that the tests make up.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::ffi::OsString;
use std::io;
use std::path::Path;

use ovh_order::auth::Credentials;
use ovh_order::config::{
    Arguments, Config, ConfigError, Contents, IniError, Key, Origin, Problem, Sources, Warning,
    read_file,
};
use ovh_order::{Error, Kind};
use secrecy::ExposeSecret;

const HERE: &str = "./ovh.conf";
const HOME: &str = "~/.ovh.conf";
const ETC: &str = "/etc/ovh.conf";

/// Sources with these variables and files; files that only their owner can read.
fn sources(variables: &[(&'static str, &str)], files: &[(&'static str, &str)]) -> Sources {
    sources_with(variables, files, false)
}

fn sources_with(
    variables: &[(&'static str, &str)],
    files: &[(&'static str, &str)],
    is_readable_by_others: bool,
) -> Sources {
    let variables: BTreeMap<_, OsString> = variables
        .iter()
        .map(|(name, value)| (*name, value.into()))
        .collect();
    let files: BTreeMap<_, Vec<u8>> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes().to_vec()))
        .collect();
    let read = move |path: &Path| {
        let bytes = path.to_str().and_then(|path| files.get(path));
        bytes.map_or(Err(io::ErrorKind::NotFound.into()), |bytes| {
            Ok(Contents {
                bytes: bytes.clone(),
                is_readable_by_others,
            })
        })
    };
    let paths = [HERE, HOME, ETC].map(Into::into).to_vec();
    Sources::new(move |name| variables.get(name).cloned(), paths, read)
}

fn load(sources: &Sources) -> Result<Config, ConfigError> {
    Config::load(&Arguments::new(), sources)
}

/// The value of a key and where it comes from.
fn get(config: &Config, key: Key) -> Option<(String, String)> {
    let setting = config.get(key)?;
    let value = setting.value().expose_secret().to_owned();
    Some((value, setting.origin().to_string()))
}

fn found(value: &str, origin: &str) -> Option<(String, String)> {
    Some((value.to_owned(), origin.to_owned()))
}

#[test]
fn the_first_source_that_sets_a_key_wins() {
    let here = (HERE, "[ovh-eu]\nconsumer_key = here");
    let home = (HOME, "[ovh-eu]\n\nconsumer_key = home");
    let etc = (ETC, "[ovh-eu]\n\n\nconsumer_key = etc");
    let variable = ("OVH_CONSUMER_KEY", "environment");
    let set = Arguments::new().with(Key::ConsumerKey, "argument");
    let unset = Arguments::new();
    let table = [
        (
            &set,
            sources(&[variable], &[here, home, etc]),
            "argument",
            "argument",
        ),
        (
            &unset,
            sources(&[variable], &[here, home, etc]),
            "environment",
            "environment variable OVH_CONSUMER_KEY",
        ),
        (
            &unset,
            sources(&[], &[here, home, etc]),
            "here",
            "./ovh.conf:2",
        ),
        (&unset, sources(&[], &[home, etc]), "home", "~/.ovh.conf:3"),
        (&unset, sources(&[], &[etc]), "etc", "/etc/ovh.conf:4"),
    ];
    for (arguments, sources, value, origin) in table {
        let config = Config::load(arguments, &sources).unwrap();
        assert_eq!(get(&config, Key::ConsumerKey), found(value, origin));
    }
}

#[test]
fn each_key_comes_from_its_own_source() {
    let config = load(&sources(
        &[("OVH_CONSUMER_KEY", "ck")],
        &[
            (HERE, "[ovh-eu]\napplication_secret = as"),
            (
                ETC,
                "[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key = ak\nconsumer_key = no",
            ),
        ],
    ))
    .unwrap();
    assert_eq!(
        get(&config, Key::ApplicationKey),
        found("ak", "/etc/ovh.conf:4")
    );
    assert_eq!(
        get(&config, Key::ApplicationSecret),
        found("as", "./ovh.conf:2")
    );
    assert_eq!(
        get(&config, Key::ConsumerKey),
        found("ck", "environment variable OVH_CONSUMER_KEY")
    );
    assert!(
        Credentials::from_config(&config)
            .unwrap()
            .can_authenticate()
    );
}

#[test]
fn an_empty_value_counts_as_unset() {
    let arguments = Arguments::new().with(Key::ConsumerKey, "");
    let files = [
        (HERE, "[ovh-eu]\nconsumer_key ="),
        (HOME, "[ovh-eu]\nconsumer_key = \"\""),
        (ETC, "[ovh-eu]\nconsumer_key = etc"),
    ];
    for empty in ["", " ", "\n"] {
        let sources = sources(
            &[("OVH_CONSUMER_KEY", empty), ("OVH_ENDPOINT", empty)],
            &files,
        );
        let config = Config::load(&arguments, &sources).unwrap();
        assert_eq!(
            get(&config, Key::ConsumerKey),
            found("etc", "/etc/ovh.conf:2")
        );
        assert_eq!(config.endpoint_origin(), &Origin::Default);
    }
}

#[test]
fn nothing_set_is_ovh_eu_without_credentials() {
    let config = load(&sources(&[], &[])).unwrap();
    assert_eq!(config.endpoint().name(), Some("ovh-eu"));
    assert_eq!(config.endpoint_origin(), &Origin::Default);
    assert!(config.warnings().is_empty());
    assert!(matches!(
        Credentials::from_config(&config).unwrap(),
        Credentials::None
    ));
}

#[test]
fn keys_are_read_from_the_section_of_the_endpoint() {
    let file = "[default]\nendpoint: ovh-ca\n\
                [ovh-eu]\nconsumer_key = eu\n\
                [ovh-ca]\nConsumer_Key = ca\n\
                [https://api.example.org:8443/v1]\nconsumer_key = url\n\
                [http://[::1]:8080]\nconsumer_key = six\n";
    let table = [
        ("", "ca", "./ovh.conf:6"),
        ("ovh-eu", "eu", "./ovh.conf:4"),
        ("https://eu.api.ovh.com/1.0/", "eu", "./ovh.conf:4"),
        ("https://api.example.org:8443/v1", "url", "./ovh.conf:8"),
        ("https://api.example.org:8443/1.0/", "url", "./ovh.conf:8"),
        ("http://[::1]:8080/", "six", "./ovh.conf:10"),
    ];
    for (endpoint, value, origin) in table {
        let config = load(&sources(&[("OVH_ENDPOINT", endpoint)], &[(HERE, file)])).unwrap();
        assert_eq!(
            get(&config, Key::ConsumerKey),
            found(value, origin),
            "{endpoint}"
        );
    }
}

#[test]
fn the_endpoint_can_come_from_another_file_than_its_keys() {
    let config = load(&sources(
        &[],
        &[
            (HERE, "[default]\nendpoint=ovh-us"),
            (ETC, "[ovh-us]\nconsumer_key=ck"),
        ],
    ))
    .unwrap();
    assert_eq!(config.endpoint().name(), Some("ovh-us"));
    assert_eq!(config.endpoint_origin().to_string(), "./ovh.conf:2");
    assert_eq!(
        get(&config, Key::ConsumerKey),
        found("ck", "/etc/ovh.conf:2")
    );
}

#[test]
fn a_wrong_endpoint_is_named_with_its_source() {
    let error = load(&sources(&[], &[(HOME, "[default]\nendpoint = ovh-fr")])).unwrap_err();
    assert_eq!(
        (error.to_string(), error.source().unwrap().to_string()),
        (
            "endpoint from ~/.ovh.conf:2".to_owned(),
            "unknown endpoint `ovh-fr`: neither a URL nor one of ovh-eu, ovh-ca, ovh-us, \
             kimsufi-eu, kimsufi-ca, soyoustart-eu, soyoustart-ca"
                .to_owned()
        )
    );
    assert_eq!(Error::from(error).kind(), Kind::Config);
}

#[test]
fn a_malformed_file_is_named_with_its_line_and_without_its_text() {
    let error = load(&sources(&[], &[(HOME, "[ovh-eu]\nconsumer_key s3cret")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "~/.ovh.conf:2: neither a section nor `key = value`"
    );
    let ConfigError::Malformed { error, .. } = error else {
        panic!("not a malformed file");
    };
    let (line, problem) = (2, Problem::Separator);
    assert_eq!(error, IniError { line, problem });
}

#[test]
fn a_malformed_file_is_an_error_even_when_another_source_wins() {
    let sources = sources(&[("OVH_ENDPOINT", "ovh-ca")], &[(ETC, "nonsense")]);
    assert!(matches!(load(&sources), Err(ConfigError::Malformed { .. })));
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_that_names_it() {
    let denied = |_: &Path| Err(io::ErrorKind::PermissionDenied.into());
    let error = load(&Sources::new(|_| None, vec![ETC.into()], denied)).unwrap_err();
    assert_eq!(
        (error.to_string(), error.source().unwrap().to_string()),
        (
            "cannot read /etc/ovh.conf".to_owned(),
            "permission denied".to_owned()
        )
    );
}

#[test]
fn a_real_directory_in_place_of_a_file_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let sources = Sources::new(|_| None, vec![directory.path().into()], read_file);
    assert!(matches!(
        load(&sources),
        Err(ConfigError::Unreadable { .. })
    ));
}

#[test]
fn a_real_missing_file_is_silence() {
    let directory = tempfile::tempdir().unwrap();
    let missing = directory.path().join("ovh.conf");
    let config = load(&Sources::new(|_| None, vec![missing], read_file)).unwrap();
    assert_eq!(config.endpoint().name(), Some("ovh-eu"));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_text_is_an_error_that_names_it() {
    use std::os::unix::ffi::OsStringExt as _;

    let environment =
        |name: &str| (name == "OVH_CONSUMER_KEY").then(|| OsString::from_vec(vec![0xff]));
    let error = load(&Sources::new(environment, vec![], read_file)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "environment variable OVH_CONSUMER_KEY is not UTF-8 text"
    );
}

#[test]
fn two_methods_at_once_are_named_with_the_source_of_each_value() {
    let config = load(&sources(
        &[("OVH_ACCESS_TOKEN", "s3cret")],
        &[
            (HERE, "[ovh-eu]\napplication_key = s3cret"),
            (ETC, "[ovh-eu]\nclient_id = s3cret"),
        ],
    ))
    .unwrap();
    assert_eq!(
        Credentials::from_config(&config).unwrap_err().to_string(),
        "more than one way to authenticate: application_key (./ovh.conf:2), \
         client_id (/etc/ovh.conf:2), \
         access_token (environment variable OVH_ACCESS_TOKEN); keep one"
    );
}

#[test]
fn half_a_set_is_named_with_the_source_of_each_value() {
    let config = load(&sources(
        &[("OVH_CONSUMER_KEY", "s3cret")],
        &[(
            HOME,
            "[ovh-eu]\napplication_secret = s3cret\n[ovh-ca]\napplication_key = s3cret",
        )],
    ))
    .unwrap();
    let error = Credentials::from_config(&config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "incomplete application key credentials: application_secret (~/.ovh.conf:2), \
         consumer_key (environment variable OVH_CONSUMER_KEY) set, but not application_key"
    );
    assert_eq!(Error::from(error).kind(), Kind::Config);
}

#[test]
fn every_method_is_read_from_a_file() {
    let table = [
        (
            "application_key=a\napplication_secret=b\nconsumer_key=c",
            "application key",
        ),
        (
            "application_key=a\napplication_secret=b",
            "application key without a consumer key",
        ),
        ("client_id=a\nclient_secret=b", "OAuth2"),
        ("access_token=a", "access token"),
        ("", "none"),
    ];
    for (keys, method) in table {
        let file = format!("[ovh-eu]\n{keys}\n");
        let config = load(&sources(&[], &[(HOME, &file)])).unwrap();
        let credentials = Credentials::from_config(&config).unwrap();
        assert_eq!(credentials.method(), method, "{keys}");
        assert!(config.warnings().is_empty(), "{:?}", config.warnings());
    }
}

#[test]
fn an_oauth2_client_of_a_url_takes_a_token_url_of_its_own() {
    let url = "https://api.example.org/v1";
    let keys = format!("[default]\nendpoint={url}\n[{url}]\nclient_id=a\nclient_secret=b\n");
    let config = load(&sources(&[], &[(HERE, &keys)])).unwrap();
    let error = Credentials::from_config(&config).unwrap_err();
    assert_eq!(
        error.to_string(),
        "no token URL is known for https://api.example.org/v1: OAuth2 works at ovh-eu, ovh-ca and \
         ovh-us, and where token_url says where to ask"
    );
    let with = |token_url| load(&sources(&[("OVH_TOKEN_URL", token_url)], &[(HERE, &keys)]));
    let config = with("https://login.example.org/token").unwrap();
    let Credentials::OAuth2(client) = Credentials::from_config(&config).unwrap() else {
        panic!("not OAuth2");
    };
    let asked = client.token_url(config.endpoint()).unwrap();
    assert_eq!(asked.as_str(), "https://login.example.org/token");
    let error = Credentials::from_config(&with("http://login.example.org/").unwrap()).unwrap_err();
    assert_eq!(
        (error.to_string(), error.source().unwrap().to_string()),
        (
            "token URL from environment variable OVH_TOKEN_URL".to_owned(),
            "http to `login.example.org` would send keys unprotected: use https (http is only for \
             this machine)"
                .to_owned()
        )
    );
}

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
        let chosen = config.profile().map(|profile| profile.name.as_str());
        assert_eq!(chosen.unwrap_or_default(), profile);
        assert_eq!(
            (
                config.endpoint().name(),
                config.endpoint_origin().to_string()
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
        let profile = config.profile().unwrap();
        assert_eq!(
            (profile.name.as_str(), profile.origin.to_string()),
            (name, origin.to_owned())
        );
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
        config.endpoint_origin().to_string(),
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
            "OVH_ENDPOINT of the environment goes before `endpoint` of the profile work",
            "OVH_APPLICATION_KEY of the environment goes before `application_key` of the profile \
             work",
        ]
    );
}

#[test]
fn an_unknown_profile_is_an_error_that_lists_those_that_exist() {
    let table = [
        (
            sources(
                &[("OVH_PROFILE", "wrok")],
                &[(HERE, PROFILES), (ETC, "[profile:work]\n[profile:etc]")],
            ),
            "no profile `wrok` (environment variable OVH_PROFILE): there are work, home, empty, etc",
        ),
        (
            sources(&[], &[(HERE, "[default]\nprofile = work")]),
            "no profile `work` (./ovh.conf:2): no file has a section [profile:…]",
        ),
    ];
    for (sources, shown) in table {
        let error = load(&sources).unwrap_err();
        assert_eq!(error.to_string(), shown);
        assert_eq!(Error::from(error).kind(), Kind::Config);
    }
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

#[test]
fn the_files_that_were_looked_for_are_known() {
    let config = load(&sources(&[], &[(HOME, "")])).unwrap();
    let files = config.files().iter();
    let files: Vec<_> = files
        .map(|file| (file.path.to_str().unwrap(), file.exists))
        .collect();
    assert_eq!(files, [(HERE, false), (HOME, true), (ETC, false)]);
}

#[test]
fn a_file_with_keys_that_others_can_read_is_a_warning() {
    let readable = |text| load(&sources_with(&[], &[(HOME, text)], true)).unwrap();
    let warning = Warning::ReadableByOthers { path: HOME.into() };
    let table = [
        ("[ovh-eu]\nconsumer_key = ck", vec![warning.clone()]),
        ("[profile:work]\nclient_secret = cs", vec![warning]),
        ("[ovh-eu]\nconsumer_key =", vec![]),
        ("[default]\nendpoint = ovh-ca", vec![]),
    ];
    for (text, warnings) in table {
        assert_eq!(readable(text).warnings(), warnings, "{text}");
    }
}

#[test]
fn a_key_that_is_not_read_is_a_warning() {
    let file = "[default]\nendpoint = ovh-eu\nconsumer_key = lost\n\
                [ovh-eu]\naplication_key = typo\nclient_id = known\nendpoint = lost\n\
                [profile:work]\nanything = goes\n[another-tool]\nx = y\n";
    let config = load(&sources(&[], &[(HERE, file)])).unwrap();
    let shown: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "./ovh.conf:3: `consumer_key` is not read in [default]",
            "./ovh.conf:5: `aplication_key` is not read in [ovh-eu]",
            "./ovh.conf:7: `endpoint` is not read in [ovh-eu]",
        ]
    );
}

#[test]
fn debug_shows_no_value() {
    let arguments = Arguments::new().with(Key::ApplicationSecret, "s3cret");
    let sources = sources(
        &[("OVH_CONSUMER_KEY", "s3cret")],
        &[(HERE, "[ovh-eu]\napplication_key = s3cret")],
    );
    let config = Config::load(&arguments, &sources).unwrap();
    assert_eq!(format!("{arguments:?}"), "{ApplicationSecret}");
    assert_eq!(
        format!("{:?}", config.get(Key::ApplicationKey).unwrap()),
        r#"Setting { value: [redacted], origin: File { path: "./ovh.conf", line: 2 } }"#
    );
    let shown = format!("{config:?}");
    assert!(!shown.contains("s3cret"), "{shown}");
    assert_eq!(shown.matches("[redacted]").count(), 3, "{shown}");
}
