//! Positions: who sits where, who sees it, and the forms that seat somebody or vacate a seat.

use super::super::rules::positions::SaidPosition;
use super::super::store::{self, WantedPositions};
use super::super::{Held, Holder, Position, SEE, acts};
use crate::foundation::accounts::tests::{cast, day, entries, outline, person_id, placed, staff_row};
use crate::foundation::facts::rules::content::StaffRow;
use platform::Error;
use platform::access::{Role, Scope};
use platform::testing::{Browser, Seen, TestProgramme, on_both};
use vocabulary::PositionId;

const ADDRESS: &str = "/staff/positions";

async fn create(programme: &TestProgramme, reference: &str, name: &str) -> PositionId {
    let said = SaidPosition {
        reference: reference.to_owned(),
        name: name.to_owned(),
        title: Some("account MANAGER".to_owned()),
    };
    let mut tx = programme.write().await;
    let id = acts::create_position(&mut tx, &programme.operator(), &said).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn hold(programme: &TestProgramme, id: PositionId, version: i64, person: &str, days: (&str, Option<&str>)) -> platform::Result<()> {
    let said = acts::SaidHolding {
        person: person.to_owned(),
        from: day(days.0),
        to: days.1.map(day),
    };
    let mut tx = programme.write().await;
    acts::hold(&mut tx, &programme.operator(), id, version, &said).await?;
    tx.commit().await
}

/// The cast with three seats: north went from Kim to Kai in February, south is Kurt's, west is vacant.
async fn seats(programme: &TestProgramme) -> PositionId {
    cast(programme).await;
    let north = create(programme, "DE-07", "Key accounts north").await;
    hold(programme, north, 1, "P-5", ("2025-01-01", Some("2026-02-01"))).await.unwrap();
    hold(programme, north, 2, "P-4", ("2026-02-01", None)).await.unwrap();
    let south = create(programme, "DE-08", "Key accounts south").await;
    hold(programme, south, 1, "P-6", ("2025-01-01", None)).await.unwrap();
    create(programme, "DE-09", "Key accounts west").await;
    north
}

async fn scope_of(programme: &TestProgramme, role: Role, reference: &str) -> Scope {
    let person = person_id(programme, reference).await;
    programme.viewer_as(role, person).await.may(SEE).unwrap()
}

async fn hr(programme: &TestProgramme) -> Browser {
    programme.sign_in("hr", &[Role::HrPartner], None).await
}

async fn position(programme: &TestProgramme, reference: &str) -> Position {
    store::look_up_position(&mut programme.read().await, reference)
        .await
        .unwrap()
        .unwrap()
}

async fn holders(programme: &TestProgramme, id: PositionId) -> Vec<Holder> {
    store::list_every_holder(&mut programme.read().await, id).await.unwrap()
}

fn days(holders: &[Holder]) -> Vec<(&str, String)> {
    holders
        .iter()
        .map(|holder| (holder.person.reference.as_str(), holder.interval.to_string()))
        .collect()
}

/// Sends a form of the position with its secret.
async fn send(browser: &mut Browser, path: &str, pairs: &[(&str, &str)]) -> Seen {
    let csrf = browser.get("/staff/positions/new").await.csrf();
    let mut form = vec![("csrf", csrf.as_str())];
    form.extend(pairs);
    browser.post(path, &form).await
}

#[tokio::test]
async fn the_list_says_who_sits_where_since_when_and_what_is_vacant() {
    on_both(crate::book, |programme| async move {
        seats(&programme).await;
        let mut hr = hr(&programme).await;
        let page = hr.get(ADDRESS).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body), @r"
        3 positions, 1 of them vacant
        Add a position
        The seats of the organisation and who holds each today, as far as you may see.
        Name or reference optional
        State optional
        Held or vacant
        Vacant
        Sort by
        Reference ↑
        Reference ↓
        Position ↑
        Position ↓
        Title ↑
        Title ↓
        Filter
        Reference ↑ | Position | Title | Held by | Since
        DE-07 | Key accounts north | Account manager | Kai Keller | 1 Feb 2026
        DE-08 | Key accounts south | Account manager | Kurt Kahn | 1 Jan 2025
        DE-09 | Key accounts west | Account manager | Vacant | –none
        CSV XLSX
        ");
        }
        let vacant = outline(&hr.get("/staff/positions?state=vacant").await.body);
        assert!(
            vacant.contains("1 position found") && vacant.contains("DE-09") && !vacant.contains("DE-07"),
            "{vacant}"
        );
        let found = outline(&hr.get("/staff/positions?q=south&sort=-name").await.body);
        assert!(found.contains("1 position found") && found.contains("Kurt Kahn"), "{found}");
        for sort in ["reference", "-reference", "name", "-name", "title", "-title", "%00", "page=7"] {
            let shown = hr.get(&format!("/staff/positions?sort={sort}&state=%27")).await;
            assert!(shown.body.contains("DE-08"), "{sort}");
        }
        let nothing = outline(&hr.get("/staff/positions?q=nowhere").await.body);
        assert!(nothing.contains("No position answers to this."), "{nothing}");
    })
    .await;
}

#[tokio::test]
async fn an_empty_list_of_positions_offers_the_next_step() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let shown = outline(&hr(&programme).await.get(ADDRESS).await.body);
        assert!(
            shown.contains("The positions of the organisation belong here.") && shown.contains("Add a position"),
            "{shown}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_position_is_seen_by_whoever_sees_one_of_its_holders_and_hides_the_others() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let cases = [
            (Role::Kam, "P-4", vec!["DE-07"], vec!["P-4"], true),
            (Role::Kam, "P-5", vec!["DE-07"], vec!["P-5"], false),
            (Role::SalesManager, "P-2", vec!["DE-07"], vec!["P-4", "P-5"], true),
            (Role::SecondLineManager, "P-1", vec!["DE-07", "DE-08"], vec!["P-4", "P-5"], true),
        ];
        for (role, reference, seen, of_north, sees_holder) in cases {
            let scope = scope_of(&programme, role, reference).await;
            let mut tx = programme.read().await;
            let all = store::list_positions_after(&mut tx, &scope, &WantedPositions::default(), "", 10)
                .await
                .unwrap();
            let references: Vec<&str> = all.iter().map(|position| position.reference.as_str()).collect();
            assert_eq!(references, seen, "{} {reference}", role.name());
            assert_eq!(
                store::count_positions(&mut tx, &scope, &WantedPositions::default()).await.unwrap(),
                u64::try_from(seen.len()).unwrap()
            );
            let mut holders: Vec<String> = store::list_holders(&mut tx, &scope, north)
                .await
                .unwrap()
                .into_iter()
                .map(|holder| holder.person.reference)
                .collect();
            holders.sort_unstable();
            assert_eq!(holders, of_north, "{} {reference}", role.name());
            let held = store::list_held_on(&mut tx, &scope, &[north], day("2026-03-02")).await.unwrap();
            assert_eq!(matches!(held[&north], Held::By(_)), sees_holder);
            assert_eq!(held[&north] == Held::Hidden, !sees_holder);
        }
        let kurt = scope_of(&programme, Role::Kam, "P-6").await;
        let outside = store::find_position(&mut programme.read().await, &kurt, north).await;
        assert!(matches!(outside, Err(Error::NotFound { what: "position" })));
        let kim = person_id(&programme, "P-5").await;
        let mut kim = programme.sign_in("kim", &[Role::Kam], Some(kim)).await;
        for path in [
            ADDRESS.to_owned(),
            format!("{ADDRESS}/{north}"),
            "/api/v1/staff/positions".to_owned(),
        ] {
            let seen = kim.get(&path).await;
            assert_eq!(seen.status, 200);
            assert!(
                seen.body.contains("DE-07") && !seen.body.contains("Kai") && !seen.body.contains("DE-08"),
                "{path}"
            );
        }
        let south = position(&programme, "DE-08").await.id;
        let mut answers = Vec::new();
        for id in [south.to_string().as_str(), "00000000-0000-0000-0000-00000000ffff", "no-such-id"] {
            let answer = kim.get(&format!("{ADDRESS}/{id}")).await;
            answers.push((answer.status, answer.body.replace(id, "ID")));
        }
        assert_eq!(answers[0].0, 404);
        assert!(answers[0] == answers[1] && answers[1] == answers[2]);
        assert_eq!(kim.get("/staff/positions/new").await.status, 403);
        let sent = kim
            .post(&format!("{ADDRESS}/{north}/vacancy"), &[("csrf", "none"), ("day", "2026-03-02")])
            .await;
        assert_eq!(sent.status, 403);
    })
    .await;
}

#[tokio::test]
async fn a_position_is_made_by_form_and_its_reference_is_its_own() {
    on_both(crate::book, |programme| async move {
        seats(&programme).await;
        let mut hr = hr(&programme).await;
        let new = [("reference", " DE-10 "), ("name", "Key accounts east"), ("title", "Sales MANAGER")];
        let answer = send(&mut hr, ADDRESS, &new).await;
        let east = position(&programme, "DE-10").await;
        assert_eq!((answer.status, answer.location), (303, format!("{ADDRESS}/{}", east.id)));
        assert_eq!(east.title_name.as_deref(), Some("Sales manager"));
        let shown = outline(&hr.get(&format!("{ADDRESS}/{}", east.id)).await.body);
        assert!(
            shown.contains("Nobody holds this position today.") && !shown.contains("Vacant from"),
            "{shown}"
        );
        let answer = send(&mut hr, ADDRESS, &new).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer
                .body
                .contains("The reference DE-10 belongs to the position Key accounts east already.")
        );
        assert!(answer.body.contains("value=\"Key accounts east\""));
        assert_eq!(entries(&programme, "position_created").await, 4);
    })
    .await;
}

#[tokio::test]
async fn a_position_shows_its_holders_and_the_forms_that_change_them() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let page = hr(&programme).await.get(&format!("{ADDRESS}/{north}")).await;
        insta::allow_duplicates! {
            insta::assert_snapshot!(outline(&page.body), @r"
        Key accounts north Account manager
        Reference DE-07
        Held by Kai Keller since 1 Feb 2026.
        Holders
        past, present and to come, as far as you may see; only today's in full ink
        Name | From | Until
        Kai Keller | 1 Feb 2026 | –none
        Kim Krause | 1 Jan 2025 | 1 Feb 2026
        CSV XLSX
        Seat a person
        Person
        A position has one holder at a time; a person may hold several.
        From
        Until optional
        The first day no longer; on it a successor may begin. Leave it empty if no end is known.
        Seat
        Vacate
        Vacant from
        From this day on nobody holds it, and a successor may begin. On the first day of a holder it is as if they had never held it.
        Vacate
        ");
        }
    })
    .await;
}

#[tokio::test]
async fn a_hand_over_vacates_the_seat_and_seats_the_successor_on_the_same_day() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let mut hr = hr(&programme).await;
        let [holder, vacancy] = ["holder", "vacancy"].map(|word| format!("{ADDRESS}/{north}/{word}"));
        let kurt = [("person", "P-6"), ("from", "2026-04-01"), ("to", ""), ("version", "3")];
        let answer = send(&mut hr, &holder, &kurt).await;
        assert_eq!(answer.status, 422);
        let sentence = "Key accounts north (DE-07) is held by Kai Keller on 2026-04-01.";
        assert!(
            answer.body.contains(sentence) && answer.body.contains("value=\"P-6\""),
            "{}",
            outline(&answer.body)
        );
        let answer = send(&mut hr, &vacancy, &[("day", "2026-04-01"), ("version", "3")]).await;
        assert_eq!((answer.status, answer.page()), (303, format!("{ADDRESS}/{north}").as_str()));
        let kurt = [("person", "P-6"), ("from", "2026-04-01"), ("to", ""), ("version", "4")];
        assert_eq!(send(&mut hr, &holder, &kurt).await.status, 303);
        let all = holders(&programme, north).await;
        assert_eq!(
            days(&all),
            [
                ("P-6", "[2026-04-01, …)".to_owned()),
                ("P-4", "[2026-02-01, 2026-04-01)".to_owned()),
                ("P-5", "[2025-01-01, 2026-02-01)".to_owned())
            ]
        );
        let kinds = [
            entries(&programme, "position_held").await,
            entries(&programme, "position_vacated").await,
        ];
        assert_eq!(kinds, [4, 1]);
    })
    .await;
}

#[tokio::test]
async fn a_holding_that_ends_on_its_first_day_never_was() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let mut hr = hr(&programme).await;
        let vacancy = format!("{ADDRESS}/{north}/vacancy");
        assert_eq!(
            send(&mut hr, &vacancy, &[("day", "2026-02-01"), ("version", "3")]).await.status,
            303
        );
        assert_eq!(
            days(&holders(&programme, north).await),
            [("P-5", "[2025-01-01, 2026-02-01)".to_owned())]
        );
        let answer = send(&mut hr, &vacancy, &[("day", "2026-02-01"), ("version", "4")]).await;
        assert_eq!(answer.status, 422);
        let shown = outline(&answer.body);
        assert!(shown.contains("Nobody holds Key accounts north (DE-07) on 2026-02-01"), "{shown}");
        assert_eq!(send(&mut hr, &vacancy, &[("day", ""), ("version", "4")]).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn two_people_at_one_position_are_told_and_nothing_is_overwritten() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let mut hr = hr(&programme).await;
        let vacancy = format!("{ADDRESS}/{north}/vacancy");
        assert_eq!(
            send(&mut hr, &vacancy, &[("day", "2026-05-01"), ("version", "3")]).await.status,
            303
        );
        for (word, typed) in [("vacancy", ("day", "2026-04-01")), ("holder", ("person", "P-6"))] {
            let pairs = [typed, ("from", "2026-06-01"), ("version", "3")];
            let answer = send(&mut hr, &format!("{ADDRESS}/{north}/{word}"), &pairs).await;
            assert_eq!(answer.status, 409, "{word}");
            assert!(answer.body.contains("Somebody else changed who holds this position"), "{word}");
            assert!(answer.body.contains(&format!("value=\"{}\"", typed.1)), "{word}");
            assert!(
                answer.body.contains("name=\"version\" value=\"4\"") && !answer.body.contains("value=\"3\""),
                "{word}"
            );
        }
        assert_eq!(
            days(&holders(&programme, north).await)[0],
            ("P-4", "[2026-02-01, 2026-05-01)".to_owned())
        );
    })
    .await;
}

#[tokio::test]
async fn a_refused_holding_names_the_field() {
    on_both(crate::book, |programme| async move {
        let west = {
            seats(&programme).await;
            position(&programme, "DE-09").await.id
        };
        let mut hr = hr(&programme).await;
        let holder = format!("{ADDRESS}/{west}/holder");
        for (person, from, to, sentence) in [
            (
                "P-77",
                "2026-04-01",
                "",
                "Nobody has the reference P-77, and nobody alone has that name.",
            ),
            ("", "2026-04-01", "", "This is needed."),
            ("P-4", "", "", "This is needed."),
            ("P-4", "2026-04-31", "", "This is not a day."),
            ("P-4", "2026-04-01", "2026-04-01", "It would end before it begins on 2026-04-01."),
        ] {
            let answer = send(
                &mut hr,
                &holder,
                &[("person", person), ("from", from), ("to", to), ("version", "1")],
            )
            .await;
            assert_eq!(answer.status, 422, "{sentence}");
            assert!(answer.body.contains(sentence), "{}", outline(&answer.body));
        }
        assert_eq!(holders(&programme, west).await, []);
        let version = hold(&programme, west, 7, "P-4", ("2026-04-01", None)).await;
        assert!(matches!(version, Err(Error::Changed { what: "position" })));
    })
    .await;
}

#[tokio::test]
async fn nobody_without_the_permission_makes_holds_or_vacates() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let viewer = programme.viewer(Role::KaDirector);
        let mut tx = programme.write().await;
        let said = acts::SaidHolding {
            person: "P-4".to_owned(),
            from: day("2027-01-01"),
            to: None,
        };
        let answers = [
            acts::create_position(&mut tx, &viewer, &SaidPosition::default()).await.map(|_| ()),
            acts::hold(&mut tx, &viewer, north, 3, &said).await,
            acts::vacate(&mut tx, &viewer, north, 3, day("2026-04-01")).await,
        ];
        assert!(answers.iter().all(|answer| matches!(answer, Err(Error::Forbidden { .. }))));
    })
    .await;
}

#[tokio::test]
async fn a_person_shows_their_positions_and_the_way_to_a_user() {
    on_both(crate::book, |programme| async move {
        let north = seats(&programme).await;
        let west = position(&programme, "DE-09").await.id;
        hold(&programme, west, 1, "P-4", ("2026-05-01", None)).await.unwrap();
        let kai = person_id(&programme, "P-4").await;
        let address = format!("/staff/{kai}");
        let mut hr = hr(&programme).await;
        let seen = hr.get(&address).await.body;
        let shown = outline(&seen);
        assert!(
            shown.contains("Key accounts west | DE-09 | Account manager | 1 May 2026 | –none"),
            "{shown}"
        );
        assert!(
            shown.contains("Key accounts north | DE-07 | Account manager | 1 Feb 2026 | –none"),
            "{shown}"
        );
        assert!(seen.contains(&format!("href=\"{ADDRESS}/{north}\"")));
        assert!(!seen.contains("/users/new"));
        let mut administrator = programme.sign_in("root", &[Role::Administrator], None).await;
        let seen = administrator.get(&address).await.body;
        assert!(
            seen.contains(&format!("href=\"/users/new?name=Kai+Keller&amp;person={kai}\"")),
            "{}",
            outline(&seen)
        );
        let form = administrator.get(&format!("/users/new?name=Kai+Keller&person={kai}")).await.body;
        assert!(form.contains("value=\"Kai Keller\"") && form.contains(&format!("value=\"{kai}\"")));
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_positions_with_their_holders_of_today() {
    on_both(crate::book, |programme| async move {
        seats(&programme).await;
        let mut hr = hr(&programme).await;
        let shown: serde_json::Value = serde_json::from_str(&hr.get("/api/v1/staff/positions?limit=2").await.body).unwrap();
        assert_eq!(shown["next"], "DE-08");
        let north = &shown["items"][0];
        assert_eq!(
            (&north["reference"], &north["title"], &north["vacant"]),
            (&"DE-07".into(), &"account_manager".into(), &false.into())
        );
        assert_eq!(
            (&north["holder"]["reference"], &north["holder"]["from"], &north["holder"]["to"]),
            (&"P-4".into(), &"2026-02-01".into(), &serde_json::Value::Null)
        );
        let rest: serde_json::Value =
            serde_json::from_str(&hr.get("/api/v1/staff/positions?cursor=DE-08&state=vacant").await.body).unwrap();
        assert_eq!(rest["items"].as_array().unwrap().len(), 1);
        assert_eq!(
            (
                &rest["items"][0]["reference"],
                &rest["items"][0]["vacant"],
                &rest["items"][0]["holder"]
            ),
            (&"DE-09".into(), &true.into(), &serde_json::Value::Null)
        );
        assert_eq!(hr.get("/api/v1/staff/positions?limit=0").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn whoever_keeps_the_staff_sees_at_home_who_comes_and_goes_and_which_seats_are_empty() {
    on_both(crate::book, |programme| async move {
        let mut hr = programme.sign_in("hr", &[Role::HrPartner], None).await;
        assert!(!hr.get("/").await.body.contains("Employed today"), "nobody is known yet");
        seats(&programme).await;
        let home = outline(&hr.get("/").await.body);
        assert!(home.contains("Nobody starts or leaves within 90 days"), "{home}");
        let moving = |reference, name, hired: &str, left: Option<&str>| StaffRow {
            hired: Some(day(hired)),
            left: left.map(day),
            ..staff_row(reference, name, "Account manager", "P-3")
        };
        // The clock stands on 2 March 2026; ninety days later is 31 May.
        let rows = placed([
            moving("P-6", "Kurt Kahn", "2024-01-01", Some("2026-04-01")),
            moving("P-7", "Nele Neu", "2026-05-31", None),
            moving("P-8", "Lars Later", "2026-06-01", None),
            moving("P-9", "Gero Gone", "2020-01-01", Some("2026-03-02")),
        ]);
        let mut tx = programme.write().await;
        acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        let home = outline(&hr.get("/").await.body);
        let kurt = home.find("Kurt Kahn | Account manager | leaves | 31 Mar 2026");
        let nele = home.find("Nele Neu | Account manager | starts | 31 May 2026");
        assert!(
            kurt.is_some() && kurt < nele && !home.contains("Later") && !home.contains("Gone"),
            "{home}"
        );
        assert!(home.contains("1 have left") && home.contains("of 3"), "{home}");
        let mut lead = programme.sign_in("lead", &[Role::ProgrammeLead], None).await;
        assert!(
            !lead.get("/").await.body.contains("Employed today"),
            "whoever does not keep the staff is not bothered"
        );
    })
    .await;
}
