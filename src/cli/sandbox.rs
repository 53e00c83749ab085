//! `sandbox`: a local API to try things on.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, anyhow};
use clap::{Args, Subcommand};
use jiff::{SignedDuration, Timestamp};
use ovh_order::auth::Credentials;
use ovh_order::config::{Config, Key, Sources};
use ovh_order::sandbox::{
    self, Fault, Naming, Obstacle, Options, Pace, Quirk, RefusalForm, Wallet,
};
use ovh_order::{Client, Error};
use serde::Serialize;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::catalogues::{self, CatalogueFile};
use super::destination::{Destination, state_folder};
use super::failure::{Failure, Result};
use super::input::{self, MEBIBYTE};
use super::interrupt::Interrupt;
use super::output::{Output, tell};
use super::record::Record;

use self::kept::Kept;

mod kept;

/// The descriptions that the sandbox serves, as the API does at `/v1/auth.json`.
const DESCRIPTIONS: [&[u8]; 5] = [
    include_bytes!("../../schema/native/auth.json"),
    include_bytes!("../../schema/native/cloud.json"),
    include_bytes!("../../schema/native/dedicated-server.json"),
    include_bytes!("../../schema/native/me.json"),
    include_bytes!("../../schema/native/vps.json"),
];

/// That of `/order`, by region.
const ORDER: [(&str, &[u8]); 3] = [
    ("CA", include_bytes!("../../schema/native/ca/order.json")),
    ("EU", include_bytes!("../../schema/native/order.json")),
    ("US", include_bytes!("../../schema/native/us/order.json")),
];

/// The subsidiary of the sandbox's account if nobody says another.
const SUBSIDIARY: &str = "FR";

/// How often `--state` is written: what a killed sandbox may lose.
const KEEPING: Duration = Duration::from_secs(1);

/// Where OpenSSL and Go, curl, Python's requests, and Node look for certificates to trust.
const TRUST: [&str; 4] = [
    "SSL_CERT_FILE",
    "CURL_CA_BUNDLE",
    "REQUESTS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
];

/// What there is to try.
const EMULATED: &str = "Orders of every product are emulated. Plans of cloud, domain, eco, vps and vrack are real; each of \
    the others has a plan sandbox-PRODUCT. GET / lists the operations, and all others answer 501; GET \
    /openapi.json describes them. The coupon SANDBOX10 takes 10 % off a cart.";

/// Run a local API that behaves like OVHcloud's until Ctrl-C; nothing in it costs money
#[derive(Args)]
#[command(after_help = EMULATED)]
pub(crate) struct Sandbox {
    /// The address to listen on; port 0 picks a free one. Anyone who can reach it can use it
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// The URL by which clients reach the sandbox through a proxy, such as https://sandbox.example.com
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Serve HTTPS, with certificates of an authority that is made once in the user's state directory
    #[arg(long)]
    tls: bool,
    /// Believe X-Forwarded-Proto, -Host and -Port; only for a sandbox that nothing but a proxy can reach
    #[arg(long)]
    trust_forwarded: bool,
    /// The origin of web pages that may call the sandbox, such as http://localhost:3000; * for all
    #[arg(long, value_name = "ORIGIN")]
    cors: Option<String>,
    /// The subsidiary of the sandbox's account, such as FR, QC or US [default: that of the first
    /// catalogue, or FR]
    #[arg(long, value_name = "CODE")]
    subsidiary: Option<String>,
    /// Sell what a published catalogue lists: a file with the answer of GET
    /// /order/catalog/public/PRODUCT (.json or .json.gz), whose name begins with the product, as in
    /// eco-IE.json; PRODUCT=FILE; or a folder of such files. Can be given several times
    #[arg(long, value_name = "FILE|FOLDER")]
    catalog: Vec<String>,
    /// The tax that the account pays, such as 27 or 25.5 [default: that of its subsidiary]
    #[arg(long, value_name = "PERCENT", value_parser = tax_permille)]
    tax: Option<u16>,
    /// Put something in the way of orders: deadline=DURATION (to pay), eligibility=ACTION, hold=STATUS
    /// (paid orders stay in it), label=NAME, payment=METHOD, soldout=DATACENTER (orders are refused) or
    /// stock=DATACENTER (orders are taken)
    #[arg(long, value_name = "KIND=VALUE")]
    obstacle: Vec<Obstacle>,
    /// What the account can pay with, the default method first: such as CREDIT_CARD=EXPIRED,PAYPAL, or
    /// nothing
    #[arg(long, value_name = "TYPE[=STATUS],…")]
    wallet: Option<Wallet>,
    /// Break an assumption about carts: deleted-cart-orderable, ordered-cart-deletable or
    /// ordered-cart-open
    #[arg(long, value_name = "NAME")]
    quirk: Vec<Quirk>,
    /// How calls are refused that are not authenticated well: with an error `code`, as older hosts do,
    /// or with a `class` and a message alone; then a key that nobody has validated can read nothing
    #[arg(long, default_value = "code", value_name = "code|class")]
    refusals: RefusalForm,
    /// How long delivered orders have no details
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    details_after: u32,
    /// How long after each other delivered orders name their services
    #[arg(long, default_value_t = 0, value_name = "SECONDS")]
    services_apart: u32,
    /// How the time of carts, orders and tokens passes: real, frozen, frozen=TIME, or step=DURATION
    /// for each request, such as step=PT10S
    #[arg(long, default_value = "real", value_name = "PACE")]
    clock: Pace,
    /// A file with faults: which calls go wrong and how, in JSON
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// A service that the account has from the start, such as vps/vps-1.example
    #[arg(long, value_name = "PRODUCT/NAME", value_parser = service)]
    service: Vec<(String, String)>,
    /// Answer as strangely as the live API may, by the seed: random order, fields that are new, missing
    /// or null, unknown values
    #[arg(long)]
    strict: bool,
    /// Keep a state of its own for every application key, and accept any key
    #[arg(long)]
    isolate: bool,
    /// Start with what this file has, and keep what happens in it; it is created if there is none
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Makes ids, and faults that strike by chance, the same again
    #[arg(long, value_name = "NUMBER")]
    seed: Option<u64>,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Subcommand)]
enum Action {
    Record(Record),
}

/// Where the sandbox is and how to call it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Running {
    endpoint: String,
    application_key: String,
    application_secret: String,
    consumer_key: String,
    client_id: String,
    client_secret: String,
    token_url: String,
    /// The certificate to trust, if it serves HTTPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    certificate_authority: Option<String>,
    control_url: String,
    control_token: String,
    seed: u64,
}

/// Runs the sandbox until Ctrl-C, or for the calls of a transcript.
pub(crate) async fn run(
    command: &Sandbox,
    destination: &Destination,
    output: Output,
) -> Result<()> {
    match &command.action {
        Some(Action::Record(record)) if record.anonymise => record.print_anonymous(output),
        Some(Action::Record(record)) => {
            let sandbox = start(asked(command)?).await?;
            record.replay(&client(&sandbox, destination)?, output).await
        }
        None => until_stopped(command, destination, output).await,
    }
}

async fn until_stopped(command: &Sandbox, destination: &Destination, output: Output) -> Result<()> {
    let interrupt = Interrupt::listen(destination.command())?;
    let seed = command.seed.unwrap_or_else(fresh_seed);
    let mut options = asked(command)?.seed(seed);
    let kept = command.state.as_deref().map(Kept::read).transpose()?;
    if let Some(state) = kept.as_ref().and_then(Kept::state) {
        options = options.state(state.clone());
    }
    let started = sandbox::start(options).await;
    let sandbox = started.map_err(|error| match &command.state {
        Some(file) if error.kind() == io::ErrorKind::InvalidData => {
            input::invalid(file.display(), "a state that this sandbox can use", error)
        }
        _ => not_started(error),
    })?;
    let keys = sandbox.credentials();
    let authority = sandbox.certificate_authority();
    let running = Running {
        endpoint: sandbox.url(),
        application_key: keys.application_key,
        application_secret: keys.application_secret,
        consumer_key: keys.consumer_key,
        client_id: keys.client_id,
        client_secret: keys.client_secret,
        token_url: sandbox.token_url(),
        certificate_authority: authority.map(|file| file.display().to_string()),
        control_url: sandbox.control_url(),
        control_token: sandbox.control_token().to_owned(),
        seed,
    };
    output.print(&running, environment)?;
    warn_of_strangers(sandbox.address());
    explain(&running);
    serve(sandbox, kept, &interrupt.token()).await
}

/// Says what else there is to a running sandbox.
fn explain(running: &Running) {
    tell(
        "this is a sandbox, not OVHcloud; it runs until Ctrl-C. Paste the lines above into another terminal,",
    );
    tell("or these instead of the three keys, to use OAuth2:");
    tell(oauth2(running));
    tell(format_args!(
        "{} shows carts, orders and requests in a browser on this machine",
        running.control_url.trim_end_matches("sandbox")
    ));
    if let Some(file) = &running.certificate_authority {
        tell(
            "clients must trust its certificate authority (docs/sandbox.md); most read one of these:",
        );
        tell(exports(TRUST.map(|name| (name, file))));
    }
    tell(format_args!(
        "seed {}; the control API (docs/sandbox.md) takes the token",
        running.seed
    ));
    tell(exports([
        ("SANDBOX", &running.control_url),
        ("SANDBOX_TOKEN", &running.control_token),
    ]));
}

/// Writes the file of `--state` now and then, and once more at the end.
async fn serve(
    mut sandbox: sandbox::Sandbox,
    mut kept: Option<Kept>,
    stop: &CancellationToken,
) -> Result<()> {
    loop {
        if stop.is_cancelled() {
            if let Some(kept) = &mut kept {
                kept.finish(&sandbox).await?;
            }
            return Ok(sandbox.shutdown().await?);
        }
        if let Some(kept) = &mut kept {
            kept.write(&sandbox).await?;
        }
        tokio::select! {
            ended = sandbox.join() => return Ok(ended.context("the sandbox ended")?),
            () = stop.cancelled() => {}
            () = sleep(KEEPING), if kept.is_some() => {}
        }
    }
}

/// Says who else can call a sandbox that does not listen on this machine alone.
fn warn_of_strangers(address: SocketAddr) {
    let ip = address.ip();
    if ip.is_loopback() {
        return;
    }
    tell(format_args!(
        "warning: whoever reaches {address} can use this sandbox: its keys are public"
    ));
    if !ip.is_unspecified() {
        tell(format_args!(
            "warning: ovh-order does not call {ip}: it uses http on this machine only"
        ));
    }
}

/// What the command line asks for.
fn asked(command: &Sandbox) -> Result<Options> {
    let catalogues = catalogues::read(&command.catalog)?;
    let first = catalogues.first().and_then(CatalogueFile::subsidiary);
    let subsidiary = command.subsidiary.clone().or(first);
    let mut options = options(subsidiary.as_deref())
        .listen(command.listen)
        .refusals(command.refusals)
        .pace(command.clock)
        .naming(Naming {
            details_after: SignedDuration::from_secs(command.details_after.into()),
            apart: SignedDuration::from_secs(command.services_apart.into()),
        });
    for obstacle in &command.obstacle {
        options = options.obstacle(obstacle.clone());
    }
    if let Some(wallet) = &command.wallet {
        options = options.wallet(wallet.clone());
    }
    options = command.quirk.iter().copied().fold(options, Options::quirk);
    if let Some(file) = &command.faults {
        for fault in faults(file)? {
            options = options.fault(fault);
        }
    }
    for (product, name) in &command.service {
        options = options.service(product, name);
    }
    for catalogue in catalogues {
        options = options.catalogue(catalogue.name, catalogue.json);
    }
    if let Some(tax) = command.tax {
        options = options.tax_permille(tax);
    }
    if command.strict {
        options = options.strict();
    }
    if command.isolate {
        options = options.isolated();
    }
    if command.tls {
        options = options.tls(state_folder("the certificate authority")?);
    }
    if let Some(url) = &command.public_url {
        options = options.public_url(url);
    }
    if command.trust_forwarded {
        options = options.trust_forwarded();
    }
    if let Some(origin) = &command.cors {
        options = options.cors(origin);
    }
    Ok(options)
}

/// The product and the name of a service.
fn service(text: &str) -> std::result::Result<(String, String), &'static str> {
    let (product, name) = text.split_once('/').unwrap_or_default();
    if product.is_empty() || name.is_empty() {
        return Err("write the product and the name: vps/vps-1.example");
    }
    Ok((product.to_owned(), name.to_owned()))
}

/// Reads a percentage with at most one place.
fn tax_permille(text: &str) -> std::result::Result<u16, String> {
    let (whole, tenth) = text.split_once('.').unwrap_or((text, "0"));
    let tenth: Option<u16> = (tenth.len() == 1).then(|| tenth.parse().ok()).flatten();
    let permille = whole.parse().ok().zip(tenth);
    let permille = permille.map(|(whole, tenth): (u16, u16)| whole.saturating_mul(10) + tenth);
    permille
        .filter(|permille| *permille <= 1000)
        .ok_or_else(|| "use a percentage from 0 to 100 with at most one place, such as 25.5".into())
}

fn faults(file: &Path) -> Result<Vec<Fault>> {
    let expected = "a list of faults";
    let text = input::file(file, MEBIBYTE)?;
    let json = serde_json::from_slice(&text)
        .map_err(|error| input::invalid(file.display(), expected, error))?;
    sandbox::faults(json).map_err(|reason| input::invalid(file.display(), expected, reason))
}

/// The environment that makes every command and client call the sandbox.
fn environment(running: &Running) -> String {
    exports([
        ("OVH_ENDPOINT", &running.endpoint),
        ("OVH_APPLICATION_KEY", &running.application_key),
        ("OVH_APPLICATION_SECRET", &running.application_secret),
        ("OVH_CONSUMER_KEY", &running.consumer_key),
    ])
}

/// What replaces the three keys for an OAuth2 client.
fn oauth2(running: &Running) -> String {
    exports([
        ("OVH_CLIENT_ID", &running.client_id),
        ("OVH_CLIENT_SECRET", &running.client_secret),
        ("OVH_TOKEN_URL", &running.token_url),
    ])
}

fn exports<const N: usize>(variables: [(&str, &String); N]) -> String {
    variables
        .map(|(name, value)| format!("export {name}={value}"))
        .join("\n")
}

/// Options with the real clock and the descriptions of the subsidiary's region. Ids differ from run to run.
pub(super) fn options(subsidiary: Option<&str>) -> Options {
    let subsidiary = subsidiary.unwrap_or(SUBSIDIARY);
    let region = sandbox::region(subsidiary);
    let order = ORDER.into_iter().filter(|(sold, _)| region == Some(sold));
    let options = Options::new(Arc::new(now)).seed(fresh_seed());
    DESCRIPTIONS
        .into_iter()
        .chain(order.map(|(_, json)| json))
        .fold(options.subsidiary(subsidiary), Options::description)
}

fn fresh_seed() -> u64 {
    u64::try_from(now().as_microsecond()).unwrap_or_default()
}

#[expect(
    clippy::disallowed_methods,
    reason = "the sandbox of the command runs in real time"
)]
fn now() -> Timestamp {
    Timestamp::now()
}

/// A client of a sandbox of this process, with its keys.
pub(super) fn client(sandbox: &sandbox::Sandbox, destination: &Destination) -> Result<Client> {
    let keys = sandbox.credentials();
    let credentials = Credentials::application(
        keys.application_key,
        keys.application_secret,
        keys.consumer_key,
    );
    let mut destination = destination.clone();
    // The sandbox has no profiles; that one is ignored was told.
    destination.profile = None;
    let arguments = destination.arguments().with(Key::Endpoint, sandbox.url());
    let config = Config::load(&arguments, &Sources::none()).map_err(Error::from)?;
    let builder = Client::builder(config.endpoint().clone()).limits(&config)?;
    Ok(builder.credentials(credentials).build()?)
}

/// Starts a sandbox, unless an option or the content of a file that it names cannot be used.
pub(super) async fn start(options: Options) -> Result<sandbox::Sandbox> {
    sandbox::start(options).await.map_err(not_started)
}

fn not_started(error: io::Error) -> Failure {
    match error.kind() {
        io::ErrorKind::InvalidInput => Failure::Usage(error.to_string()),
        _ => anyhow!(error).context("cannot start the sandbox").into(),
    }
}
