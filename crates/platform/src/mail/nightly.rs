//! The job that sends the daily mails: each user at most one a day, however often the job is begun.
//!
//! A mail is written down as begun before it is handed over, and as ended after it. Where a process died between the two, nobody knows
//! whether the mail arrived: it is not sent again, and the job says whose it was.

use super::letter::{Envelope, Links, Told};
use super::rules::{KEPT_SECONDS, LetterId, State, is_given_up};
use super::sending::{Delivery, Post};
use super::store::{self, Letter};
use super::{Address, Relay, Source};
use crate::access::Viewer;
use crate::chapter::Later;
use crate::jobs::rules::ATTEMPTS_MAX;
use crate::jobs::{Asked, Elsewhere, Handle, Kind, Outcome, Payload};
use crate::look::format;
use crate::texts::{say, say_with};
use crate::web::AppRef;
use crate::{Error, Result, notifications, secret, users};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{Day, PersonId, UserId};

/// The jobs of the chapter.
pub const JOBS: &[Kind] = &[Kind {
    word: "mail.daily",
    name: "mail.job",
    asked: Asked::DailyAt(|config| config.relay.is_some().then_some(config.mail_hour)),
    run,
}];

/// So many users are named where something went wrong with their mail.
const NAMED: usize = 10;

/// What every mail of the job needs.
struct Work<'a> {
    app: &'a AppRef,
    handle: &'a Handle,
    source: Source,
    from: &'a Address,
    day: Day,
}

/// What became of one user.
enum Became {
    /// What became of the mail stands in its row; or there was none to send.
    Settled,
    /// The mail server wants to be asked later.
    PutOff(String),
    /// The address of the person is none.
    Unusable,
    /// The address was refused too often.
    GivenUp,
}

/// Those who got no mail and have no row that says why.
#[derive(Default)]
struct Without {
    put_off: BTreeSet<UserId>,
    unusable: BTreeSet<UserId>,
    given_up: BTreeSet<UserId>,
}

fn run(app: AppRef, _: Payload, handle: Handle) -> Later<'static, Result<Outcome>> {
    Box::pin(async move {
        let (Some(relay), Some(from), Some(source)) = (&app.config.relay, &app.config.mail_from, app.book.mail) else {
            return Ok(Outcome::new("mail.job_off"));
        };
        let day = app.db.today();
        let work = Work {
            app: &app,
            handle: &handle,
            source,
            from,
            day,
        };
        send_all(&work, relay).await
    })
}

async fn send_all(work: &Work<'_>, relay: &Relay) -> Result<Outcome> {
    let people = users::store::list_open_people(&mut work.app.db.read().await?).await?;
    let mut post = Post::new(relay, work.from);
    let (mut without, mut said_last) = (Without::default(), String::new());
    let total = u64::try_from(people.len()).unwrap_or(u64::MAX);
    work.handle.begin("mail.job_step", total);
    for (done, (user, person)) in (1_u64..).zip(people) {
        work.handle.go_on()?;
        match send_one(work, relay, &mut post, user, person).await? {
            Became::Settled => {}
            Became::PutOff(said) => {
                without.put_off.extend([user]);
                said_last = said;
            }
            Became::Unusable => without.unusable.extend([user]),
            Became::GivenUp => without.given_up.extend([user]),
        }
        work.handle.progress(done, total);
    }
    post.close().await;
    if !without.put_off.is_empty() && work.handle.attempt() < ATTEMPTS_MAX {
        let n = without.put_off.len().to_string();
        return Err(Elsewhere::error(say_with("mail.job_put_off", &[("n", &n), ("said", &said_last)])));
    }
    finish(work, without).await
}

/// Looks at one user, and sends the mail of the day if something waits.
async fn send_one(work: &Work<'_>, relay: &Relay, post: &mut Post<'_>, user: UserId, person: PersonId) -> Result<Became> {
    let Some((told, address)) = look(work, user, person).await? else {
        return Ok(Became::Settled);
    };
    let Ok(to) = address.parse::<Address>() else {
        return Ok(Became::Unusable);
    };
    let digest = secret::digest(&address);
    if is_given_up(&store::list_latest(&mut work.app.db.read().await?, user).await?, &digest) {
        return Ok(Became::GivenUp);
    }
    // Without a connection nothing is begun.
    post.open().await.map_err(|fault| fault.of_job(relay))?;
    let token = secret::token()?;
    let letter = Letter {
        id: LetterId::new(&*work.app.db.ids()),
        user,
        day: work.day,
        address: &digest,
        leaving: &secret::digest(&token),
    };
    let envelope = Envelope {
        from: work.from.clone(),
        to,
        id: letter.id.to_string(),
        at: work.app.db.now(),
    };
    let base = work.app.config.public_url.clone();
    let leaving = format!("{base}/mail/leaving?token={token}");
    let message = told.message(&envelope, &Links { base, leaving })?;
    let mut tx = work.app.db.write().await?;
    if !store::insert(&mut tx, &letter).await? {
        return Ok(Became::Settled);
    }
    work.handle.confirm(&mut tx).await?;
    tx.commit().await?;
    let delivery = post.deliver(&envelope, &message).await;
    settle(work, letter.id, &delivery).await?;
    match delivery {
        Ok(Delivery::Taken | Delivery::Refused(_) | Delivery::Unknown(_)) => Ok(Became::Settled),
        Ok(Delivery::PutOff(said)) => Ok(Became::PutOff(said)),
        Err(fault) => Err(fault.of_job(relay)),
    }
}

/// Writes down what became of a mail. Without an answer it stays begun.
async fn settle<E>(work: &Work<'_>, letter: LetterId, delivery: &Result<Delivery, E>) -> Result<()> {
    let mut tx = work.app.db.write().await?;
    match delivery {
        Ok(Delivery::Taken) => store::update_ended(&mut tx, letter, State::Sent, "").await?,
        Ok(Delivery::Refused(said)) => store::update_ended(&mut tx, letter, State::Refused, said).await?,
        Ok(Delivery::PutOff(_)) | Err(_) => store::delete(&mut tx, letter).await?,
        Ok(Delivery::Unknown(said)) => tracing::warn!(letter = %letter, "a mail got no answer: {said}"),
    }
    tx.commit().await
}

/// What waits for a user and where it goes; none when nothing waits, when no mail is wanted, or when there was one today.
async fn look(work: &Work<'_>, user: UserId, person: PersonId) -> Result<Option<(Told, String)>> {
    let mut tx = work.app.db.read().await?;
    if store::has_declined(&mut tx, user).await? || store::has_of_day(&mut tx, user, work.day).await? {
        return Ok(None);
    }
    let Some(address) = (work.source.address_of)(&mut tx, person).await? else {
        return Ok(None);
    };
    let viewer: Viewer = match users::acts::viewer(work.app, &mut tx, user).await {
        Ok(viewer) => viewer,
        // Closed a moment ago.
        Err(Error::NotFound { .. }) => return Ok(None),
        Err(other) => return Err(other),
    };
    let unread = notifications::unread_by_kind(&mut tx, user).await?;
    drop(tx);
    let kinds = work.app.book.notices.iter();
    let unread = kinds.filter_map(|kind| unread.get(kind.word).map(|n| (say(kind.name).to_owned(), *n)));
    let told = Told {
        name: viewer.name.clone(),
        firm: work.app.config.firm_name.clone(),
        day: work.day,
        unread: unread.collect(),
        waiting: (work.source.waiting)(work.app, &viewer).await?,
    };
    Ok((told.count() > 0).then_some((told, address)))
}

/// What came of the day, over all attempts of the job, and the end of what is old.
async fn finish(work: &Work<'_>, without: Without) -> Result<Outcome> {
    let mut tx = work.app.db.write().await?;
    let before = tx.now().plus_seconds(-KEPT_SECONDS);
    store::delete_old(&mut tx, before).await?;
    let all = store::list_of_day(&mut tx, work.day).await?;
    let of = |state: State| {
        let of_state = all.iter().filter(|letter| letter.state == state);
        of_state.map(|letter| (letter.user, letter.reason.as_str())).collect()
    };
    let sent: Whose<'_> = of(State::Sent);
    let for_no_reason = |users: BTreeSet<UserId>| users.into_iter().map(|user| (user, "")).collect();
    let faults: [(&'static str, &'static str, Whose<'_>); 5] = [
        ("refused", "mail.job_refused", of(State::Refused)),
        ("open", "mail.job_open", of(State::Begun)),
        ("put_off", "mail.job_later", for_no_reason(without.put_off)),
        ("unusable", "mail.job_unusable", for_no_reason(without.unusable)),
        ("given_up", "mail.job_given_up", for_no_reason(without.given_up)),
    ];
    let named = faults.iter().flat_map(|(_, _, users)| users.keys()).copied().collect();
    let names = users::store::list_names(&mut tx, &named).await?;
    work.handle.confirm(&mut tx).await?;
    tx.commit().await?;
    let count = |users: &Whose<'_>| u64::try_from(users.len()).unwrap_or(u64::MAX);
    let outcome = Outcome::new(if named.is_empty() { "mail.job_done" } else { "mail.job_faults" });
    let mut outcome = outcome.count("sent", count(&sent));
    let mut told = Vec::new();
    for (name, key, users) in faults.iter().filter(|(_, _, users)| !users.is_empty()) {
        outcome = outcome.count(name, count(users));
        told.push(say_with(key, &[("n", &format::count(count(users))), ("who", &who(&names, users))]));
    }
    Ok(if told.is_empty() {
        outcome
    } else {
        outcome.with("faults", told.join(" "))
    })
}

/// Some users, each with what the mail server said of theirs, if it said something.
type Whose<'a> = BTreeMap<UserId, &'a str>;

fn who(names: &BTreeMap<UserId, String>, users: &Whose<'_>) -> String {
    let known = users.iter().filter_map(|(user, said)| names.get(user).map(|name| (name, *said)));
    let shown = known.map(|(name, said)| if said.is_empty() { name.clone() } else { format!("{name}: {said}") });
    let mut shown: Vec<String> = shown.take(NAMED).collect();
    if users.len() > NAMED {
        shown.push("…".to_owned());
    }
    shown.join(", ")
}
