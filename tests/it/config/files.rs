//! Files and variables that are missing, malformed, or open to others.

use super::*;

#[test]
fn a_malformed_file_is_named_with_its_line_and_without_its_text() {
    let error = load(&sources(&[], &[(HOME, "[ovh-eu]\nconsumer_key s3cret")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "~/.ovh.conf:2: expected [section] or `key = value`"
    );
    let ConfigError::Malformed { error, .. } = error else {
        panic!("not a malformed file");
    };
    assert_eq!((error.line, error.problem), (2, IniProblem::Separator));
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
    assert_eq!(shown.matches("[redacted]").count(), 4, "{shown}");
}
