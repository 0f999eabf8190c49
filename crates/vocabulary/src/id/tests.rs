//! Ids under test.

use super::*;

#[test]
fn numbered_ids_count_from_one() {
    let ids = NumberedIds::new();
    assert_eq!(AccountId::new(&ids).to_string(), "00000000-0000-0000-0000-000000000001");
    assert_eq!(PersonId::new(&ids).to_string(), "00000000-0000-0000-0000-000000000002");
    let later = NumberedIds::after(255);
    assert_eq!(RunId::new(&later).to_string(), "00000000-0000-0000-0000-000000000100");
}

#[test]
fn system_ids_are_ordered_by_time() {
    let ids = SystemIds;
    let (first, second) = (EntryId::new(&ids), EntryId::new(&ids));
    assert!(first < second);
    assert_eq!(first.uuid().get_version_num(), 7);
}

#[test]
fn only_the_hyphenated_form_is_an_id() {
    let text = "0192d3a4-5b6c-7d8e-9f00-112233445566";
    let id = AccountId::parse(text).unwrap();
    assert_eq!(id.to_string(), text);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{text}\""));
    assert_eq!(serde_json::from_str::<AccountId>(&format!("\"{text}\"")).unwrap(), id);
    for wrong in [
        "",
        "7",
        "0192d3a45b6c7d8e9f00112233445566",
        "{0192d3a4-5b6c-7d8e-9f00-112233445566}",
        "urn:uuid:0192d3a4-5b6c-7d8e-9f00-112233445566",
        "0192d3a4-5b6c-7d8e-9f00-11223344556g",
    ] {
        AccountId::parse(wrong).unwrap_err();
    }
}
