//! Names of people as the window shows them until they are asked for.

/// The first character and a star; nothing for nothing.
pub fn masked(name: &str) -> String {
    name.trim().chars().next().map_or_else(String::new, |first| format!("{first}*"))
}

/// The name, masked unless `revealed`.
pub fn shown(name: &str, revealed: bool) -> String {
    if revealed { name.to_owned() } else { masked(name) }
}
