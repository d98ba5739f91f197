//! Window or command line.

use std::process::ExitCode;

use gridwright::cli::{self, Next};

fn main() -> ExitCode {
    if let Some(code) = clear_of_foreign_proj() {
        return code;
    }
    match cli::run(std::env::args_os()) {
        Next::Exit(code) => code,
        Next::Window(project) => window(project),
    }
}

/// Starts the program anew where the environment names another PROJ's data, as QGIS and PostGIS installations do.
///
/// PROJ would take that older database over the one that is built in and then know no reference system at all, and a
/// process cannot change its own environment safely.
fn clear_of_foreign_proj() -> Option<ExitCode> {
    const NAMES: [&str; 2] = ["PROJ_DATA", "PROJ_LIB"];
    if NAMES.iter().all(|name| std::env::var_os(name).is_none()) {
        return None;
    }
    let mut again = std::process::Command::new(std::env::current_exe().ok()?);
    again.args(std::env::args_os().skip(1));
    for name in NAMES {
        again.env_remove(name);
    }
    let code = again.status().ok()?.code();
    Some(code.and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from))
}

#[cfg(feature = "gui")]
fn window(project: Option<std::path::PathBuf>) -> ExitCode {
    cli::exit(gridwright::ui::run(project))
}

#[cfg(not(feature = "gui"))]
fn window(_project: Option<std::path::PathBuf>) -> ExitCode {
    cli::exit(Err(gridwright::base::Fault::usage(gridwright::say!("cli-windowless"))))
}
