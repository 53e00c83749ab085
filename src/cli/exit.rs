//! Exit codes, and printing the error that leads to one.

use std::process::ExitCode;

use ovh_order::login::LoginError;
use ovh_order::order::OrderError;
use ovh_order::order::file::OrderFileError;
use ovh_order::{Error, Kind};

use super::api::{Refusal, Unsure};
use super::hint;
use super::login::NotReplaced;
use super::ops::NotFound;
use super::order::NotFollowed;
use super::output::{is_broken_pipe, tell};
use super::place::Place;

/// What was asked for was done.
pub(super) const SUCCESS: u8 = 0;
/// A call failed, or something on this machine.
pub(super) const FAILURE: u8 = 1;
/// The command line is wrong, or a call does not fit the description; clap's own code.
pub(super) const USAGE: u8 = 2;
/// The order cannot be placed as it is written; every reason was printed. Nothing was bought.
pub(super) const INVALID_ORDER: u8 = 3;
/// Nobody said yes. Nothing was bought.
pub(super) const NOT_CONFIRMED: u8 = 4;
/// The checkout, or a call that may charge, may have been carried out: look for the order before
/// anything else.
pub(super) const UNSURE: u8 = 5;
/// There is an order that was not followed until delivery, or the answer to a call that may charge
/// could not be printed.
pub(super) const NOT_DELIVERED: u8 = 6;
/// The order was cancelled.
pub(super) const CANCELLED: u8 = 7;
/// The call was refused on this side: credentials are missing, the configuration is faulty, or the
/// product or the region has no such call. Nothing was sent.
pub(super) const CONFIGURATION: u8 = 8;
/// Stopped by Ctrl-C before anything was bought.
pub(super) const INTERRUPTED: u8 = 130;

/// What was bought and could not be printed. It is said on standard error, also when the reader of
/// results just went away: the order must not be lost with them.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unprinted {
    /// An order, by its number.
    #[error("order {0} exists, but it could not be printed")]
    Order(String),
    /// A call that may charge, whose answer names no order.
    #[error(
        "{0} was carried out, but its answer could not be printed: look for an order before you \
         try again"
    )]
    Call(String),
}

/// The codes for `--help`.
macro_rules! exit_codes {
    () => {
        "\
Exit codes:
  0  done
  1  a call failed, or something on this machine
  2  the command line is wrong, or a call does not fit the description
  3  the order cannot be placed as it is written; nothing was bought
  4  nobody said yes; nothing was bought
  5  the checkout, or a call that may charge, may have been carried out: look for the order first
  6  an order exists but was not followed until delivery, or a charging call's answer not printed
  7  the order was cancelled
  8  refused before it was sent: no credentials, a faulty configuration, or no such call there
  130  stopped by Ctrl-C before anything was bought"
    };
}

pub(super) use exit_codes;

/// Prints an error with its causes and says which code the process ends with.
pub(super) fn report(error: &anyhow::Error, place: Place<'_>) -> ExitCode {
    if is_broken_pipe(error) && !error.is::<Unprinted>() {
        return SUCCESS.into();
    }
    tell(format_args!("error: {error}"));
    for cause in error.chain().skip(1) {
        tell(format_args!("  because: {cause}"));
    }
    for hint in hint::about(error, place) {
        tell(format_args!("  hint: {hint}"));
    }
    code(error).into()
}

fn code(error: &anyhow::Error) -> u8 {
    if let Some(error) = error.downcast_ref::<OrderFileError>() {
        return of_file(error);
    }
    if error.is::<NotFollowed>() || error.is::<Unprinted>() {
        return NOT_DELIVERED;
    }
    if error.is::<NotFound>() {
        return CONFIGURATION;
    }
    if let Some(refusal) = error.downcast_ref::<Refusal>() {
        return of_refusal(refusal);
    }
    if error.is::<Unsure>() {
        return UNSURE;
    }
    if let Some(error) = error.downcast_ref::<OrderError>() {
        return of_order(error);
    }
    if error.is::<NotReplaced>() {
        return NOT_CONFIRMED;
    }
    if let Some(error) = error.downcast_ref::<LoginError>() {
        return of_login(error);
    }
    error.downcast_ref::<Error>().map_or(FAILURE, of_call)
}

fn of_file(error: &OrderFileError) -> u8 {
    match error {
        OrderFileError::Faulty { .. } => INVALID_ORDER,
        _ => FAILURE,
    }
}

fn of_order(error: &OrderError) -> u8 {
    match error {
        OrderError::Api(error) => of_call(error),
        OrderError::Problems(_) | OrderError::Rejected(_) => INVALID_ORDER,
        OrderError::NotConfirmed => NOT_CONFIRMED,
        OrderError::Stopped => INTERRUPTED,
        OrderError::Unsure(_) => UNSURE,
        OrderError::Cancelled { .. } => CANCELLED,
        OrderError::Ordered { .. } => NOT_DELIVERED,
        _ => FAILURE,
    }
}

fn of_login(error: &LoginError) -> u8 {
    match error {
        LoginError::Api(error) => of_call(error),
        LoginError::Stopped => INTERRUPTED,
        _ => FAILURE,
    }
}

fn of_refusal(refusal: &Refusal) -> u8 {
    match refusal {
        Refusal::Unknown { .. } => CONFIGURATION,
        Refusal::Unfit { .. } | Refusal::Body(..) => USAGE,
    }
}

fn of_call(error: &Error) -> u8 {
    match error.kind() {
        Kind::Config | Kind::Refused => CONFIGURATION,
        _ => FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use ovh_order::order::OrderId;

    use super::*;

    #[test]
    fn every_outcome_of_an_order_has_its_code() {
        let order = OrderId(1);
        let cases = [
            (OrderError::Problems(Vec::new()), 3),
            (OrderError::NotConfirmed, 4),
            (OrderError::Unsure(Error::refused("lost")), 5),
            (OrderError::Cancelled { order }, 7),
            (OrderError::Api(Error::refused("no credentials")), 8),
            (OrderError::Stopped, 130),
        ];
        for (error, expected) in cases {
            assert_eq!(of_order(&error), expected, "{error}");
        }
    }
}
