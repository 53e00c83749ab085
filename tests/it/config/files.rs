//! Files and variables that are missing, malformed, or open to others.

use super::*;

const KEYS: &str = "[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key=a\n\
                    application_secret=b\nconsumer_key=c\n";

fn credentials_error(config: &Config) -> String {
    Credentials::from_config(config).unwrap_err().to_string()
}

#[test]
fn a_malformed_file_that_is_needed_is_named_with_its_line_and_without_its_text() {
    let config = load(&sources(&[], &[(HOME, "[ovh-eu]\nconsumer_key s3cret")])).unwrap();
    let said = "~/.ovh.conf:2: expected [section] or `key = value`";
    assert_eq!(
        credentials_error(&config),
        format!("{said}; correct it, or name another configuration file with OVH_CONFIG")
    );
    let [Warning::LeftOut(error)] = config.warnings() else {
        panic!("{:?}", config.warnings());
    };
    assert_eq!(
        (error.to_string().as_str(), error.path()),
        (said, Path::new(HOME))
    );
}

#[test]
fn a_malformed_file_is_an_error_when_it_goes_before_what_is_used() {
    let keys = [
        ("OVH_APPLICATION_KEY", "a"),
        ("OVH_APPLICATION_SECRET", "b"),
        ("OVH_CONSUMER_KEY", "c"),
    ];
    let endpoint = ("OVH_ENDPOINT", "ovh-ca");
    let whole = [&keys[..], &[endpoint]].concat();
    let broken = "nonsense";
    let table = [
        (sources(&whole, &[(HERE, broken)]), true),
        (sources(&[], &[(HERE, KEYS), (HOME, broken)]), true),
        (sources(&[], &[(HERE, broken), (HOME, KEYS)]), false),
        // It may say which endpoint the keys are for.
        (sources(&keys, &[(HERE, broken)]), false),
        // It may have the rest of the keys.
        (sources(&whole[..2], &[(ETC, broken)]), false),
        (sources(&[], &[(ETC, broken)]), false),
    ];
    for (case, (sources, is_usable)) in table.into_iter().enumerate() {
        let config = load(&sources).unwrap();
        let left_out = config.warnings().iter();
        let left_out = left_out.filter(|warning| matches!(warning, Warning::LeftOut(_)));
        assert_eq!(left_out.count(), 1, "{case}");
        let credentials = Credentials::from_config(&config);
        assert_eq!(credentials.is_ok(), is_usable, "{case}: {credentials:?}");
    }
}

#[test]
fn a_file_of_another_user_is_done_without_where_the_rest_is_whole() {
    let denied_before = |text: &'static str| {
        let read = move |path: &Path| match path.to_str() {
            Some(ETC) => Ok(Contents::new(text)),
            Some(HOME) => Err(io::ErrorKind::PermissionDenied.into()),
            _ => Err(io::ErrorKind::NotFound.into()),
        };
        let paths = [HERE, HOME, ETC].map(Into::into).to_vec();
        load(&Sources::new(|_| None, paths, read)).unwrap()
    };
    let config = denied_before(KEYS);
    assert!(
        Credentials::from_config(&config)
            .unwrap()
            .can_authenticate()
    );
    let shown: Vec<_> = config.warnings().iter().map(ToString::to_string).collect();
    let said = "cannot read ~/.ovh.conf: permission denied";
    assert_eq!(shown, [format!("{said}; the file is left out")]);
    assert!(credentials_error(&denied_before("")).starts_with(said));
}

#[test]
fn a_file_that_is_named_must_exist() {
    let config = load(&Sources::file("./no-such-file.conf".into()).without_environment()).unwrap();
    let shown = credentials_error(&config);
    assert!(
        shown.starts_with("cannot read ./no-such-file.conf: "),
        "{shown}"
    );
}

#[test]
fn a_configuration_is_known_whatever_is_wrong_with_it() {
    let table = [
        (
            "[default]\nendpoint=nowhere\n",
            found("nowhere", "./ovh.conf:2"),
        ),
        (
            "[default]\nprofile=none\nendpoint=ovh-ca\n",
            found("ovh-ca", "./ovh.conf:3"),
        ),
    ];
    for (text, endpoint) in table {
        let (config, fault) = Config::examine(&Arguments::new(), &sources(&[], &[(HERE, text)]));
        assert_eq!(get(&config, Key::Endpoint), endpoint);
        assert!(fault.is_some());
    }
}

#[test]
fn keys_of_other_sections_are_known() {
    let file = "[DEFAULT]\naccess_token=a\n[ovh-ca]\nclient_id=b\nclient_secret=c\n\
                [ovh-eu]\nconsumer_key=d\n[ovh-cli]\ndefault_cloud_project=e\n";
    let config = load(&sources(&[], &[(HERE, file)])).unwrap();
    let unread = config.unread_keys().iter();
    let unread: Vec<_> = unread
        .map(|keys| format!("{} {}", keys.section, keys.origin))
        .collect();
    assert_eq!(unread, ["DEFAULT ./ovh.conf:2", "ovh-ca ./ovh.conf:4"]);
}

#[test]
fn a_real_directory_in_place_of_a_file_is_left_out() {
    let directory = tempfile::tempdir().unwrap();
    let sources = Sources::new(|_| None, vec![directory.path().into()], read_file);
    assert!(matches!(
        load(&sources).unwrap().warnings(),
        [Warning::LeftOut(_)]
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
                default_cloud_project = theirs\n[DEFAULT]\nendpoint = lost\nx = y\n\
                [profile:work]\nanything = goes\n[another-tool]\nx = y\n";
    let config = load(&sources(&[], &[(HERE, file)])).unwrap();
    let shown: Vec<String> = config.warnings().iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "./ovh.conf:3: `consumer_key` is not read in [default]",
            "./ovh.conf:5: `aplication_key` is not read in [ovh-eu]",
            "./ovh.conf:7: `endpoint` is not read in [ovh-eu]",
            "./ovh.conf:10: `endpoint` is not read in [DEFAULT]",
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
    assert_eq!(shown.matches("[redacted]").count(), 4, "{shown}");
}
