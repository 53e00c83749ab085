//! The configuration: key by key from arguments, environment and `ovh.conf` files.
//!
//! [`Config::load`] says what is set, where each value comes from, and what is odd about it;
//! [`Credentials::from_config`](crate::auth::Credentials::from_config) decides what the keys mean.
//! [`set_keys`] edits one section of a file's text.
//!
//! | environment | key in a file | section |
//! | --- | --- | --- |
//! | `OVH_ENDPOINT` | `endpoint` | `[default]` |
//! | `OVH_APPLICATION_KEY` | `application_key` | `[<endpoint>]` |
//! | `OVH_APPLICATION_SECRET` | `application_secret` | `[<endpoint>]` |
//! | `OVH_CONSUMER_KEY` | `consumer_key` | `[<endpoint>]` |
//! | `OVH_CLIENT_ID`, `OVH_CLIENT_SECRET` | `client_id`, `client_secret` | `[<endpoint>]` |
//! | `OVH_TOKEN_URL` | `token_url` | `[<endpoint>]` |
//! | `OVH_ACCESS_TOKEN` | `access_token` | `[<endpoint>]` |
//! | `OVH_PROFILE` | `profile` | `[default]` |
//! | `OVH_TIMEOUT`, `OVH_RETRIES`, `OVH_PACE` | `timeout`, `retries`, `pace` | `[default]` |
//!
//! The first of these that sets a key wins: argument, environment, `./ovh.conf`, `~/.ovh.conf`,
//! `/etc/ovh.conf`; `OVH_CONFIG` names one file to read in place of the three. An empty value counts
//! as unset, wherever it stands. Without an endpoint it is `ovh-eu`; an endpoint that is a URL has a
//! section named by the URL.
//!
//! A file that cannot be read or parsed is left out with a [`Warning::LeftOut`]. Whether it can be
//! done without is decided where credentials are needed.
//!
//! A profile is a section `[profile:<name>]` with an endpoint and keys. When one is chosen it stands
//! in place of the endpoint's section, which is then not read at all: the keys of two accounts are
//! never mixed by files. Arguments and the environment still win over it, key by key. A profile
//! without an endpoint has that of `[default]`. The profile `default` is no profile: it means the
//! endpoint's section, as it does in OVHcloud's own command line.
//!
//! `timeout` is how long one attempt of a call may take (a [`duration`] such as `90s`), `retries` how
//! often a failed read is sent again, `pace` how many requests are sent in a minute. No official client
//! has these three keys.
//!
//! `token_url` is where an OAuth2 client asks for its tokens when the endpoint is not one of
//! OVHcloud's own. It is this crate's own key; no official client has one.

mod edit;
mod error;
mod ini;
mod key;
mod load;
mod sources;
mod values;

pub use edit::{EditError, set_keys, values_in};
pub use error::{ConfigError, FileError, Warning};
pub use ini::{IniError, IniProblem};
pub use key::{Key, Section};
pub use load::{Config, ConfigFile, UnreadKeys};
pub use sources::{Arguments, Contents, Origin, Setting, Sources, home_file, read_file};
pub use values::duration;
