//! One person cannot see another's pay by any way in.

use super::firm::Firm;
use platform::access::Role;
use platform::testing::TestProgramme;

/// Every way to a statement, with the person and the run left open.
fn ways(firm: &Firm, person: &str, run: &str) -> Vec<String> {
    let (id, plan) = (firm.people[person], firm.plan);
    vec![
        format!("/incentives/statements/{id}"),
        format!("/incentives/statements/{id}?plan={plan}&year=2026&why=commission@2026-P01"),
        format!("/incentives/statements/{id}/lines.csv?plan={plan}&component=commission&period=2026-P01"),
        format!("/incentives/statements/{id}/statement.pdf?plan={plan}&year=2026&why=commission@2026-P01"),
        format!("/api/v1/incentives/statements/{id}"),
        format!("/api/v1/incentives/statements/{id}/paper?plan={plan}&year=2026"),
        format!("/api/v1/incentives/statements/{id}/why?component=commission&period=2026-P01"),
        format!("/incentives/runs/{run}"),
        format!("/api/v1/incentives/runs/{run}"),
    ]
}

#[tokio::test]
async fn a_seller_sees_their_own_statement_and_nobody_elses_by_any_way() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let run = firm.run("2026-P01").await.to_string();
    let mut sten = firm.programme.sign_in("sten", &[Role::Kam], Some(firm.people["S1"])).await;
    for way in ways(&firm, "S1", &run).iter().take(7) {
        assert_eq!(sten.get(way).await.status, 200, "{way}");
    }
    for way in ways(&firm, "S2", &run) {
        let seen = sten.get(&way).await;
        assert!(seen.status == 404 || seen.status == 403, "{way} gave {}", seen.status);
        assert!(!seen.body.contains("Ida Berg"), "{way} names a colleague");
    }
    let list = sten.get("/incentives").await;
    assert_eq!(
        (list.status, list.location),
        (303, format!("/incentives/statements/{}", firm.people["S1"]))
    );
    for way in ["/incentives/statements.csv", "/api/v1/incentives/statements", "/"] {
        let seen = sten.get(way).await;
        assert!(
            !seen.body.contains("Ida Berg") && !seen.body.contains("Olle Dahl"),
            "{way} names a colleague: {}",
            seen.body
        );
    }
}

#[tokio::test]
async fn a_sales_manager_sees_the_team_and_not_others() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    let mut mara = firm.programme.sign_in("mara", &[Role::SalesManager], Some(firm.people["M1"])).await;
    let list = mara.get("/incentives").await;
    assert!(list.body.contains("Sten Aas") && list.body.contains("Ida Berg"), "{}", list.body);
    assert!(!list.body.contains("Olle Dahl"), "somebody outside the team is listed");
    assert_eq!(mara.get(&format!("/incentives/statements/{}", firm.people["S2"])).await.status, 200);
    assert_eq!(mara.get(&format!("/incentives/statements/{}", firm.people["S3"])).await.status, 404);
    let stranger = vocabulary::PersonId::parse("00000000-0000-0000-0000-00000000dead").unwrap();
    let unknown = mara.get(&format!("/api/v1/incentives/statements/{stranger}")).await;
    let foreign = mara.get(&format!("/api/v1/incentives/statements/{}", firm.people["S3"])).await;
    assert_eq!(
        (unknown.status, unknown.body),
        (foreign.status, foreign.body),
        "a stranger's statement and one that does not exist must look the same"
    );
}

#[tokio::test]
async fn an_administrator_opens_no_pay_by_this_role() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let run = firm.run("2026-P01").await.to_string();
    let mut admin = firm.programme.sign_in("admin", &[Role::Administrator], None).await;
    for way in ways(&firm, "S1", &run)
        .iter()
        .map(String::as_str)
        .chain(["/incentives", "/incentives/periods", "/incentives/plans"])
    {
        assert_eq!(admin.get(way).await.status, 403, "{way}");
    }
}

#[tokio::test]
async fn the_period_pages_carry_a_run_from_calculation_to_closing() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let mut analyst = firm.programme.sign_in("analyst", &[Role::CompAnalyst], None).await;
    let mut director = firm.programme.sign_in("director", &[Role::KaDirector], None).await;
    let path = format!("/incentives/periods/{}/2026-P01", firm.plan);
    let csrf = analyst.get("/incentives/periods").await.csrf();
    let run = analyst.post(&format!("{path}/run"), &[("csrf", csrf.as_str())]).await;
    assert_eq!(run.status, 303, "{}", run.body);
    assert_eq!(analyst.get(&run.location).await.status, 200);
    let refused = analyst
        .post(&format!("{path}/closing"), &[("csrf", csrf.as_str()), ("name", "2026-P01")])
        .await;
    assert_eq!(refused.status, 422);
    assert!(refused.body.contains("not approved"), "{}", refused.body);
    let csrf_of_director = director.get("/incentives/periods").await.csrf();
    assert_eq!(
        director
            .post(
                &format!("{path}/approval"),
                &[
                    ("csrf", csrf_of_director.as_str()),
                    ("run", run.location.rsplit('/').next().unwrap())
                ]
            )
            .await
            .status,
        303
    );
    let wrong = analyst
        .post(&format!("{path}/closing"), &[("csrf", csrf.as_str()), ("name", "2026")])
        .await;
    assert_eq!(wrong.status, 422);
    assert_eq!(
        analyst
            .post(&format!("{path}/closing"), &[("csrf", csrf.as_str()), ("name", "2026-P01")])
            .await
            .status,
        303
    );
    assert_eq!(firm.earned("S1", "2026-P01").await, "40.00 EUR");
}

#[tokio::test]
async fn a_wrong_plan_document_is_shown_again_with_line_and_remedy() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let mut analyst = firm.programme.sign_in("analyst", &[Role::CompAnalyst], None).await;
    let csrf = analyst.get("/incentives/plans/new").await.csrf();
    let wrong = super::firm::PLAN.replace("rounding:", "ronding:");
    let seen = analyst
        .post(
            "/incentives/plans",
            &[("csrf", csrf.as_str()), ("source", wrong.as_str()), ("do", "add")],
        )
        .await;
    assert_eq!(seen.status, 422);
    assert!(seen.body.contains("line ") && seen.body.contains("rounding"), "{}", seen.body);
    assert!(seen.body.contains("plan: sellers"), "what was typed is kept");
    for hostile in ["", "\u{0}", "<script>alert(1)</script>", "a: &x [*x]"] {
        let seen = analyst
            .post(
                "/incentives/plans",
                &[("csrf", csrf.as_str()), ("source", hostile), ("do", "check")],
            )
            .await;
        assert_eq!(seen.status, 422, "{hostile}");
        assert!(!seen.body.contains("<script>alert"), "{hostile}");
    }
}

#[tokio::test]
async fn whoever_is_paid_is_told_that_the_statement_is_final_and_no_figure_of_it() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    let mut sten = firm.programme.sign_in("sten", &[Role::Kam], Some(firm.people["S1"])).await;
    let mut nobody = firm.programme.sign_in("nobody", &[Role::Kam], None).await;
    firm.close("2026-P01").await;
    let told = sten.get("/api/v1/notifications").await.body;
    let href = format!("/incentives/statements/{}?plan={}&year=2026", firm.people["S1"], firm.plan);
    assert!(told.contains(&href) && told.contains("is final"), "{told}");
    assert!(!told.contains("EUR"), "{told}");
    assert_eq!(nobody.get("/api/v1/notifications").await.body, r#"{"items":[],"next":null}"#);
}

#[tokio::test]
async fn a_token_reads_the_figures_of_what_it_was_made_for() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    firm.programme.sign_in("sten", &[Role::Kam], Some(firm.people["S1"])).await;
    let figure = format!("/api/v1/figures/incentives.earned/{}", firm.people["S1"]);
    for (scopes, status) in [("incentives:read", 200), ("read", 200), ("coaching:read", 403)] {
        let mut program = firm.programme.program("sten", scopes).await;
        assert_eq!(program.get(&figure).await.status, status, "{scopes}");
        let kept = program.get(&format!("{figure}/kept")).await;
        assert_eq!(kept.status, status, "{scopes}: {}", kept.body);
    }
}

/// What stands after a piece of a page, up to the end of an id.
fn id_after(body: &str, piece: &str) -> String {
    let rest = body.split(piece).nth(1).unwrap_or_else(|| panic!("no {piece} in {body}"));
    rest.chars().take_while(|c| c.is_ascii_hexdigit() || *c == '-').collect()
}

#[tokio::test]
async fn what_is_written_on_a_statement_is_pay_and_nobody_else_reaches_it_by_any_way() {
    let firm = Firm::open(TestProgramme::new(crate::book()).await).await;
    firm.run("2026-P01").await;
    let mut sten = firm.programme.sign_in("sten", &[Role::Kam], Some(firm.people["S1"])).await;
    let mut ida = firm.programme.sign_in("ida", &[Role::Kam], Some(firm.people["S2"])).await;
    let about = format!("/incentives/statements/{}", firm.people["S2"]);
    let csrf = ida.get(&about).await.csrf();
    let secure = [("csrf", csrf.as_str()), ("about", about.as_str())];
    let note = [secure[0], secure[1], ("words", "@sten, the unspeakable quota")];
    assert_eq!(ida.post("/notes", &note).await.status, 303);
    let task = [secure[0], secure[1], ("words", "Ask about the unspeakable quota")];
    assert_eq!(ida.post("/notes/tasks", &task).await.status, 303);
    let given = [secure[0], secure[1], ("words", "x"), ("owner", "sten")];
    let refused = ida.post("/notes/tasks", &given).await;
    assert_eq!(refused.status, 422, "nobody is given a task on pay that they do not see");
    let file = ("file", "unspeakable.txt", b"the unspeakable figures".as_slice());
    assert_eq!(ida.upload("/notes/files", &secure, file).await.status, 303);
    let page = ida.get(&about).await.body;
    let note = id_after(&page, "id=\"note-");
    let task = id_after(&page, "href=\"/notes/tasks/");
    let file = id_after(&page, "href=\"/notes/files/");
    assert_eq!(ida.get(&format!("/notes/files/{file}")).await.body, "the unspeakable figures");
    let ways = [
        about.clone(),
        format!("/notes?about={about}"),
        format!("/notes/{note}"),
        format!("/notes/tasks/{task}"),
        format!("/notes/tasks/new?about={about}&note={note}"),
        format!("/notes/files/{file}"),
        format!("/api/v1/notes?about={about}"),
        format!("/api/v1/notes/{note}"),
        format!("/api/v1/notes/tasks?about={about}"),
        format!("/api/v1/notes/tasks/{task}"),
        format!("/api/v1/notes/files?about={about}"),
        format!("/api/v1/notes/files/{file}"),
        format!("/api/v1/notes/files/{file}/content"),
    ];
    let mut admin = firm.programme.sign_in("admin", &[Role::Administrator], None).await;
    for way in &ways {
        for browser in [&mut sten, &mut admin] {
            let seen = browser.get(way).await;
            assert!(matches!(seen.status, 403 | 404), "{way}: {}", seen.status);
            assert!(!seen.body.contains("unspeakable"), "{way}: {}", seen.body);
        }
    }
    for way in [
        "/",
        "/notifications",
        "/notes/tasks",
        "/search?q=unspeakable+quota",
        "/api/v1/search?q=unspeakable",
        "/api/v1/notes/tasks",
    ] {
        let seen = sten.get(way).await;
        assert!(seen.status == 200 && !seen.body.contains("the unspeakable"), "{way}: {}", seen.body);
    }
    let mut mara = firm.programme.sign_in("mara", &[Role::SalesManager], Some(firm.people["M1"])).await;
    assert!(
        mara.get(&format!("/notes/{note}")).await.body.contains("unspeakable"),
        "the manager sees the pay of the team"
    );
}
