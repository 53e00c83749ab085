//! How a server is reached: what its URL says, and which certificates are trusted.

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::percent_decode_str;
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt as _;
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::JournalError;
use super::super::table::Unreadable;

/// How long the server is waited for. A statement that was not answered may have been carried out, like
/// any whose answer is lost.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// TLS, with a certificate that is trusted and in the server's name.
const REQUIRED: &str = "sslmode=require";

/// How large a file of certificates may be.
const LARGEST: u64 = 1 << 20;

/// What each connection is made with.
pub(super) struct Access {
    pub(super) config: Config,
    pub(super) tls: MakeRustlsConnect,
}

impl Access {
    pub(super) fn read(url: &str) -> Result<Self, JournalError> {
        let address = Address::read(url)?;
        let authorities = address
            .authorities
            .as_deref()
            .map(authorities)
            .transpose()?;
        let tls = trusting(authorities).map_err(database)?;
        Ok(Self {
            config: config(&address.url)?,
            tls: MakeRustlsConnect::new(tls),
        })
    }
}

/// A URL as libpq reads it, in the parts that are ours and the rest, which the driver knows.
struct Address {
    url: String,
    /// The file of `sslrootcert`: whom to trust instead of the system's authorities.
    authorities: Option<PathBuf>,
}

impl Address {
    /// A server that has TLS is always asked for a certificate that is trusted and in its name, so
    /// `verify-ca` and `verify-full` are no more than `require`, which naming an authority implies.
    fn read(url: &str) -> Result<Self, JournalError> {
        let mut authorities = None;
        let (server, settings) = url.split_once('?').unwrap_or((url, ""));
        let mut others = Vec::new();
        for setting in settings.split('&').filter(|it| !it.is_empty()) {
            match setting.split_once('=').unwrap_or((setting, "")) {
                ("sslrootcert", "system") => {}
                ("sslrootcert", path) => {
                    let path = percent_decode_str(path).decode_utf8_lossy();
                    authorities = Some(PathBuf::from(path.as_ref()));
                }
                ("sslmode", "verify-ca" | "verify-full") => others.push(REQUIRED),
                ("sslmode" | "sslnegotiation", _) => others.push(setting),
                (name, _) if name.starts_with("ssl") => {
                    let name = name.to_owned();
                    return Err(JournalError::UnknownSetting { name });
                }
                _ => others.push(setting),
            }
        }
        let is_chosen = others.iter().any(|it| it.starts_with("sslmode"));
        if authorities.is_some() && !is_chosen {
            others.push(REQUIRED);
        }
        Ok(Self {
            url: format!("{server}?{}", others.join("&")),
            authorities,
        })
    }
}

/// Reads a URL. Unless it says how, what leaves this machine is encrypted: a login otherwise goes in the
/// clear to a server without TLS.
fn config(url: &str) -> Result<Config, JournalError> {
    let url = match url.split_once("://") {
        Some((scheme, rest)) => format!("{}://{rest}", scheme.to_ascii_lowercase()),
        None => url.to_owned(),
    };
    // What is wrong with it is not told, because that can be a piece of the password.
    let mut config: Config = url.parse().map_err(|_| JournalError::InvalidUrl)?;
    if config.get_connect_timeout().is_none() {
        config.connect_timeout(LONGEST_WAIT);
    }
    let mut settings = url.split(|c: char| c == '?' || c == '&' || c.is_whitespace());
    let is_chosen = settings.any(|it| it.starts_with("sslmode"));
    if !is_chosen && !is_local(&config) {
        config.ssl_mode(SslMode::Require);
    }
    Ok(config)
}

/// Whether all servers are on this machine. An address counts, not the name that goes with it.
fn is_local(config: &Config) -> bool {
    let addresses = config.get_hostaddrs();
    if addresses.is_empty() {
        return config.get_hosts().iter().all(is_local_host);
    }
    addresses.iter().all(IpAddr::is_loopback)
}

fn is_local_host(host: &Host) -> bool {
    match host {
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => name
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    }
}

fn authorities(path: &Path) -> Result<RootCertStore, JournalError> {
    let unreadable = |source| JournalError::Authorities {
        path: path.to_owned(),
        source,
    };
    trusted(path).map_err(unreadable)
}

/// The certificates of a file.
fn trusted(path: &Path) -> Result<RootCertStore, Unreadable> {
    let file = fs::metadata(path)?;
    if !file.is_file() || file.len() > LARGEST {
        return Err("expected a regular file of at most 1 MiB".into());
    }
    let mut trusted = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(path)? {
        trusted.add(certificate?)?;
    }
    if trusted.is_empty() {
        return Err("it has no certificate".into());
    }
    Ok(trusted)
}

/// Trusts the authorities that were named, else those of the system; nobody, where it has none.
fn trusting(authorities: Option<RootCertStore>) -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let trusting = match authorities {
        Some(authorities) => builder.with_root_certificates(authorities),
        None => builder
            .clone()
            .with_platform_verifier()
            .unwrap_or_else(|_| builder.with_root_certificates(RootCertStore::empty())),
    };
    Ok(trusting.with_no_client_auth())
}

pub(super) fn database(error: impl std::error::Error + Send + Sync + 'static) -> JournalError {
    JournalError::Database(Box::new(error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leaves_this_machine_in_the_clear_only_if_the_url_says_so() {
        let cases = [
            ("postgres://me:pw@db/orders", SslMode::Require),
            ("PostgreSQL://me:pw@db/orders", SslMode::Require),
            ("postgres://me@10.0.0.1/orders", SslMode::Require),
            ("postgres://me@localhost,db/orders", SslMode::Require),
            (
                "postgres://me@localhost/orders?hostaddr=10.0.0.1",
                SslMode::Require,
            ),
            ("host=db user=me", SslMode::Require),
            ("postgres://me@db/orders?sslmode=prefer", SslMode::Prefer),
            ("postgres://me@db/o?sslmode=verify-full", SslMode::Require),
            (
                "postgres://me@localhost/o?sslmode=verify-ca",
                SslMode::Require,
            ),
            (
                "postgres://me@localhost/o?sslmode=prefer&sslrootcert=system",
                SslMode::Prefer,
            ),
            (
                "postgres://db/orders?user=me&sslmode=disable",
                SslMode::Disable,
            ),
            ("postgres://me@localhost/orders", SslMode::Prefer),
            ("postgres://me@127.0.0.2/orders", SslMode::Prefer),
            (
                "postgres://me@/orders?host=/run/postgresql",
                SslMode::Prefer,
            ),
            (
                "postgres://me@db/orders?hostaddr=127.0.0.1",
                SslMode::Prefer,
            ),
        ];
        for (url, expected) in cases {
            assert_eq!(
                Access::read(url).unwrap().config.get_ssl_mode(),
                expected,
                "{url}"
            );
        }
    }

    #[test]
    fn an_authority_requires_tls_and_a_setting_that_is_not_known_is_named() {
        let address = Address::read("postgres://me@localhost/o?sslrootcert=a%20b.pem").unwrap();
        assert_eq!(address.authorities, Some(PathBuf::from("a b.pem")));
        assert!(address.url.ends_with("?sslmode=require"), "{}", address.url);
        let error = Access::read("postgres://me@db/o?sslkey=key.pem").err();
        let error = error.map(|error| error.to_string());
        assert!(error.is_some_and(|error| error.contains("`sslkey`")));
    }
}
