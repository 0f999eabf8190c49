//! What happens to alerts: they are raised, kept and closed by evaluating figures. Nobody raises or closes one by hand.
//!
//! The house evaluates with its own eyes: it reads every figure, and shows what it finds only to the owner and the informed.

use super::pages::href;
use super::rules::{self, Alert, Because, Found, Seen, Step};
use super::{Kind, Owner, every, store};
use crate::foundation::calendars;
use crate::foundation::staff::{self, Person};
use platform::access::Role;
use platform::database::Tx;
use platform::figures::{self, Figure, Subject};
use platform::journal::note;
use platform::notifications::{self, Happened};
use platform::texts::{say, say_with};
use platform::{Error, Result, users};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AlertId, Cell, Explained, Money, PersonId};

/// What an evaluation did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Evaluated {
    /// How many alerts it raised.
    pub raised: u64,
    /// How many it closed.
    pub closed: u64,
    /// How many of those it looked at are open now.
    pub open: u64,
    /// How many of the open ones belong to nobody: no manager, no holder of the role.
    pub unowned: u64,
}

/// Finds a figure by its name.
pub(super) type Figures = fn(&str) -> Option<&'static Figure>;

/// A figure of the book by its name.
pub(super) fn figure_of_book(name: &str) -> Option<&'static Figure> {
    crate::CONTENTS
        .iter()
        .flat_map(|chapter| chapter.figures)
        .find(|figure| figure.name == name)
}

/// Evaluates the kinds of alert that watch the figures of a chapter, for some people, in the transaction of the act that touched
/// them. Call it as the last thing of the act: whoever evaluates next waits until the transaction ends.
///
/// # Errors
/// When the database does not answer, or a kind names a figure that does not exist.
pub async fn consider(tx: &mut Tx, word: &str, people: &[PersonId]) -> Result<()> {
    let of_chapter = |figure: &str| figure.split('.').next() == Some(word);
    let kinds: Vec<Kind> = every()
        .into_iter()
        .filter(|kind| of_chapter(kind.figure) || kind.stake.is_some_and(of_chapter))
        .collect();
    consider_kinds(tx, &kinds, figure_of_book, people).await.map(|_| ())
}

/// [`consider`] over some kinds and figures.
pub(super) async fn consider_kinds(tx: &mut Tx, kinds: &[Kind], figures: Figures, people: &[PersonId]) -> Result<Evaluated> {
    if kinds.is_empty() || people.is_empty() {
        return Ok(Evaluated::default());
    }
    store::take_turn(tx).await?;
    let people: BTreeSet<PersonId> = people.iter().copied().collect();
    let codes: Vec<&'static str> = kinds.iter().map(|kind| kind.code).collect();
    let open = store::list_open_about(tx, &codes, &people).await?;
    let looks = look(tx, kinds, figures, Some(&people)).await?;
    settle(tx, open, looks).await
}

/// Evaluates every kind of alert for everybody; the program does it nightly. An open alert of a kind that no longer exists closes.
///
/// # Errors
/// When the database does not answer, or a kind names a figure that does not exist.
pub async fn evaluate(tx: &mut Tx) -> Result<Evaluated> {
    evaluate_kinds(tx, &every(), figure_of_book).await
}

/// Evaluates everything unless that was done today already, by this or another node.
///
/// # Errors
/// As [`evaluate`].
pub async fn evaluate_daily(tx: &mut Tx) -> Result<Option<Evaluated>> {
    store::take_turn(tx).await?;
    if store::look_up_evaluated(tx).await? == Some(tx.today()) {
        return Ok(None);
    }
    evaluate(tx).await.map(Some)
}

/// [`evaluate`] over some kinds and figures.
pub(super) async fn evaluate_kinds(tx: &mut Tx, kinds: &[Kind], figures: Figures) -> Result<Evaluated> {
    store::take_turn(tx).await?;
    let open = store::list_every_open(tx).await?;
    let looks = look(tx, kinds, figures, None).await?;
    let evaluated = settle(tx, open, looks).await?;
    store::update_evaluated(tx, tx.today()).await?;
    Ok(evaluated)
}

/// What was seen of a kind and a subject.
struct Look<'a> {
    kind: &'a Kind,
    subject: PersonId,
    seen: Seen,
    note: String,
    stake: Option<Money>,
}

/// Computes the figure of each kind for each of its subjects, and the stake where the condition holds.
async fn look<'a>(tx: &mut Tx, kinds: &'a [Kind], figures: Figures, among: Option<&BTreeSet<PersonId>>) -> Result<Vec<Look<'a>>> {
    let mut looks = Vec::new();
    for kind in kinds {
        let mut subjects: BTreeSet<PersonId> = (kind.subjects)(tx).await?.into_iter().collect();
        subjects.retain(|person| among.is_none_or(|people| people.contains(person)));
        for subject in subjects {
            let value = compute(tx, figures, kind.figure, subject).await?;
            let seen = Seen::of(value.as_ref().and_then(Explained::known_value), kind.raised);
            let stake = match kind.stake {
                Some(name) if seen == Seen::Holds => compute(tx, figures, name, subject).await?,
                Some(_) | None => None,
            };
            looks.push(Look {
                kind,
                subject,
                seen,
                note: value.and_then(|value| value.trace.note).unwrap_or_default(),
                stake: stake.as_ref().and_then(Explained::known_value).and_then(rules::stake),
            });
        }
    }
    Ok(looks)
}

/// The latest value of a figure, which is kept for today; nothing when it does not know the subject.
async fn compute(tx: &mut Tx, find: Figures, name: &str, subject: PersonId) -> Result<Option<Explained<Cell>>> {
    let figure = find(name).ok_or_else(|| Error::Failed(anyhow::anyhow!("an alert watches the figure {name}, which does not exist")))?;
    let scope = crate::house().may(figure.needs)?;
    let subject = Subject {
        id: subject.to_string(),
        period: String::new(),
    };
    match (figure.compute)(tx, &scope, &subject).await {
        Ok(value) => {
            figures::keep(tx, figure, &subject.id, &value).await?;
            Ok(Some(value))
        }
        Err(Error::NotFound { .. }) => Ok(None),
        Err(other) => Err(other),
    }
}

/// An alert that is open after the evaluation, and the one that was open before it.
struct Going<'a> {
    look: Look<'a>,
    step: Step,
    before: Option<Alert>,
}

/// Raises, keeps and closes. What was open and was not looked at is about nobody any more.
async fn settle(tx: &mut Tx, open: Vec<Alert>, looks: Vec<Look<'_>>) -> Result<Evaluated> {
    let mut open: BTreeMap<(String, PersonId), Alert> =
        open.into_iter().map(|alert| ((alert.code.clone(), alert.subject), alert)).collect();
    let mut going = Vec::new();
    let mut ended = Vec::new();
    for look in looks {
        let before = open.remove(&(look.kind.code.to_owned(), look.subject));
        let step = rules::decide(before.is_some(), look.seen);
        match step {
            Step::Raise | Step::Keep | Step::Wait => going.push(Going { look, step, before }),
            Step::Close => ended.extend(before.map(|alert| (alert, Because::ConditionEnded))),
            Step::Nothing => {}
        }
    }
    ended.extend(open.into_values().map(|alert| (alert, Because::NoLongerWatched)));
    let around = Around::load(tx, &going).await?;
    let mut evaluated = Evaluated::default();
    for (alert, because) in ended {
        close(tx, &alert, because).await?;
        evaluated.closed += 1;
    }
    for going in going {
        let found = around.found(&going);
        evaluated.open += 1;
        evaluated.unowned += u64::from(found.owner.is_none());
        match going.before {
            Some(before) => keep(tx, &before, &found).await?,
            None => {
                raise(tx, &going.look, found).await?;
                evaluated.raised += 1;
            }
        }
    }
    Ok(evaluated)
}

/// What the journal says of an alert holds its code and no name: the chain's labels stay for ever.
async fn raise(tx: &mut Tx, look: &Look<'_>, found: Found) -> Result<()> {
    let today = tx.today();
    let firm = calendars::working_days(tx, today).await?;
    let alert = Alert {
        id: AlertId::new(tx.ids()),
        code: look.kind.code.to_owned(),
        subject: look.subject,
        opened: tx.now(),
        due: rules::due_day(today, look.kind.due_working_days, &firm),
        closed: None,
        found,
    };
    store::insert(tx, &alert).await?;
    tell(tx, alert.id, &alert.found).await?;
    let body = json!({ "code": alert.code, "due": alert.due.to_string() });
    note(tx, crate::house(), "alert_raised", ("alert", alert.id.to_string()), &body)
}

async fn keep(tx: &mut Tx, before: &Alert, found: &Found) -> Result<()> {
    if before.found == *found {
        return Ok(());
    }
    store::update(tx, before.id, found).await?;
    if before.found.owner == found.owner {
        return Ok(());
    }
    tell(tx, before.id, found).await?;
    let body = json!({ "code": before.code });
    note(tx, crate::house(), "alert_handed_over", ("alert", before.id.to_string()), &body)
}

/// Tells the owner that an alert is theirs. Its words are not kept there: the notice names it for as long as its reader sees it.
async fn tell(tx: &mut Tx, alert: AlertId, found: &Found) -> Result<()> {
    let Some(owner) = found.owner else { return Ok(()) };
    let page = href(alert);
    let happened = Happened::new("alerts.told_given", &page).about(&page, say("alerts.noted"));
    notifications::tell_people(tx, crate::house(), &super::GIVEN, vec![(owner, happened)]).await
}

async fn close(tx: &mut Tx, alert: &Alert, because: Because) -> Result<()> {
    store::update_closed(tx, alert.id, tx.now()).await?;
    let body = json!({ "code": alert.code, "because": because.word() });
    note(tx, crate::house(), "alert_closed", ("alert", alert.id.to_string()), &body)
}

/// Who is who around the subjects, read once for all alerts of an evaluation.
#[derive(Default)]
struct Around {
    people: BTreeMap<PersonId, Person>,
    managers: BTreeMap<PersonId, PersonId>,
    holders: BTreeMap<Role, PersonId>,
}

impl Around {
    async fn load(tx: &mut Tx, going: &[Going<'_>]) -> Result<Self> {
        if going.is_empty() {
            return Ok(Self::default());
        }
        let subjects: BTreeSet<PersonId> = going.iter().map(|going| going.look.subject).collect();
        let subjects: Vec<PersonId> = subjects.into_iter().collect();
        let mut roles = BTreeSet::new();
        for kind in going.iter().map(|going| going.look.kind) {
            for owner in kind.informed.iter().chain([&kind.owner]) {
                match owner {
                    Owner::Holder(role) => roles.extend([*role]),
                    Owner::Subject | Owner::Manager => {}
                }
            }
        }
        Ok(Self {
            people: staff::by_ids(tx, &subjects).await?,
            managers: staff::managers_of(tx, &subjects).await?,
            holders: users::store::list_holders(tx, &roles).await?,
        })
    }

    fn person(&self, owner: Owner, subject: PersonId) -> Option<PersonId> {
        match owner {
            Owner::Subject => Some(subject),
            Owner::Manager => self.managers.get(&subject).copied(),
            Owner::Holder(role) => self.holders.get(&role).copied(),
        }
    }

    /// What is found today; while the figure is unknown, the words of the last time it was known.
    fn found(&self, going: &Going<'_>) -> Found {
        let Going { look, step, before } = going;
        let kind = look.kind;
        let owner = self.person(kind.owner, look.subject);
        let informed = kind.informed.iter().filter_map(|owner| self.person(*owner, look.subject));
        let informed = informed.filter(|person| Some(*person) != owner).collect();
        match (step, before) {
            (Step::Wait, Some(before)) => Found {
                owner,
                informed,
                ..before.found.clone()
            },
            (Step::Raise | Step::Keep | Step::Wait | Step::Close | Step::Nothing, _) => {
                let name = self.people.get(&look.subject).map_or("", |person| person.name.as_str());
                Found {
                    owner,
                    informed,
                    hazard: kind.hazard,
                    sentence: say_with(kind.sentence, &[("person", name), ("note", &look.note)]),
                    act: kind.act.to_owned(),
                    href: (kind.href)(&look.subject.to_string()),
                    figure: kind.stake.unwrap_or(kind.figure).to_owned(),
                    stake: look.stake,
                }
            }
        }
    }
}
