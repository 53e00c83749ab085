//! The products below `/order/cartServiceOption` and `/order/upgrade`, and whose services they are for.

/// The products of which a service takes options.
#[rustfmt::skip] // a list of words
pub const OPTIONS: &[&str] = &[
    "backupServices", "baremetalServers", "cloud", "dedicated", "dns", "domain", "emailpro",
    "ipLoadbalancing", "licenseHycu", "logs", "microsoft", "microsoftExchange", "nutanix",
    "office365Prepaid", "officePrepaid", "privateCloud", "privateCloudEnterprise",
    "privateCloudReseller", "privateCloudResellerEnterprise", "sharepoint", "sms",
    "sncNetworkServices", "sslGateway", "vcdaMigration", "vdi", "vmwareCloudDirector",
    "vmwareCloudDirectorBackup", "vps", "vrack", "webHosting",
];

/// Those of them whose options are only listed.
pub const LISTED: &[&str] = &[
    "backupServices",
    "vcdaMigration",
    "vmwareCloudDirectorBackup",
];

/// The products of which a service can be upgraded.
#[rustfmt::skip] // a list of words
pub const UPGRADES: &[&str] = &[
    "bandwidthVrack", "baremetalPrivateBandwidth", "baremetalPublicBandwidth", "cephaas", "cloudDB",
    "emailDomain", "ipLoadbalancing", "licenseHycu", "licensePlesk", "licensecPanel", "logs",
    "managedCMS", "metrics", "microsoftExchange", "privateCloud", "privateCloudManagementFee",
    "privateSQL", "sslGateway", "vps", "vpsAdditionalDisk", "webHosting", "zimbra",
];

const SERVERS: &[&str] = &["baremetalServers", "dedicated", "eco"];

/// The families of the services that a product is about, where it has another name or more than one.
const FAMILIES: &[(&str, &[&str])] = &[
    ("bandwidthVrack", SERVERS),
    ("baremetalPrivateBandwidth", SERVERS),
    ("baremetalPublicBandwidth", SERVERS),
    ("baremetalServers", SERVERS),
    ("dedicated", SERVERS),
    ("microsoftExchange", &["exchange", "exchangeEnterprise"]),
    ("privateCloudManagementFee", &["privateCloud"]),
    ("vpsAdditionalDisk", &["vps"]),
];

/// Whether a product is about the services of a family.
pub fn is_about(product: &str, family: &str) -> bool {
    match FAMILIES.iter().find(|(known, _)| *known == product) {
        Some((_, families)) => families.contains(&family),
        None => product == family,
    }
}
