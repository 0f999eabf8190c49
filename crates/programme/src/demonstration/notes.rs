//! What people of the firm wrote on its records, answered each other, kept there, and set each other to do.

use super::enter;
use crate::foundation::{accounts, staff};
use platform::access::Viewer;
use platform::database::Tx;
use platform::notes::files;
use platform::notes::tasks::{self, complete, create};
use platform::notes::{NoteId, Record, Said, answer, write};
use platform::web::{AppRef, File};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{PersonId, UserId};

/// Somebody's note on a record, and what was answered.
struct Written {
    by: &'static str,
    on: On,
    words: &'static str,
    private: bool,
    answers: &'static [(&'static str, &'static str)],
}

/// A record, as the firm calls it.
#[derive(Clone, Copy)]
enum On {
    /// By the account's number.
    Account(&'static str),
    /// By the mark of the source.
    Contact(&'static str),
    /// By the person's number.
    Coaching(&'static str),
    /// By the person's number.
    Statement(&'static str),
    /// By its name.
    Policy(&'static str),
}

const fn note(by: &'static str, on: On, words: &'static str, answers: &'static [(&'static str, &'static str)]) -> Written {
    Written {
        by,
        on,
        words,
        private: false,
        answers,
    }
}

const WRITTEN: &[Written] = &[
    note(
        "jonna",
        On::Contact("A-1001-1"),
        "Prefers a call before nine, and never on Fridays. Reads every offer to the last line.",
        &[("anselm", "Then Thursday morning for the drawings.")],
    ),
    note(
        "jonna",
        On::Account("A-1001"),
        "Met the new head of maintenance. She counts hours of standstill and not prices.\n\n- Wants one calibration plan for all three \
         plants\n- Decides before the summer shutdown\n- Knows our service from her last employer",
        &[
            ("anselm", "Good. @Jonna Vestergren, who is her counterpart in purchasing?"),
            ("jonna", "Still the same man. I ask her whether they meet before the shutdown."),
        ],
    ),
    note(
        "jonna",
        On::Account("A-1002"),
        "The renewal waits for their lawyer: the clause on liability. @Torvald Nesheim has seen the same at Waterkant.",
        &[("torvald", "They took the wording of 2024. I send it to you today.")],
    ),
    Written {
        private: true,
        ..note(
            "jonna",
            On::Account("A-1001"),
            "She mentioned in passing that the plant in the north may be sold. Not to be passed on before it is public.",
            &[],
        )
    },
    note(
        "pieter",
        On::Account("A-1005"),
        "Quarterly meeting moved by two weeks. They bring their new supply chain lead.",
        &[],
    ),
    note(
        "giulia",
        On::Account("A-1022"),
        "Three dry docks are full until autumn. @Bruno Castellari, talk about spare sensors now and about the fourth dock later.",
        &[("bruno", "Agreed. The offer goes out this week.")],
    ),
    note(
        "anselm",
        On::Coaching("HI-101"),
        "Prepared well for Norrsund. Next time let her open the meeting alone.",
        &[],
    ),
    note(
        "saoirse",
        On::Statement("HI-103"),
        "I dispute the third quarter. The credit note of 18,450.00 EUR on Carrowmore is for meters that I never sold them, and \
         took its commission off me. The order was Vilja's. @Renske Dijkhuis, can you look at it before it is closed?",
        &[(
            "renske",
            "The invoice it belongs to is booked on Carrowmore, so it counts where the invoice counted. I ask accounting whether \
             the invoice itself is wrong; until then the quarter stays approved and is not closed.",
        )],
    ),
    note(
        "imani",
        On::Account("A-1063"),
        "Prairie wants one agreement for malting and grain terminals. Their fiscal year ends in June, so it has to be on paper by May.",
        &[(
            "cordelia",
            "Then the terminals need a name of their own in the plan. Whom do you have there?",
        )],
    ),
    note(
        "noor",
        On::Account("A-1070"),
        "Nobody had called on them in April. They noticed, and said so kindly. Three of the five people on Callum's list have left.",
        &[],
    ),
    note(
        "torvald",
        On::Policy("POL.XC.MIN_RESPONDENTS"),
        "We stay at the default: the team of four is small enough as it is.",
        &[],
    ),
];

/// A task: who asks, on what, what, of whom, how many days from now, and whether it is done.
struct Asked(&'static str, On, &'static str, &'static str, i64, bool);

const ASKED: &[Asked] = &[
    Asked("jonna", On::Account("A-1001"), "Ask her who decides in purchasing", "", -4, false),
    Asked(
        "anselm",
        On::Account("A-1001"),
        "Send the calibration plan of the three plants",
        "jonna",
        3,
        false,
    ),
    Asked(
        "jonna",
        On::Account("A-1002"),
        "Agree the wording on liability with their lawyer",
        "",
        10,
        false,
    ),
    Asked(
        "torvald",
        On::Account("A-1002"),
        "Send the wording that Waterkant took",
        "",
        -1,
        true,
    ),
    Asked(
        "giulia",
        On::Account("A-1022"),
        "Offer spare sensors for three docks",
        "bruno",
        -2,
        false,
    ),
    Asked(
        "saoirse",
        On::Statement("HI-103"),
        "Say which invoice the credit note on Carrowmore belongs to",
        "renske",
        -1,
        false,
    ),
    Asked("noor", On::Account("A-1070"), "Meet the three who are new", "", 12, false),
    Asked(
        "anselm",
        On::Coaching("HI-101"),
        "Let Jonna open the meeting at Norrsund",
        "",
        7,
        false,
    ),
];

/// What a customer sent, kept on the account as it came.
const HOURS: &str = "plant;month;hours of standstill;caused by\nNorrsund 1;2026-07;14;calibration overdue\n\
     Norrsund 1;2026-08;6;spare part\nNorrsund 2;2026-08;9;calibration overdue\nNorrsund 3;2026-09;3;other\n";

/// Keeps it on the account that it is about.
async fn keep_file(app: &AppRef, viewer: &Viewer) -> Result<()> {
    let file = File {
        name: "Standstill in the third quarter.csv".to_owned(),
        bytes: HOURS.as_bytes().to_vec(),
    };
    let sent = files::Sent::take(app, file).await?;
    let mut tx = app.db.write().await?;
    let record = record(&mut tx, app, On::Account("A-1001")).await?;
    files::keep(&mut tx, app, viewer, &record, sent).await?;
    tx.commit().await
}

/// Writes them, each as whoever says so.
pub(super) async fn keep(app: &AppRef, users: &BTreeMap<&'static str, UserId>) -> Result<()> {
    let mut first: BTreeMap<Record, NoteId> = BTreeMap::new();
    for one in WRITTEN {
        let viewer = enter(app, users, one.by).await?;
        let mut tx = app.db.write().await?;
        let record = record(&mut tx, app, one.on).await?;
        let said = Said {
            words: one.words,
            private: one.private,
        };
        let note = write(&mut tx, app, &viewer, &record, said).await?;
        tx.commit().await?;
        if !one.private {
            first.entry(record).or_insert(note.id);
        }
        for (by, words) in one.answers {
            let viewer = enter(app, users, by).await?;
            let mut tx = app.db.write().await?;
            answer(&mut tx, app, &viewer, note.id, words).await?;
            tx.commit().await?;
        }
    }
    keep_file(app, &enter(app, users, "jonna").await?).await?;
    for one in ASKED {
        let viewer = enter(app, users, one.0).await?;
        ask(app, &viewer, one, &first).await?;
    }
    Ok(())
}

async fn ask(app: &AppRef, viewer: &Viewer, one: &Asked, notes: &BTreeMap<Record, NoteId>) -> Result<()> {
    let Asked(_, on, words, owner, days, done) = one;
    let mut tx = app.db.write().await?;
    let record = record(&mut tx, app, *on).await?;
    let said = tasks::Said {
        words,
        owner,
        due: Some(tx.today().plus_days(*days)),
    };
    let note = notes.get(&record).copied();
    let task = create(&mut tx, app, viewer, (&record, note), said).await?;
    if *done {
        complete(&mut tx, app, viewer, (task.id, task.version)).await?;
    }
    tx.commit().await
}

async fn person(tx: &mut Tx, reference: &str) -> Result<PersonId> {
    let person = staff::by_reference(tx, &[reference.to_owned()]).await?.remove(reference);
    Ok(person.ok_or(Error::NotFound { what: "person" })?.id)
}

async fn record(tx: &mut Tx, app: &AppRef, on: On) -> Result<Record> {
    let href = match on {
        On::Account(reference) => {
            let named = accounts::names(tx, &[reference.to_owned()]).await?.remove(reference);
            format!("/accounts/{}", named.ok_or(Error::NotFound { what: "account" })?.id)
        }
        On::Contact(reference) => {
            let known = accounts::store::contacts::list_every(tx).await?.remove(reference);
            format!("/accounts/contacts/{}", known.ok_or(Error::NotFound { what: "contact" })?.id)
        }
        On::Coaching(reference) => format!("/coaching/people/{}", person(tx, reference).await?),
        On::Statement(reference) => format!("/incentives/statements/{}", person(tx, reference).await?),
        On::Policy(name) => format!("/policies/{name}"),
    };
    Record::find_at(&app.book, &href)
}
