//! Window or command line.

use std::process::ExitCode;

use gridwright::cli::{self, Next};

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Next::Exit(code) => code,
        Next::Window(project) => window(project),
    }
}

#[cfg(feature = "gui")]
fn window(project: Option<std::path::PathBuf>) -> ExitCode {
    cli::exit(gridwright::ui::run(project))
}

#[cfg(not(feature = "gui"))]
fn window(_project: Option<std::path::PathBuf>) -> ExitCode {
    cli::exit(Err(gridwright::base::Fault::usage(gridwright::say!("cli-windowless"))))
}
