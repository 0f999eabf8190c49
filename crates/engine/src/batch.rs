//! Fact batches on disk: immutable, sorted, checksummed Parquet files.

pub(crate) mod columns;
pub(crate) mod piece;
pub(crate) mod read;
pub(crate) mod tally;
pub(crate) mod write;
