//! Workbooks of old Excel: how large their sheets are, told from the records before a reader spreads them out.

use super::{CELLS_MAX, Trouble};

const SECTOR_END: u32 = 0xFFFF_FFF0;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let part = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(part.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let part = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(part.try_into().ok()?))
}

/// Refuses what is no workbook, is encrypted, or would be spread over too many cells.
pub(super) fn check(bytes: &[u8]) -> Result<(), Trouble> {
    let damaged = || Trouble::new("facts.workbook_damaged");
    let container = Container::open(bytes).ok_or_else(damaged)?;
    if container.find("EncryptedPackage").is_some() {
        return Err(Trouble::new("facts.workbook_encrypted"));
    }
    let Some(stream) = container.find("Workbook").or_else(|| container.find("Book")) else {
        return Err(Trouble::new("facts.no_workbook"));
    };
    count(&container.stream(stream).ok_or_else(damaged)?)
}

/// A compound file: sectors in chains.
struct Container<'a> {
    bytes: &'a [u8],
    sector: usize,
    fat: Vec<u32>,
    mini_fat: Vec<u32>,
    mini: Vec<u8>,
    entries: Vec<Stream>,
}

#[derive(Clone, Copy)]
struct Place {
    start: u32,
    size: usize,
}

struct Stream {
    name: String,
    kind: u8,
    place: Place,
}

impl<'a> Container<'a> {
    fn open(bytes: &'a [u8]) -> Option<Self> {
        let sector = match u16_at(bytes, 30)? {
            9 => 512,
            12 => 4096,
            _ => return None,
        };
        let mut container = Self {
            bytes,
            sector,
            fat: Vec::new(),
            mini_fat: Vec::new(),
            mini: Vec::new(),
            entries: Vec::new(),
        };
        container.fat = container.allocation()?;
        let directory = container.chain(u32_at(bytes, 48)?)?;
        container.entries = directory.chunks_exact(128).filter_map(stream).collect();
        let mini_fat = u32_at(bytes, 60)?;
        if mini_fat < SECTOR_END {
            let table = container.chain(mini_fat)?;
            container.mini_fat = table.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect();
            let root = container.entries.iter().find(|entry| entry.kind == 5)?.place.start;
            container.mini = container.chain(root)?;
        }
        Some(container)
    }

    fn sector_at(&self, number: u32) -> Option<&'a [u8]> {
        let at = usize::try_from(number).ok()?.checked_add(1)?.checked_mul(self.sector)?;
        let end = at.checked_add(self.sector)?.min(self.bytes.len());
        self.bytes.get(at..end)
    }

    /// The table of chains; its own sectors stand in the header and in further lists.
    fn allocation(&self) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.sector;
        let mut sectors: Vec<u32> = (0..109)
            .filter_map(|at: usize| u32_at(self.bytes, at.checked_mul(4)?.checked_add(76)?))
            .collect();
        let mut next = u32_at(self.bytes, 68)?;
        let mut lists = 0_usize;
        while next < SECTOR_END {
            lists = lists.checked_add(1).filter(|lists| *lists <= most)?;
            let list = self.sector_at(next)?;
            let numbers: Vec<u32> = list.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect();
            let (last, others) = numbers.split_last()?;
            sectors.extend(others);
            next = *last;
        }
        let known = sectors.into_iter().filter(|sector| *sector < SECTOR_END).take(most);
        let mut fat = Vec::new();
        for number in known {
            fat.extend(self.sector_at(number)?.chunks_exact(4).filter_map(|four| u32_at(four, 0)));
        }
        Some(fat)
    }

    /// The bytes of a chain; none when it runs in a circle or out of the file.
    fn chain(&self, start: u32) -> Option<Vec<u8>> {
        let most = self.bytes.len() / self.sector + 1;
        let mut out = Vec::new();
        let (mut at, mut count) = (start, 0_usize);
        while at < SECTOR_END {
            count = count.checked_add(1).filter(|count| *count <= most)?;
            out.extend(self.sector_at(at)?);
            at = *self.fat.get(usize::try_from(at).ok()?)?;
        }
        Some(out)
    }

    fn find(&self, name: &str) -> Option<Place> {
        let found = self
            .entries
            .iter()
            .find(|entry| entry.kind == 2 && entry.name.eq_ignore_ascii_case(name));
        found.map(|entry| entry.place)
    }

    fn stream(&self, place: Place) -> Option<Vec<u8>> {
        let cutoff = usize::try_from(u32_at(self.bytes, 56)?).ok()?;
        if place.size >= cutoff {
            let mut whole = self.chain(place.start)?;
            whole.truncate(place.size);
            return Some(whole);
        }
        let most = self.mini.len() / 64 + 1;
        let mut out = Vec::new();
        let (mut at, mut count) = (place.start, 0_usize);
        while at < SECTOR_END {
            count = count.checked_add(1).filter(|count| *count <= most)?;
            let begin = usize::try_from(at).ok()?.checked_mul(64)?;
            out.extend(self.mini.get(begin..begin.checked_add(64)?.min(self.mini.len()))?);
            at = *self.mini_fat.get(usize::try_from(at).ok()?)?;
        }
        out.truncate(place.size);
        Some(out)
    }
}

fn stream(entry: &[u8]) -> Option<Stream> {
    let length = usize::from(u16_at(entry, 64)?).checked_sub(2)?;
    let units: Vec<u16> = entry
        .get(..length.min(64))?
        .chunks_exact(2)
        .filter_map(|two| u16_at(two, 0))
        .collect();
    Some(Stream {
        name: String::from_utf16_lossy(&units),
        kind: *entry.get(66)?,
        place: Place {
            start: u32_at(entry, 116)?,
            size: usize::try_from(u32_at(entry, 120)?).ok()?,
        },
    })
}

/// The cells that one sheet spans.
#[derive(Default)]
struct Span {
    rows: Option<(u64, u64)>,
    columns: Option<(u64, u64)>,
}

impl Span {
    fn hold(&mut self, row: u64, column: u64) {
        let wider = |known: Option<(u64, u64)>, at: u64| known.map_or((at, at), |(from, to)| (from.min(at), to.max(at)));
        self.rows = Some(wider(self.rows, row));
        self.columns = Some(wider(self.columns, column));
    }

    fn area(&self) -> u64 {
        let length = |span: Option<(u64, u64)>| span.map_or(0, |(from, to)| to.saturating_sub(from).saturating_add(1));
        length(self.rows).saturating_mul(length(self.columns))
    }
}

/// Walks through the records: a type, a length, and so many bytes.
fn count(stream: &[u8]) -> Result<(), Trouble> {
    let (mut at, mut sheet, mut before) = (0_usize, Span::default(), 0_u64);
    let too_many = || Trouble::beyond("facts.workbook_cells", CELLS_MAX);
    while let (Some(kind), Some(length)) = (u16_at(stream, at), at.checked_add(2).and_then(|at| u16_at(stream, at))) {
        let begin = at.saturating_add(4);
        let end = begin.saturating_add(usize::from(length));
        let Some(body) = stream.get(begin..end) else { break };
        match kind {
            0x002F => return Err(Trouble::new("facts.workbook_encrypted")),
            0x0809 | 0x0409 | 0x0209 | 0x0009 => {
                before = before.saturating_add(sheet.area());
                sheet = Span::default();
            }
            0x0200 if declared(body).is_some_and(|cells| cells > CELLS_MAX) => return Err(too_many()),
            0x0203 | 0x0204 | 0x0205 | 0x0006 | 0x00D6 | 0x00FD | 0x027E | 0x00BD => {
                let (Some(row), Some(column)) = (u16_at(body, 0), u16_at(body, 2)) else {
                    break;
                };
                sheet.hold(row.into(), column.into());
                if kind == 0x00BD {
                    let last = body.len().checked_sub(2).and_then(|at| u16_at(body, at)).unwrap_or(column);
                    sheet.hold(row.into(), last.into());
                }
            }
            _other => {}
        }
        if before.saturating_add(sheet.area()) > CELLS_MAX {
            return Err(too_many());
        }
        at = end;
    }
    Ok(())
}

/// The cells that a sheet says it spans.
fn declared(body: &[u8]) -> Option<u64> {
    let (rows, columns) = if body.len() >= 12 {
        (
            u64::from(u32_at(body, 4)?).saturating_sub(u32_at(body, 0)?.into()),
            u64::from(u16_at(body, 10)?).saturating_sub(u16_at(body, 8)?.into()),
        )
    } else {
        (
            u64::from(u16_at(body, 2)?).saturating_sub(u16_at(body, 0)?.into()),
            u64::from(u16_at(body, 6)?).saturating_sub(u16_at(body, 4)?.into()),
        )
    };
    Some(rows.saturating_mul(columns.max(1)))
}
