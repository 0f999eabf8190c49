//! A coaching session: what it was about, what was seen, how to do better, and what the coachee will do.

use platform::texts::say;
use platform::web::listing::fold;
use vocabulary::{Day, Refusal};

/// The longest text of a field, in characters.
pub const TEXT_MAX: usize = 2_000;
/// The longest session, in minutes: a working day.
pub const MINUTES_MAX: i64 = 600;
/// How far back a session may be logged, in days.
const BACK_DAYS_MAX: i64 = 3_660;

platform::words! {
    /// What a session was about.
    Kind says "coaching.kind_{}" {
        /// One deal.
        Deal = "deal",
        /// A skill, whatever the deal.
        Skill = "skill",
    }
}

platform::words! {
    /// The stage of the deal that a session was about.
    Stage says "coaching.stage_{}" {
        /// An opportunity comes into being.
        Creation = "creation",
        /// It is being pursued.
        Pursuit = "pursuit",
        /// It is being closed.
        Close = "close",
        /// After the deal.
        PostDeal = "post_deal",
        /// No stage: the session was about no deal.
        None = "none",
    }
}

platform::words! {
    /// The skill that a session was about.
    Skill says "coaching.skill_{}" {
        /// Teach the customer an insight.
        Teach = "teach",
        /// Tailor it to what they value.
        Tailor = "tailor",
        /// Take control of the sale.
        TakeControl = "take_control",
        /// Build the relationship.
        Relationship = "relationship",
        /// Any other.
        Other = "other",
    }
}

/// What somebody says of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaidSession {
    /// The day.
    pub day: Day,
    /// How long, in minutes.
    pub minutes: i64,
    /// A deal or a skill.
    pub kind: Kind,
    /// The stage of the deal.
    pub stage: Stage,
    /// The skill; needed when the session was about one.
    pub skill: Option<Skill>,
    /// What the coach saw: one instance.
    pub instance: String,
    /// How to do it next time.
    pub how: String,
    /// What the coachee will do, in their words.
    pub commitment: String,
    /// By when; none when there is no commitment.
    pub due: Option<Day>,
}

/// Whether a commitment must be there: it must, unless history is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Somebody logs it.
    Logged,
    /// It comes from a file of the past.
    Imported,
}

/// Checks a session.
///
/// # Errors
/// A refusal on the field that is wrong.
pub fn checked(said: SaidSession, origin: Origin, today: Day) -> Result<SaidSession, Refusal> {
    let refuse = |field: &str, code: &str| Err(Refusal::new(code, say(code)).on(field));
    let SaidSession {
        day,
        minutes,
        kind,
        stage,
        skill,
        instance,
        how,
        commitment,
        due,
    } = said;
    if day > today {
        return refuse("day", "coaching.day_to_come");
    }
    if day < today.plus_days(-BACK_DAYS_MAX) {
        return refuse("day", "coaching.day_too_early");
    }
    if !(1..=MINUTES_MAX).contains(&minutes) {
        return refuse("minutes", "coaching.minutes_range");
    }
    if kind == Kind::Skill && skill.is_none() {
        return refuse("skill", "coaching.skill_missing");
    }
    if kind == Kind::Deal && stage == Stage::None {
        return refuse("stage", "coaching.stage_missing");
    }
    let instance = checked_text("instance", &instance)?;
    let how = checked_text("how", &how)?;
    let commitment = checked_text("commitment", &commitment)?;
    if commitment.is_empty() && origin == Origin::Logged {
        return refuse("commitment", "coaching.commitment_missing");
    }
    if due.is_some_and(|due| due < day) {
        return refuse("due", "coaching.due_before");
    }
    if due.is_none() && !commitment.is_empty() && origin == Origin::Logged {
        return refuse("due", "coaching.due_missing");
    }
    let due = due.filter(|_| !commitment.is_empty());
    Ok(SaidSession {
        day,
        minutes,
        kind,
        stage,
        skill,
        instance,
        how,
        commitment,
        due,
    })
}

/// A text of a form: trimmed, with lines but without other control characters, at most [`TEXT_MAX`] characters.
///
/// # Errors
/// A refusal on the field.
pub fn checked_text(field: &str, text: &str) -> Result<String, Refusal> {
    let text: String = text
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    // Trimmed at last: a space behind a character that nobody sees is no text.
    let text = text.trim().to_owned();
    if text.chars().count() > TEXT_MAX {
        return Err(Refusal::new("coaching.too_long", say("coaching.too_long")).on(field));
    }
    Ok(text)
}

/// The same, and it must say something.
///
/// # Errors
/// A refusal on the field.
pub fn needed_text(field: &str, text: &str) -> Result<String, Refusal> {
    let text = checked_text(field, text)?;
    if text.is_empty() {
        return Err(Refusal::new("coaching.text_missing", say("coaching.text_missing")).on(field));
    }
    Ok(text)
}

/// The key under which two texts are the same: capitals, spaces and a closing point do not make feedback specific. Empty for none.
#[must_use]
pub fn key_of(text: &str) -> String {
    let letters: String = text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    fold(&letters)
}

platform::words! {
    /// What became of a commitment.
    Outcome says "coaching.outcome_{}" {
        /// It was done.
        Kept = "kept",
        /// It was done in part, or later.
        Partly = "partly",
        /// It was not done.
        NotKept = "not_kept",
    }
}
