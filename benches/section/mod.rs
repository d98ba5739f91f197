//! The page of measurements: each bench writes its own section and leaves the rest alone.

use std::path::Path;

/// How this program was built, in words: `make bench` optimises its own code and leaves the libraries as they are built for
/// everything else, so that they are compiled but once.
pub fn build() -> &'static str {
    match (option_env!("CARGO_PROFILE_DEV_OPT_LEVEL"), cfg!(debug_assertions)) {
        (Some("3"), true) => "own code optimised, libraries as in the development build",
        (_, true) => "development build",
        (_, false) => "release build",
    }
}

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
