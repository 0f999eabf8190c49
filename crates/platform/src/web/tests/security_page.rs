//! What the page on security claims has a test of that name.

use std::path::Path;

const PAGE: &str = include_str!("../../../../../docs/security/asvs.md");

fn source(folder: &Path, all: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            source(&path, all);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn every_test_that_the_security_page_names_exists() {
    let mut written = String::new();
    source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut written);
    // Between backticks: a test's name is a sentence, so it has several underscores.
    let named: Vec<&str> = PAGE
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| word.matches('_').count() > 2 && !word.contains('.'))
        .collect();
    assert!(named.len() > 40);
    for name in named {
        assert!(written.contains(&format!("fn {name}(")), "no test is called {name}");
    }
}
