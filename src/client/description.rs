//! What operations take and answer, as data: parameters, models, enums.
//!
//! For programs that list calls or check them before they are sent. The data is the same whatever
//! features are enabled, and a program carries it only if it asks for it (250 KB).
//!
//! ```
//! use ovh_order::client::Operation;
//! use ovh_order::client::description::{Definition, Place, Type};
//!
//! let operation = Operation::find("POST", "/order/cart/{cartId}/vps").ok_or("an operation")?;
//! let parameters = operation.parameters();
//! let [cart_id] = parameters else { return Err("one parameter".into()) };
//! assert_eq!((cart_id.name, cart_id.place, cart_id.required), ("cartId", Place::Path, true));
//!
//! let Some(Type::Named(body)) = operation.body_type() else { return Err("a body".into()) };
//! let body = Definition::find(body).ok_or("a model")?;
//! let required = body.fields().iter().filter(|field| field.required);
//! let required: Vec<_> = required.map(|field| field.name).collect();
//! assert_eq!(required, ["duration", "planCode", "pricingMode", "quantity"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use super::Operation;

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

/// The type of a parameter, a field, a body or an answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Type {
    /// Anything, whatever JSON can write.
    Any,
    /// `true` or `false`.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A text with the name of its form: `string`, `password`, `date` (`2026-01-31`), `datetime`
    /// (RFC 3339), `duration` (ISO 8601), `uuid`, `ip`, `ipv4`, `ipBlock`, `phoneNumber`, ….
    Text(&'static str),
    /// A list.
    List(Box<Type>),
    /// An object with texts as keys.
    Map(Box<Type>),
    /// A model or an enum; see [`Definition::find`].
    Named(&'static str),
}

impl Type {
    /// The name of the model or the enum that it is, or that its items or values are.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        match self {
            Self::List(inner) | Self::Map(inner) => inner.name(),
            Self::Named(name) => Some(name),
            _ => None,
        }
    }

    /// The model or the enum that it is, or that its items or values are.
    #[must_use]
    pub fn definition(&self) -> Option<&'static Definition> {
        Definition::find(self.name()?)
    }
}

/// As people write it: `string`, `[Price]` for a list, `{string}` for a map.
impl fmt::Display for Type {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => out.write_str("any"),
            Self::Boolean => out.write_str("boolean"),
            Self::Integer => out.write_str("long"),
            Self::Number => out.write_str("double"),
            Self::Text(form) => out.write_str(form),
            Self::List(item) => write!(out, "[{item}]"),
            Self::Map(value) => write!(out, "{{{value}}}"),
            Self::Named(name) => out.write_str(name),
        }
    }
}

/// A model or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Definition {
    /// Name of the type in [`types`](crate::types).
    pub name: &'static str,
    /// Name in OVHcloud's description, such as `order.cart.Item`; empty for a body that the
    /// description lists field by field.
    pub native_name: &'static str,
    /// What it is.
    pub kind: DefinitionKind,
}

/// What a definition is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefinitionKind {
    /// An object with these fields.
    Model(Vec<Field>),
    /// One of these texts. The API adds values without notice.
    Texts(Vec<&'static str>),
    /// One of these whole numbers, as the description writes them.
    Numbers(Vec<&'static str>),
}

/// A field of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// Its name on the wire.
    pub name: &'static str,
    /// Its type.
    pub type_: Type,
    /// Whether a body must have it. Of what is answered nothing is promised.
    pub required: bool,
    /// Whether the API alone sets it.
    pub read_only: bool,
    /// Whether `null` is a value of it.
    pub nullable: bool,
}

impl Definition {
    /// The model or the enum of a name.
    #[must_use]
    pub fn find(name: &str) -> Option<&'static Self> {
        EXCHANGES.definitions.get(name)
    }

    /// The fields of a model; none of an enum.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        match &self.kind {
            DefinitionKind::Model(fields) => fields,
            _ => &[],
        }
    }

    /// The values of an enum; none of a model.
    #[must_use]
    pub fn values(&self) -> &[&'static str] {
        match &self.kind {
            DefinitionKind::Texts(values) | DefinitionKind::Numbers(values) => values,
            DefinitionKind::Model(_) => &[],
        }
    }
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

/// The lines that the build script wrote; `generate/tables.rs` in `xtask/codegen` tells their form.
static LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/exchanges.txt"));

/// What operations exchange by their names, and the types in it by theirs.
static EXCHANGES: LazyLock<Exchanges> = LazyLock::new(|| read(LINES));

/// Everything that stands in the lines.
#[derive(Default)]
struct Exchanges {
    operations: HashMap<&'static str, Exchange>,
    definitions: HashMap<&'static str, Definition>,
}

/// What an operation takes and answers.
#[derive(Debug, Default)]
struct Exchange {
    parameters: Vec<Parameter>,
    body: Option<Type>,
    answer: Option<Type>,
}

fn read(lines: &'static str) -> Exchanges {
    let mut exchanges = Exchanges::default();
    for line in lines.lines() {
        let mut fields = line.split('\t');
        let kind = fields.next().unwrap_or_default();
        let name = fields.next().unwrap_or_default();
        if kind == "operation" {
            let exchange = exchange(fields);
            exchanges.operations.insert(name, exchange);
        } else if let Some(definition) = definition(kind, name, fields) {
            exchanges.definitions.insert(name, definition);
        }
    }
    exchanges
}

fn exchange(mut fields: impl Iterator<Item = &'static str>) -> Exchange {
    let mut next = || fields.next().filter(|written| !written.is_empty());
    Exchange {
        body: next().map(type_of),
        answer: next().map(type_of),
        parameters: fields.filter_map(parameter).collect(),
    }
}

fn parameter(field: &'static str) -> Option<Parameter> {
    let (facts, written) = field.split_once(':')?;
    let (place, facts) = facts.split_at_checked(1)?;
    let (need, name) = facts.split_at_checked(1)?;
    let place = match place {
        "p" => Place::Path,
        "q" => Place::Query,
        "h" => Place::Header,
        _ => return None,
    };
    Some(Parameter {
        name,
        place,
        type_: type_of(written),
        required: need == "!",
    })
}

fn definition(
    kind: &str,
    name: &'static str,
    mut fields: impl Iterator<Item = &'static str>,
) -> Option<Definition> {
    let native_name = fields.next()?;
    let kind = match kind {
        "model" => DefinitionKind::Model(fields.filter_map(field).collect()),
        "enum" => DefinitionKind::Texts(fields.collect()),
        "numbers" => DefinitionKind::Numbers(fields.collect()),
        _ => return None,
    };
    Some(Definition {
        name,
        native_name,
        kind,
    })
}

fn field(field: &'static str) -> Option<Field> {
    let (facts, written) = field.split_once(':')?;
    let name = facts.trim_start_matches(['!', '?', '-', '~']);
    let flags = facts.strip_suffix(name)?;
    Some(Field {
        name,
        type_: type_of(written),
        required: flags.contains('!'),
        read_only: flags.contains('-'),
        nullable: flags.contains('~'),
    })
}

fn inside(written: &'static str, open: char, close: char) -> Option<&'static str> {
    written.strip_prefix(open)?.strip_suffix(close)
}

fn type_of(written: &'static str) -> Type {
    if let Some(item) = inside(written, '[', ']') {
        return Type::List(Box::new(type_of(item)));
    }
    if let Some(value) = inside(written, '{', '}') {
        return Type::Map(Box::new(type_of(value)));
    }
    match written {
        "any" => Type::Any,
        "boolean" => Type::Boolean,
        "long" => Type::Integer,
        "double" => Type::Number,
        // The names of our own types begin with a capital, those of scalars do not.
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => Type::Named(name),
        form => Type::Text(form),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn written_types_are_read_and_written_back() {
        let list = |item| Type::List(Box::new(item));
        let cases = [
            ("any", Type::Any),
            ("long", Type::Integer),
            ("double", Type::Number),
            ("boolean", Type::Boolean),
            ("ipBlock", Type::Text("ipBlock")),
            ("CartItem", Type::Named("CartItem")),
            ("[[long]]", list(list(Type::Integer))),
            (
                "{[string]}",
                Type::Map(Box::new(list(Type::Text("string")))),
            ),
        ];
        for (written, expected) in cases {
            let read = type_of(written);
            assert_eq!((read.to_string().as_str(), &read), (written, &expected));
        }
    }

    #[test]
    fn fields_and_parameters_are_read_with_their_facts() {
        let expected = Field {
            name: "prices",
            type_: Type::Named("Price"),
            required: false,
            read_only: true,
            nullable: true,
        };
        assert_eq!(field("?-~prices:Price"), Some(expected));
        let expected = Parameter {
            name: "planCode",
            place: Place::Query,
            type_: Type::Text("string"),
            required: true,
        };
        assert_eq!(parameter("q!planCode:string"), Some(expected));
        assert_eq!((field("odd"), parameter("x!odd:string")), (None, None));
    }

    #[test]
    fn nothing_in_the_lines_is_dropped() {
        let operations = EXCHANGES.operations.values();
        let definitions = EXCHANGES.definitions.values();
        let read: usize = operations
            .map(|exchange| 4 + exchange.parameters.len())
            .chain(definitions.map(|it| 3 + it.fields().len() + it.values().len()))
            .sum();
        let written = LINES.lines().flat_map(|line| line.split('\t')).count();
        assert_eq!(read, written);
    }

    #[test]
    fn every_type_is_defined() {
        let exchanged = EXCHANGES.operations.values().flat_map(|exchange| {
            let parameters = exchange.parameters.iter().map(|parameter| &parameter.type_);
            parameters.chain(&exchange.body).chain(&exchange.answer)
        });
        let fields = EXCHANGES.definitions.values().flat_map(Definition::fields);
        let types = exchanged.chain(fields.map(|field| &field.type_));
        let undefined = types
            .filter_map(Type::name)
            .find(|name| Definition::find(name).is_none());
        assert_eq!(undefined, None);
    }

    #[test]
    fn what_is_exchanged_agrees_with_the_table_of_operations() {
        for operation in Operation::all() {
            assert!(
                EXCHANGES.operations.contains_key(operation.id),
                "{}",
                operation.id
            );
            let has_body = operation.body_type().is_some();
            assert_eq!(operation.body.is_some(), has_body, "{}", operation.id);
            let answers = operation.answer_type().is_some();
            assert_eq!(operation.answer != "()", answers, "{}", operation.id);
            let in_path = operation
                .parameters()
                .iter()
                .filter(|p| p.place == Place::Path);
            let in_path: BTreeSet<_> = in_path.map(|p| format!("{{{}}}", p.name)).collect();
            let in_template = operation.path.split('/').filter(|s| s.starts_with('{'));
            let in_template = in_template.map(str::to_owned).collect();
            assert_eq!(in_path, in_template, "{}", operation.id);
        }
    }
}
