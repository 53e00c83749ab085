//! PostgreSQL, for several machines: connecting to it safely, and running a statement.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::BuilderVerifierExt;
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Config, Row};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::table::{Columns, NEWEST, Unreadable, Value, migrations, unless_newer};
use super::{JournalError, Run};

const CLOCK: &str = "CREATE VIEW clock AS \
    SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now;";

/// How long the server is waited for. A statement that was not answered may have been carried out, like
/// any whose answer is lost.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// Whether the schema has tables, and how new they are if they are ours.
const FOUND: &str = "SELECT to_regclass('ovh_order_journal') IS NOT NULL AS is_ours, \
    EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace) AS is_used";

/// A connection, and how to make another when it is lost.
#[derive(Clone)]
pub(super) struct Postgres(Arc<Server>);

struct Server {
    config: Config,
    tls: MakeRustlsConnect,
    client: Mutex<Option<Client>>,
}

impl Postgres {
    /// Connects to a database, and makes the tables of a journal in one that is empty. What is there and
    /// is not a journal is left alone.
    pub(super) async fn connect(url: &str) -> Result<Self, JournalError> {
        let config = config(url)?;
        let tls = MakeRustlsConnect::new(trusting().map_err(database)?);
        let mut client = connected(&config, &tls).await?;
        in_time(migrate(&mut client)).await?;
        Ok(Self(Arc::new(Server {
            config,
            tls,
            client: Mutex::new(Some(client)),
        })))
    }

    pub(super) async fn run(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Run>, JournalError> {
        let Server {
            config,
            tls,
            client,
        } = self.0.as_ref();
        let mut current = client.lock().await;
        let client = match current.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => connected(config, tls).await?,
        };
        let parameters: Vec<_> = values
            .iter()
            .map(|value| value as &(dyn ToSql + Sync))
            .collect();
        let sql = sql.replace('?', "$");
        let asking = async { client.query(&sql, &parameters).await.map_err(database) };
        let rows = in_time(asking).await?;
        // One that did not answer in time is not used again.
        *current = Some(client);
        let runs = rows.iter().map(|row| Run::read(row));
        runs.collect::<Result<_, _>>()
            .map_err(JournalError::Database)
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

/// Trusts what the system trusts; nobody, where the system has no certificates.
fn trusting() -> Result<ClientConfig, rustls::Error> {
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?;
    let trusting = builder
        .clone()
        .with_platform_verifier()
        .unwrap_or_else(|_| builder.with_root_certificates(RootCertStore::empty()));
    Ok(trusting.with_no_client_auth())
}

async fn connected(config: &Config, tls: &MakeRustlsConnect) -> Result<Client, JournalError> {
    let connecting = async { config.connect(tls.clone()).await.map_err(database) };
    let (client, connection) = in_time(connecting).await?;
    // It ends when the client is dropped; that it failed, the next statement learns.
    tokio::spawn(connection);
    // That a role or a database turned this off must not lose an intent with the power.
    let setting = async {
        let durable = client.batch_execute("SET synchronous_commit = on").await;
        durable.map_err(database)
    };
    in_time(setting).await?;
    Ok(client)
}

/// Takes the tables to the newest version, all at once or not at all.
async fn migrate(client: &mut Client) -> Result<(), JournalError> {
    let transaction = client.transaction().await.map_err(database)?;
    // Two who find an empty database make the tables once.
    let lock = "SELECT pg_advisory_xact_lock(1870031983)";
    transaction.batch_execute(lock).await.map_err(database)?;
    let row = transaction.query_one(FOUND, &[]).await.map_err(database)?;
    let found = if row.get("is_ours") {
        let sql = "SELECT version FROM ovh_order_journal";
        let row = transaction.query_one(sql, &[]).await;
        row.map_err(database)?.get(0)
    } else if row.get("is_used") {
        return Err(JournalError::Foreign);
    } else {
        0
    };
    unless_newer(found)?;
    let mut texts: Vec<_> = migrations(found, CLOCK).map(str::to_owned).collect();
    if found == 0 {
        texts.push(
            "CREATE TABLE ovh_order_journal (version BIGINT NOT NULL); \
                    INSERT INTO ovh_order_journal VALUES (0)"
                .to_owned(),
        );
    }
    if !texts.is_empty() {
        texts.push(format!("UPDATE ovh_order_journal SET version = {NEWEST}"));
    }
    for text in texts {
        transaction.batch_execute(&text).await.map_err(database)?;
    }
    transaction.commit().await.map_err(database)
}

async fn in_time<T>(
    asking: impl Future<Output = Result<T, JournalError>>,
) -> Result<T, JournalError> {
    match timeout(LONGEST_WAIT, asking).await {
        Ok(answer) => answer,
        Err(late) => Err(database(late)),
    }
}

fn database(error: impl std::error::Error + Send + Sync + 'static) -> JournalError {
    JournalError::Database(Box::new(error))
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Unreadable> {
        match self {
            Self::Text(text) => text.to_sql(ty, out),
            Self::Number(number) => number.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TEXT | Type::INT8)
    }

    to_sql_checked!();
}

impl Columns for Row {
    fn text(&self, column: &str) -> Result<Option<String>, Unreadable> {
        Ok(self.try_get(column)?)
    }

    fn number(&self, column: &str) -> Result<Option<i64>, Unreadable> {
        Ok(self.try_get(column)?)
    }
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
            assert_eq!(config(url).unwrap().get_ssl_mode(), expected, "{url}");
        }
    }
}
