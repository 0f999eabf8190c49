//! Many records at a time, on every core, where a text is plain: records in lines, fields between single marks.
//!
//! What is not plain about a record is left to [`super::records`], record by record; it alone decides what is damaged.

use std::io::Read;
use std::ops::ControlFlow;

use memchr::{memchr, memchr_iter};

use super::dialect::{Dialect, Encoding, Terminator};
use super::records::{COLUMNS_MAX, FIELD_BYTES_MAX, RECORD_BYTES_MAX, Record, rows_from, rows_inside};
use super::reject::Reject;
use super::text::Text;

/// What is made of records, one part of the file at a time.
pub(super) trait Gather: Send {
    /// A record by its cells, untrimmed.
    fn plain(&mut self, line: u64, cells: &[&str]);

    /// A record that was read with care, or why it cannot be read.
    fn careful(&mut self, record: Result<Record, Reject>);
}

/// How much one core reads at a time.
const PART_BYTES: usize = 4 << 20;
/// How much it reads first; tests begin small, so that records stand across parts.
const FIRST_BYTES: usize = if cfg!(test) { 64 } else { PART_BYTES };
/// A record that is longer than this is read piece by piece.
const WINDOW_BYTES_MAX: usize = 3 * RECORD_BYTES_MAX;
/// So many records are gathered at a time where the text is not plain.
const CAREFUL_RECORDS: usize = 10_000;

/// Gathers all records of a text in order. `take` is given each part with the bytes it took, and may end the reading.
pub(super) fn gather<G: Gather>(
    file: &str,
    text: &dyn Text,
    dialect: &Dialect,
    make: impl Fn() -> G + Sync,
    mut take: impl FnMut(G, usize) -> ControlFlow<()>,
) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let Some(plain) = Plain::of(file, dialect) else {
        let mut rows = rows_from(file, text.open(), dialect);
        let mut before = 0;
        while !rows.is_finished() {
            let mut part = make();
            rows.by_ref().take(CAREFUL_RECORDS).for_each(|record| part.careful(record));
            let taken = rows.taken().saturating_sub(std::mem::replace(&mut before, rows.taken()));
            if take(part, taken).is_break() {
                return;
            }
        }
        return;
    };
    let mut window = Window {
        source: text.open(),
        bytes: Vec::new(),
        ended: false,
        broken: false,
    };
    let mut part_bytes = FIRST_BYTES;
    let mut wanted = cores.saturating_mul(part_bytes);
    let (mut line, mut first, mut stuck) = (1, true, false);
    loop {
        window.fill(wanted);
        if window.bytes.is_empty() && !window.broken {
            return;
        }
        let begin = if std::mem::take(&mut first) && window.bytes.starts_with(BYTE_ORDER_MARK) {
            BYTE_ORDER_MARK.len()
        } else {
            0
        };
        let is_too_long = stuck && window.bytes.len() > WINDOW_BYTES_MAX;
        if window.broken || is_too_long {
            // Read with care to the end: a record without an end, or a file that cannot be read further.
            let Window { source, bytes, .. } = window;
            let rest = bytes.get(begin..).unwrap_or_default().chain(source);
            let mut rows = rows_inside(file, Box::new(rest), dialect, line);
            while !rows.is_finished() {
                let mut part = make();
                rows.by_ref().take(CAREFUL_RECORDS).for_each(|record| part.careful(record));
                if take(part, 0).is_break() {
                    return;
                }
            }
            return;
        }
        let parts = plain.parts((&window.bytes, window.ended), (begin, line), cores, &make);
        let mut taken = begin;
        for (part, end, after) in parts {
            if take(part, end.saturating_sub(taken)).is_break() {
                return;
            }
            (taken, line) = (end, after);
        }
        stuck = taken == begin && !window.ended;
        if stuck {
            wanted = wanted.max(window.bytes.len()).saturating_mul(2);
            first = begin > 0;
            continue;
        }
        part_bytes = part_bytes.saturating_mul(2).min(PART_BYTES);
        wanted = cores.saturating_mul(part_bytes);
        window.bytes.drain(..taken);
    }
}

const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// What is in memory of a text.
struct Window<'a> {
    source: Box<dyn Read + Send + 'a>,
    bytes: Vec<u8>,
    ended: bool,
    /// Reading failed; whoever reads on is told why.
    broken: bool,
}

impl Window<'_> {
    fn fill(&mut self, wanted: usize) {
        let missing = wanted.saturating_sub(self.bytes.len());
        if self.ended || missing == 0 {
            return;
        }
        let limit = u64::try_from(missing).unwrap_or(u64::MAX);
        match (&mut self.source).take(limit).read_to_end(&mut self.bytes) {
            Ok(read) => self.ended = read < missing,
            Err(_told_again) => self.broken = true,
        }
    }
}

/// A part that was gathered, where it ended, and the line of what comes next.
type Part<G> = (G, usize, u64);

/// The marks of a plain dialect.
struct Plain<'d> {
    file: &'d str,
    dialect: &'d Dialect,
    delimiter: u8,
    quote: Option<u8>,
}

impl<'d> Plain<'d> {
    fn of(file: &'d str, dialect: &'d Dialect) -> Option<Self> {
        let one = |character: char| u8::try_from(character).ok().filter(u8::is_ascii);
        let mut marks = dialect.delimiter.chars();
        let delimiter = marks.next().and_then(one).filter(|_| marks.next().is_none())?;
        let quote = match dialect.quote {
            Some(quote) => Some(one(quote)?),
            None => None,
        };
        let is_plain = matches!(dialect.encoding, Encoding::Utf8 | Encoding::Utf8Bom)
            && dialect.terminator == Terminator::AnyNewline
            && dialect.problem().is_none()
            && (delimiter == b'\t' || !delimiter.is_ascii_control());
        is_plain.then_some(Self {
            file,
            dialect,
            delimiter,
            quote,
        })
    }

    /// Gathers the records of a window, every core a part of it.
    ///
    /// Each part is begun behind a line break, as if a record began there. Where the part before ends elsewhere, because a line break stood
    /// inside quotation marks, it is gathered again from there.
    fn parts<G: Gather>(
        &self,
        (bytes, ended): (&[u8], bool),
        (begin, line): (usize, u64),
        cores: usize,
        make: &(impl Fn() -> G + Sync),
    ) -> Vec<Part<G>> {
        let mut begins = vec![(begin, line)];
        for core in 1..cores {
            let (before, line) = begins.last().copied().unwrap_or_default();
            let from = (bytes.len() / cores).saturating_mul(core).max(before);
            let Some(end) = memchr(b'\n', bytes.get(from..).unwrap_or_default()) else {
                break;
            };
            let next = from.saturating_add(end).saturating_add(1);
            begins.push((next, line.saturating_add(line_ends(bytes.get(before..next).unwrap_or_default()))));
        }
        let ends: Vec<usize> = begins.iter().skip(1).map(|(begin, _)| *begin).chain([bytes.len()]).collect();
        let run = |from: usize, until: usize, line: u64| {
            let mut part = make();
            let (end, after, is_whole) = self.part((bytes, ended), (from, until), line, &mut part);
            ((part, end, after), is_whole)
        };
        let run = &run;
        let guessed: Vec<_> = std::thread::scope(|scope| {
            let others: Vec<_> = begins
                .iter()
                .zip(&ends)
                .skip(1)
                .map(|((from, line), until)| scope.spawn(move || run(*from, *until, *line)))
                .collect();
            let first = begins
                .first()
                .zip(ends.first())
                .map(|((from, line), until)| run(*from, *until, *line));
            let joined = others
                .into_iter()
                .map(|other| other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            first.into_iter().chain(joined).collect()
        });
        let mut parts: Vec<Part<G>> = Vec::with_capacity(guessed.len());
        let mut at = (begin, line);
        for ((guess, begun), until) in guessed.into_iter().zip(begins).zip(ends) {
            let (part, is_whole) = if begun == at { guess } else { run(at.0, until.max(at.0), at.1) };
            at = (part.1, part.2);
            parts.push(part);
            if !is_whole {
                break;
            }
        }
        parts
    }

    /// Gathers records from one place until the last that begins before another; where it ended, on which line, and whether the record there
    /// is all in the window.
    fn part(
        &self,
        (bytes, ended): (&[u8], bool),
        (from, until): (usize, usize),
        mut line: u64,
        part: &mut impl Gather,
    ) -> (usize, u64, bool) {
        let all = bytes.get(from..).unwrap_or_default();
        // What is valid up to a character that is cut off at the end is valid.
        let valid = match std::str::from_utf8(all) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(all.get(..error.valid_up_to()).unwrap_or_default()).unwrap_or_default()
            }
            Err(_) => "",
        };
        let is_clean = !valid.is_empty() && !all.iter().any(|byte| is_suspicious(*byte));
        let mut cells: Vec<&str> = Vec::new();
        let mut at = 0;
        while from.saturating_add(at) < until {
            let rest = all.get(at..).unwrap_or_default();
            let end = match memchr(b'\n', rest) {
                Some(end) => end,
                None if ended => rest.len(),
                None => return (from.saturating_add(at), line, false),
            };
            let next = at.saturating_add(end).saturating_add(1).min(all.len());
            let record = rest.get(..end).unwrap_or_default();
            let record = record.strip_suffix(b"\r").unwrap_or(record);
            if record.is_empty() {
                (at, line) = (next, line.saturating_add(1));
                continue;
            }
            let text = if is_clean {
                valid.get(at..at.saturating_add(record.len()))
            } else {
                std::str::from_utf8(record).ok().filter(|text| !text.bytes().any(is_suspicious))
            };
            if let Some(text) = text.filter(|text| memchr(b'\r', text.as_bytes()).is_none())
                && self.cells(text, &mut cells)
            {
                part.plain(line, &cells);
                (at, line) = (next, line.saturating_add(1));
                continue;
            }
            let mut rows = rows_inside(self.file, Box::new(rest), self.dialect, line);
            let read = rows.next();
            let mut taken = rows.taken();
            let is_cut = rows.is_finished() || taken >= rest.len();
            if is_cut && !ended {
                return (from.saturating_add(at), line, false);
            }
            if rest.get(taken) == Some(&b'\n') && rest.get(..taken).is_some_and(|taken| taken.ends_with(b"\r")) {
                taken = taken.saturating_add(1);
            }
            line = rows.line();
            read.into_iter().for_each(|read| part.careful(read));
            at = at.saturating_add(taken.max(1));
        }
        (from.saturating_add(at), line, true)
    }

    /// The cells of a record that stands on one line; false if it needs care.
    fn cells<'t>(&self, record: &'t str, cells: &mut Vec<&'t str>) -> bool {
        cells.clear();
        if record.len() > FIELD_BYTES_MAX {
            return false;
        }
        let mut rest = record;
        loop {
            if cells.len() >= COLUMNS_MAX {
                return false;
            }
            let bytes = rest.as_bytes();
            if self.quote.is_some() && bytes.first().copied() == self.quote {
                let inner = rest.get(1..).unwrap_or_default();
                let Some(close) = self.quote.and_then(|quote| memchr(quote, inner.as_bytes())) else {
                    return false;
                };
                cells.push(inner.get(..close).unwrap_or_default());
                rest = inner.get(close.saturating_add(1)..).unwrap_or_default();
                match rest.as_bytes().first() {
                    None => return true,
                    Some(mark) if *mark == self.delimiter => rest = rest.get(1..).unwrap_or_default(),
                    Some(_) => return false,
                }
                continue;
            }
            match memchr(self.delimiter, bytes) {
                Some(end) => {
                    cells.push(rest.get(..end).unwrap_or_default());
                    rest = rest.get(end.saturating_add(1)..).unwrap_or_default();
                }
                None => {
                    cells.push(rest);
                    return true;
                }
            }
        }
    }
}

/// Control characters, and the first byte of those beyond ASCII. Line breaks and tabs are looked at elsewhere.
fn is_suspicious(byte: u8) -> bool {
    (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7F || byte == 0xC2
}

/// How many lines end: `\n`, `\r` and `\r\n` each end one.
fn line_ends(bytes: &[u8]) -> u64 {
    let newlines = memchr_iter(b'\n', bytes).count();
    let lone = memchr_iter(b'\r', bytes)
        .filter(|at| bytes.get(at.saturating_add(1)) != Some(&b'\n'))
        .count();
    u64::try_from(newlines.saturating_add(lone)).unwrap_or(u64::MAX)
}
