//! What every answer carries, and what no request can do.

mod again;
mod answers;
mod faults;
mod files;
mod forms;
mod gate;
mod listing;
mod operators;
mod security_page;

use crate::testing::Seen;

/// What a browser is told with every answer.
const SEALED: [(&str, &str); 8] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("cache-control", "no-store"),
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
];

#[track_caller]
fn sealed(seen: &Seen, what: &str) {
    for (name, value) in SEALED {
        let expected = if name == "cache-control" && seen.status == 200 && what.starts_with("/assets/") {
            "public, max-age=31536000, immutable"
        } else {
            value
        };
        assert_eq!(seen.header(name), expected, "{name} of {what}");
    }
}

/// No style and no script stands in the page itself, which the policy would refuse.
#[track_caller]
fn without_inline(body: &str) {
    for piece in [
        "<style",
        " style=",
        "javascript:",
        " onclick=",
        " onload=",
        " onsubmit=",
        " onchange=",
    ] {
        assert!(!body.contains(piece), "{piece} in {body}");
    }
    for script in body.split("<script").skip(1) {
        assert!(script.split('>').next().unwrap().contains(" src="), "an inline script in {body}");
    }
}
