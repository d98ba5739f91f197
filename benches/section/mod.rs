//! The page of measurements: each bench writes its own section and leaves the rest alone.

use std::path::Path;
use std::time::Instant;

use gridwright::base::Rng;

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
    let section = format!("{open}\n{}\n\n{}\n{close}", text.trim(), pace());
    let page = match (page.find(&open), page.find(&close)) {
        (Some(from), Some(to)) if from < to => format!("{}{section}{}", &page[..from], &page[to + close.len()..]),
        _ => format!("{}\n\n{section}\n", page.trim_end()),
    };
    std::fs::write(path, page)
}

/// How quick the machine is just now, so that figures of two machines can be compared.
fn pace() -> String {
    let once = |round: u64| {
        let mut rng = Rng::stream(round, 0, 0);
        let mut numbers: Vec<u64> = (0..4_000_000).map(|_| rng.u64()).collect();
        let started = Instant::now();
        numbers.sort_unstable();
        std::hint::black_box(numbers);
        started.elapsed().as_secs_f64()
    };
    let best = (0..5).map(once).fold(f64::INFINITY, f64::min);
    format!("Pace of the machine: one core sorts four million random numbers in {best:.3} s.")
}
