//! YAML text as a tree that knows where everything stands and how it was written.
//! It must not know what an order file contains.
//!
//! Scalars keep their source text, because a plan code such as `24e10` is no number and `0123` is
//! no octal. What would let a file say something other than what a person sees (anchors, aliases,
//! merge keys, tags, a second document) is refused.

use std::collections::HashMap;

use granit_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput, options};

use super::fault::{Faults, Path, shown};
use crate::order::problem::{Position, Problem};

/// A value and where it starts; for a value that is not there, where its key starts.
pub(super) struct Node {
    pub(super) at: Position,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Null,
    /// `quoted` is whether it was written in quotes or as a block.
    Text {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(Vec<Entry>),
    /// Already reported.
    Refused,
}

pub(super) struct Entry {
    pub(super) at: Position,
    pub(super) key: String,
    pub(super) value: Node,
}

/// Deeper than this no order file goes.
const MOST_NESTED: usize = 16;

/// The one document of the text; `None` when its syntax is broken. Adds what it refuses.
pub(super) fn tree(text: &str, faults: &mut Faults) -> Option<Node> {
    let mut limits = options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MOST_NESTED,
        block_nesting_limit: MOST_NESTED,
    };
    limits.set_emit_comments(false);
    let events = Parser::new_from_str_with_options(text, limits);
    Builder { events, faults }.document()
}

struct Builder<'t, 'f> {
    events: Parser<'t, StrInput<'t>>,
    faults: &'f mut Faults,
}

impl<'t> Builder<'t, '_> {
    fn document(&mut self) -> Option<Node> {
        let root = loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (Event::StreamEnd, at) => {
                    break Node {
                        at,
                        kind: Kind::Null,
                    };
                }
                (event, at) => break self.node(event, at, &Path::default())?,
            }
        };
        while let Some(next) = self.events.next() {
            let (event, at) = self.placed(next)?;
            if let Event::DocumentStart(..) = event {
                let refusal = Problem::new("a second document starts here");
                let refusal = refusal.hint("an order file is one document: remove the `---`");
                self.faults.add(at, &Path::default(), refusal);
                return None;
            }
        }
        Some(root)
    }

    fn next(&mut self) -> Option<(Event<'t>, Position)> {
        let next = self.events.next()?;
        self.placed(next)
    }

    /// An event and where it is; `None` ends the reading, because broken YAML has no more of them.
    fn placed(
        &mut self,
        next: Result<(Event<'t>, Span), ScanError>,
    ) -> Option<(Event<'t>, Position)> {
        next.map(|(event, span)| (event, position(&span.start)))
            .map_err(|error| {
                let refusal = Problem::new(format!("this is not YAML: {}", error.info()));
                let at = position(error.marker());
                self.faults.add(at, &Path::default(), refusal);
            })
            .ok()
    }

    fn node(&mut self, event: Event<'t>, at: Position, path: &Path) -> Option<Node> {
        self.refuse_properties(&event, at, path);
        let kind = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_null(&text) => Kind::Null,
            Event::Scalar(text, style, ..) => Kind::Text {
                text: text.into_owned(),
                quoted: style != ScalarStyle::Plain,
            },
            Event::SequenceStart(..) => Kind::List(self.list(path)?),
            Event::MappingStart(..) => Kind::Map(self.map(path)?),
            _ => Kind::Refused,
        };
        self.faults.positions.entry(path.0.clone()).or_insert(at);
        Some(Node { at, kind })
    }

    fn list(&mut self, path: &Path) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(nodes),
                (event, at) => nodes.push(self.node(event, at, &path.index(nodes.len()))?),
            }
        }
    }

    fn map(&mut self, path: &Path) -> Option<Vec<Entry>> {
        let mut entries = Vec::new();
        let mut first = HashMap::new();
        loop {
            let (event, at) = match self.next()? {
                (Event::MappingEnd, _) => return Some(entries),
                start => start,
            };
            let Some(key) = self.key(event, at, path)? else {
                self.value(at, path)?;
                continue;
            };
            let path = path.key(&key);
            let value = self.value(at, &path)?;
            if let Some(first) = first.get(&key) {
                self.faults.add(at, &path, written_twice(&key, *first));
                continue;
            }
            first.insert(key.clone(), at);
            entries.push(Entry { at, key, value });
        }
    }

    /// The name of a key; inside, `None` when it is refused, and its value is to be skipped.
    fn key(&mut self, event: Event<'t>, at: Position, path: &Path) -> Option<Option<String>> {
        let refusal = match self.node(event, at, path)?.kind {
            Kind::Text {
                text,
                quoted: false,
            } if text == "<<" => {
                Problem::new("merge keys are not read").hint("write the values out")
            }
            Kind::Text { text, .. } => return Some(Some(text)),
            Kind::Refused => return Some(None),
            _ => Problem::new("a key must be a name").hint("write `name: value`"),
        };
        self.faults.add(at, path, refusal);
        Some(None)
    }

    fn value(&mut self, key: Position, path: &Path) -> Option<Node> {
        let (event, at) = self.next()?;
        let node = self.node(event, at, path)?;
        let at = if matches!(node.kind, Kind::Null) {
            key
        } else {
            at
        };
        Some(Node { at, ..node })
    }

    fn refuse_properties(&mut self, event: &Event<'_>, at: Position, path: &Path) {
        let alias = event.is_alias() || matches!(event, Event::UnresolvedAlias(_));
        if alias || event.anchor_id().is_some() {
            let refusal = Problem::new("anchors and aliases are not read");
            self.faults
                .add(at, path, refusal.hint("write the value out"));
        }
        if let Some(tag) = event.tag() {
            let refusal = Problem::new(format!("the tag `{}` is not read", shown(&tag.original())));
            self.faults.add(
                at,
                path,
                refusal.hint("write the value in quotes for a text"),
            );
        }
    }
}

fn written_twice(key: &str, first: Position) -> Problem {
    Problem::new(format!(
        "`{}` is written twice, first on line {}",
        shown(key),
        first.line
    ))
    .hint("keep one of them")
}

/// What YAML 1.2 reads as null.
fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}

fn position(marker: &Marker) -> Position {
    Position {
        line: marker.line(),
        column: marker.col() + 1,
    }
}
