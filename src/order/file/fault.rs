//! What is wrong with an order file: one fault, all of them, and how they are printed.
//! It must not decide what a fault is, nor repeat a value that is worth money.

use std::fmt;
use std::io;
use std::path::{Path as FilePath, PathBuf};

use serde::ser::{Serialize, SerializeStruct, Serializer};

/// Why a name or a value is refused, and how to mend it.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", Hint(hint.as_deref()))]
pub struct Refusal {
    /// What is wrong, in lower case and without a full stop.
    pub message: String,
    /// What to do about it, where the message alone does not say so.
    pub hint: Option<String>,
}

impl Refusal {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn hint(self, hint: impl Into<String>) -> Self {
        Self {
            hint: Some(hint.into()),
            ..self
        }
    }
}

/// One fault of an order file and where it stands.
///
/// Displayed as `line:column: path: message; hint`, the path left out for the document as a whole.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// Line in the file, counted from 1.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Path in the document, such as `items[0].quantity`; empty for the document as a whole.
    pub path: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it, where the message alone does not say so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.line, self.column)?;
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{}{}", self.message, Hint(self.hint.as_deref()))
    }
}

/// Why there is no order: the file cannot be read, or what it says is faulty.
///
/// Nothing was sent to the API. It serialises as `{file, message?, faults}`.
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum OrderFileError {
    /// The file cannot be opened or read.
    #[error("cannot read the order file {}", file.display())]
    Unreadable {
        /// The file as it was named.
        file: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The file has faults; displayed one a line, with the name of the file where it is known.
    #[error("{}", Lines { file: file.as_deref(), faults })]
    Faulty {
        /// The file, where the text came from one.
        file: Option<PathBuf>,
        /// Every fault, in the order of the file; never empty.
        faults: Vec<Fault>,
    },
}

impl OrderFileError {
    /// The faults in the order of the file; empty when the file could not be read at all.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        match self {
            Self::Unreadable { .. } => &[],
            Self::Faulty { faults, .. } => faults,
        }
    }

    /// The file, where it is known.
    #[must_use]
    pub fn file(&self) -> Option<&FilePath> {
        match self {
            Self::Unreadable { file, .. } => Some(file),
            Self::Faulty { file, .. } => file.as_deref(),
        }
    }

    pub(super) fn one(at: Position, refusal: Refusal) -> Self {
        let mut faults = Faults::default();
        faults.add(at, &Path::default(), refusal);
        let file = None;
        let faults = faults.list;
        Self::Faulty { file, faults }
    }

    /// The same error, said of `name`: a path, or a word such as `standard input`.
    #[must_use]
    pub fn in_file(mut self, name: impl Into<PathBuf>) -> Self {
        match &mut self {
            Self::Unreadable { file, .. } => *file = name.into(),
            Self::Faulty { file, .. } => *file = Some(name.into()),
        }
        self
    }
}

impl Serialize for OrderFileError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("OrderFileError", 3)?;
        out.serialize_field("file", &self.file().map(|file| file.display().to_string()))?;
        match self {
            Self::Unreadable { source, .. } => {
                out.serialize_field("message", &format!("{self}: {source}"))?;
            }
            Self::Faulty { .. } => out.skip_field("message")?,
        }
        out.serialize_field("faults", self.faults())?;
        out.end()
    }
}

/// A place in the text; both counted from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub(super) line: usize,
    pub(super) column: usize,
}

impl Position {
    pub(super) const START: Self = Self { line: 1, column: 1 };
}

/// The way from the document to a node, as it is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Path(String);

impl Path {
    pub(super) fn key(&self, key: &str) -> Self {
        let key = shown(key);
        let bare = !key.is_empty()
            && key
                .chars()
                .all(|c| c.is_alphanumeric() || "_-$".contains(c));
        Self(match (bare, self.0.is_empty()) {
            (true, true) => key,
            (true, false) => format!("{}.{key}", self.0),
            (false, _) => format!("{}[\"{key}\"]", self.0),
        })
    }

    pub(super) fn index(&self, index: usize) -> Self {
        Self(format!("{}[{index}]", self.0))
    }
}

/// The faults found so far, up to a number that a person can still read.
#[derive(Default)]
pub(super) struct Faults {
    list: Vec<Fault>,
    left_out: usize,
}

impl Faults {
    /// Beyond these, faults are only counted.
    const MOST: usize = 100;

    pub(super) fn add(&mut self, at: Position, path: &Path, refusal: Refusal) {
        if self.list.len() == Self::MOST {
            self.left_out += 1;
            return;
        }
        self.list.push(Fault {
            line: at.line,
            column: at.column,
            path: path.0.clone(),
            message: refusal.message,
            hint: refusal.hint,
        });
    }

    /// The value when there is no fault, else the error with all of them.
    pub(super) fn finish<T>(mut self, value: Option<T>) -> Result<T, OrderFileError> {
        match value {
            Some(value) if self.list.is_empty() => Ok(value),
            _ => {
                if self.list.is_empty() {
                    // Whoever answers no value has said why; an error without a word helps nobody.
                    let refusal = Refusal::new("this is not an order file");
                    self.add(Position::START, &Path::default(), refusal);
                }
                self.list.sort_by_key(|fault| (fault.line, fault.column));
                self.count_left_out();
                Err(OrderFileError::Faulty {
                    file: None,
                    faults: self.list,
                })
            }
        }
    }

    fn count_left_out(&mut self) {
        let Some(last) = self.list.last().filter(|_| self.left_out > 0) else {
            return;
        };
        let rest = Fault {
            path: String::new(),
            message: format!("{} further faults are not shown", self.left_out),
            hint: Some("mend these first".to_owned()),
            ..last.clone()
        };
        self.list.push(rest);
    }
}

/// Text of the file as a message may repeat it: short, without control characters, and cut at a
/// colon or equals sign, because `voucher:CODE` with its blank forgotten is all one key.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 60;
    let end = |(count, c): (usize, char)| count == MOST || c == ':' || c == '=';
    let kept = text.chars().enumerate().take_while(|&at| !end(at));
    let mut out = String::new();
    for (_, c) in kept {
        match c {
            '"' | '`' => out.push('\''),
            c if c.is_control() => out.extend(c.escape_default()),
            c => out.push(c),
        }
    }
    if text.chars().enumerate().any(end) {
        out.push('…');
    }
    out
}

struct Hint<'a>(Option<&'a str>);

impl fmt::Display for Hint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |hint| write!(f, "; {hint}"))
    }
}

struct Lines<'a> {
    file: Option<&'a FilePath>,
    faults: &'a [Fault],
}

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            if let Some(file) = self.file {
                write!(f, "{}:", file.display())?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}
