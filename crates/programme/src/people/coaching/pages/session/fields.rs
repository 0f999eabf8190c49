//! The fields of the form of a session, and what a filled form says.

use crate::people::coaching::rules::session::{Kind, SaidSession, Skill, Stage};
use crate::people::coaching::store::sessions::Session;
use platform::look::components::{Choice, Field, Form};
use platform::look::text;
use platform::texts::{say, say_with};
use platform::web::Fields;
use platform::web::again::Shown;
use platform::{Error, Result};

pub(super) const FIELDS: [&str; 12] = [
    "coachee",
    "day",
    "minutes",
    "kind",
    "stage",
    "skill",
    "instance",
    "how",
    "commitment",
    "due",
    "outcome",
    "co_coach",
];

/// The stages of a deal, for a tap each.
fn stages() -> Vec<Choice> {
    let deal = Stage::ALL.iter().filter(|stage| **stage != Stage::None);
    deal.map(|stage| Choice::new(stage.word(), stage.say())).collect()
}

/// The fields that a new session and a changed one share.
pub(super) fn fields(form: Form, shown: &Shown<'_>, name: &str) -> Form {
    form.field(shown.fill(Field::choice("kind", say("coaching.about"), Kind::choices()).required()))
        .field(shown.fill(Field::choice("stage", say("coaching.stage"), stages())))
        .field(shown.fill(Field::taps("skill", say("coaching.skill"), Skill::choices())))
        .field(
            shown
                .fill(Field::area("instance", say("coaching.instance"), 2))
                .value(shown.text("instance"))
                .end(text(say("coaching.instance_end"))),
        )
        .field(shown.fill(Field::area("how", say("coaching.how"), 2)).value(shown.text("how")))
        .field(
            shown
                .fill(Field::area("commitment", say_with("coaching.commitment", &[("name", name)]), 2))
                .placeholder(say("coaching.commitment_begins"))
                .required(),
        )
        .fields(vec![
            shown.fill(Field::date("due", say("coaching.due")).required()),
            shown.fill(Field::date("day", say("coaching.day")).required()),
            shown.fill(
                Field::number("minutes", say("coaching.minutes"))
                    .unit(say("coaching.minutes_unit"))
                    .required(),
            ),
        ])
}

fn whole(fields: &Fields, name: &str) -> Result<i64> {
    let number = fields.number(name)?.and_then(|number| number.to_i128());
    number
        .and_then(|number| i64::try_from(number).ok())
        .ok_or_else(|| Error::refused_on(name, "form.no_number", say("form.no_number")))
}

/// What a form says of a session. A skill session may leave the stage open, a deal the skill.
pub(in crate::people::coaching) fn said(fields: &Fields) -> Result<SaidSession> {
    let missing = || Error::refused_on("kind", "coaching.kind_missing", say("coaching.kind_missing"));
    let day = fields
        .day("day")?
        .ok_or_else(|| Error::refused_on("day", "form.missing", say("form.missing")))?;
    Ok(SaidSession {
        day,
        minutes: whole(fields, "minutes")?,
        kind: Kind::parse(fields.text("kind")).ok_or_else(missing)?,
        stage: Stage::parse(fields.text("stage")).unwrap_or(Stage::None),
        skill: Skill::parse(fields.text("skill")),
        instance: fields.raw("instance").to_owned(),
        how: fields.raw("how").to_owned(),
        commitment: fields.raw("commitment").to_owned(),
        due: fields.day("due")?,
    })
}

/// What the value of a field is called. Whoever leaves the stage open says the same as a session without one.
pub(super) fn meaning(field: &str, value: &str) -> String {
    let words = match field {
        "kind" => Kind::parse(value).map(Kind::say),
        "stage" => Some(Stage::parse(value).unwrap_or(Stage::None).say()),
        "skill" => Skill::parse(value).map(Skill::say),
        _ => None,
    };
    words.unwrap_or(value).to_owned()
}

/// A session as the form says it.
pub(super) fn filled(session: &Session) -> Fields {
    let said = &session.said;
    Fields::of([
        ("day", said.day.to_string()),
        ("minutes", said.minutes.to_string()),
        ("kind", said.kind.word().to_owned()),
        ("stage", said.stage.word().to_owned()),
        ("skill", said.skill.map(|skill| skill.word().to_owned()).unwrap_or_default()),
        ("instance", said.instance.clone()),
        ("how", said.how.clone()),
        ("commitment", said.commitment.clone()),
        ("due", said.due.map(|due| due.to_string()).unwrap_or_default()),
    ])
}
