//! Coaching for programs.

use super::firm::{Firm, MARAS, form, skill};
use crate::people::coaching::rules::session::Skill;
use platform::access::Role;
use platform::testing::{TestProgramme, on_both};
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn read(body: &str) -> Value {
    serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

#[tokio::test]
async fn a_program_logs_a_session_and_reads_it_back() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let mut mara = firm.program(Role::SalesManager, "M").await;
        let (mara_id, sten) = (firm.id("M").await.to_string(), firm.id("S1").await.to_string());
        let sent = |changed: &[(&str, &str)]| {
            let fields = form(&sten, changed).into_iter();
            let mut sent: Value = fields.map(|(name, value)| (name.to_owned(), json!(value))).collect();
            sent["minutes"] = json!(30);
            sent
        };
        let seen = mara.call("POST", "/api/v1/coaching/sessions", &sent(&[]), &[]).await;
        assert_eq!(seen.status, 201, "{}", seen.body);
        let logged = read(&mara.get(seen.header("location")).await.body);
        let expected = json!({
            "id": logged["id"], "coach": mara_id, "co_coach": null, "coachee": sten, "day": "2026-03-02", "minutes": 30,
            "kind": "skill", "stage": "none", "skill": "teach", "instance": "The third slide in Malmö", "how": "Begin with the loss",
            "commitment": "I will begin with the loss", "due": "2026-03-16", "worded": false, "outcome": null, "version": 1,
        });
        assert_eq!(logged, expected);
        let one = mara
            .get(&format!("/api/v1/coaching/sessions/{}", logged["id"].as_str().unwrap()))
            .await;
        assert_eq!(read(&one.body), expected);
        for (field, value) in [
            ("kind", "chat"),
            ("skill", "patience"),
            ("stage", "soon"),
            ("day", "soon"),
            ("coachee", "x"),
        ] {
            let seen = mara.call("POST", "/api/v1/coaching/sessions", &sent(&[(field, value)]), &[]).await;
            assert_eq!(seen.status, 422, "{field}: {}", seen.body);
            assert_eq!(
                (seen.kind.as_str(), seen.json()["field"].as_str()),
                ("application/problem+json", Some(field))
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_program_pages_through_every_session_once() {
    on_both(crate::book, |programme| async move {
        let firm = Firm::open(programme).await;
        let mut logged = BTreeSet::new();
        for reference in MARAS {
            logged.insert(firm.log("M", reference, skill("2026-02-10", 30, Skill::Teach)).await.to_string());
        }
        firm.log("N", "T1", skill("2026-02-10", 30, Skill::Teach)).await;
        let mut mara = firm.browser(Role::SalesManager, "M").await;
        let (mut after, mut found) = (String::new(), Vec::new());
        for _ in 0..10 {
            let page = read(&mara.get(&format!("/api/v1/coaching/sessions?limit=3&cursor={after}")).await.body);
            let ids = page["items"].as_array().unwrap().iter();
            found.extend(ids.map(|one| one["id"].as_str().unwrap().to_owned()));
            let Some(next) = page["next"].as_str() else { break };
            after = next.to_owned();
        }
        assert_eq!(found.len(), 7, "{found:?}");
        assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), logged);
    })
    .await;
}

#[tokio::test]
async fn the_lights_of_a_coach_are_six_and_say_why_they_were_not_judged() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.log("M", "S1", skill("2025-11-20", 30, Skill::Teach)).await;
    let mut lena = firm.browser(Role::SecondLineManager, "L").await;
    let seen = lena.get(&format!("/api/v1/coaching/lights/{}", firm.id("M").await)).await;
    let lights = read(&seen.body);
    let lights: Vec<(u64, &str, Option<bool>, bool)> = lights["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|light| {
            let (pitfall, period) = (light["pitfall"].as_u64().unwrap(), light["period"].as_str().unwrap());
            (pitfall, period, light["raised"].as_bool(), light["unknown"].is_string())
        })
        .collect();
    let expected = [
        (1, "2025-Q4", Some(false), false),
        (2, "2026-02", None, true),
        (3, "2025-Q4", None, true),
        (4, "2025-Q4", Some(false), false),
        (5, "2025-Q4", Some(true), false),
        (6, "2026-02", Some(false), false),
    ];
    assert_eq!(lights, expected);
    assert_eq!(
        lena.get(&format!("/api/v1/coaching/lights/{}", firm.id("D").await)).await.status,
        404,
        "above her"
    );
}
