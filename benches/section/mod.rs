//! The page of measurements: each bench writes its own section and leaves the rest alone.

use std::path::Path;

/// Puts a text between the marks `<!-- name -->` and `<!-- /name -->` of `docs/performance.md`, at its end where there are none.
pub fn write(name: &str, text: &str) -> std::io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance.md");
    let page = std::fs::read_to_string(&path).unwrap_or_else(|_| "# Performance\n".to_owned());
    let (open, close) = (format!("<!-- {name} -->"), format!("<!-- /{name} -->"));
    let section = format!("{open}\n{}\n{close}", text.trim());
    let page = match (page.find(&open), page.find(&close)) {
        (Some(from), Some(to)) if from < to => format!("{}{section}{}", &page[..from], &page[to + close.len()..]),
        _ => format!("{}\n\n{section}\n", page.trim_end()),
    };
    std::fs::write(path, page)
}
