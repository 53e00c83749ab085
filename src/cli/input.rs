//! Reading order files.

use std::io;
use std::path::Path;

use ovh_order::order::OrderFile;
use ovh_order::order::file::OrderFileError;

/// Reads an order file; `-` is standard input.
pub(super) fn order_file(path: &Path) -> Result<OrderFile, OrderFileError> {
    match path.as_os_str() == "-" {
        true => OrderFile::read_from(io::stdin().lock(), "standard input"),
        false => OrderFile::read(path),
    }
}
