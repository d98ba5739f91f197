//! Every command that menus, palette, shortcuts and the help page show: one table feeds them all.

/// A key with its modifiers; `command` is Ctrl, or ⌘ on a Mac. The key is named as egui names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortcut {
    pub command: bool,
    pub shift: bool,
    pub key: &'static str,
}

const fn plain(key: &'static str) -> Option<Shortcut> {
    Some(Shortcut { command: false, shift: false, key })
}

const fn ctrl(key: &'static str) -> Option<Shortcut> {
    Some(Shortcut { command: true, shift: false, key })
}

const fn ctrl_shift(key: &'static str) -> Option<Shortcut> {
    Some(Shortcut { command: true, shift: true, key })
}

/// One entry: its words are the keys `command-<id>` (name) and `command-<id>-tip` (tooltip).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: &'static str,
    /// The menu it stands in: file, edit, plan, view, help.
    pub menu: &'static str,
    pub shortcut: Option<Shortcut>,
}

const fn entry(id: &'static str, menu: &'static str, shortcut: Option<Shortcut>) -> Entry {
    Entry { id, menu, shortcut }
}

/// The catalogue, in menu order.
pub const CATALOGUE: &[Entry] = &[
    entry("new", "file", ctrl("N")),
    entry("open", "file", ctrl("O")),
    entry("sample", "file", None),
    entry("import", "file", ctrl("I")),
    entry("export", "file", ctrl("E")),
    entry("close", "file", ctrl("W")),
    entry("quit", "file", ctrl("Q")),
    entry("undo", "edit", ctrl("Z")),
    entry("redo", "edit", ctrl_shift("Z")),
    entry("draw-cell", "edit", plain("D")),
    entry("merge", "edit", plain("M")),
    entry("lock", "edit", plain("L")),
    entry("rename", "edit", plain("F2")),
    entry("erase", "edit", plain("Delete")),
    entry("parts", "edit", plain("T")),
    entry("recut", "edit", plain("C")),
    entry("straighten", "edit", plain("G")),
    entry("tidy", "edit", None),
    entry("select-none", "edit", plain("Escape")),
    entry("find", "edit", ctrl("F")),
    entry("balance", "plan", ctrl("B")),
    entry("balance-here", "plan", plain("B")),
    entry("one-more", "plan", None),
    entry("one-fewer", "plan", None),
    entry("staff", "plan", ctrl("T")),
    entry("check", "plan", ctrl("K")),
    entry("compare", "plan", ctrl("D")),
    entry("next-problem", "plan", plain("N")),
    entry("previous-problem", "plan", Some(Shortcut { command: false, shift: true, key: "N" })),
    entry("tool-select", "view", plain("V")),
    entry("tool-brush", "view", plain("P")),
    entry("tool-lasso", "view", plain("Q")),
    entry("tool-draw", "view", plain("W")),
    entry("tool-split", "view", plain("S")),
    entry("tool-homes", "view", plain("U")),
    entry("tool-border", "view", plain("E")),
    entry("tool-cut", "view", plain("X")),
    entry("tool-shift", "view", plain("J")),
    entry("tool-settle", "view", plain("K")),
    entry("tool-measure", "view", plain("R")),
    entry("tool-pan", "view", plain("H")),
    entry("zoom-in", "view", plain("Plus")),
    entry("zoom-out", "view", plain("Minus")),
    entry("zoom-all", "view", plain("A")),
    entry("zoom-selection", "view", plain("Z")),
    entry("language", "view", None),
    // Around the tools.
    entry("lock-all", "edit", ctrl_shift("L")),
    entry("unlock-all", "edit", None),
    entry("repair", "plan", ctrl("R")),
    entry("new-plan", "plan", None),
    entry("copy-plan", "plan", ctrl_shift("D")),
    entry("plans", "plan", plain("F6")),
    entry("journal", "edit", plain("F8")),
    entry("pack-journal", "edit", None),
    entry("layers", "view", plain("F7")),
    entry("text-larger", "view", ctrl("Plus")),
    entry("text-smaller", "view", ctrl("Minus")),
    entry("theme", "view", None),
    entry("palette", "help", ctrl_shift("P")),
    entry("shortcuts", "help", plain("F1")),
    entry("about", "help", None),
];
