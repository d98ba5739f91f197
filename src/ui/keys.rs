//! Shortcuts of the catalogue as egui knows them.

use egui::{Key, KeyboardShortcut, Modifiers};

use crate::session::{CATALOGUE, Shortcut};

/// The shortcut, unless its key has a name that egui does not know.
pub fn of(shortcut: &Shortcut) -> Option<KeyboardShortcut> {
    let mut modifiers = Modifiers::NONE;
    if shortcut.command {
        modifiers |= Modifiers::COMMAND;
    }
    if shortcut.shift {
        modifiers |= Modifiers::SHIFT;
    }
    Some(KeyboardShortcut::new(modifiers, Key::from_name(shortcut.key)?))
}

/// How the keys of an entry are written on this machine.
pub fn text(ctx: &egui::Context, id: &str) -> Option<String> {
    let entry = CATALOGUE.iter().find(|entry| entry.id == id)?;
    Some(ctx.format_shortcut(&of(entry.shortcut.as_ref()?)?))
}

/// The entry among the wanted ones whose keys were pressed in this frame; takes them out of the input.
pub fn pressed(ui: &egui::Ui, wanted: impl Fn(&str) -> bool) -> Option<&'static str> {
    let entries = CATALOGUE.iter().filter(|entry| wanted(entry.id));
    // The one with more modifiers wins, or Shift-N would be read as N.
    let mut entries: Vec<_> = entries.filter_map(|e| Some((e.id, of(e.shortcut.as_ref()?)?))).collect();
    entries
        .sort_by_key(|(_, keys)| std::cmp::Reverse(u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.command)));
    entries.into_iter().find(|(_, keys)| ui.input_mut(|i| i.consume_shortcut(keys))).map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_entries_have_the_same_keys() {
        let mut keys: Vec<_> = CATALOGUE.iter().filter_map(|entry| entry.shortcut).collect();
        let all = keys.len();
        keys.sort_by_key(|shortcut| (shortcut.key, shortcut.command, shortcut.shift));
        keys.dedup();
        assert_eq!(keys.len(), all);
    }

    #[test]
    fn every_shortcut_has_a_key() {
        for entry in CATALOGUE {
            assert!(entry.shortcut.as_ref().is_none_or(|keys| of(keys).is_some()), "{}", entry.id);
        }
    }
}
