//! The window's words in the language of the moment.

use crate::base::{Fault, Message};
use crate::words::{self, Language};

/// Speaks one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speech(pub Language);

impl Speech {
    /// The words of a key without arguments.
    pub fn t(self, key: &str) -> String {
        words::text(self.0, key)
    }

    /// The sentence of a message.
    pub fn say(self, message: &Message) -> String {
        words::say(self.0, message)
    }

    /// What a fault says.
    pub fn fault(self, fault: &Fault) -> String {
        self.say(&fault.message)
    }
}

/// A whole number with a comma every three digits.
pub fn grouped(n: impl Into<i64>) -> String {
    let n: i64 = n.into();
    let digits = n.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    if n < 0 {
        out.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A deviation with its sign, one decimal.
pub fn signed_pct(pct: f64) -> String {
    let rounded = (pct * 10.0).round() / 10.0;
    match rounded {
        r if r > 0.0 => format!("+{r:.1}%"),
        r if r < 0.0 => format!("\u{2212}{:.1}%", -r),
        _ => "0.0%".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([grouped(999), grouped(1000), grouped(-1_234_567)], ["999", "1,000", "-1,234,567"]);
        assert_eq!([signed_pct(-0.04), signed_pct(3.26), signed_pct(-12.0)], ["0.0%", "+3.3%", "−12.0%"]);
    }
}
