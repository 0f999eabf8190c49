//! One's own access tokens for programs, and those of a user for the administrator.

use crate::api::chapter_name;
use crate::look::components::{Button, Choice, Column, Empty, Field, Form, Head, Notice, Row, Section, Table, Tone, none};
use crate::look::{Markup, format, join, text};
use crate::texts::{say, say_count, say_with};
use crate::users::ADMINISTER;
use crate::users::tokens::{DAYS, SaidToken, Token, TokenId, acts};
use crate::web::again::Shown;
use crate::web::{Answer, Caller, Fields, Path, View, redirect};
use crate::{Error, Result};
use hypertext::prelude::*;
use vocabulary::UserId;

const PLACE: &str = "/tokens";
const FIELDS: &[&str] = &["name", "days"];
/// The way into a chapter beyond reading everything: none.
const NOTHING_MORE: &str = "none";

pub(super) async fn show(caller: Caller) -> Answer {
    view(&caller, &first(&caller), None).await
}

fn first(caller: &Caller) -> Fields {
    Fields::of([
        ("days".to_owned(), DAYS.min(caller.app.config.token_days_max).to_string()),
        ("read".to_owned(), "yes".to_owned()),
    ])
}

async fn view(caller: &Caller, values: &Fields, refused: Option<Error>) -> Answer {
    let shown = match refused {
        Some(error) => Shown::refused(error, values)?,
        None => Shown::first(values),
    };
    page(caller, &shown, None).await
}

async fn page(caller: &Caller, shown: &Shown<'_>, secret: Option<&str>) -> Answer {
    let mut tx = caller.app.db.read().await?;
    let tokens = acts::list(&mut tx, &caller.viewer, &caller.app.book).await?;
    drop(tx);
    let notice = secret.map(|secret| {
        let shown = maud! { code { (secret) } }.memoize();
        Notice::new(Tone::Info, say("users.token_once")).control(shown)
    });
    let count = u64::try_from(tokens.len()).unwrap_or_default();
    let head = Head::new(say_count("users.tokens", count))
        .sub(text(say("users.tokens_about")))
        .action(Button::link(say("users.reference"), "/api"));
    let table = table(caller, &tokens, |id| format!("{PLACE}/{id}/end"));
    let form = Section::new(say("users.token_new"), form(caller, shown));
    let body = join([head.memoize(), table, form.memoize()]);
    let view = View::new(say("users.tokens_place"), PLACE, body)
        .under(say("users.sessions_place"), "/sessions")
        .notice(notice);
    Ok(caller.page_with(shown.status(), view))
}

fn form(caller: &Caller, shown: &Shown<'_>) -> Form {
    let days = say_with("users.token_days_hint", &[("n", &caller.app.config.token_days_max.to_string())]);
    let chapters = acts::chapters(&caller.app.book).into_iter().map(|chapter| {
        let choices = vec![
            Choice::new(NOTHING_MORE, say("users.scope_none")),
            Choice::new("read", say("users.scope_read")),
            Choice::new("write", say("users.scope_write")),
        ];
        let label = chapter_name(&caller.app.book, chapter);
        shown.fill(Field::select(format!("scope-{chapter}"), label, choices).required())
    });
    shown
        .form(PLACE, caller.csrf(), FIELDS)
        .field(
            shown.fill(
                Field::text("name", say("users.token_name"))
                    .hint(say("users.token_name_hint"))
                    .required(),
            ),
        )
        .field(shown.fill(Field::number("days", say("users.token_days_label")).hint(days).required()))
        .field(shown.fill(Field::check("read", say("users.scope_all"), false)))
        .fields(chapters.collect())
        .button(Button::submit(say("users.token_make")).primary())
}

fn said(caller: &Caller, fields: &Fields) -> Result<SaidToken> {
    let mut scopes = String::new();
    if fields.text("read") == "yes" {
        scopes.push_str("read");
    }
    for chapter in acts::chapters(&caller.app.book) {
        let way = fields.text(&format!("scope-{chapter}"));
        if !way.is_empty() && way != NOTHING_MORE {
            scopes.push_str(&format!(" {chapter}:{way}"));
        }
    }
    let days = fields.number("days")?.and_then(|number| number.to_i128());
    Ok(SaidToken {
        name: fields.text("name").to_owned(),
        scopes: acts::scopes(&caller.app.book, &scopes),
        days: days.and_then(|days| i64::try_from(days).ok()).unwrap_or_default(),
    })
}

pub(super) async fn submit_new(caller: Caller, fields: Fields) -> Answer {
    let made = async {
        let said = said(&caller, &fields)?;
        let (book, days_max) = (&caller.app.book, caller.app.config.token_days_max);
        caller
            .writing(async |tx| acts::create(tx, &caller.viewer, book, days_max, said).await)
            .await
    };
    match made.await {
        Ok((_, secret)) => page(&caller, &Shown::first(&first(&caller)), Some(&secret)).await,
        Err(error) => view(&caller, &fields, Some(error)).await,
    }
}

fn token_id(text: &str) -> Result<TokenId> {
    TokenId::in_address(text)
}

pub(super) async fn submit_end(caller: Caller, Path(token): Path<String>, _fields: Fields) -> Answer {
    let id = token_id(&token)?;
    caller.writing(async |tx| acts::end(tx, &caller.viewer, id).await).await?;
    Ok(redirect(PLACE))
}

/// The tokens of a user on their page.
pub(super) async fn section(caller: &Caller, user: UserId) -> Result<Markup> {
    let mut tx = caller.app.db.read().await?;
    let tokens = acts::list_of(&mut tx, &caller.viewer, &caller.app.book, user).await?;
    drop(tx);
    let table = table(caller, &tokens, |id| format!("/users/{user}/tokens/{id}/end"));
    Ok(Section::new(say("users.tokens_place"), table).memoize())
}

pub(super) async fn submit_end_of(caller: Caller, Path((user, token)): Path<(String, String)>, _fields: Fields) -> Answer {
    let user = UserId::parse(&user).map_err(|_no_id| Error::NotFound { what: "user" })?;
    let id = token_id(&token)?;
    caller.writing(async |tx| acts::end_of(tx, &caller.viewer, user, id).await).await?;
    Ok(redirect(&format!("/users/{user}")))
}

fn table(caller: &Caller, tokens: &[Token], end: impl Fn(TokenId) -> String) -> Markup {
    let zone = &caller.app.config.zone;
    let now = caller.app.db.now();
    let own = |token: &Token| Some(token.user) == caller.viewer.user;
    let row = |token: &Token| {
        let ends = Form::post(end(token.id))
            .csrf(Some(caller.csrf()))
            .inline()
            .button(Button::submit(say("users.token_end")));
        let may = own(token) || caller.viewer.holds(ADMINISTER);
        let expires = format::day(token.expires.day_in(zone));
        let row = Row::new(vec![
            text(&token.name),
            text(token.scopes.to_string()),
            if token.lives(now) {
                text(expires)
            } else {
                text(say_with("users.token_over", &[("day", &expires)]))
            },
            token.used.map_or_else(none, |day| text(format::day(day))),
            if may { ends.memoize() } else { none() },
        ]);
        if token.lives(now) { row } else { row.dim() }
    };
    let columns = vec![
        Column::text("name", say("users.token_name")).lead(),
        Column::text("scopes", say("users.scopes")),
        Column::text("expires", say("users.token_expires")),
        Column::text("used", say("users.token_used")),
        Column::text("act", ""),
    ];
    Table::new(say("users.tokens_place"), columns)
        .rows(tokens.iter().map(row).collect())
        .empty(Empty::new(say("users.tokens_none"), say("users.tokens_none_why")))
        .memoize()
}
