//! Files: which are kept, who takes them out, and that nothing damaged is handed over.

use super::acts::{self, Sent};
use super::rules::{self, Ending, Evidence};
use super::{delete, keep, restore, shelf};
use crate::access::{Role, Viewer};
use crate::notes::tests::{CLOSED, OPEN, programs, record, somebody};
use crate::sample::book;
use crate::testing::{TestProgramme, on_both};
use crate::web::File;
use crate::{Error, secret};
use base64::Engine as _;
use serde_json::json;
use vocabulary::Instant;

const PAPER: &[u8] = b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj\n";

fn sent(name: &str, bytes: &[u8]) -> File {
    File {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    }
}

async fn kept(programme: &TestProgramme, viewer: &Viewer, path: &str, file: File) -> Evidence {
    let sent = Sent::take(&programme.app, file).await.unwrap();
    let mut tx = programme.write().await;
    let file = keep(&mut tx, &programme.app, viewer, &record(programme, path), sent).await.unwrap();
    tx.commit().await.unwrap();
    file
}

/// The one file that lies on the shelf.
fn on_shelf(programme: &TestProgramme, digest: &str) -> std::path::PathBuf {
    let folder = programme.app.config.facts_folder.join("evidence");
    folder.join(&digest[..2]).join(digest)
}

#[test]
fn a_name_loses_its_folders_and_what_no_system_should_meet() {
    for (given, name) in [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\anna\\Offer 2026.pdf", "Offer 2026.pdf"),
        ("..\\..\\.htaccess", "htaccess"),
        ("a\u{202E}fdp.exe.pdf", "afdp.exe.pdf"),
        ("line\r\nbreak\0.csv", "linebreak.csv"),
        ("<b>:\"x\"|?*.txt", "-b---x----.txt"),
        ("   .pdf", "pdf"),
        ("", "file."),
        ("Ärger über Zürich.docx", "Ärger über Zürich.docx"),
    ] {
        assert_eq!(rules::name(given), name, "{given:?}");
    }
    let long = rules::name(&format!("{}.pdf", "x".repeat(5_000)));
    assert_eq!((long.len(), long.ends_with(".pdf")), (124, true));
}

#[test]
fn a_file_is_kept_by_what_it_is_inside_and_not_by_its_name_alone() {
    let archive = b"PK\x03\x04\x14\x00\x06\x00rest";
    let mut open = b"PK\x03\x04".to_vec();
    open.resize(30, 0);
    open.extend(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK");
    let good: [(&str, &[u8]); 11] = [
        ("a.pdf", PAPER),
        ("a.PDF", PAPER),
        ("a.png", b"\x89PNG\r\n\x1a\nrest"),
        ("a.jpeg", b"\xFF\xD8\xFF\xE0rest"),
        ("a.gif", b"GIF89arest"),
        ("a.webp", b"RIFF\x10\x00\x00\x00WEBPrest"),
        ("a.csv", "a;b\r\n1;Zürich\n".as_bytes()),
        ("a.txt", b"caf\xE9 in Latin 1"),
        ("a.txt", b"\xFF\xFEa\x00b\x00"),
        ("a.xlsx", archive),
        ("a.ods", &open),
    ];
    for (name, bytes) in good {
        assert!(rules::ending(name, bytes).is_ok(), "{name}");
    }
    let bad: [(&str, &[u8], &str); 13] = [
        ("a.pdf", b"", "notes.empty_file"),
        ("a.pdf", b"<html><script>alert(1)</script>", "notes.other_kind"),
        ("a.png", PAPER, "notes.other_kind"),
        ("a.txt", b"MZ\x90\x00\x03\x00\x00\x00", "notes.other_kind"),
        ("a.csv", archive, "notes.other_kind"),
        ("a.odt", &open, "notes.other_kind"),
        ("a.ods", archive, "notes.other_kind"),
        ("a.html", b"<html>", "notes.no_kind"),
        ("a.svg", b"<svg onload=alert(1)>", "notes.no_kind"),
        ("a.exe", b"MZ", "notes.no_kind"),
        ("a.zip", archive, "notes.no_kind"),
        ("a.xlsm", archive, "notes.no_kind"),
        ("pdf", PAPER, "notes.no_kind"),
    ];
    for (name, bytes, code) in bad {
        let refusal = rules::ending(name, bytes).unwrap_err();
        assert_eq!((refusal.code.as_str(), refusal.field.as_deref()), (code, Some("file")), "{name}");
    }
    assert!(
        Ending::ALL
            .iter()
            .all(|ending| !ending.media().contains("html") && !ending.media().contains("svg"))
    );
}

#[test]
fn an_archive_is_never_opened() {
    // Forty-two bytes that would unpack to petabytes are forty-two bytes here.
    let bomb = b"PK\x03\x04\x14\x00\x00\x00\x08\x00AAAA\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF";
    assert_eq!(rules::ending("bomb.xlsx", bomb).unwrap(), Ending::Xlsx);
}

#[test]
fn a_digest_is_no_way_out_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    for digest in ["", "../../etc/passwd", &"A".repeat(64), &format!("../{}", "a".repeat(61))] {
        assert!(shelf::take(folder.path(), digest).is_err(), "{digest}");
    }
    let now = Instant::parse_rfc3339("2026-03-02T09:00:00Z").unwrap();
    let digest = shelf::put(folder.path(), PAPER, now).unwrap();
    assert_eq!(digest, secret::digest_of(PAPER));
    assert_eq!(
        shelf::put(folder.path(), PAPER, now).unwrap(),
        digest,
        "the same content lies there once"
    );
    assert_eq!(shelf::take(folder.path(), &digest).unwrap(), PAPER);
}

#[tokio::test]
async fn a_file_is_taken_out_by_whoever_sees_the_record_as_an_attachment() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let (mut manager, _) = somebody(&programme, "manager", Role::SalesManager).await;
        let (mut administrator, _) = somebody(&programme, "administrator", Role::Administrator).await;
        let csrf = kam.get(OPEN).await.csrf();
        let form = [("csrf", csrf.as_str()), ("about", OPEN)];
        let answer = kam.upload("/notes/files", &form, ("file", "../Offer Zürich.pdf", PAPER)).await;
        assert_eq!(
            (answer.status, answer.location.as_str()),
            (303, "/sample/number/7#files"),
            "{}",
            answer.body
        );
        let page = manager.get(OPEN).await;
        assert!(
            page.body.contains("Offer Zürich.pdf") && page.body.contains("id=\"files\""),
            "{}",
            page.body
        );
        let href = page
            .body
            .split("href=\"/notes/files/")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let href = format!("/notes/files/{href}");
        let file = manager.get(&href).await;
        assert_eq!(
            (file.status, file.bytes.as_slice(), file.kind.as_str()),
            (200, PAPER, "application/pdf")
        );
        assert_eq!(
            file.header("content-disposition"),
            "attachment; filename=\"Offer Z-rich.pdf\"; filename*=UTF-8''Offer%20Z%C3%BCrich.pdf"
        );
        assert_eq!(file.header("x-content-type-options"), "nosniff");
        assert_eq!(administrator.get(&href).await.status, 404, "they do not see the record");
        assert_eq!(programme.stranger().get(&href).await.status, 303);
        for about in [CLOSED, "/sample", ""] {
            let form = [("csrf", csrf.as_str()), ("about", about)];
            let refused = kam.upload("/notes/files", &form, ("file", "a.pdf", PAPER)).await;
            assert_eq!(refused.status, 404, "{about}");
        }
        for (name, bytes) in [("a.html", b"<html>".as_slice()), ("a.pdf", b"<html>"), ("a.pdf", b"")] {
            let refused = kam.upload("/notes/files", &form, ("file", name, bytes)).await;
            assert_eq!(refused.status, 422, "{name}");
        }
        let hidden = kept(&programme, &viewer, OPEN, sent("b.txt", b"two")).await;
        assert_eq!(manager.get(&format!("/notes/files/{}", hidden.id)).await.body, "two");
    })
    .await;
}

#[tokio::test]
async fn what_was_damaged_on_disk_is_named_and_never_handed_out() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let file = kept(&programme, &viewer, OPEN, sent("a.pdf", PAPER)).await;
        let (href, place) = (format!("/notes/files/{}", file.id), on_shelf(&programme, &file.digest));
        std::fs::write(&place, b"%PDF-1.7 something else").unwrap();
        let damaged = kam.get(&href).await;
        assert!(
            damaged.status == 422 && damaged.body.contains("damaged or gone"),
            "{}",
            damaged.body
        );
        std::fs::remove_file(&place).unwrap();
        assert_eq!(kam.get(&href).await.status, 422);
        kept(&programme, &viewer, OPEN, sent("again.pdf", PAPER)).await;
        assert_eq!(kam.get(&href).await.bytes, PAPER, "sent again, it is whole again");
    })
    .await;
}

#[tokio::test]
async fn a_file_is_deleted_by_whoever_sent_it_and_its_content_goes_with_the_last_name() {
    on_both(book, |programme| async move {
        let (mut kam, viewer) = somebody(&programme, "kam", Role::Kam).await;
        let (_, manager) = somebody(&programme, "manager", Role::SalesManager).await;
        let one = kept(&programme, &viewer, OPEN, sent("one.pdf", PAPER)).await;
        let other = kept(&programme, &manager, OPEN, sent("other.pdf", PAPER)).await;
        let place = on_shelf(&programme, &one.digest);
        let mut tx = programme.write().await;
        let theirs = delete(&mut tx, &programme.app, &manager, (one.id, 1)).await;
        assert!(matches!(theirs, Err(Error::Forbidden { .. })), "{theirs:?}");
        delete(&mut tx, &programme.app, &viewer, (one.id, 1)).await.unwrap();
        let gone = acts::find(&mut tx, &programme.app, &manager, one.id).await;
        assert!(matches!(gone, Err(Error::NotFound { what: "file" })), "{gone:?}");
        restore(&mut tx, &programme.app, &viewer, (one.id, 2)).await.unwrap();
        assert!(acts::find(&mut tx, &programme.app, &manager, one.id).await.is_ok());
        delete(&mut tx, &programme.app, &viewer, (one.id, 3)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            kam.get(&format!("/notes/files/{}", one.id)).await.status,
            422,
            "deleted, it is not handed out"
        );
        programme.clock.set(Instant::parse_rfc3339("2026-04-01T09:00:01Z").unwrap());
        let mut tx = programme.write().await;
        assert_eq!(acts::sweep(&mut tx, &programme.app.config.facts_folder).await.unwrap(), 1);
        tx.commit().await.unwrap();
        assert!(place.exists(), "the other file still names it");
        let mut tx = programme.write().await;
        delete(&mut tx, &programme.app, &manager, (other.id, 1)).await.unwrap();
        tx.commit().await.unwrap();
        programme.clock.set(Instant::parse_rfc3339("2026-05-02T09:00:01Z").unwrap());
        let mut tx = programme.write().await;
        assert_eq!(acts::sweep(&mut tx, &programme.app.config.facts_folder).await.unwrap(), 1);
        assert!(!place.exists(), "nobody names it any more");
    })
    .await;
}

#[tokio::test]
async fn a_program_keeps_reads_and_deletes_files_within_its_rights() {
    on_both(book, |programme| async move {
        let [mut kam, _, mut administrator] = programs(&programme).await;
        let made = kam
            .upload("/api/v1/notes/files", &[("about", OPEN)], ("file", "a.pdf", PAPER))
            .await;
        assert_eq!(made.status, 201, "{}", made.body);
        let address = made.json()["href"].as_str().unwrap().to_owned();
        let shown = kam.get(&address).await.json();
        assert_eq!(
            (&shown["name"], &shown["digest"]),
            (&json!("a.pdf"), &json!(secret::digest_of(PAPER)))
        );
        let content = kam.get(&format!("{address}/content")).await.json();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(content["content"].as_str().unwrap())
            .unwrap();
        assert_eq!(bytes, PAPER);
        let list = format!("/api/v1/notes/files?about={OPEN}");
        assert_eq!(kam.get(&list).await.json()["items"][0]["name"], json!("a.pdf"));
        for path in [address.clone(), format!("{address}/content"), list] {
            assert_eq!(administrator.get(&path).await.status, 404, "{path}");
        }
        let tag = kam.get(&address).await.header("etag").to_owned();
        assert_eq!(kam.send("DELETE", &address, None, &[("if-match", &tag)]).await.status, 200);
        assert_eq!(kam.get(&format!("{address}/content")).await.status, 422);
        let tag = kam.get(&address).await.header("etag").to_owned();
        let back = kam
            .call("POST", &format!("{address}/restoration"), &json!({}), &[("if-match", &tag)])
            .await;
        assert_eq!(back.status, 200, "{}", back.body);
    })
    .await;
}
