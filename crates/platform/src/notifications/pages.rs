//! The page of notifications: what happened, the latest first; what to be told.

use super::reading::Reader;
use super::rules::{Notice, NoticeId};
use super::{acts, store};
use crate::look::components::{
    Button, Chip, Choice, Column, Empty, Evidence, Field, Filter, Form, Head, Notice as Remark, Row, Section, Tone,
};
use crate::look::{Markup, format, join, nothing, text};
use crate::mail;
use crate::texts::{say, say_count};
use crate::web::listing::List;
use crate::web::{Answer, Caller, Fields, Guard, Params, Path, Routes, View, inside, redirect};
use hypertext::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const PLACE: &str = "/notifications";
const LIST: List = List {
    path: PLACE,
    filter: "show",
    sorts: &["when"],
    file: None,
};
/// The filter's value for new notices.
const UNREAD: &str = "new";

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .get("/notifications", Guard::SignedIn, show)
        .post("/notifications/reading", Guard::SignedIn, submit_all)
        .post("/notifications/choice", Guard::SignedIn, submit_choice)
        .post("/notifications/{notice}", Guard::SignedIn, submit_one)
}

async fn show(caller: Caller, Params(params): Params<BTreeMap<String, String>>) -> Answer {
    let reader = Reader::new(&caller.app.book, &caller.viewer)?;
    let user = reader.user;
    let mut asked = LIST.asked(&params);
    if asked.filter != UNREAD {
        asked.filter.clear();
    }
    let only_new = !asked.filter.is_empty();
    let mut tx = caller.app.db.read().await?;
    let unread = store::count(&mut tx, user, true).await?;
    let total = if only_new {
        unread
    } else {
        store::count(&mut tx, user, false).await?
    };
    let span = asked.span(total);
    let notices = reader.list(&mut tx, only_new, span.limit_and_offset()).await?;
    let muted = store::list_muted_of(&mut tx, user).await?;
    drop(tx);
    let columns = vec![
        Column::text("what", say("notifications.what")),
        Column::text("state", "").lead(),
        Column::text("when", say("notifications.when")),
        Column::text("act", ""),
    ];
    let table = asked
        .table(say("notifications.place"), columns, span, filter(&asked.filter))
        .rows(notices.iter().map(|notice| row(&caller, notice)).collect())
        .empty(empty(only_new));
    let mut head = Head::new(title(unread, total)).sub(text(say("notifications.sub")));
    if let Some(latest) = notices.first().filter(|_| unread > 0 && span.page == 1) {
        head = head.control(all_read(&caller, latest.id));
    }
    let kept = params.get("kept").map(|what| match what.as_str() {
        "mail" => say("mail.kept"),
        _ => say("notifications.kept"),
    });
    let kept = kept.map(|sentence| Remark::new(Tone::Done, sentence));
    let mails = mail::choice(&caller).await?;
    let body = join([head.memoize(), table.memoize(), choice(&caller, &muted), mails]);
    Ok(caller.page(View::new(say("notifications.place"), PLACE, body).notice(kept)))
}

fn title(unread: u64, total: u64) -> String {
    match (unread, total) {
        (0, 0) => say("notifications.quiet_all").to_owned(),
        (0, _) => say("notifications.quiet").to_owned(),
        (unread, _) => say_count("notifications.new", unread),
    }
}

fn filter(shown: &str) -> Filter {
    let choices = vec![
        Choice::new("", say("notifications.every")),
        Choice::new(UNREAD, say("notifications.only_unread")),
    ];
    Filter {
        action: PLACE.to_owned(),
        fields: vec![Field::select("show", say("notifications.show"), choices).value(shown)],
        hidden: Vec::new(),
        clear: (!shown.is_empty()).then(|| PLACE.to_owned()),
    }
}

fn empty(only_new: bool) -> Empty {
    if only_new {
        return Empty::new(say("notifications.quiet"), "").action(Button::link(say("list.show_all"), PLACE));
    }
    Empty::new(say("notifications.none"), say("notifications.none_why")).action(Button::link(say("notifications.home"), "/"))
}

/// To open what happened is to read it, so the sentence is a button that leads there.
fn row(caller: &Caller, notice: &Notice) -> Row {
    let form = || Form::post(format!("{PLACE}/{}", notice.id)).csrf(Some(caller.csrf())).inline();
    let open = form().button(Button::submit_with(notice.say(), "then", "open").quiet());
    let (state, toggle) = if notice.read.is_some() {
        (
            nothing(),
            Button::submit_with(say("notifications.mark_unread"), "then", "new").quiet(),
        )
    } else {
        let chip = Chip::new(say("notifications.unread")).evidence(Evidence::Confirmed).memoize();
        (chip, Button::submit_with(say("notifications.mark_read"), "then", "read").quiet())
    };
    let row = Row::new(vec![
        open.memoize(),
        state,
        text(format::moment(notice.at, &caller.app.config.zone)),
        form().button(toggle).memoize(),
    ]);
    if notice.read.is_some() { row.dim() } else { row }
}

fn all_read(caller: &Caller, upto: NoticeId) -> Form {
    Form::post(format!("{PLACE}/reading"))
        .csrf(Some(caller.csrf()))
        .hidden("upto", upto.to_string())
        .inline()
        .button(Button::submit(say("notifications.all_read")))
}

/// What the viewer wants to be told, kind by kind.
fn choice(caller: &Caller, muted: &BTreeSet<String>) -> Markup {
    let boxes = caller.app.book.notices.iter();
    let boxes = boxes.map(|kind| Field::check(kind.word, say(kind.name), !muted.contains(kind.word)));
    let form = Form::post(format!("{PLACE}/choice"))
        .csrf(Some(caller.csrf()))
        .group(say("notifications.ask"), boxes.collect())
        .button(Button::submit(say("notifications.keep")));
    Section::new(say("notifications.preferences"), form)
        .about(say("notifications.preferences_about"))
        .id("choice")
        .memoize()
}

async fn submit_one(caller: Caller, Path(notice): Path<String>, fields: Fields) -> Answer {
    let id = NoticeId::in_address(&notice)?;
    let then = fields.text("then");
    let notice = caller
        .writing(async |tx| acts::mark(tx, &caller.viewer, id, then != "new").await)
        .await?;
    Ok(redirect(if then == "open" { inside(&notice.href) } else { PLACE }))
}

async fn submit_all(caller: Caller, fields: Fields) -> Answer {
    let upto = NoticeId::in_address(fields.text("upto"))?;
    caller.writing(async |tx| acts::mark_all(tx, &caller.viewer, upto).await).await?;
    Ok(redirect(PLACE))
}

async fn submit_choice(caller: Caller, fields: Fields) -> Answer {
    let kinds = caller.app.book.notices.iter();
    let muted: Vec<&str> = kinds.map(|kind| kind.word).filter(|word| fields.text(word) != "yes").collect();
    caller.writing(async |tx| acts::mute(tx, &caller.viewer, &muted).await).await?;
    Ok(redirect(&format!("{PLACE}?kept=yes")))
}
