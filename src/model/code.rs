//! Codes and names of cells, made from the profile's templates.

/// The code of the `seq`-th cell (from 1) of the area with code `area`: `{area}`, `{seq}`, `{seq3}`.
pub fn cell_code(template: &str, area: &str, seq: usize) -> String {
    template.replace("{area}", area).replace("{seq3}", &format!("{seq:03}")).replace("{seq}", &seq.to_string())
}

/// The number at the end of a code that the template made for this area, if it is one.
pub fn seq_of(template: &str, area: &str, code: &str) -> Option<usize> {
    let seq: usize = code.strip_prefix(area)?.parse().ok()?;
    (cell_code(template, area, seq) == code).then_some(seq)
}
