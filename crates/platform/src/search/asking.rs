//! How a large table of named records is asked: by its indexes first, and inside names only while too few begin with the words.

use super::rules::Sought;
use crate::Result;
use crate::database::{Query, Row, Tx};

/// The questions to a table. Its statements stand in the chapter's store.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Selects rows, up to `where 1 = 1`.
    pub select: &'static str,
    /// Each an index's condition, order and limit: two places for the range of what begins with the words, one for how many.
    pub begins: &'static [&'static str],
    /// Selects the same rows joined with the keys of those that contain the words, up to `where 1 = 1` of the inner question.
    pub inner: &'static str,
    /// A word stands in the name: one place.
    pub word: &'static str,
    /// The order of those that contain the words: two places for the beginning of a name and of a word in it.
    pub best: &'static str,
    /// How many, one place, and the end of the inner question.
    pub end: &'static str,
}

/// The rows that answer, those that begin with the words first; some may stand twice. `scoped` keeps each question inside the scope.
///
/// # Errors
/// When the database does not answer.
pub async fn rows(tx: &mut Tx, table: &Table, sought: &Sought, scoped: impl Fn(Query) -> Query) -> Result<Vec<Row>> {
    let [from, to] = sought.range();
    let mut found = Vec::new();
    for begins in table.begins {
        let query = scoped(Query::new(table.select)).with(begins, &[&from, &to, &sought.rows()]);
        found.extend(tx.all(&query).await?);
    }
    if i64::try_from(found.len()).is_ok_and(|n| n < sought.rows()) {
        let query = sought.each_word(scoped(Query::new(table.inner)), table.word);
        let query = sought.begun_first(query, table.best).with(table.end, &[&sought.rows()]);
        found.extend(tx.all(&query).await?);
    }
    Ok(found)
}
