//! Imported lists of accounts.

use super::super::{Named, acts, classes, labels, names, references};
use super::{account, account_id, account_row, accounts, cast, entries, placed};
use crate::foundation::facts::Kept;
use crate::foundation::facts::rules::content::Content;
use platform::Error;
use platform::access::Role;
use platform::testing::on_both;
use std::collections::{BTreeMap, BTreeSet};

#[tokio::test]
async fn the_same_list_again_changes_nothing() {
    on_both(crate::book, |programme| async move {
        let operator = programme.operator();
        let content = Content::Accounts(accounts());
        for expected in [
            Kept {
                created: 5,
                changed: 0,
                unchanged: 0,
            },
            Kept {
                created: 0,
                changed: 0,
                unchanged: 5,
            },
        ] {
            let mut tx = programme.write().await;
            assert_eq!((super::super::RECEIVER.keep)(&mut tx, &operator, &content).await.unwrap(), expected);
            tx.commit().await.unwrap();
        }
        assert_eq!(
            (
                entries(&programme, "accounts_imported").await,
                entries(&programme, "account_changed").await
            ),
            (2, 0)
        );
        let (upper, lower) = (account(&programme, "A-1").await, account(&programme, "A-2").await);
        assert_eq!((lower.parent, lower.class, lower.version), (Some(upper.id), None, 1));
    })
    .await;
}

#[tokio::test]
async fn a_changed_row_is_kept_and_journaled_once() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([
            account_row("B-1", "Kesselring Holding", "", "", ""),
            account_row("N-1", "New", "B-1", "Target", ""),
        ]);
        let mut tx = programme.write().await;
        let kept = acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            kept,
            Kept {
                created: 1,
                changed: 1,
                unchanged: 0
            }
        );
        let changed = account(&programme, "B-1").await;
        assert_eq!(
            (changed.name.as_str(), changed.class.as_deref(), changed.version),
            ("Kesselring Holding", Some("Key account"), 2)
        );
        assert_eq!(account(&programme, "N-1").await.parent, Some(changed.id));
        assert_eq!(entries(&programme, "account_changed").await, 1);
        let verified = platform::journal::verify(&mut programme.read().await).await.unwrap();
        assert_eq!(verified.broken, None);
    })
    .await;
}

#[tokio::test]
async fn a_list_that_closes_a_circle_leaves_nothing_behind() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let rows = placed([
            account_row("N-1", "New", "", "", ""),
            account_row("A-1", "Nordwind Logistik", "A-2", "", ""),
        ]);
        let mut tx = programme.write().await;
        let error = acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap_err();
        drop(tx);
        let sentence = error.to_string();
        assert!(sentence.contains("Nordwind Logistik (A-1) → Nordwind Ost (A-2)"), "{sentence}");
        assert!(names(&mut programme.read().await, [&"N-1".to_owned()]).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_accounts_may_import_them() {
    on_both(crate::book, |programme| async move {
        for role in Role::ALL {
            let mut tx = programme.write().await;
            let kept = acts::keep_rows(&mut tx, &programme.viewer(role), &accounts()).await;
            let may = matches!(role, Role::KaDirector | Role::CrmOwner | Role::Administrator);
            assert_eq!(kept.is_ok(), may, "{}", role.name());
            assert!(may || matches!(kept, Err(Error::Forbidden { .. })));
        }
    })
    .await;
}

#[tokio::test]
async fn other_chapters_find_accounts_by_reference_and_by_id() {
    on_both(crate::book, |programme| async move {
        cast(&programme).await;
        let id = account_id(&programme, "B-1").await;
        let mut tx = programme.read().await;
        let wanted = ["B-1".to_owned(), "nobody".to_owned(), "B-1".to_owned()];
        let named = BTreeMap::from([(
            "B-1".to_owned(),
            Named {
                id,
                name: "Kesselring Chemie AG".to_owned(),
            },
        )]);
        assert_eq!(names(&mut tx, &wanted).await.unwrap(), named);
        assert_eq!(
            labels(&mut tx, &BTreeSet::from([id])).await.unwrap().remove(&id).unwrap().reference,
            "B-1"
        );
        assert_eq!(labels(&mut tx, &BTreeSet::new()).await.unwrap(), BTreeMap::new());
        assert_eq!(references(&mut tx).await.unwrap().len(), 5);
        let classes: Vec<(String, String)> = classes(&mut tx).await.unwrap().into_iter().collect();
        let said = |pairs: [(&str, &str); 4]| pairs.map(|(reference, class)| (reference.to_owned(), class.to_owned()));
        assert_eq!(
            classes,
            said([("A-1", "Key account"), ("B-1", "Key account"), ("C-1", "Target"), ("C-2", "Other")])
        );
    })
    .await;
}

#[tokio::test]
async fn a_long_list_is_kept_in_pieces() {
    on_both(crate::book, |programme| async move {
        let rows = placed((0..1_234).map(|n| {
            let parent = if n % 10 == 0 {
                String::new()
            } else {
                format!("R{:04}", n - n % 10)
            };
            account_row(&format!("R{n:04}"), &format!("Account {n}"), &parent, "Target", "DE")
        }));
        let mut tx = programme.write().await;
        let kept = acts::keep_rows(&mut tx, &programme.operator(), &rows).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kept.created, 1_234);
        assert_eq!(references(&mut programme.read().await).await.unwrap().len(), 1_234);
    })
    .await;
}
