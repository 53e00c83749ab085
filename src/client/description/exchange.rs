//! What one operation takes and answers.

use super::definition::Type;
use super::read::EXCHANGES;
use crate::client::Operation;

/// A parameter of an operation, besides its body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name on the wire.
    pub name: &'static str,
    /// Where it stands in a request.
    pub place: Place,
    /// Its type; a list is sent as a repeated query parameter.
    pub type_: Type,
    /// Whether it must be given.
    pub required: bool,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

impl Place {
    /// `path`, `query` or `header`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// What an operation takes and answers.
#[derive(Debug, Default)]
pub(super) struct Exchange {
    pub(super) parameters: Vec<Parameter>,
    pub(super) body: Option<Type>,
    pub(super) answer: Option<Type>,
}

impl Operation {
    /// The parameters in path, query and headers, in the order of the description.
    #[must_use]
    pub fn parameters(&self) -> &'static [Parameter] {
        let exchange = EXCHANGES.operations.get(self.id);
        exchange.map_or(&[], |exchange| &exchange.parameters)
    }

    /// The type of the body, if it takes one. A body must be sent then, if only `{}`.
    #[must_use]
    pub fn body_type(&self) -> Option<&'static Type> {
        EXCHANGES.operations.get(self.id)?.body.as_ref()
    }

    /// The type of the answer, if it answers anything.
    #[must_use]
    pub fn answer_type(&self) -> Option<&'static Type> {
        EXCHANGES.operations.get(self.id)?.answer.as_ref()
    }
}
