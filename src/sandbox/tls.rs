//! TLS with a certificate authority of the sandbox's own, which is made once and kept in a folder.
//!
//! Clients are told to trust its certificate. Its key stays in the folder, where only its owner can read
//! it: whoever has it can pretend to be any host to these clients.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use tempfile::NamedTempFile;
use tokio_rustls::TlsAcceptor;

const CERTIFICATE: &str = "sandbox-ca.pem";
const KEY: &str = "sandbox-ca.key";

/// For clients whose clocks are slow.
const BEFORE: SignedDuration = SignedDuration::from_hours(24);

/// How long the certificate of a server is valid; Apple's systems refuse more than 825 days.
const LIFE: SignedDuration = SignedDuration::from_hours(397 * 24);

/// What serves a sandbox over TLS.
pub struct Tls {
    pub acceptor: TlsAcceptor,
    /// The file with the certificate of the authority.
    pub authority: PathBuf,
}

impl Tls {
    /// Makes a certificate for these hosts, signed by the authority in a folder.
    ///
    /// # Errors
    /// The authority cannot be read or made.
    pub fn new(folder: &Path, hosts: Vec<String>, now: Timestamp) -> io::Result<Self> {
        fs::create_dir_all(folder).map_err(|error| {
            let message = format!("cannot create {}: {error}", folder.display());
            io::Error::new(error.kind(), message)
        })?;
        let authority = folder.join(CERTIFICATE);
        let issuer_key = kept_key(&folder.join(KEY), &authority)?;
        let issuer = Issuer::new(authority_params().map_err(io::Error::other)?, issuer_key);
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = server_params(hosts, now)
            .and_then(|params| params.signed_by(&key, &issuer))
            .map_err(io::Error::other)?;
        let chain = vec![certificate.der().clone()];
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .and_then(|config| {
                let config = config.with_no_client_auth();
                config.with_single_cert(chain, key.into())
            })
            .map_err(io::Error::other)?;
        Ok(Self {
            acceptor: TlsAcceptor::from(Arc::new(config)),
            authority,
        })
    }
}

/// The authority follows from its key alone, so a certificate that was lost can be made again.
fn authority_params() -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new([])?;
    let name = "ovh-order sandbox, not OVHcloud";
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn server_params(hosts: Vec<String>, now: Timestamp) -> Result<CertificateParams, rcgen::Error> {
    let mut params = CertificateParams::new(hosts)?;
    let name = "ovh-order sandbox";
    params.distinguished_name.push(DnType::CommonName, name);
    params.use_authority_key_identifier_extension = true;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    let [start, end] = [-BEFORE, LIFE].map(|apart| {
        let moved = now.saturating_add(apart).unwrap_or(now);
        let day = moved.to_zoned(TimeZone::UTC);
        let [month, day_of_month] = [day.month(), day.day()].map(i8::unsigned_abs);
        date_time_ymd(day.year().into(), month, day_of_month)
    });
    params.not_before = start;
    params.not_after = end;
    Ok(params)
}

/// The key of the authority. A new one is given a certificate, and so is one that has lost its own.
fn kept_key(path: &Path, certificate: &Path) -> io::Result<KeyPair> {
    let is_new = !path.try_exists()?;
    if is_new {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        keep_new(path, &key.serialize_der())?;
    }
    let key = KeyPair::try_from(fs::read(path)?);
    let key = key.map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    if is_new || !certificate.try_exists()? {
        let made = authority_params().and_then(|params| params.self_signed(&key));
        replace(certificate, &pem(made.map_err(io::Error::other)?.der()))?;
    }
    Ok(key)
}

/// Writes a file that only its owner can read, unless another process was faster: then its file counts.
fn keep_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(path))?;
    file.write_all(bytes)?;
    match file.persist_noclobber(path) {
        Err(refused) if refused.error.kind() != io::ErrorKind::AlreadyExists => Err(refused.error),
        _ => Ok(()),
    }
}

/// Writes a file that everybody can read, whole or not at all.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(path))?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let permissions = fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(permissions)?;
    }
    file.persist(path)?;
    Ok(())
}

/// A certificate as every program reads it.
fn pem(der: &[u8]) -> String {
    // 48 bytes are a line of 64 characters.
    let lines: Vec<_> = der.chunks(48).map(|line| STANDARD.encode(line)).collect();
    let body = lines.join("\n");
    format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(folder: &Path) -> Tls {
        let hosts = ["localhost", "127.0.0.1"].map(str::to_owned);
        Tls::new(folder, hosts.into(), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn an_authority_is_made_once_and_its_lost_certificate_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = made(folder.path()).authority;
        let read = |file: &Path| fs::read(file).unwrap();
        let key = folder.path().join(KEY);
        let (first, first_key) = (read(&file), read(&key));
        made(folder.path());
        assert_eq!((read(&file), read(&key)), (first, first_key.clone()));
        fs::remove_file(&file).unwrap();
        made(folder.path());
        assert!(file.exists());
        assert_eq!(read(&key), first_key);
        fs::write(&key, "no key").unwrap();
        let hosts = vec!["localhost".to_owned()];
        let refused = Tls::new(folder.path(), hosts, Timestamp::UNIX_EPOCH);
        let told = refused.err().unwrap().to_string();
        assert!(told.starts_with(&key.display().to_string()), "{told}");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_reads_the_key_and_everybody_the_certificate() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = made(folder.path()).authority;
        let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
        let modes = (mode(&folder.path().join(KEY)), mode(&file));
        assert_eq!(modes, (0o600, 0o644));
    }
}
