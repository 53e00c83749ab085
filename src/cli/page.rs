//! What people see of a result: tables and lines, laid out for the place where they are printed.

use std::collections::VecDeque;

use comfy_table::presets::{ASCII_FULL_CONDENSED, NOTHING, UTF8_FULL_CONDENSED};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, TableStyle, Width};

use super::printable::clean;

/// The most rows of a table. Programs get all of them.
const MOST_ROWS: usize = 10_000;

/// How many of these are the last ones of a longer table: the totals of an order stand there.
const LAST_ROWS: usize = 10;

/// The place where a page is printed.
#[derive(Clone, Copy)]
pub(super) struct Screen {
    /// The number of columns; none where lines may be of any length.
    pub(super) width: Option<u16>,
    /// Whether borders are drawn with ASCII alone.
    pub(super) is_ascii: bool,
}

/// Tables and lines, one below the other.
#[derive(Default)]
pub(crate) struct Page {
    parts: Vec<Part>,
    /// After these lines the others are only counted.
    most_lines: Option<usize>,
}

enum Part {
    Text(String),
    Grid(Grid),
}

/// A table before it is laid out.
#[derive(Default)]
struct Grid {
    heading: Vec<String>,
    /// The columns that are aligned to the right.
    numbers: Vec<usize>,
    rows: Vec<Vec<Cell>>,
}

/// A text in a table, and what its colour means.
#[derive(Clone)]
pub(super) struct Cell {
    text: String,
    tone: Tone,
}

/// What a colour means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    /// What counts most, such as a total.
    Strong,
    /// As it was wished.
    Good,
    /// Somebody must do or know something.
    Attention,
    /// It will not come to a good end.
    Bad,
}

/// A column is at least so wide, unless it needs less.
const READABLE: u16 = 16;

impl Page {
    /// This, and something below it.
    pub(super) fn and(mut self, below: impl Into<Self>) -> Self {
        self.parts.extend(below.into().parts);
        self
    }

    /// The first lines of this, for a command that prints all of them with `--full`.
    pub(super) fn at_most(self, lines: usize) -> Self {
        let most_lines = Some(lines);
        Self { most_lines, ..self }
    }

    /// The text of the page, with colours.
    pub(super) fn render(&self, screen: Screen) -> String {
        let parts: Vec<_> = self.parts.iter().map(|part| part.render(screen)).collect();
        let whole = coloured(&parts.join("\n"));
        let most = self.most_lines.unwrap_or(usize::MAX);
        let left_out = whole.lines().count().saturating_sub(most);
        if left_out == 0 {
            return whole;
        }
        let shown: Vec<_> = whole.lines().take(most).collect();
        format!("{}\n{left_out} more lines: --full", shown.join("\n"))
    }
}

impl From<String> for Page {
    fn from(text: String) -> Self {
        Part::Text(text).into()
    }
}

impl From<Part> for Page {
    fn from(part: Part) -> Self {
        Self {
            parts: vec![part],
            most_lines: None,
        }
    }
}

impl From<&str> for Page {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Part {
    fn render(&self, screen: Screen) -> String {
        match self {
            Self::Text(text) => clean(text).into_owned(),
            Self::Grid(grid) => grid.render(screen),
        }
    }
}

impl Grid {
    /// A table if no word of it has to be broken to fit the screen, else its rows as records.
    fn render(&self, screen: Screen) -> String {
        let borders = if screen.is_ascii {
            ASCII_FULL_CONDENSED
        } else {
            UTF8_FULL_CONDENSED
        };
        let fitted = self.fitted(borders, screen.width);
        fitted.unwrap_or_else(|| self.records(screen.width))
    }

    /// Each row as lines of names and values without borders, with an empty line between two rows. A
    /// value that is still too long is not broken: the terminal goes on in the next line, and what is
    /// copied from there is whole.
    fn records(&self, width: Option<u16>) -> String {
        let records: Vec<_> = if self.heading.is_empty() {
            vec![self.rows.clone()]
        } else {
            self.rows.iter().map(|row| self.record(row)).collect()
        };
        let records = records.into_iter().map(|rows| {
            let record = Self {
                rows,
                ..Self::default()
            };
            let fitted = record.fitted(NOTHING, width);
            fitted.unwrap_or_else(|| record.table(NOTHING, whole).trim_fmt())
        });
        records.collect::<Vec<_>>().join("\n\n")
    }

    /// The cells of a row that have something to say, each with its heading.
    fn record(&self, row: &[Cell]) -> Vec<Vec<Cell>> {
        let named = self.heading.iter().zip(row);
        named
            .filter(|(_, cell)| !cell.text.is_empty())
            .map(|(name, cell)| vec![name.clone().into(), cell.clone()])
            .collect()
    }

    /// The table at this width; none if a word or a number would have to be broken, or a column would be
    /// a column of single words.
    fn fitted(&self, style: TableStyle, width: Option<u16>) -> Option<String> {
        let mut table = self.table(style, whole);
        let Some(width) = width else {
            return Some(table.trim_fmt());
        };
        let one_word_a_line = self.table(style, |text| text.replace(' ', "\n"));
        let longest_words = one_word_a_line.column_max_content_widths();
        let whole_cells = table.column_max_content_widths();
        let borders = if style == NOTHING {
            0
        } else {
            whole_cells.len() + 1
        };
        let mut narrowest = u16::try_from(borders).unwrap_or(u16::MAX);
        let least_widths = longest_words.iter().zip(whole_cells).enumerate();
        for (column, (index, (word, cell))) in table.column_iter_mut().zip(least_widths) {
            let least = if self.numbers.contains(&index) {
                cell
            } else {
                cell.min(READABLE).max(*word)
            };
            let least = least.saturating_add(column.padding_width());
            narrowest = narrowest.saturating_add(least);
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
        }
        table
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        (narrowest <= width).then(|| table.trim_fmt())
    }

    /// `cell` makes what stands in a cell of its text.
    fn table(&self, style: TableStyle, cell: fn(&str) -> String) -> Table {
        let mut table = Table::new();
        table.load_style(style);
        if !self.heading.is_empty() {
            table.set_header(self.heading.iter().map(|name| cell(name)));
        }
        for row in &self.rows {
            table.add_row(row.iter().map(|it| cell(&it.marked())));
        }
        for index in &self.numbers {
            if let Some(column) = table.column_mut(*index) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table
    }
}

/// A text as it stands in a cell.
fn whole(text: &str) -> String {
    text.to_owned()
}

impl Cell {
    pub(super) fn new(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: clean(&text.into()).into_owned(),
            tone,
        }
    }

    /// The text with a mark around each word, so that a cell can be broken between any two.
    fn marked(&self) -> String {
        let Some(mark) = self.tone.mark().filter(|_| !self.text.is_empty()) else {
            return self.text.clone();
        };
        let words = self
            .text
            .split(' ')
            .map(|word| format!("{mark}{word}{END}"));
        words.collect::<Vec<_>>().join(" ")
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::new(text, Tone::Plain)
    }
}

/// Ends what a mark of [`Tone`] begins. Marks take no place in a table, and no text from outside has
/// one: [`clean`] takes them out.
const END: char = '\u{e0f00}';

impl Tone {
    const COLOURED: [Self; 4] = [Self::Strong, Self::Good, Self::Attention, Self::Bad];

    fn mark(self) -> Option<char> {
        match self {
            Self::Plain => None,
            Self::Strong => Some('\u{e0f01}'),
            Self::Good => Some('\u{e0f02}'),
            Self::Attention => Some('\u{e0f03}'),
            Self::Bad => Some('\u{e0f04}'),
        }
    }

    /// The sequence that a terminal understands.
    fn sequence(self) -> &'static str {
        match self {
            Self::Plain => "\u{1b}[0m",
            Self::Strong => "\u{1b}[1m",
            Self::Good => "\u{1b}[32m",
            Self::Attention => "\u{1b}[33m",
            Self::Bad => "\u{1b}[31m",
        }
    }

    /// A text of this tone, with colours.
    pub(super) fn paint(self, text: &str) -> String {
        format!("{}{text}{}", self.sequence(), Self::Plain.sequence())
    }
}

/// The text with the sequences of a terminal in place of the marks.
fn coloured(text: &str) -> String {
    let mut coloured = text.replace(END, Tone::Plain.sequence());
    for tone in Tone::COLOURED {
        if let Some(mark) = tone.mark() {
            coloured = coloured.replace(mark, tone.sequence());
        }
    }
    coloured
}

/// A table with a heading, which says so if it has no rows. A heading that ends with a space is that of a
/// column of numbers, which are aligned to the right.
pub(super) fn table<R, C>(heading: &[&str], rows: R) -> Page
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item: Into<Cell>>,
{
    let numbers = heading.iter().enumerate();
    let mut rows = cells(rows);
    if rows.is_empty() {
        rows.push(vec!["none".to_owned().into()]);
    }
    Part::Grid(Grid {
        numbers: numbers
            .filter(|(_, name)| name.ends_with(' '))
            .map(|(index, _)| index)
            .collect(),
        heading: heading.iter().map(|name| name.trim().to_owned()).collect(),
        rows,
    })
    .into()
}

/// Names and their values, one a line.
pub(super) fn facts<'a, V: Into<Cell>>(facts: impl IntoIterator<Item = (&'a str, V)>) -> Page {
    let rows = facts.into_iter();
    let rows = rows.map(|(name, value)| [name.to_owned().into(), value.into()]);
    Part::Grid(Grid {
        rows: cells(rows),
        ..Grid::default()
    })
    .into()
}

/// Single values under a heading.
pub(super) fn list(heading: &str, values: impl IntoIterator<Item = impl ToString>) -> Page {
    let rows = values.into_iter().map(|value| [value.to_string()]);
    table(&[heading], rows)
}

fn cells<C: IntoIterator<Item: Into<Cell>>>(rows: impl IntoIterator<Item = C>) -> Vec<Vec<Cell>> {
    let mut rows = rows
        .into_iter()
        .map(|row| row.into_iter().map(Into::into).collect());
    let mut cells: Vec<_> = rows.by_ref().take(MOST_ROWS - LAST_ROWS).collect();
    let mut last = VecDeque::new();
    let mut left_out = 0;
    for row in rows {
        last.push_back(row);
        if last.len() > LAST_ROWS {
            last.pop_front();
            left_out += 1;
        }
    }
    if left_out > 0 {
        let told = format!("{left_out} more rows: --output json");
        cells.push(vec![Cell::new(told, Tone::Attention)]);
    }
    cells.extend(last);
    cells
}
