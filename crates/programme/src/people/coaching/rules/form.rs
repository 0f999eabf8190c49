//! A form by which sessions are scored: questions of five kinds, each with a guide, and what answers them.

use super::session::{checked_text, needed_text};
use platform::texts::{say, say_with};
use vocabulary::Refusal;

/// The most questions of a form.
pub const QUESTIONS_MAX: usize = 20;

platform::words! {
    /// How a question is answered.
    Kind says "coaching.question_kind_{}" {
        /// By a mark from 1 to 5.
        Range = "range",
        /// By yes or no.
        YesNo = "yes_no",
        /// By one of some choices.
        Single = "single",
        /// By some of the choices.
        Multiple = "multiple",
        /// In words.
        Open = "open",
    }
}

/// A question of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// How it is answered.
    pub kind: Kind,
    /// The question.
    pub words: String,
    /// What helps to answer it; may be empty.
    pub guide: String,
    /// The choices, for a question that has some.
    pub choices: Vec<String>,
    /// Whether it must be answered.
    pub needed: bool,
}

/// Checks a form's name and questions.
///
/// # Errors
/// A refusal on `name` or `questions`.
pub fn checked(name: &str, questions: Vec<Question>) -> Result<(String, Vec<Question>), Refusal> {
    let name = needed_text("name", name)?;
    if questions.is_empty() || questions.len() > QUESTIONS_MAX {
        return Err(Refusal::new("coaching.questions_range", say("coaching.questions_range")).on("questions"));
    }
    let questions = questions.into_iter().map(checked_question).collect::<Result<Vec<_>, _>>()?;
    Ok((name, questions))
}

/// Checks one question: it is asked in words, and has choices where it is answered by some.
///
/// # Errors
/// A refusal on `questions`.
pub fn checked_question(question: Question) -> Result<Question, Refusal> {
    let refuse = |code: &str| Err(Refusal::new(code, say(code)).on("questions"));
    let choices: Vec<String> = question
        .choices
        .iter()
        .map(|choice| choice.trim().to_owned())
        .filter(|choice| !choice.is_empty())
        .collect();
    match question.kind {
        Kind::Single | Kind::Multiple if choices.len() < 2 => return refuse("coaching.choices_missing"),
        Kind::Range | Kind::YesNo | Kind::Open if !choices.is_empty() => return refuse("coaching.choices_unwanted"),
        Kind::Range | Kind::YesNo | Kind::Single | Kind::Multiple | Kind::Open => {}
    }
    Ok(Question {
        words: needed_text("questions", &question.words)?,
        guide: checked_text("questions", &question.guide)?,
        choices,
        ..question
    })
}

/// Reads questions as they are typed, one a line: `kind! | question | guide | choice; choice`. The exclamation mark says that it must
/// be answered; guide and choices may be left out.
///
/// # Errors
/// A refusal on `questions` that names the line.
pub fn parse(text: &str) -> Result<Vec<Question>, Refusal> {
    let mut all = Vec::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line): &(i32, &str)| !line.trim().is_empty()) {
        let mut parts = line.split('|').map(str::trim);
        let kind = parts.next().unwrap_or_default();
        let (kind, needed) = kind.strip_suffix('!').map_or((kind, false), |kind| (kind.trim(), true));
        let wrong = || {
            let sentence = say_with("coaching.question_line", &[("line", &number.to_string())]);
            Refusal::new("coaching.question_line", sentence).on("questions")
        };
        let kind = Kind::parse(kind).ok_or_else(wrong)?;
        let words = parts.next().filter(|words| !words.is_empty()).ok_or_else(wrong)?.to_owned();
        let guide = parts.next().unwrap_or_default().to_owned();
        let choices = parts.next().unwrap_or_default().split(';').map(|choice| choice.trim().to_owned());
        all.push(Question {
            kind,
            words,
            guide,
            choices: choices.filter(|choice| !choice.is_empty()).collect(),
            needed,
        });
    }
    Ok(all)
}

/// Checks the answers to a form's questions, in order; an empty answer is none. Several choices are joined by lines.
///
/// # Errors
/// A refusal on `answer-<place>`.
pub fn answered(questions: &[Question], answers: &[String]) -> Result<Vec<String>, Refusal> {
    let mut kept = Vec::new();
    for (place, question) in (1_usize..).zip(questions) {
        let field = format!("answer-{place}");
        let refuse = |code: &str| Err(Refusal::new(code, say(code)).on(&field));
        let answer = checked_text(&field, answers.get(place - 1).map_or("", String::as_str))?;
        if answer.is_empty() {
            if question.needed {
                return refuse("coaching.answer_missing");
            }
            kept.push(answer);
            continue;
        }
        let fits = match question.kind {
            Kind::Range => matches!(answer.as_str(), "1" | "2" | "3" | "4" | "5"),
            Kind::YesNo => matches!(answer.as_str(), "yes" | "no"),
            Kind::Single => question.choices.contains(&answer),
            Kind::Multiple => answer.lines().all(|one| question.choices.iter().any(|choice| choice == one)),
            Kind::Open => true,
        };
        if !fits {
            return refuse("coaching.answer_form");
        }
        kept.push(answer);
    }
    Ok(kept)
}
