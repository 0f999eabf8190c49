//! One contact: how to reach them, where they belong, and what was decided of that.

use super::super::placing::{self, said};
use super::super::store::contacts::{self as store, Contact};
use super::super::{CHANGE, CONTACT_HISTORY, Label, SEE, labels};
use super::unplaced::UNPLACED;
use super::{PLACE, href};
use hypertext::prelude::*;
use platform::database::Tx;
use platform::history::{self, Record, asked_day};
use platform::look::components::{
    Button, Chip, Evidence, Field, Form, Hazard, Head, Section, SumLine, SumList, columns, folded, lead, none, record_link,
};
use platform::look::{Markup, join, nothing, text};
use platform::texts::{say, say_with};
use platform::web::again::Shown;
use platform::web::done::{self, Undoing, after};
use platform::web::{Answer, Caller, Fields, Params, Path, View, inside, redirect};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};
use vocabulary::{AccountId, ContactId};

/// An address that names no contact answers like one that names somebody else's.
pub(in super::super) fn contact_id(text: &str) -> Result<ContactId> {
    ContactId::parse(text).ok().ok_or(Error::NotFound { what: "contact" })
}

/// The page of a contact.
pub(in super::super) fn contact_href(id: ContactId) -> String {
    format!("{PLACE}/contacts/{id}")
}

/// A contact whom the viewer sees: with the account, or without one as somebody who may place them.
pub(in super::super) async fn seen(tx: &mut Tx, caller: &Caller, id: ContactId) -> Result<Contact> {
    let contact = store::find(tx, &caller.may(SEE)?, id).await?;
    let may = contact.account.is_some() || caller.viewer.holds(CHANGE);
    may.then_some(contact).ok_or(Error::NotFound { what: "contact" })
}

/// A contact with what stands around them.
struct Reading {
    contact: Contact,
    /// The account where they belong, and those where they may.
    accounts: BTreeMap<AccountId, Label>,
    likely: Vec<AccountId>,
}

async fn read(caller: &Caller, id: ContactId) -> Result<Reading> {
    let mut tx = caller.app.db.read().await?;
    let contact = seen(&mut tx, caller, id).await?;
    let likely = match caller.may(CHANGE) {
        Ok(scope) if contact.account.is_none() => store::list_likely(&mut tx, &scope, &contact).await?,
        Ok(_) | Err(_) => Vec::new(),
    };
    let named: BTreeSet<AccountId> = likely.iter().copied().chain(contact.account).collect();
    let accounts = labels(&mut tx, &named).await?;
    Ok(Reading { contact, accounts, likely })
}

impl Reading {
    fn account(&self) -> Option<(AccountId, &Label)> {
        self.contact.account.and_then(|id| Some((id, self.accounts.get(&id)?)))
    }
}

/// The page.
pub(super) async fn show(caller: Caller, Path(contact): Path<String>) -> Answer {
    let reading = read(&caller, contact_id(&contact)?).await?;
    view(&caller, &reading, &Shown::first(&Fields::default()))
}

fn view(caller: &Caller, reading: &Reading, shown: &Shown<'_>) -> Answer {
    let contact = &reading.contact;
    let mut head = Head::new(&contact.name);
    if contact.account.is_none() {
        head = head.chip(if contact.left_out {
            Chip::new(say("accounts.is_left_out")).evidence(Evidence::Confirmed)
        } else {
            Chip::new(say("accounts.is_waiting")).hazard(Hazard::Watch)
        });
    }
    if caller.viewer.holds(CHANGE) {
        head = head.action(Button::link(say("history.open"), format!("{}/history", contact_href(contact.id))).quiet());
    }
    let main = if caller.viewer.holds(CHANGE) {
        columns(reach(contact), deciding(caller, reading, shown))
    } else {
        reach(contact)
    };
    let body = join([head.memoize(), lead(answer(reading)), main]);
    let view = View::new(&contact.name, PLACE, body);
    let view = match reading.account() {
        Some((id, label)) => view.under(&label.name, href(id)),
        None => view.under(say("accounts.unplaced"), UNPLACED),
    };
    let view = view.under(say("accounts.place"), PLACE);
    Ok(caller.page_with(shown.status(), view.notice(shown.notice(say("accounts.contact_changed_meanwhile")))))
}

/// Who they are, in one sentence.
fn answer(reading: &Reading) -> Markup {
    let contact = &reading.contact;
    let title = contact.title.as_deref();
    match (reading.account(), title) {
        (Some((id, label)), Some(title)) => {
            let link = record_link(&label.name, &href(id));
            maud! { (title) " " (say("accounts.contact_at")) " " (link) "." }.memoize()
        }
        (Some((id, label)), None) => {
            let link = record_link(&label.name, &href(id));
            maud! { (say("accounts.contact_somebody")) " " (link) "." }.memoize()
        }
        (None, _) if contact.left_out => text(say("accounts.contact_left_out")),
        (None, _) => text(say("accounts.contact_nowhere")),
    }
}

fn reach(contact: &Contact) -> Markup {
    let mail = contact.email.as_ref().map_or_else(none, |email| {
        maud! { a .link href=(format!("mailto:{email}")) { (email) } }.memoize()
    });
    let phone = contact.phone.as_ref().map_or_else(none, |phone| {
        let number: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        maud! { a .link href=(format!("tel:{number}")) { (phone) } }.memoize()
    });
    let said = |said: &Option<String>| said.as_ref().map_or_else(none, text);
    let lines = vec![
        SumLine::new(say("accounts.contact_email"), mail),
        SumLine::new(say("accounts.contact_phone"), phone),
        SumLine::new(say("accounts.contact_title"), said(&contact.title)),
        SumLine::new(say("accounts.company"), said(&contact.company)),
        SumLine::new(say("accounts.contact_reference"), text(&contact.reference)),
    ];
    Section::new(say("accounts.contact_reach"), SumList::new(lines))
        .about(say("accounts.contact_reach_about"))
        .memoize()
}

/// Where they belong, for whoever may say it: a tap where an account is likely, the reference or the name of any other, or nowhere.
fn deciding(caller: &Caller, reading: &Reading, shown: &Shown<'_>) -> Markup {
    let contact = &reading.contact;
    let action = format!("{}/place", contact_href(contact.id));
    let waits = contact.account.is_none();
    let back = if waits { UNPLACED.to_owned() } else { contact_href(contact.id) };
    let version = shown.opened_with("version", contact.version);
    let tap = |fields: &[(&str, &str)], button: Button| {
        let form = Form::post(&action)
            .csrf(Some(caller.csrf()))
            .hidden("version", &version)
            .hidden("back", &back)
            .inline();
        let form = fields.iter().fold(form, |form, (name, value)| form.hidden(*name, *value));
        form.button(button).memoize()
    };
    let likely = reading
        .likely
        .iter()
        .filter_map(|id| reading.accounts.get(id))
        .enumerate()
        .map(|(place, label)| {
            let words = say_with("accounts.place_at", &[("account", &label.name), ("reference", &label.reference)]);
            let button = Button::submit(words);
            tap(&[("account", &label.reference)], if place == 0 { button.primary() } else { button })
        });
    let likely = join(likely.collect::<Vec<_>>());
    let field = Field::text("account", say("accounts.reference_or_name")).hint(say("accounts.place_hint"));
    let button = Button::submit(say("accounts.place_do"));
    let place = shown
        .form(&action, caller.csrf(), &["account"])
        .hidden("version", &version)
        .hidden("back", &back)
        .field(shown.fill(field.required()))
        .button(if reading.likely.is_empty() && waits {
            button.primary()
        } else {
            button
        });
    let out = match (contact.left_out, waits) {
        (true, _) => tap(&[], Button::submit(say("accounts.bring_back"))),
        (false, true) => tap(&[("left_out", "yes")], Button::submit(say("accounts.leave_out")).quiet()),
        (false, false) => tap(&[("left_out", "yes")], Button::submit(say("accounts.leave_out_there")).quiet()),
    };
    let taps = maud! { div.acts { (likely) } }.memoize();
    let likely = if reading.likely.is_empty() { nothing() } else { taps };
    if waits {
        return Section::new(say("accounts.where"), join([likely, place.memoize(), out])).memoize();
    }
    let open = !shown.text("account").is_empty();
    let body = folded(say("accounts.move"), join([place.memoize(), out]), open);
    Section::new(say("accounts.where"), body).memoize()
}

/// What was decided of a contact.
pub(in super::super) const PLACED: Undoing = Undoing {
    word: "accounts.contact_placed",
    offer: |tx, caller, id| {
        Box::pin(async move {
            let contact = store::find(tx, &caller.may(CHANGE)?, contact_id(id)?).await?;
            if history::own_latest(tx, caller, &CONTACT_HISTORY, id).await?.is_none() {
                return Ok(None);
            }
            let account = labels(tx, &contact.account.into_iter().collect()).await?.into_values().next();
            let holes = |account: &str| [("contact", contact.name.clone()), ("account", account.to_owned())];
            let say = |key: &str, account: &str| {
                let holes = holes(account);
                say_with(key, &holes.each_ref().map(|(name, value)| (*name, value.as_str())))
            };
            let sentence = match account {
                Some(label) => say("accounts.done_placed", &label.name),
                None if contact.left_out => say("accounts.done_left_out", ""),
                None => say("accounts.done_waiting", ""),
            };
            let action = format!("{}/undo", contact_href(contact.id));
            Ok(Some(done::notice(caller, sentence, &action, contact.version)))
        })
    },
};

fn landing(fields: &Fields, contact: &Contact) -> String {
    let back = inside(fields.text("back"));
    let own = contact_href(contact.id);
    after(if back.len() > 1 { back } else { &own }, &PLACED, contact.id)
}

/// Says where they belong.
pub(super) async fn submit(caller: Caller, Path(contact): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (contact_id(&contact)?, fields.version("contact")?);
    let placed = caller
        .writing(async |tx| placing::place(tx, &caller.viewer, id, version, said(&fields)).await)
        .await;
    match placed {
        Ok(contact) => Ok(redirect(&landing(&fields, &contact))),
        Err(error) => {
            let shown = Shown::refused_or_changed(error, &fields)?;
            view(&caller, &read(&caller, id).await?, &shown)
        }
    }
}

/// Undoes the latest decision.
pub(super) async fn submit_undo(caller: Caller, Path(contact): Path<String>, fields: Fields) -> Answer {
    let (id, version) = (contact_id(&contact)?, fields.version("contact")?);
    let contact = caller
        .writing(async |tx| placing::undo(tx, &caller.viewer, id, version).await)
        .await?;
    Ok(redirect(&landing(&fields, &contact)))
}

/// What was decided, by whom, and how it stood on a day.
pub(super) async fn show_history(caller: Caller, Path(contact): Path<String>, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let (id, day) = (contact_id(&contact)?, asked_day(&params)?);
    let mut tx = caller.app.db.read().await?;
    let contact = store::find(&mut tx, &caller.may(CHANGE)?, id).await?;
    let account = labels(&mut tx, &contact.account.into_iter().collect()).await?.into_values().next();
    let left_out = if contact.left_out { "yes" } else { "" };
    let now = Fields::of([
        ("account", account.map(|label| label.reference).unwrap_or_default()),
        ("left_out", left_out.to_owned()),
    ]);
    let record = Record {
        kept: &CONTACT_HISTORY,
        name: &contact.name,
        href: &contact_href(id),
        now: &now,
        version: contact.version,
        may_change: true,
    };
    let body = record.shown(&caller, &mut tx, &id.to_string(), day).await?;
    drop(tx);
    let view = View::new(say("history.open"), PLACE, body)
        .under(&contact.name, contact_href(id))
        .under(say("accounts.place"), PLACE);
    Ok(caller.page(view))
}
