//! The directory of a ZIP archive, read before anything is unpacked: what it would unpack to decides whether it is.

use super::Trouble;
use flate2::CrcReader;
use flate2::bufread::DeflateDecoder;
use std::io::Read;

/// The most files inside.
const ENTRIES_MAX: u64 = 2_000;
/// The most bytes of all files inside together.
const UNPACKED_MAX: u64 = 512 * 1024 * 1024;
/// No sheet of real values shrinks more than this; below so many bytes it does not matter.
const RATIO_MAX: u64 = 200;
const RATIO_MATTERS: u64 = 8 * 1024 * 1024;

pub(super) struct Archive {
    pub(super) entries: Vec<Entry>,
}

/// One file inside.
pub(super) struct Entry {
    pub(super) name: String,
    packed: u64,
    unpacked: u64,
    deflated: bool,
    crc: u32,
    at: usize,
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<u64> {
    let part = bytes.get(at..at.checked_add(length)?)?;
    part.iter()
        .rev()
        .try_fold(0_u64, |sum, byte| sum.checked_mul(256)?.checked_add(u64::from(*byte)))
}

fn place(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    number(bytes, at, length).and_then(|number| usize::try_from(number).ok())
}

impl Archive {
    /// Reads the directory and refuses what would be too much.
    pub(super) fn open(bytes: &[u8]) -> Result<Self, Trouble> {
        let archive = Self::directory(bytes).ok_or_else(|| Trouble::new("facts.workbook_damaged"))??;
        let count = u64::try_from(archive.entries.len()).unwrap_or(u64::MAX);
        if count > ENTRIES_MAX {
            return Err(Trouble::beyond("facts.workbook_entries", ENTRIES_MAX));
        }
        let total = |part: fn(&Entry) -> u64| archive.entries.iter().map(part).fold(0_u64, u64::saturating_add);
        let (packed, unpacked) = (total(|entry| entry.packed), total(|entry| entry.unpacked));
        if unpacked > UNPACKED_MAX {
            return Err(Trouble::beyond("facts.workbook_unpacked", UNPACKED_MAX >> 20));
        }
        if unpacked > RATIO_MATTERS && unpacked > packed.saturating_mul(RATIO_MAX) {
            return Err(Trouble::beyond("facts.workbook_ratio", RATIO_MAX));
        }
        Ok(archive)
    }

    /// None when the directory is damaged.
    fn directory(bytes: &[u8]) -> Option<Result<Self, Trouble>> {
        let from = bytes.len().saturating_sub(22 + 65_535);
        let tail = bytes.get(from..)?;
        let end = from.checked_add(tail.windows(4).rposition(|mark| mark == b"PK\x05\x06")?)?;
        let (count, mut at) = (number(bytes, end.checked_add(10)?, 2)?, place(bytes, end.checked_add(16)?, 4)?);
        if count == 0xFFFF || at == 0xFFFF_FFFF {
            return Some(Err(Trouble::beyond("facts.workbook_entries", ENTRIES_MAX)));
        }
        let mut entries = Vec::new();
        for _ in 0..count {
            if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
                return None;
            }
            let part = |offset: usize, length: usize| number(bytes, at.checked_add(offset)?, length);
            let (flags, method) = (part(8, 2)?, part(10, 2)?);
            if flags & 1 == 1 {
                return Some(Err(Trouble::new("facts.workbook_encrypted")));
            }
            if method != 0 && method != 8 {
                return None;
            }
            let lengths = [28, 30, 32].map(|offset| part(offset, 2));
            let [name, extra, comment] = lengths.map(|length| length.and_then(|length| usize::try_from(length).ok()));
            let begin = at.checked_add(46)?;
            let end = begin.checked_add(name?)?;
            entries.push(Entry {
                name: String::from_utf8_lossy(bytes.get(begin..end)?).into_owned(),
                packed: part(20, 4)?,
                unpacked: part(24, 4)?,
                deflated: method == 8,
                crc: u32::try_from(part(16, 4)?).ok()?,
                at: usize::try_from(part(42, 4)?).ok()?,
            });
            at = end.checked_add(extra?)?.checked_add(comment?)?;
        }
        Some(Ok(Self { entries }))
    }

    /// Unpacks every file to nowhere, to see that each is as large as the directory says and has its checksum.
    pub(super) fn verify(&self, bytes: &[u8]) -> Result<(), Trouble> {
        let mut total = 0_u64;
        for entry in &self.entries {
            let packed = entry.content(bytes).ok_or_else(|| Trouble::new("facts.workbook_damaged"))?;
            // One byte more than declared is enough to know that the directory lies.
            let most = entry.unpacked.saturating_add(1);
            let unpacked: Box<dyn Read + '_> = if entry.deflated {
                Box::new(DeflateDecoder::new(packed).take(most))
            } else {
                Box::new(packed)
            };
            let mut reader = CrcReader::new(unpacked);
            let read = std::io::copy(&mut reader, &mut std::io::sink()).map_err(|_broken| Trouble::new("facts.workbook_damaged"))?;
            total = total.saturating_add(read);
            if read > entry.unpacked || total > UNPACKED_MAX {
                return Err(Trouble::new("facts.workbook_lies"));
            }
            if reader.crc().sum() != entry.crc {
                return Err(Trouble::new("facts.workbook_damaged"));
            }
        }
        Ok(())
    }

    /// One file, unpacked.
    pub(super) fn unpack(&self, bytes: &[u8], name: &str) -> Result<Vec<u8>, Trouble> {
        let damaged = || Trouble::new("facts.workbook_damaged");
        let entry = self.entries.iter().find(|entry| entry.name == name).ok_or_else(damaged)?;
        let packed = entry.content(bytes).ok_or_else(damaged)?;
        if !entry.deflated {
            return Ok(packed.to_vec());
        }
        let mut unpacked = Vec::new();
        DeflateDecoder::new(packed)
            .take(entry.unpacked)
            .read_to_end(&mut unpacked)
            .map_err(|_broken| damaged())?;
        Ok(unpacked)
    }
}

impl Entry {
    fn content<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        if bytes.get(self.at..self.at.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let name = place(bytes, self.at.checked_add(26)?, 2)?;
        let extra = place(bytes, self.at.checked_add(28)?, 2)?;
        let begin = self.at.checked_add(30)?.checked_add(name)?.checked_add(extra)?;
        bytes.get(begin..begin.checked_add(usize::try_from(self.packed).ok()?)?)
    }
}
