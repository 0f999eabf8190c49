//! Who may sign in, for how long, and who may decide it.

mod devices;
mod links;
mod people;
mod rules;
mod sessions;
mod sign_in;
mod tokens;

use super::{acts, store};
use crate::access::Role;
use crate::database::Query;
use crate::testing::{Browser, Seen, TestProgramme};
use vocabulary::UserId;

const ADMINISTRATOR: &[Role] = &[Role::Administrator];
const KAM: &[Role] = &[Role::Kam];
const NEW_PASSWORD: &str = "another horse entirely";

async fn user_of(programme: &TestProgramme, login: &str) -> store::User {
    store::look_up(&mut programme.read().await, login).await.unwrap().unwrap()
}

async fn id_of(programme: &TestProgramme, login: &str) -> UserId {
    user_of(programme, login).await.id
}

/// Sends a form from a page of the browser's own, with the page's secret.
async fn submit(browser: &mut Browser, page: &str, to: &str, fields: &[(&str, &str)]) -> Seen {
    let csrf = browser.get(page).await.csrf();
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend_from_slice(fields);
    browser.post(to, &form).await
}

/// Opens a one-time link and sets the password behind it.
async fn set_password(browser: &mut Browser, token: &str, password: &str) -> Seen {
    let fields = [
        ("token", token),
        ("login", "chief"),
        ("name", "Chief"),
        ("password", password),
        ("again", password),
    ];
    submit(browser, "/sign-in", "/sign-in/link", &fields).await
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/sessions").await.status == 200
}

async fn journaled(programme: &TestProgramme) -> String {
    let mut tx = programme.read().await;
    let rows = tx
        .all(&Query::new(
            "select e.kind, b.body from journal_entry e left join journal_body b on b.entry = e.id order by e.number",
        ))
        .await;
    rows.unwrap()
        .iter()
        .map(|row| format!("{} {}\n", row.get::<String>(0).unwrap(), row.get::<String>(1).unwrap()))
        .collect()
}
