//! Forms and files: their limits, and what they may hold.

use crate::access::Role;
use crate::sample::book;
use crate::testing::{Engine, TestProgramme};
use crate::web::Fields;
use vocabulary::Day;

#[tokio::test]
async fn a_form_that_is_too_large_is_refused() {
    let programme = TestProgramme::new(book()).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let csrf = kam.get("/sessions").await.csrf();
    let large = "x".repeat((1 << 20) + 1);
    let seen = kam.post("/sample", &[("csrf", csrf.as_str()), ("name", large.as_str())]).await;
    assert!(seen.status == 422 && seen.body.contains("The form is too large."));
}

#[tokio::test]
async fn a_file_is_taken_up_to_the_limit_and_only_with_the_secret_before_it() {
    let programme = TestProgramme::with(Engine::Sqlite, book(), &[("server.upload_mib_max", "1")]).await;
    let mut kam = programme.sign_in("kam", &[Role::Kam], None).await;
    let csrf = kam.get("/sessions").await.csrf();
    let small = vec![b'x'; 500_000];
    let taken = kam
        .upload("/sample/upload", &[("csrf", &csrf)], ("file", "C:\\orders\\..\\orders.csv", &small))
        .await;
    assert!(taken.status == 200 && taken.body.contains("orders.csv 500000"), "{}", taken.body);
    let large = vec![b'x'; 1_100_000];
    let refused = kam
        .upload("/sample/upload", &[("csrf", &csrf)], ("file", "orders.csv", &large))
        .await;
    assert!(
        refused.status == 422 && refused.body.contains("That is more than 1 MiB, the most that is taken at once."),
        "{}",
        refused.body
    );
    for form in [&[][..], &[("csrf", "wrong")]] {
        assert_eq!(kam.upload("/sample/upload", form, ("file", "orders.csv", &small)).await.status, 422);
    }
    let broken = [("content-type", "multipart/form-data; boundary=edge")];
    assert_eq!(
        kam.send("POST", "/sample/upload", Some(b"--edge\r\nnonsense".to_vec()), &broken)
            .await
            .status,
        422
    );
    assert_eq!(kam.post("/sample/upload", &[("csrf", csrf.as_str())]).await.status, 422);
}

#[test]
fn fields_read_texts_days_and_numbers_or_say_what_is_wrong() {
    let fields = Fields::of([
        ("name", "  Anna "),
        ("day", "2027-04-15"),
        ("bad", "15.4."),
        ("amount", "12.50"),
        ("empty", " "),
    ]);
    assert_eq!(
        (fields.text("name"), fields.raw("name"), fields.text("missing")),
        ("Anna", "  Anna ", "")
    );
    assert_eq!(fields.day("day").unwrap(), Some(Day::parse("2027-04-15").unwrap()));
    assert_eq!(fields.day("empty").unwrap(), None);
    assert_eq!(fields.day("bad").unwrap_err().code(), "form.no_day");
    assert_eq!(fields.number("amount").unwrap().unwrap().to_string(), "12.5");
    assert_eq!(fields.number("name").unwrap_err().code(), "form.no_number");
    assert_eq!(fields.required("empty").unwrap_err().code(), "form.missing");
    let long = Fields::of([("name", "x".repeat(401))]);
    assert_eq!(long.required("name").unwrap_err().code(), "form.too_long");
}

#[test]
fn a_form_shows_the_names_of_its_fields_and_never_what_was_typed() {
    let fields = Fields::of([("password", "s3cret"), ("login", "anna")]);
    assert_eq!(format!("{fields:?}"), "{\"login\", \"password\"}");
}
