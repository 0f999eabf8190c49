//! Fact batches on disk: immutable, sorted, checksummed Parquet files, each with an index of its keys.

pub(crate) mod checked;
pub(crate) mod columns;
pub(crate) mod index;
pub(crate) mod piece;
pub(crate) mod read;
pub(crate) mod tally;
pub(crate) mod write;
