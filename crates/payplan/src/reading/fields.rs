//! A group of keys being read: known keys are taken, others are refused with the nearest known name.

use crate::problem::{Place, Problems};
use crate::yaml::{Content, Key, Node, shortened};

/// The keys a group may have.
pub(super) struct Keys {
    pub(super) known: &'static [&'static str],
}

/// An opened group of keys.
pub(super) struct Fields<'n> {
    pub(super) place: Place,
    pub(super) path: String,
    entries: &'n [(Key, Node)],
}

pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

impl<'n> Fields<'n> {
    /// Opens a node as a group and reports every key that does not belong.
    pub(super) fn open(node: &'n Node, path: &str, keys: &Keys, problems: &mut Problems) -> Option<Fields<'n>> {
        let fields = Fields::free(node, path, problems)?;
        for (key, _) in fields.entries {
            let name = key.name.as_str();
            if keys.known.contains(&name) {
                continue;
            }
            let at = join(path, name);
            let message = format!("the key `{}` is not known here.", shortened(name));
            problems.add_unknown(key.place, &at, message, (name, keys.known));
        }
        Some(fields)
    }

    /// Opens a node as a group whose keys are names the analyst chose.
    pub(super) fn free(node: &'n Node, path: &str, problems: &mut Problems) -> Option<Fields<'n>> {
        let Content::Map(entries) = &node.content else {
            let message = format!("a group of keys is expected here, not {}", node.description());
            problems.add(node.place, path, message);
            return None;
        };
        Some(Fields {
            place: node.place,
            path: path.to_owned(),
            entries,
        })
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&'n Key, &'n Node)> {
        self.entries.iter().map(|(key, node)| (key, node))
    }

    pub(super) fn optional(&self, key: &str) -> Option<&'n Node> {
        self.entries.iter().find(|(known, _)| known.name == key).map(|(_, node)| node)
    }

    pub(super) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// A key without which the group says nothing.
    pub(super) fn required(&self, key: &str, problems: &mut Problems) -> Option<&'n Node> {
        let node = self.optional(key);
        if node.is_none() {
            let message = format!("`{key}` is missing");
            problems.add(self.place, &self.path_of(key), message);
        }
        node
    }

    /// A choice that changes money: it has no default (L24).
    pub(super) fn chosen(&self, key: &str, choices: &str, problems: &mut Problems) -> Option<&'n Node> {
        let node = self.optional(key);
        if node.is_none() {
            let message = format!("`{key}` must be chosen, because it changes money: {choices}");
            problems.add_lint("L24", self.place, &self.path_of(key), message);
        }
        node
    }
}

/// The members of a list, each with its path.
pub(super) fn list<'n>(node: &'n Node, path: &str, problems: &mut Problems) -> Vec<(String, &'n Node)> {
    let Content::List(nodes) = &node.content else {
        let message = format!("a list is expected here, not {}", node.description());
        problems.add(node.place, path, message);
        return Vec::new();
    };
    nodes
        .iter()
        .enumerate()
        .map(|(number, node)| (join(path, &number.to_string()), node))
        .collect()
}
