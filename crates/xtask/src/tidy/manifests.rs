//! Versions stand once, in the workspace's Cargo.toml, each with its reason.

use super::prose::numbered;
use super::{Findings, Tree};

pub(super) fn name_no_version(tree: &Tree, found: &mut Findings) {
    for file in tree
        .files
        .iter()
        .filter(|file| file.path.starts_with("crates/") && file.name() == "Cargo.toml")
    {
        for (number, name, line) in dependencies(&file.text) {
            if !line.contains("workspace = true") {
                found.add(
                    &file.path,
                    number,
                    format!("`{name}` has a version of its own"),
                    "add it to [workspace.dependencies] and write `.workspace = true`",
                );
            }
        }
        let lints = file
            .text
            .split("[lints]")
            .nth(1)
            .is_some_and(|rest| rest.trim_start().starts_with("workspace = true"));
        if !lints {
            found.add(
                &file.path,
                1,
                "the crate does not take the workspace's lints",
                "add `[lints]` with `workspace = true`",
            );
        }
    }
}

pub(super) fn give_a_reason(tree: &Tree, found: &mut Findings) {
    for file in tree.files.iter().filter(|file| file.path == "Cargo.toml") {
        for (number, name, line) in dependencies(&file.text) {
            if line.contains("\"*\"") {
                found.add(&file.path, number, format!("`{name}` takes any version"), "name the version");
            }
            if !line.contains('#') && !line.contains("path =") {
                found.advise(
                    &file.path,
                    number,
                    format!("`{name}` has no reason"),
                    "say after `#` what it is for",
                );
            }
        }
    }
}

/// The lines of all dependency tables: number, crate, whole line.
fn dependencies(manifest: &str) -> Vec<(usize, &str, &str)> {
    let mut inside = false;
    let mut lines = Vec::new();
    for (number, line) in numbered(manifest) {
        if line.starts_with('[') {
            inside = line.trim_end().ends_with("dependencies]");
        } else if let (true, Some((name, _))) = (inside && !line.starts_with('#'), line.split_once(['.', ' ', '='])) {
            lines.push((number, name, line));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::*;

    #[test]
    fn a_crate_names_no_version() {
        let text = "[package]\nname = \"a\"\n[lints]\nworkspace = true\n[dependencies]\nserde.workspace = true\ncsv = \"1\"\n";
        check(name_no_version, "crates/a/Cargo.toml", text, &[7]);
        check(
            name_no_version,
            "crates/a/Cargo.toml",
            "[dev-dependencies]\ncsv = { workspace = true }\n",
            &[1],
        );
    }

    #[test]
    fn a_dependency_has_a_reason() {
        check(
            give_a_reason,
            "Cargo.toml",
            "[workspace.dependencies]\na = \"1\" # why\nb = \"1\"\nc = { path = \"c\" }\nd = \"*\" # any\n",
            &[3, 5],
        );
    }
}
