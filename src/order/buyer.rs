//! Who orders, and which subsidiary sells to them.

use super::problem::{Problem, listed};
use super::{Context, OrderError};
use crate::Client;
use crate::endpoint::{Endpoint, Region};
use crate::types::{Nichandle, NichandleOvhSubsidiary};

/// Finds the subsidiary to create a cart at: the stated one, or else the account's (`GET /me`).
///
/// # Errors
/// [`OrderError::Problems`] if none is stated and there are no credentials to ask with, if the
/// stated one is not the account's, or if the endpoint does not serve it. [`OrderError::Api`] if the
/// account cannot be read. Nothing is changed.
pub async fn subsidiary(
    client: &Client,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, OrderError> {
    let context = Context::new(client.clone());
    Ok(buyer(&context, stated).await?.subsidiary)
}

/// Who orders, and who sells to them.
pub(super) struct Buyer {
    /// The account, such as `xx12345-ovh`. Absent without credentials.
    pub account: Option<String>,
    pub subsidiary: NichandleOvhSubsidiary,
}

/// Reads the account (`GET /me`), if there are credentials, and finds the subsidiary.
pub(super) async fn buyer(
    context: &Context,
    stated: Option<NichandleOvhSubsidiary>,
) -> Result<Buyer, OrderError> {
    let client = &context.client;
    let mut me = Nichandle::default();
    if client.credentials().can_authenticate() {
        me = context.account().await?.clone();
        // That there is no account to ask would be false.
        if stated.is_none() && me.ovh_subsidiary.is_none() {
            return Err(OrderError::Missing {
                field: "ovhSubsidiary",
                call: "GET /me",
            });
        }
    }
    let subsidiary = seller(client.endpoint(), stated, me.ovh_subsidiary)?;
    Ok(Buyer {
        account: me.nichandle,
        subsidiary,
    })
}

/// The subsidiary that sells: the stated one, or else the account's. A cart of one subsidiary cannot
/// be assigned to an account of another, and an endpoint serves those of its region only.
fn seller(
    endpoint: &Endpoint,
    stated: Option<NichandleOvhSubsidiary>,
    account: Option<NichandleOvhSubsidiary>,
) -> Result<NichandleOvhSubsidiary, Problem> {
    const PATH: &str = "ovhSubsidiary";
    if let Some(stated) = &stated
        && !endpoint.accepts(stated.as_str())
    {
        return Err(sells_elsewhere(endpoint, stated).at(PATH));
    }
    if let (Some(stated), Some(account)) = (&stated, &account)
        && stated != account
    {
        if !NichandleOvhSubsidiary::VALUES.contains(&stated.as_str()) {
            return Err(sells_elsewhere(endpoint, stated).at(PATH));
        }
        let message = format!("the account belongs to {account}, not {stated}");
        let hint = format!("leave it out, or write `ovhSubsidiary: {account}`");
        return Err(Problem::new(message).hint(hint).at(PATH));
    }
    let Some(subsidiary) = stated.or(account) else {
        let message = "required, because there is no account to ask";
        let problem =
            Problem::new(message).hint("write the one that sells, such as `ovhSubsidiary: FR`");
        return Err(problem.at(PATH));
    };
    if !endpoint.accepts(subsidiary.as_str()) {
        return Err(sells_elsewhere(endpoint, &subsidiary).at(PATH));
    }
    Ok(subsidiary)
}

fn sells_elsewhere(endpoint: &Endpoint, subsidiary: &NichandleOvhSubsidiary) -> Problem {
    let code = subsidiary.as_str();
    let here = endpoint.region().map(Region::subsidiaries);
    if !NichandleOvhSubsidiary::VALUES.contains(&code) {
        let known = here.unwrap_or(NichandleOvhSubsidiary::VALUES);
        return Problem::unknown("subsidiary", code, known);
    }
    let problem = Problem::new(format!("{code} does not sell at {endpoint}"));
    problem.hint(format!("use one of {}", listed(here.unwrap_or_default())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_subsidiary_is_told_with_all_also_where_the_region_is_not_known() {
        let endpoint = "http://127.0.0.1:1/v1".parse().unwrap();
        let chosen = |stated: &str| {
            let chosen = seller(&endpoint, Some(stated.into()), Some("FR".into()));
            chosen.unwrap_err().to_string()
        };
        let unknown = chosen("XX");
        let expected = "ovhSubsidiary: unknown subsidiary `XX`; use one of `CZ`, `DE`, ";
        assert!(unknown.starts_with(expected), "{unknown}");
        assert_eq!(
            chosen("QC"),
            "ovhSubsidiary: the account belongs to FR, not QC; leave it out, or write `ovhSubsidiary: FR`"
        );
    }

    #[test]
    fn the_stated_subsidiary_must_be_the_accounts_and_sell_at_the_endpoint() {
        let endpoint = Endpoint::default();
        let chosen = |stated: Option<&str>, account: Option<&str>| {
            let chosen = seller(&endpoint, stated.map(Into::into), account.map(Into::into));
            chosen.map_or_else(|problem| problem.to_string(), |code| code.to_string())
        };
        let cases = [
            (Some("FR"), Some("FR"), "FR"),
            (Some("FR"), None, "FR"),
            (None, Some("FR"), "FR"),
            (
                Some("GB"),
                Some("FR"),
                "ovhSubsidiary: the account belongs to FR, not GB; leave it out, or write `ovhSubsidiary: FR`",
            ),
            (
                Some("QC"),
                None,
                "ovhSubsidiary: QC does not sell at ovh-eu; use one of `CZ`, `DE`, `ES`, `EU`, `FI`, `FR`, \
                 `GB`, `IE`, `IT`, `LT`, `MA`, `NL`, `PL`, `PT`, `SN`, `TN`",
            ),
            (
                Some("XX"),
                Some("FR"),
                "ovhSubsidiary: unknown subsidiary `XX`; use one of `CZ`, `DE`, `ES`, `EU`, `FI`, `FR`, \
                 `GB`, `IE`, `IT`, `LT`, `MA`, `NL`, `PL`, `PT`, `SN`, `TN`",
            ),
            (
                None,
                None,
                "ovhSubsidiary: required, because there is no account to ask; write the one that sells, \
                 such as `ovhSubsidiary: FR`",
            ),
        ];
        for (stated, account, expected) in cases {
            assert_eq!(chosen(stated, account), expected, "{stated:?} {account:?}");
        }
    }
}
