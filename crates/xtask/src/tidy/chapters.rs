//! Each chapter of the book has its files where a reader looks for them.

use std::collections::BTreeSet;

use super::boundaries::chapter_of;
use super::{Findings, Tree};

/// What every chapter has, as a file or as a folder of that name.
const FILES: [&str; 7] = ["mod.rs", "rules.rs", "acts.rs", "store.rs", "pages.rs", "texts.toml", "tests.rs"];

/// What a chapter may lack, with the reason.
const WITHOUT: [(&str, &str, &str); 3] = [
    ("overview", "rules.rs", "it shows what other chapters decide"),
    ("overview", "acts.rs", "nothing is written there"),
    ("overview", "store.rs", "it reads figures only"),
];

pub(super) fn have_their_files(tree: &Tree, found: &mut Findings) {
    let chapters: BTreeSet<(&str, &str)> = tree.files.iter().filter_map(|file| chapter_of(&file.path)).collect();
    for (part, chapter) in chapters {
        let folder = format!("crates/programme/src/{part}/{chapter}/");
        let files: Vec<&str> = tree.files.iter().filter_map(|file| file.path.strip_prefix(&folder)).collect();
        let has = |name: &str| {
            files
                .iter()
                .any(|file| file.starts_with(name) || (name.starts_with("tests") && file.contains(&format!("/{name}"))))
        };
        for name in FILES {
            let as_folder = format!("{}/", name.trim_end_matches(".rs"));
            let excused = WITHOUT.iter().any(|(which, what, _)| (*which, *what) == (chapter, name));
            let there = has(name) || has(&as_folder);
            let place = format!("{folder}mod.rs");
            if !there && !excused {
                let todo = "write it, or name the chapter with the reason in WITHOUT (xtask/src/tidy/chapters.rs)";
                found.add(&place, 1, format!("the chapter `{chapter}` has no {name}"), todo);
            } else if there && excused {
                found.add(
                    &place,
                    1,
                    format!("the chapter `{chapter}` has {name} after all"),
                    "take it out of WITHOUT (xtask/src/tidy/chapters.rs)",
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Findings, Tree};
    use super::*;
    use crate::tree::File;

    #[test]
    fn a_chapter_without_a_store_is_named() {
        let names = [
            "mod.rs",
            "rules/medal.rs",
            "acts.rs",
            "pages/list.rs",
            "texts.toml",
            "tests/rules.rs",
        ];
        let files = names.map(|name| File {
            path: format!("crates/programme/src/people/coaching/{name}"),
            text: String::new(),
        });
        let mut found = Findings::default();
        have_their_files(&Tree::read(files.to_vec()), &mut found);
        let said: Vec<&str> = found.0.iter().map(|finding| finding.what.as_str()).collect();
        assert_eq!(said, ["the chapter `coaching` has no store.rs"]);
    }
}
