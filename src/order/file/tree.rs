//! YAML text as a tree that knows where everything is and how it was written.
//!
//! Scalars keep their source text: the plan code `24e10` is a text, not a number, and `0123` not an
//! octal one. What would let a file say something other than what a person sees (anchors,
//! aliases, merge keys, tags, a second document) is refused.

use granit_parser::{Event, Marker, Parser, ScalarStyle, StrInput, options};
use indexmap::IndexMap;
use indexmap::map::Entry as Slot;

use super::source::Problems;
use crate::order::problem::{Problem, join, shown};

/// A value, and where it starts; one that is left out starts where its key does.
pub(super) struct Node {
    pub(super) at: Marker,
    pub(super) path: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Null,
    /// `quoted` is whether it was written in quotes or as a block.
    Text {
        text: String,
        quoted: bool,
    },
    List(Vec<Node>),
    Map(IndexMap<String, Entry>),
    /// Already reported.
    Refused,
}

/// One `key: value` of a mapping.
pub(super) struct Entry {
    /// Where the key is.
    pub(super) at: Marker,
    pub(super) value: Node,
}

/// No order file nests deeper than this.
const MOST_NESTED: usize = 16;

/// The one document of the text; `None` when its syntax is broken.
pub(super) fn tree(text: &str, problems: &mut Problems) -> Option<Node> {
    let mut limits = options! {
        emit_unresolved_aliases: true,
        flow_nesting_limit: MOST_NESTED,
        block_nesting_limit: MOST_NESTED,
    };
    limits.set_emit_comments(false);
    let events = Parser::new_from_str_with_options(text, limits);
    Builder {
        text,
        events,
        problems,
    }
    .document()
}

struct Builder<'t, 'p> {
    text: &'t str,
    events: Parser<'t, StrInput<'t>>,
    problems: &'p mut Problems,
}

impl<'t> Builder<'t, '_> {
    fn document(&mut self) -> Option<Node> {
        let root = loop {
            match self.next()? {
                (Event::StreamStart | Event::DocumentStart(..), _) => {}
                (event, at) => break self.node(event, at, "")?,
            }
        };
        while let Some((event, at)) = self.next() {
            if let Event::DocumentStart(..) = event {
                let problem = Problem::new("a second document starts here")
                    .hint("an order file is one document: remove the `---`");
                self.problems.add(at, "", problem);
            }
        }
        Some(root)
    }

    /// The next event; `None` after the last, and after broken YAML, which is reported.
    fn next(&mut self) -> Option<(Event<'t>, Marker)> {
        match self.events.next()? {
            Ok((event, span)) => Some((event, span.start)),
            Err(error) => {
                let (at, problem) = broken(self.text, error.marker(), &error.info());
                self.problems.add(at, "", problem);
                None
            }
        }
    }

    fn node(&mut self, event: Event<'t>, at: Marker, path: &str) -> Option<Node> {
        self.refuse_properties(&event, at, path);
        let content = match event {
            Event::Scalar(text, ScalarStyle::Plain, ..) if is_null(&text) => Content::Null,
            Event::Scalar(text, style, ..) => Content::Text {
                text: text.into_owned(),
                quoted: style != ScalarStyle::Plain,
            },
            Event::SequenceStart(..) => Content::List(self.list(path)?),
            Event::MappingStart(..) => Content::Map(self.map(path)?),
            // An empty file has no document at all.
            Event::StreamEnd => Content::Null,
            _ => Content::Refused,
        };
        let path = path.to_owned();
        Some(Node { at, path, content })
    }

    fn list(&mut self, path: &str) -> Option<Vec<Node>> {
        let mut nodes = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Some(nodes),
                (event, at) => {
                    nodes.push(self.node(event, at, &format!("{path}[{}]", nodes.len()))?);
                }
            }
        }
    }

    fn map(&mut self, path: &str) -> Option<IndexMap<String, Entry>> {
        let mut entries = IndexMap::new();
        loop {
            let (event, at) = self.next()?;
            if let Event::MappingEnd = event {
                return Some(entries);
            }
            let key = self.node(event, at, path)?;
            let Some(key) = self.name(key) else {
                self.value(at, path)?;
                continue;
            };
            let value = self.value(at, &join(path, &key))?;
            match entries.entry(key) {
                Slot::Vacant(slot) => {
                    slot.insert(Entry { at, value });
                }
                Slot::Occupied(first) => {
                    let problem = written_twice(first.key(), first.get().at);
                    self.problems.add(at, &value.path, problem);
                }
            }
        }
    }

    /// The name that a key is; `None` when it is none, which is reported.
    fn name(&mut self, key: Node) -> Option<String> {
        let problem = match key.content {
            Content::Text { text, quoted } if quoted || text != "<<" => return Some(text),
            Content::Text { .. } => {
                Problem::new("merge keys are not supported").hint("write the values out")
            }
            Content::Refused => return None,
            _ => Problem::new("a key must be a name").hint("write `name: value`"),
        };
        self.problems.add(key.at, &key.path, problem);
        None
    }

    fn value(&mut self, key: Marker, path: &str) -> Option<Node> {
        let (event, at) = self.next()?;
        let mut node = self.node(event, at, path)?;
        if let Content::Null = node.content {
            node.at = key;
        }
        Some(node)
    }

    fn refuse_properties(&mut self, event: &Event<'_>, at: Marker, path: &str) {
        let is_alias = event.is_alias() || matches!(event, Event::UnresolvedAlias(_));
        if is_alias || event.anchor_id().is_some() {
            let problem =
                Problem::new("anchors and aliases are not supported").hint("write the value out");
            self.problems.add(at, path, problem);
        }
        if let Some(tag) = event.tag() {
            let tag = shown(&tag.original());
            let problem = Problem::new(format!("the tag `{tag}` is not supported"))
                .hint("write the value in quotes for a text");
            self.problems.add(at, path, problem);
        }
    }
}

/// Where the syntax is broken, and how. The parser reports a tab at the value before it.
fn broken(text: &str, at: &Marker, info: &str) -> (Marker, Problem) {
    let tab = (1..)
        .zip(text.lines())
        .skip_while(|(line, _)| *line < at.line())
        .find_map(|(line, text)| Some((line, text.chars().position(|c| c == '\t')?)));
    match tab {
        Some((line, column)) if info.contains("tab") => (
            Marker::new(at.index(), line, column),
            Problem::new("invalid YAML: a tab cannot indent a line").hint("use spaces"),
        ),
        _ => (*at, Problem::new(format!("invalid YAML: {info}"))),
    }
}

fn written_twice(key: &str, first: Marker) -> Problem {
    let key = shown(key);
    let line = first.line();
    Problem::new(format!("`{key}` is written twice, first on line {line}")).hint("keep one of them")
}

/// What YAML 1.2 reads as null.
fn is_null(plain: &str) -> bool {
    matches!(plain, "" | "~" | "null" | "Null" | "NULL")
}
