//! What can be typed, described in the user's language from the word files.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::words::{Language, text};

/// The whole command line. Every name is stable: other programs call it.
pub fn command(language: Language) -> Command {
    let about = |key: &str| text(language, &format!("cli-about-{key}"));
    let project = || Arg::new("project").value_name("PROJECT.gpkg").required(true).help(text(language, "cli-project"));
    let value = |name: &'static str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).help(text(language, &format!("cli-{name}")))
    };
    let flag = |name: &'static str| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(text(language, &format!("cli-{name}")))
    };
    let many = |arg: Arg| arg.action(ArgAction::Append);
    let number = |arg: Arg| arg.value_parser(value_parser!(u32));
    let reading = |command: Command| {
        command
            .arg(many(value("map", "KIND.FIELD=COLUMN")))
            .arg(many(value("source-crs", "KIND=EPSG:N")))
            .arg(value("encoding", "NAME"))
    };
    let common = |command: Command| {
        command
            .arg(value("plan", "NAME"))
            .arg(value("within", "CODE"))
            .arg(value("seed", "S").value_parser(value_parser!(u64)).default_value("1"))
            .arg(value("threads", "N").value_parser(value_parser!(usize)))
            .arg(flag("json"))
    };
    let verb = |name: &'static str| Command::new(name).about(about(name));
    let new = reading(verb("new").arg(project()))
        .arg(many(value("areas", "LEVEL=SOURCE")).required(true))
        .arg(value("households", "SOURCE"))
        .arg(many(value("barriers", "SOURCE")))
        .arg(value("blocks", "SOURCE"))
        .arg(value("workers", "SOURCE"))
        .arg(value("crs", "EPSG:N"))
        .arg(value("weld", "M").value_parser(value_parser!(f64)).allow_negative_numbers(true).default_value("0.05"));
    let import = reading(verb("import").arg(project()))
        .arg(many(Arg::new("sources").value_name("KIND=SOURCE")).required(true).help(text(language, "cli-sources")));
    let balance = reading(verb("balance").arg(project()))
        .arg(value("cells", "N").value_parser(value_parser!(usize)).conflicts_with("target"))
        .arg(number(value("target", "N")))
        .arg(number(value("min", "N")))
        .arg(number(value("max", "N")))
        .arg(value("weight", "households|persons|minutes|monitored|areas.FIELD").default_value("households"))
        .arg(value("preset", "even|compact|roads|steady"))
        .arg(value("prefer", "NAME=WEIGHT,…"))
        .arg(value("nest", "village|township|county|none"))
        .arg(value("cut", "never|needed|always").default_value("never"))
        .arg(value("hard", "river,railway,…"))
        .arg(value("keep", "PLAN"))
        .arg(value("budget", "N|PCT%"))
        .arg(value("seats", "SOURCE|workers[:candidate]"))
        .arg(value("reach", "METRES").value_parser(value_parser!(f64)).allow_negative_numbers(true))
        .arg(flag("bound"))
        .arg(
            value("exact", "SECONDS")
                .value_parser(value_parser!(f64))
                .num_args(0..=1)
                .default_missing_value("60")
                .conflicts_with_all(["keep", "repair", "one-more", "one-fewer"]),
        )
        .arg(value("repair", "CELL[,CELL]").conflicts_with_all(["cells", "target", "one-more", "one-fewer"]))
        .arg(value("take", "N").value_parser(value_parser!(u32).range(0..=3)).default_value("1"))
        .arg(flag("one-more").conflicts_with_all(["cells", "target", "one-fewer"]))
        .arg(flag("one-fewer").conflicts_with_all(["cells", "target"]));
    let export = verb("export")
        .arg(project())
        .arg(value("what", "LIST").default_value("cells,households,workers,appointments"))
        .arg(value("format", "gpkg|geojson|csv|xlsx|png"))
        .arg(value("to", "PATH").required(true))
        .arg(value("mask", "none|names|strict|public").default_value("names"))
        .arg(value("since", "PLAN"))
        .arg(value("purpose", "TEXT"))
        .arg(flag("force"));
    let compare = verb("compare")
        .arg(project())
        .arg(Arg::new("before").value_name("PLAN_A").required(true).help(text(language, "cli-before")))
        .arg(Arg::new("after").value_name("PLAN_B").required(true).help(text(language, "cli-after")));
    let folder = || Arg::new("dir").value_name("DIR").required(true).help(text(language, "cli-dir"));
    let sample = verb("sample")
        .arg(folder())
        .arg(value("area", "CODE").default_value("433126"))
        .arg(value("households", "N").value_parser(value_parser!(usize)))
        .arg(flag("faults"))
        .arg(flag("force"));
    let demo = verb("demo").arg(folder()).arg(flag("no-window")).arg(value("area", "CODE").default_value("433126"));
    Command::new("gridwright")
        .version(env!("CARGO_PKG_VERSION"))
        .about(text(language, "cli-about"))
        .after_help(after_help(language))
        .arg(Arg::new("lang").long("lang").value_name("zh|en").global(true).help(text(language, "cli-lang")))
        .arg(Arg::new("open").value_name("PROJECT.gpkg").help(text(language, "cli-open")))
        .subcommands([
            common(new),
            common(import),
            common(balance),
            common(verb("staff").arg(project())),
            common(verb("check").arg(project())),
            common(compare),
            common(export),
            common(sample),
            common(demo),
        ])
}

fn after_help(language: Language) -> String {
    let mut lines = text(language, "cli-sources-help");
    for kind in crate::found::Kind::ALL {
        let fields: Vec<&str> = crate::found::field_names(kind).collect();
        lines.push_str(&format!("\n  {}: {}", kind.name(), fields.join(", ")));
    }
    lines
}

/// The text of an argument; empty where it was not given.
pub fn given<'m>(matches: &'m ArgMatches, name: &str) -> Option<&'m str> {
    matches.get_one::<String>(name).map(String::as_str)
}

/// All texts of a repeated argument.
pub fn all<'m>(matches: &'m ArgMatches, name: &str) -> impl Iterator<Item = &'m str> {
    matches.get_many::<String>(name).into_iter().flatten().map(String::as_str)
}
