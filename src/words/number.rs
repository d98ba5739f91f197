//! Numbers as both languages write them: a comma every three digits from 10,000 on, a point before the decimals.

use fluent_bundle::types::FluentNumber;

/// Decimals of a number whose sentence does not ask for a certain count.
const DECIMALS: usize = 3;
/// No sentence needs more, and `format!` takes a `u16` precision.
const MOST_DECIMALS: usize = 15;

/// Writes a number with the options that the sentence gave to `NUMBER`.
pub(super) fn number(n: &FluentNumber) -> String {
    let o = &n.options;
    let least = o.minimum_fraction_digits.unwrap_or(0).min(MOST_DECIMALS);
    let most = o.maximum_fraction_digits.unwrap_or(least.max(DECIMALS)).clamp(least, MOST_DECIMALS);
    plain(n.value, least, most, o.use_grouping)
}

/// `value` with `least` to `most` decimals, trailing zeros beyond `least` dropped.
pub(super) fn plain(value: f64, least: usize, most: usize, group: bool) -> String {
    if !value.is_finite() {
        return "—".to_owned();
    }
    let written = format!("{:.most$}", value.abs());
    let (whole, decimals) = written.split_once('.').unwrap_or((&written, ""));
    let kept = decimals.trim_end_matches('0').len().max(least);
    let zero = written.bytes().all(|b| b == b'0' || b == b'.');

    let mut out = String::with_capacity(written.len() + 8);
    if value < 0.0 && !zero {
        out.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if group && whole.len() >= 5 && i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if kept > 0 {
        out.push('.');
        out.push_str(&decimals[..kept]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!(plain(9999.0, 0, 3, true), "9999");
        assert_eq!(plain(10_000.0, 0, 3, true), "10,000");
        assert_eq!(plain(-1_234_567.891_25, 0, 3, true), "-1,234,567.891");
        assert_eq!(plain(32649.0, 0, 0, false), "32649");
        assert_eq!(plain(2.0, 1, 2, true), "2.0");
        assert_eq!(plain(99.996, 0, 2, true), "100");
        assert_eq!(plain(-0.000_1, 0, 2, true), "0");
        assert_eq!(plain(f64::NAN, 0, 2, true), "—");
    }
}
