//! Cells kept beside their batch, so that a later run reads thousands of them instead of millions of lines.
//!
//! A file is named by its batch, by the lens it was made with, and by the checksum of its index; the index holds the checksum of each
//! block of cells, so the file proves itself block by block. It is a copy that can be made again at any time: one that is damaged or
//! cannot be written is done without.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::packed::{joined, names_seller, pack, unpack};
use super::{Cell, Cells};
use crate::batch::columns::{day_of, place};
use crate::batch::write::hexadecimal;

/// The folder of kept cells within that of the facts.
const FOLDER: &str = "cells";
/// How a file of cells ends.
const ENDING: &str = ".cells";
/// For so many lenses the cells of a batch are kept; the oldest make room.
const LENSES_MAX: usize = 8;
/// How many bytes the index takes for a block: its length and its checksum.
const ENTRY: usize = 8 + 32;

/// The kept cells of one batch under one lens.
pub(crate) struct KeptCells {
    path: PathBuf,
    blocks: Vec<Block>,
}

/// Where a block of cells lies, and what it must add up to.
#[derive(Clone, Copy)]
struct Block {
    first: u64,
    length: u64,
    sha256: [u8; 32],
}

/// How the files of a batch and lens are called, up to their checksum.
fn stem(batch: &str, lens: &str) -> String {
    let batch = batch.strip_suffix(".parquet").unwrap_or(batch);
    format!("{batch}.{}.", lens.get(..24).unwrap_or(lens))
}

/// The cells of a batch under a lens, if they are kept and their index is undamaged.
pub(crate) fn open(folder: &Path, batch: &str, lens: &str) -> Option<KeptCells> {
    let folder = folder.join(FOLDER);
    let stem = stem(batch, lens);
    let entries = std::fs::read_dir(&folder).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let name = names.filter(|name| name.starts_with(&stem) && name.ends_with(ENDING)).min()?;
    let path = folder.join(&name);
    let expected = name.strip_prefix(&stem)?.strip_suffix(ENDING)?;
    match blocks(&path, expected) {
        Some(blocks) => Some(KeptCells { path, blocks }),
        None => {
            // Made again by the run that could not use it.
            std::fs::remove_file(&path).ok()?;
            None
        }
    }
}

/// The blocks of a file, as its index at the end tells them; the last four bytes say how many there are.
fn blocks(path: &Path, expected: &str) -> Option<Vec<Block>> {
    let mut file = File::open(path).ok()?;
    let end = file.seek(SeekFrom::End(-4)).ok()?;
    let mut count = [0; 4];
    file.read_exact(&mut count).ok()?;
    let length = u64::from(u32::from_le_bytes(count)).checked_mul(u64::try_from(ENTRY).ok()?)?;
    let mut first = end.checked_sub(length)?;
    file.seek(SeekFrom::Start(first)).ok()?;
    let mut index = Vec::new();
    file.read_to_end(&mut index).ok()?;
    if hexadecimal(Sha256::new_with_prefix(&index)) != expected {
        return None;
    }
    let mut blocks = Vec::new();
    for entry in index.chunks_exact(ENTRY).rev() {
        let (length, sha256) = entry.split_first_chunk::<8>()?;
        let length = u64::from_le_bytes(*length);
        first = first.checked_sub(length)?;
        blocks.push(Block {
            first,
            length,
            sha256: sha256.try_into().ok()?,
        });
    }
    blocks.reverse();
    Some(blocks)
}

impl KeptCells {
    pub(crate) fn groups(&self) -> usize {
        self.blocks.len()
    }

    /// The cells of a block; `None` when it is damaged. All cells of an account and month lie in the same one.
    pub(crate) fn cells(&self, group: usize) -> Option<Cells> {
        unpack(&self.bytes(group)?)
    }

    /// The accounts at which a seller's cells of a block lie that reach into the days `[from, to)`; `None` when the block is damaged.
    pub(crate) fn accounts_of(&self, group: usize, seller: &str, (from, to): (i32, i32)) -> Option<BTreeSet<String>> {
        let bytes = self.bytes(group)?;
        if !names_seller(&bytes, seller)? {
            return Some(BTreeSet::new());
        }
        let cells = unpack(&bytes)?;
        let own = cells.seller.as_ref()?.per_name(|name| name == seller);
        let sells = |key: u32| own.get(place(key)).copied().unwrap_or_default();
        let own = cells
            .cells
            .iter()
            .filter(|cell| cell.from < to && from < cell.to && cell.kept.seller.is_some_and(sells));
        let accounts: BTreeSet<u32> = own.map(|cell| cell.account).collect();
        Some(accounts.into_iter().map(|account| cells.account.name(account).to_owned()).collect())
    }

    fn bytes(&self, group: usize) -> Option<Vec<u8>> {
        let block = self.blocks.get(group)?;
        let mut file = File::open(&self.path).ok()?;
        file.seek(SeekFrom::Start(block.first)).ok()?;
        let mut bytes = vec![0; usize::try_from(block.length).ok()?];
        file.read_exact(&mut bytes).ok()?;
        let found: [u8; 32] = Sha256::new_with_prefix(&bytes).finalize().into();
        (found == block.sha256).then_some(bytes)
    }

    /// Takes damaged cells away, for the next run to make them again.
    pub(crate) fn remove(&self) {
        // Whoever cannot remove them finds them damaged again.
        drop(std::fs::remove_file(&self.path));
    }
}

/// The cells of a row group, packed where they were gathered.
pub(crate) struct Packed {
    body: Vec<u8>,
    sha256: [u8; 32],
    /// Those of the first and of the last account and month, which may go on in the row groups beside.
    seams: Cells,
}

impl Packed {
    pub(crate) fn of(mut cells: Cells) -> Packed {
        let all = std::mem::take(&mut cells.cells);
        let where_of = |cell: &Cell| (cell.account, month_of(cell));
        let first = all.first().map(where_of);
        let head = all.iter().take_while(|cell| Some(where_of(cell)) == first).count();
        let (head, rest) = all.split_at(head);
        let last = rest.last().map(where_of);
        let tail = rest.iter().rev().take_while(|cell| Some(where_of(cell)) == last).count();
        let (body, tail) = rest.split_at(rest.len() - tail);
        let body = pack(&cells, body);
        cells.cells = [head, tail].concat();
        Packed {
            sha256: Sha256::new_with_prefix(&body).finalize().into(),
            body,
            seams: joined(&[cells]),
        }
    }
}

/// Keeps the cells of a batch, given in the order of its lines. `None` when that was not possible, which costs time only.
pub(crate) fn keep(folder: &Path, batch: &str, lens: &str, pieces: Vec<Packed>) -> Option<()> {
    let folder = folder.join(FOLDER);
    std::fs::create_dir_all(&folder).ok()?;
    let stem = stem(batch, lens);
    make_room(&folder, batch);
    let temporary = folder.join(format!(".{stem}part"));
    let mut file = File::create(&temporary).ok()?;
    let mut index = Vec::new();
    let mut write = |bytes: &[u8], sha256: [u8; 32]| {
        index.extend_from_slice(&u64::try_from(bytes.len()).ok()?.to_le_bytes());
        index.extend_from_slice(&sha256);
        file.write_all(bytes).ok()
    };
    let mut seams = Vec::with_capacity(pieces.len());
    let count = u32::try_from(pieces.len() + 1).ok()?;
    for piece in pieces {
        write(&piece.body, piece.sha256)?;
        seams.push(piece.seams);
    }
    let seams = joined(&seams);
    let seams = pack(&seams, &seams.cells);
    write(&seams, Sha256::new_with_prefix(&seams).finalize().into())?;
    index.extend_from_slice(&count.to_le_bytes());
    file.write_all(&index).ok()?;
    let checksum = hexadecimal(Sha256::new_with_prefix(&index));
    std::fs::rename(&temporary, folder.join(format!("{stem}{checksum}{ENDING}"))).ok()
}

/// Removes the oldest cells of a batch when there are as many as are kept.
fn make_room(folder: &Path, batch: &str) -> Option<()> {
    let batch = batch.strip_suffix(".parquet").unwrap_or(batch);
    let mut kept: Vec<(std::time::SystemTime, PathBuf)> = std::fs::read_dir(folder)
        .ok()?
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(batch))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    kept.sort();
    let over = (kept.len() + 1).saturating_sub(LENSES_MAX);
    kept.into_iter()
        .take(over)
        .try_for_each(|(_, path)| std::fs::remove_file(path).ok())
}

/// The first day of the month that a cell lies in.
pub(crate) fn month_of(cell: &Cell) -> i32 {
    crate::batch::columns::day_number(day_of(cell.from).month_start())
}
