//! The names of devices.

use crate::users::device::name;

#[track_caller]
fn check(user_agent: &str, expected: &str) {
    assert_eq!(name(user_agent), expected);
}

#[test]
fn a_device_is_named_as_its_owner_would_name_it() {
    let kit = "AppleWebKit/537.36 (KHTML, like Gecko)";
    check(
        &format!("Mozilla/5.0 (X11; Linux x86_64) {kit} Chrome/141.0.0.0 Safari/537.36"),
        "Chrome on Linux",
    );
    check(
        &format!("Mozilla/5.0 (Windows NT 10.0; Win64; x64) {kit} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0"),
        "Edge on Windows",
    );
    check(
        &format!("Mozilla/5.0 (Linux; Android 14; SM-S921B) {kit} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36"),
        "Samsung Internet on Android",
    );
    check(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
        "Firefox on Windows",
    );
    let safari = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5";
    check(
        &format!("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {safari} Mobile/15E148 Safari/604.1"),
        "Safari on iPhone",
    );
    check(
        &format!("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {safari} Safari/605.1.15"),
        "Safari on Mac",
    );
    check(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1",
        "Chrome on iPhone",
    );
    check("curl/8.14.1", "curl");
}

#[test]
fn a_device_that_tells_nothing_known_is_shown_as_it_names_itself_shortened() {
    check("unknown", "unknown");
    check("", "");
    check(&"é".repeat(50), &"é".repeat(40));
}
