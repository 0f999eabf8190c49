//! What is printed, as plain data: a title, what it rests on, and sections of words, sums, tables, charts and threads.
//!
//! A chapter writes a [`Document`] from the reading that its page shows; a [`Press`] makes a file of it. Chapters know no
//! printer and the printer knows no chapter, so that the press and its typesetter are built and linked apart from the book.

mod proof;

pub use proof::proof;

use serde::Serialize;
use vocabulary::Instant;

/// What makes a file of a document.
#[derive(Debug, Clone, Copy)]
pub struct Press {
    /// The type of the file.
    pub kind: &'static str,
    /// Makes it. The document carries its own time, so the same document gives the same bytes.
    pub print: fn(&Document, Paper) -> Result<Vec<u8>, String>,
}

/// The press of the tests and of a book to which none is bound: it pulls a proof, which is plain text.
pub const PROOF: Press = Press {
    kind: "text/plain; charset=utf-8",
    print: |document, _any| Ok(proof(document).into_bytes()),
};

/// The paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

impl Paper {
    /// The paper of a word: `a4`, `letter`.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "a4" => Some(Self::A4),
            "letter" => Some(Self::Letter),
            _ => None,
        }
    }

    /// Every word that names a paper.
    #[must_use]
    pub fn words() -> Vec<&'static str> {
        [Self::A4, Self::Letter].map(Self::word).to_vec()
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// What it is about: "Statement 2027".
    pub title: String,
    /// Whose it is or what: runs along the head of every page beside the title.
    pub subject: String,
    /// The language of its words: "en".
    pub language: String,
    /// Lines under the title: who, which plan, how final.
    pub about: Vec<String>,
    /// Runs along the foot of every page: by whom and when it was made.
    pub made: String,
    /// How a page counts: "Page {n} of {m}".
    pub page_of: String,
    /// The moment it was made; the file carries it.
    #[serde(skip)]
    pub at: Instant,
    /// What it says, in order.
    pub sections: Vec<Section>,
}

/// A heading on a rule with what stands below it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Section {
    /// The heading; none for what opens the document.
    pub heading: Option<String>,
    /// One quiet line beside the heading.
    pub about: Option<String>,
    /// What it holds.
    pub parts: Vec<Part>,
}

impl Section {
    /// A section under a heading.
    pub fn new(heading: impl Into<String>) -> Self {
        Self {
            heading: Some(heading.into()),
            ..Self::default()
        }
    }

    /// What opens the document, without a heading.
    #[must_use]
    pub fn opening() -> Self {
        Self::default()
    }

    /// The quiet line beside the heading.
    #[must_use]
    pub fn about(mut self, about: impl Into<String>) -> Self {
        self.about = Some(about.into());
        self
    }

    /// One more part.
    #[must_use]
    pub fn part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// More parts.
    #[must_use]
    pub fn parts(mut self, parts: impl IntoIterator<Item = Part>) -> Self {
        self.parts.extend(parts);
        self
    }
}

/// A piece of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Part {
    /// The one figure that answers the question, with its sentence.
    Hero {
        /// The figure, or why it is unknown.
        figure: String,
        /// Its unit; may be empty.
        unit: String,
        /// The sentence under it.
        sentence: String,
    },
    /// The answer as a sentence.
    Lead(Words),
    /// A paragraph.
    Paragraph(Words),
    /// A quiet remark.
    Note(Words),
    /// A heading within the section.
    Heading(Words),
    /// What somebody said, word for word.
    Quote {
        /// What leads to it.
        intro: String,
        /// The words.
        words: String,
        /// What became of it.
        state: String,
    },
    /// Terms and what they come to; with a total under the ink rule where they add up.
    Sum {
        /// Term and value.
        lines: Vec<Line>,
        /// The total.
        total: Option<Line>,
    },
    /// What happened, the latest first.
    Moments {
        /// One after the other.
        moments: Vec<Moment>,
    },
    /// A ledger.
    Table(Table),
    /// A picture with its words and its data.
    Chart(Chart),
    /// How a figure came about: from the figure down to the rows it was made of.
    Thread {
        /// Depth first.
        steps: Vec<Step>,
    },
}

impl Part {
    /// The answer as a sentence.
    pub fn lead(words: impl Into<String>) -> Self {
        Self::Lead(Words::from(words))
    }

    /// A paragraph.
    pub fn paragraph(words: impl Into<String>) -> Self {
        Self::Paragraph(Words::from(words))
    }

    /// A quiet remark.
    pub fn note(words: impl Into<String>) -> Self {
        Self::Note(Words::from(words))
    }

    /// A heading within the section.
    pub fn heading(words: impl Into<String>) -> Self {
        Self::Heading(Words::from(words))
    }
}

/// Words that stand for themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// What they say.
    pub words: String,
}

impl Words {
    fn from(words: impl Into<String>) -> Self {
        Self { words: words.into() }
    }
}

/// A term and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is.
    pub term: String,
    /// What it comes to.
    pub value: String,
}

impl Line {
    /// A line.
    pub fn new(term: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            term: term.into(),
            value: value.into(),
        }
    }
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Moment {
    /// When.
    pub when: String,
    /// What.
    pub what: String,
    /// What was said or became of it; may be empty.
    pub note: String,
}

/// A ledger: heads, rows of as many cells, a total under the ink rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Table {
    /// What it shows, for those who do not see it.
    pub caption: String,
    /// The heads.
    pub columns: Vec<Column>,
    /// The rows; a line break in a cell begins its quiet second line.
    pub rows: Vec<Vec<String>>,
    /// The total.
    pub total: Option<Vec<String>>,
    /// What is said where there are no rows.
    pub empty: String,
}

/// A column of a ledger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// Whether its cells are aligned at their last digit.
    pub number: bool,
}

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// What is drawn.
    pub title: String,
    /// What the picture shows, in one or two sentences.
    pub summary: String,
    /// The drawing as SVG that needs no style sheet.
    pub svg: String,
    /// Its width in pixels of the page, by which labels keep their size.
    pub width: i64,
    /// What it was drawn from.
    pub table: Table,
}

/// A knot of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// How far it stands from the figure, from zero.
    pub depth: usize,
    /// What it is.
    pub what: String,
    /// What it comes to; may be empty.
    pub value: String,
    /// The formula in words; may be empty.
    pub formula: String,
    /// What it was made of.
    pub inputs: Vec<Line>,
    /// Its rows, where it has a table.
    pub table: Option<Table>,
    /// Rule, place, and what else is remarked.
    pub notes: Vec<String>,
}
