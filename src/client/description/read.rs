//! Reads the lines that the build script wrote; their form is told in `xtask/codegen`, in
//! `generate/exchanges.rs`.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::definition::{Definition, Field, Kind, Type};
use super::exchange::{Exchange, Parameter, Place};

static LINES: &str = include_str!(concat!(env!("OUT_DIR"), "/exchanges.txt"));

/// What operations exchange by their names, and the types in it by theirs.
pub(super) static EXCHANGES: LazyLock<Exchanges> = LazyLock::new(|| read(LINES));

/// Everything that stands in the lines.
#[derive(Default)]
pub(super) struct Exchanges {
    pub(super) operations: HashMap<&'static str, Exchange>,
    pub(super) definitions: HashMap<&'static str, Definition>,
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
        "model" => Kind::Model(fields.filter_map(field).collect()),
        "enum" => Kind::Texts(fields.collect()),
        "numbers" => Kind::Numbers(fields.collect()),
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

fn type_of(written: &'static str) -> Type {
    let inside = |open, close| written.strip_prefix(open)?.strip_suffix(close);
    if let Some(item) = inside('[', ']') {
        return Type::List(Box::new(type_of(item)));
    }
    if let Some(value) = inside('{', '}') {
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
    use crate::client::Operation;

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
    fn every_line_is_read_and_every_type_is_defined() {
        let read = EXCHANGES.operations.len() + EXCHANGES.definitions.len();
        assert_eq!(read, LINES.lines().count());
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
