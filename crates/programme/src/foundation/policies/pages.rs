//! The pages of policies: all of them, and one with its history.

use super::acts::{self, SaidValue};
use super::rules::{self, Form as ValueForm, Valued, Version};
use super::{CHANGE, Policy, SEE, every, policy, store};
use hypertext::prelude::*;
use platform::database::Tx;
use platform::look::components::{
    Button, Chip, Column, Empty, Evidence, Field, Head, Moment, MomentState, Notice, Row, Section, Table, Timeline, Tone, dim, hero,
    record_link,
};
use platform::look::{Markup, format, join, nothing, text};
use platform::texts::say_count;
use platform::texts::{say, say_with};
use platform::users;
use platform::web::again::Shown;
use platform::web::done::{self, Undoing, after};
use platform::web::{Answer, Caller, Fields, Guard, Path, Routes, View, redirect};
use platform::{Error, Result};
use std::collections::BTreeMap;
use vocabulary::{PolicyId, Zone};

const PLACE: &str = "/policies";
const FIELDS: [&str; 3] = ["value", "from", "because"];

/// The routes of policies.
pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/policies", Guard::May(SEE), show_list)
        .get("/policies/{policy}", Guard::May(SEE), show_one)
        .post("/policies/{policy}", Guard::May(CHANGE), submit)
}

fn href(policy: &Policy) -> String {
    format!("{PLACE}/{}", policy.name)
}

/// A policy by the name in an address.
pub(super) fn named(name: &str) -> Result<&'static Policy> {
    policy(name).ok_or(Error::NotFound { what: "policy" })
}

async fn show_list(caller: Caller) -> Answer {
    caller.may(SEE)?;
    let mut tx = caller.app.db.read().await?;
    let versions = store::list(&mut tx).await?;
    let today = tx.today();
    drop(tx);
    let mut by_name: BTreeMap<&str, Vec<Version>> = BTreeMap::new();
    for version in &versions {
        by_name.entry(&version.name).or_default().push(version.clone());
    }
    let policies = every();
    let in_force: Vec<(&Policy, Valued)> = policies
        .iter()
        .map(|policy| {
            (
                *policy,
                rules::in_force(policy, by_name.get(policy.name).map_or(&[], Vec::as_slice), today, None),
            )
        })
        .collect();
    let own = in_force.iter().filter(|(_, valued)| valued.version.is_some()).count();
    let columns = vec![
        Column::text("policy", say("policies.policy")),
        Column::number("value", say("policies.in_force")).lead(),
        Column::number("default", say("policies.default")),
        Column::text("from", say("policies.since")),
    ];
    let table = Table::new(say("policies.place"), columns)
        .rows(in_force.iter().map(|(policy, valued)| row(policy, valued)).collect())
        .empty(Empty::new(say("policies.none"), say("policies.none_why")));
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let title = match own {
        0 => say_count("policies.all_default", count(policies.len())),
        own => say_count("policies.count", count(policies.len())).replace("{own}", &format::count(count(own))),
    };
    let head = Head::new(&title).sub(text(say("policies.about")));
    Ok(caller.page(View::new(say("policies.place"), PLACE, join([head.memoize(), table.memoize()]))))
}

fn row(policy: &Policy, valued: &Valued) -> Row {
    let link = record_link(policy.title(), &href(policy));
    let what = maud! { (link) small { (policy.name) } }.memoize();
    let since = valued
        .from
        .map_or_else(|| dim(say("policies.default_holds")), |day| text(format::day(day)));
    Row::new(vec![what, text(policy.say(&valued.value)), text(policy.say(policy.default)), since])
}

async fn show_one(caller: Caller, Path(name): Path<String>) -> Answer {
    one_view(&caller, named(&name)?, None).await
}

async fn one_view(caller: &Caller, policy: &'static Policy, again: Option<Shown<'_>>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let versions = acts::history(&mut tx, &caller.viewer, policy.name).await?;
    let people = user_names(&mut tx).await?;
    let now = Fields::of([("from", tx.today().to_string())]);
    let valued = rules::in_force(policy, &versions, tx.today(), None);
    drop(tx);
    let shown = again.unwrap_or(Shown::first(&now));
    let chip = match valued.from {
        Some(_) => Chip::new(say("policies.own")).evidence(Evidence::Confirmed),
        None => Chip::new(say("policies.default")),
    };
    let head = Head::new(policy.title()).chip(chip).sub(text(policy.name));
    let since = match valued.from {
        Some(day) => say_with(
            "policies.own_since",
            &[("day", &format::day(day)), ("default", &policy.say(policy.default))],
        ),
        None => say("policies.default_since").to_owned(),
    };
    let form = if caller.viewer.holds(CHANGE) {
        change(caller, policy, &shown, rules::newest(&versions))
    } else {
        nothing()
    };
    let body = join([
        head.memoize(),
        hero(text(policy.say(&valued.value)), "", text(since)),
        form,
        Section::new(
            say("policies.history"),
            history(policy, &versions, &valued, (&people, &caller.app.config.zone)),
        )
        .about(say("policies.history_about"))
        .memoize(),
    ]);
    let view = View::new(policy.title(), PLACE, body)
        .under(say("policies.place"), PLACE)
        .notice(shown.notice(say("policies.changed")));
    Ok(caller.page_with(shown.status(), view))
}

/// The form of a new value; it carries the value that was set last when it was opened.
fn change(caller: &Caller, policy: &Policy, shown: &Shown<'_>, newest: Option<PolicyId>) -> Markup {
    let seen = newest.map(|newest| newest.to_string()).unwrap_or_default();
    let hint = match ValueForm::of(policy) {
        ValueForm::Percent => say("policies.hint_percent"),
        ValueForm::Whole => say("policies.hint_whole"),
        ValueForm::Number => say("policies.hint_number"),
        ValueForm::Words => say("policies.hint_words"),
    };
    let mut value = Field::text("value", say("policies.new_value")).hint(hint).required();
    if !policy.unit.is_empty() {
        value = value.unit(policy.unit);
    }
    let because = Field::text("because", say("policies.because")).hint(say("policies.because_hint"));
    let form = shown
        .form(href(policy), caller.csrf(), &FIELDS)
        .hidden("seen", shown.opened_with("seen", seen))
        .get(say("policies.get"))
        .fields(vec![
            shown.fill(value),
            shown.fill(Field::date("from", say("policies.from")).required()),
        ])
        .field(shown.fill(because.required()))
        .button(Button::submit(say("policies.set")).primary());
    Section::new(say("policies.change"), form).memoize()
}

async fn user_names(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    Ok(users::store::list(tx)
        .await?
        .into_iter()
        .map(|user| (user.id.to_string(), user.name))
        .collect())
}

fn history(policy: &Policy, versions: &[Version], valued: &Valued, (people, zone): (&BTreeMap<String, String>, &Zone)) -> Markup {
    let mut moments: Vec<Moment> = versions
        .iter()
        .map(|version| {
            let who = people.get(&version.by).map_or(version.by.as_str(), String::as_str);
            let set = format::day(version.recorded.day_in(zone));
            let by = say_with("policies.set_by", &[("who", who), ("day", &set), ("because", &version.because)]);
            Moment {
                when: format::day(version.from),
                what: text(policy.say(&version.value)),
                note: Some(text(by)),
                state: state(version, valued),
            }
        })
        .collect();
    let state = if valued.version.is_none() {
        MomentState::Now
    } else {
        MomentState::Past
    };
    moments.push(Moment {
        when: say("policies.from_the_start").to_owned(),
        what: text(policy.say(policy.default)),
        note: Some(text(say("policies.default"))),
        state,
    });
    Timeline(moments).memoize()
}

fn state(version: &Version, valued: &Valued) -> MomentState {
    if valued.version == Some(version.id) {
        MomentState::Now
    } else if valued.from.is_none_or(|from| version.from > from) {
        MomentState::Ahead
    } else {
        MomentState::Past
    }
}

async fn set(caller: &Caller, policy: &Policy, fields: &Fields) -> Result<PolicyId> {
    let missing = || Error::refused_on("from", "policies.missing", say("policies.missing"));
    let from = fields.day("from")?.ok_or_else(missing)?;
    let seen = match fields.text("seen") {
        "" => None,
        id => Some(PolicyId::parse(id).ok().ok_or(Error::Changed { what: "policy" })?),
    };
    let said = SaidValue {
        value: fields.text("value"),
        from,
        because: fields.text("because"),
        seen,
    };
    caller
        .writing(async |tx| acts::set(tx, &caller.viewer, policy.name, said).await)
        .await
}

async fn submit(caller: Caller, Path(name): Path<String>, fields: Fields) -> Answer {
    let policy = named(&name)?;
    match set(&caller, policy, &fields).await {
        Ok(version) => Ok(redirect(&after(&href(policy), &SET, format!("{} {version}", policy.name)))),
        Err(error) => one_view(&caller, policy, Some(Shown::refused_or_changed(error, &fields)?)).await,
    }
}

/// What a page opens with after a value was set, which names the policy and the version: what counted before is set again from the same
/// day, as a version of its own.
pub(super) const SET: Undoing = Undoing {
    word: "policies.set",
    offer: |tx, caller, id| {
        Box::pin(async move {
            caller.may(CHANGE)?;
            let (name, version) = id.split_once(' ').ok_or(Error::NotFound { what: "policy" })?;
            let policy = named(name)?;
            let mut versions = store::list_of(tx, policy.name).await?;
            let newest = rules::newest(&versions).filter(|newest| newest.to_string() == version);
            let Some(set) = versions
                .iter()
                .find(|one| Some(one.id) == newest && one.by == caller.viewer.actor())
                .cloned()
            else {
                return Ok(None);
            };
            versions.retain(|one| one.id != set.id);
            let before = rules::in_force(policy, &versions, set.from, None);
            let undo = done::undo(caller, &href(policy))
                .hidden("value", before.value)
                .hidden("from", set.from.to_string())
                .hidden("because", say("policies.taken_back"))
                .hidden("seen", set.id.to_string());
            let value = policy.say(&set.value);
            let sentence = say_with("policies.was_set", &[("value", &value), ("day", &format::day(set.from))]);
            Ok(Some(Notice::new(Tone::Done, sentence).control(undo)))
        })
    },
};
