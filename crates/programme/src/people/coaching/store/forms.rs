//! Score forms and what scorers answered, in SQL.

use super::AT_ONCE;
use super::sessions::Session;
use crate::people::coaching::rules::form::{Kind, Question};
use platform::database::{Query, Tx};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{CoachingFormId, CoachingSessionId, Day, PersonId};

/// A form by which sessions are scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The id.
    pub id: CoachingFormId,
    /// Its name.
    pub name: String,
    /// Whether it is used no more.
    pub retired: bool,
    /// For optimistic locking.
    pub version: i64,
    /// Its questions, in order.
    pub questions: Vec<Question>,
}

/// What a scorer answered about a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The session.
    pub session: CoachingSessionId,
    /// By which form.
    pub form: CoachingFormId,
    /// Who answered; nobody else changes it.
    pub scorer: PersonId,
    /// When.
    pub day: Day,
    /// For optimistic locking; 0 for a new one.
    pub version: i64,
    /// The answers, in the order of the questions.
    pub answers: Vec<String>,
}

/// Every form with its questions, by name; the house's forms hold nobody's data.
pub async fn list(tx: &mut Tx) -> Result<Vec<Form>> {
    let mut questions: BTreeMap<CoachingFormId, Vec<Question>> = BTreeMap::new();
    let query = Query::new("select form, kind, words, guide, choices, needed from coaching_form_question order by form, place");
    for row in tx.all(&query).await? {
        let choices: String = row.get(4)?;
        questions.entry(row.get(0)?).or_default().push(Question {
            kind: row.get::<Kind>(1)?,
            words: row.get(2)?,
            guide: row.get(3)?,
            choices: choices.lines().map(str::to_owned).collect(),
            needed: row.get(5)?,
        });
    }
    let query = Query::new("select id, name, retired, version from coaching_form order by name, id");
    let rows = tx.all(&query).await?;
    rows.iter()
        .map(|row| {
            let id: CoachingFormId = row.get(0)?;
            Ok(Form {
                id,
                name: row.get(1)?,
                retired: row.get::<Option<i64>>(2)?.is_some(),
                version: row.get(3)?,
                questions: questions.remove(&id).unwrap_or_default(),
            })
        })
        .collect()
}

/// A form.
pub async fn find(tx: &mut Tx, id: CoachingFormId) -> Result<Form> {
    let found = list(tx).await?.into_iter().find(|form| form.id == id);
    found.ok_or(Error::NotFound { what: "form" })
}

/// A new form.
pub async fn insert(tx: &mut Tx, form: &Form) -> Result<()> {
    let now = tx.now();
    let query = Query::new("insert into coaching_form (id, name, version, recorded) values")
        .with("({}, {}, {}, {})", &[&form.id, &form.name, &form.version, &now]);
    tx.execute(&query).await?;
    for (place, question) in (1_i64..).zip(&form.questions) {
        let choices = question.choices.join("\n");
        let query = Query::new("insert into coaching_form_question (form, place, kind, words, guide, choices, needed) values").with(
            "({}, {}, {}, {}, {}, {}, {})",
            &[
                &form.id,
                &place,
                &question.kind,
                &question.words,
                &question.guide,
                &choices,
                &question.needed,
            ],
        );
        tx.execute(&query).await?;
    }
    Ok(())
}

/// A form is used no more, or again; what was answered stays.
pub async fn update(tx: &mut Tx, form: &Form) -> Result<()> {
    let retired = form.retired.then_some(tx.now());
    let query = Query::new("update coaching_form set").with(
        "retired = {}, version = version + 1 where id = {} and version = {}",
        &[&retired, &form.id, &form.version],
    );
    tx.execute_versioned("form", &query).await
}

/// The scores of a session that the caller has found inside its sight, by form and scorer.
pub async fn list_scores(tx: &mut Tx, session: &Session) -> Result<Vec<Score>> {
    let query = Query::new("select id, form, scorer, day, version from coaching_score where")
        .with("session = {} order by form, scorer", &[&session.id]);
    let mut found: Vec<(String, Score)> = Vec::new();
    for row in tx.all(&query).await? {
        let score = Score {
            session: session.id,
            form: row.get(1)?,
            scorer: row.get(2)?,
            day: row.get(3)?,
            version: row.get(4)?,
            answers: Vec::new(),
        };
        found.push((row.get(0)?, score));
    }
    let ids: Vec<String> = found.iter().map(|(id, _)| id.clone()).collect();
    for some in ids.chunks(AT_ONCE) {
        let query = Query::new("select score, answer from coaching_score_answer")
            .among("where score", some)
            .and("order by score, place");
        for row in tx.all(&query).await? {
            let id: String = row.get(0)?;
            if let Some((_, score)) = found.iter_mut().find(|(known, _)| *known == id) {
                score.answers.push(row.get(1)?);
            }
        }
    }
    Ok(found.into_iter().map(|(_, score)| score).collect())
}

/// A score, new or changed by its scorer; a session has at most one of each scorer by a form.
pub async fn update_score(tx: &mut Tx, score: &Score) -> Result<()> {
    let now = tx.now();
    let query = if score.version == 0 {
        let id = CoachingFormId::new(tx.ids());
        Query::new("insert into coaching_score (id, session, form, scorer, day, version, recorded) values").with(
            "({}, {}, {}, {}, {}, 1, {}) on conflict (session, form, scorer) do nothing",
            &[&id, &score.session, &score.form, &score.scorer, &score.day, &now],
        )
    } else {
        Query::new("update coaching_score set").with(
            "day = {}, version = version + 1 where session = {} and form = {} and scorer = {} and version = {}",
            &[&score.day, &score.session, &score.form, &score.scorer, &score.version],
        )
    };
    tx.execute_versioned("score", &query).await?;
    let query = Query::new("select id from coaching_score where").with(
        "session = {} and form = {} and scorer = {}",
        &[&score.session, &score.form, &score.scorer],
    );
    let row = tx.one(&query).await?.ok_or(Error::NotFound { what: "score" })?;
    let id: String = row.get(0)?;
    tx.execute(&Query::new("delete from coaching_score_answer where").with("score = {}", &[&id]))
        .await?;
    for (place, answer) in (1_i64..).zip(&score.answers) {
        let query =
            Query::new("insert into coaching_score_answer (score, place, answer) values").with("({}, {}, {})", &[&id, &place, answer]);
        tx.execute(&query).await?;
    }
    Ok(())
}
