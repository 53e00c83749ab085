//! PostgreSQL, for several machines: its tables, and running a statement.

mod access;

use std::sync::Arc;

use bytes::BytesMut;
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Client, Row};

use self::access::{Access, LONGEST_WAIT, database};
use super::table::{Columns, NEWEST, Unreadable, Value, migrations, unless_newer};
use super::{JournalError, Run};

const CLOCK: &str = "CREATE VIEW clock AS \
    SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now;";

/// Whether the schema has tables, and how new they are if they are ours.
const FOUND: &str = "SELECT to_regclass('ovh_order_journal') IS NOT NULL AS is_ours, \
    EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace) AS is_used";

/// A connection, and how to make another when it is lost.
#[derive(Clone)]
pub(super) struct Postgres(Arc<Server>);

struct Server {
    access: Access,
    client: Mutex<Option<Client>>,
}

impl Postgres {
    /// Connects to a database, and makes the tables of a journal in one that is empty. What is there and
    /// is not a journal is left alone.
    pub(super) async fn connect(url: &str) -> Result<Self, JournalError> {
        let access = Access::read(url)?;
        let mut client = connected(&access).await?;
        in_time(migrate(&mut client)).await?;
        Ok(Self(Arc::new(Server {
            access,
            client: Mutex::new(Some(client)),
        })))
    }

    pub(super) async fn run(
        &self,
        sql: &'static str,
        values: Vec<Value>,
    ) -> Result<Vec<Run>, JournalError> {
        let Server { access, client } = self.0.as_ref();
        let mut current = client.lock().await;
        let client = match current.take().filter(|client| !client.is_closed()) {
            Some(client) => client,
            None => connected(access).await?,
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

async fn connected(access: &Access) -> Result<Client, JournalError> {
    let Access { config, tls } = access;
    // On the heap: it is the largest part by far of everything that waits for the journal.
    let connecting = Box::pin(async { config.connect(tls.clone()).await.map_err(database) });
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
