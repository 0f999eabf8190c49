//! Tables as CSV files, as another system of the firm would send them.

use platform::{Error, Result};

/// A file in the making.
pub(super) struct Sheet {
    name: String,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    pub(super) fn new(name: impl Into<String>, heads: &[&str]) -> Self {
        Self {
            name: name.into(),
            rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()],
        }
    }

    pub(super) fn row<const N: usize>(&mut self, cells: [&str; N]) {
        self.rows.push(cells.map(str::to_owned).into());
    }

    /// Whether there is a row behind the header.
    pub(super) fn is_filled(&self) -> bool {
        self.rows.len() > 1
    }

    /// Name and content.
    pub(super) fn into_file(self) -> Result<(String, Vec<u8>)> {
        let failed = |error: anyhow::Error| Error::Failed(error.context("writing a file of the demonstration"));
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row).map_err(|e| failed(e.into()))?;
        }
        let bytes = writer.into_inner().map_err(|e| failed(anyhow::anyhow!("{e}")))?;
        Ok((self.name, bytes))
    }
}
