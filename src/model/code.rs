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

/// The kind of base cell that an area has: urban for residents' committees, whose 12-digit codes end in 001–199
/// (statistical coding rules for urban and rural divisions), rural for everything else.
pub fn base_kind(area_code: &str) -> super::CellKind {
    let urban = area_code.len() == 12
        && area_code.bytes().all(|b| b.is_ascii_digit())
        && matches!(area_code[9..].parse::<u32>(), Ok(1..=199));
    if urban { super::CellKind::UrbanBase } else { super::CellKind::RuralBase }
}
