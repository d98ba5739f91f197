//! The commands that fit what was typed, in either language.

use crate::session::{CATALOGUE, Entry};
use crate::words::{Language, text};

/// A command that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub entry: &'static Entry,
    pub name: String,
    /// Its name in the other language.
    pub other: String,
}

/// The commands whose name, in Chinese or English, holds the letters typed in their order; the best first.
pub fn commands(typed: &str, language: Language) -> Vec<Found> {
    let typed: Vec<char> = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let other = if language == Language::Zh { Language::En } else { Language::Zh };
    let mut found: Vec<(u32, usize, Found)> = Vec::new();
    for (at, entry) in CATALOGUE.iter().enumerate() {
        let key = format!("command-{}", entry.id);
        let (name, second) = (text(language, &key), text(other, &key));
        let tip = text(language, &format!("{key}-tip"));
        // What stands in the explanation counts only as it was typed.
        let told = tip.to_lowercase().contains(&typed.iter().collect::<String>());
        let best = [fit(&name, &typed), fit(&second, &typed), told.then_some(10_000)].into_iter().flatten().min();
        if let Some(cost) = best {
            found.push((cost, at, Found { entry, name, other: second }));
        }
    }
    found.sort_by_key(|(cost, at, _)| (*cost, *at));
    found.into_iter().map(|(_, _, found)| found).collect()
}

/// How far the letters typed are apart in a name: 0 for its beginning; none where they are not in it.
fn fit(name: &str, typed: &[char]) -> Option<u32> {
    let name: Vec<char> = name.chars().flat_map(char::to_lowercase).collect();
    let starts = (0..name.len().max(1)).filter(|at| typed.first().is_none_or(|c| name.get(*at) == Some(c)));
    starts.filter_map(|start| Some(walk(&name, typed, start)? + start as u32)).min()
}

fn walk(name: &[char], typed: &[char], start: usize) -> Option<u32> {
    let (mut at, mut cost) = (start, 0);
    for letter in typed {
        let skipped = name.get(at..)?.iter().position(|c| c == letter)?;
        // Jumping to the beginning of a word is what people do.
        let fresh = at + skipped == 0 || name[at + skipped - 1].is_whitespace();
        cost += if skipped == 0 {
            0
        } else if fresh {
            3
        } else {
            10 + skipped as u32 * 5
        };
        at += skipped + 1;
    }
    Some(cost)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(typed: &str, language: Language) -> &'static str {
        commands(typed, language).first().map_or("", |found| found.entry.id)
    }

    #[test]
    fn commands_are_found_in_both_languages_whatever_is_shown() {
        for language in Language::ALL {
            assert_eq!(first("撤销", language), "undo");
            assert_eq!(first("undo", language), "undo");
            assert_eq!(first("mrg", language), "merge");
            assert_eq!(first("网格员", language), "staff");
            assert_eq!(first("全锁", language), "lock-all");
            assert_eq!(first("show sel", language), first("显示所选", language));
        }
        assert_eq!(commands("", Language::En).len(), CATALOGUE.len());
        assert!(commands("qqqq", Language::En).is_empty());
    }
}
