//! What of a person may leave: names, phones, identity numbers, small counts.

use serde::{Deserialize, Serialize};

/// How much of people an export shows, from everything to nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mask {
    /// All that the project holds; identity numbers are masked even here.
    None,
    /// Names and phones masked, points rounded to 100 m inside their cell, no categories of single households.
    #[default]
    Names,
    /// Also no ethnic group and no languages; points at the middle of their cell.
    Strict,
    /// Cells with their totals only; counts of one or two are left out.
    Public,
}

impl Mask {
    pub const ALL: [Self; 4] = [Self::None, Self::Names, Self::Strict, Self::Public];

    /// The word used on the command line and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Names => "names",
            Self::Strict => "strict",
            Self::Public => "public",
        }
    }

    /// The mask of this word, if it is one.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mask| mask.name() == word)
    }
}

/// Counts from 1 to here are left out of public tables: they could point at a person.
pub(super) const SMALL: u32 = 2;

const COMPOUND: [&str; 40] = [
    "欧阳", "司马", "诸葛", "上官", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "令狐", "慕容", "长孙", "宇文",
    "司空", "轩辕", "鲜于", "闾丘", "太史", "端木", "呼延", "南宫", "独孤", "澹台", "公冶", "宗政", "濮阳", "淳于",
    "单于", "申屠", "拓跋", "万俟", "闻人", "赫连", "百里", "东郭", "西门", "钟离", "第五", "歐陽",
];

/// A person's name with its first character (of a compound surname: both) and a star, which hides its length.
///
/// A name of one character becomes the star alone.
pub(super) fn name(name: &str) -> String {
    let plain: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let count = plain.chars().count();
    let kept = match count {
        0 => return String::new(),
        1 => 0,
        _ if count > 2 && COMPOUND.iter().any(|surname| plain.starts_with(surname)) => 2,
        _ => 1,
    };
    plain.chars().take(kept).chain(['*']).collect()
}

/// Phone numbers: of a mobile number the first three and last four digits, of any other with seven digits or more the
/// last two, of shorter ones nothing. Several numbers are masked one by one.
pub(super) fn phone(phone: &str) -> String {
    let plain: String = phone.chars().filter_map(digit_or_break).collect();
    let numbers = plain.split('/').filter(|part| !part.is_empty()).map(|digits| {
        let digits = if digits.len() == 13 { digits.strip_prefix("86").unwrap_or(digits) } else { digits };
        match digits.len() {
            11 if digits.starts_with('1') => format!("{}****{}", &digits[..3], &digits[7..]),
            7.. => format!("****{}", &digits[digits.len() - 2..]),
            _ => "****".to_owned(),
        }
    });
    let masked: Vec<String> = numbers.collect();
    // Something without any digit may be a name in the wrong column.
    if masked.is_empty() && !phone.trim().is_empty() { "****".to_owned() } else { masked.join("/") }
}

/// Digits (full-width ones too) as ASCII, what parts two numbers as `/`; what stands inside a number is left out.
fn digit_or_break(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        '/' | ',' | ';' | '|' | '、' | '，' | '；' | '／' | '\n' => Some('/'),
        _ => None,
    }
}

/// The text with every Chinese identity number (18 characters, date and check digit right) as 433101********12XX.
pub(super) fn identities(text: &str) -> String {
    let bytes = text.as_bytes();
    let is_part = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut at = 0;
    while at + 18 <= bytes.len() {
        if bytes[at].is_ascii_digit()
            && (at == 0 || !is_part(at - 1))
            && !is_part(at + 18)
            && is_identity(&bytes[at..at + 18])
        {
            out.push_str(&text[from..at + 6]);
            out.push_str("********");
            // The last four hold sex and check digit: two of them are enough to tell numbers apart.
            out.push_str(&text[at + 14..at + 16]);
            out.push_str("XX");
            at += 18;
            from = at;
        } else {
            at += 1;
        }
    }
    out.push_str(&text[from..]);
    out
}

/// GB 11643: six digits of area, date of birth, three of sequence, check digit (ISO 7064 mod 11-2).
fn is_identity(number: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let (body, check) = number.split_at(17);
    if !body.iter().all(u8::is_ascii_digit) {
        return false;
    }
    let value = |from: usize, to: usize| body[from..to].iter().fold(0u32, |v, b| v * 10 + u32::from(b - b'0'));
    let sum: u32 = std::iter::zip(body, WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    (1850..2150).contains(&value(6, 10))
        && (1..=12).contains(&value(10, 12))
        && (1..=31).contains(&value(12, 14))
        && b"10X98765432"[(sum % 11) as usize] == check[0].to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_surname() {
        let cases = [
            ("龙金花", "龙*"),
            ("石三", "石*"),
            ("欧阳建国", "欧阳*"),
            ("欧阳", "欧*"),
            ("司马 光", "司马*"),
            ("阿卜杜拉·买买提", "阿*"),
            ("𠅤小妹", "𠅤*"),
            ("龙　金花", "龙*"),
            ("Long Jinhua", "L*"),
            ("龙", "*"),
            (" ", ""),
        ];
        for (given, masked) in cases {
            assert_eq!(name(given), masked, "{given}");
        }
    }

    #[test]
    fn phones_show_too_little_to_call() {
        let cases = [
            ("13812341234", "138****1234"),
            ("138 1234 1234", "138****1234"),
            ("１３８１２３４１２３４", "138****1234"),
            ("+86-13812341234", "138****1234"),
            ("13812341234、13987654321", "138****1234/139****4321"),
            ("0743-8212345", "****45"),
            ("8212345", "****45"),
            ("12345", "****"),
            ("同上", "****"),
            ("", ""),
        ];
        for (given, masked) in cases {
            assert_eq!(phone(given), masked, "{given}");
        }
    }

    #[test]
    fn identity_numbers_are_found_by_their_check_digit() {
        assert_eq!(identities("身份证11010519491231002X，见附件"), "身份证110105********00XX，见附件");
        assert_eq!(identities("110105194912310021"), "110105194912310021");
        assert_eq!(identities("433101200201011001"), "433101200201011001");
        assert_eq!(identities("短"), "短");
    }
}
