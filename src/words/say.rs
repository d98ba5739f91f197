//! From a message to its sentence.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use super::{Language, files, number};
use crate::base::{Arg, Message};

static ZH: LazyLock<Speaker> = LazyLock::new(|| Speaker::new(Language::Zh, files::sources(Language::Zh)));
static EN: LazyLock<Speaker> = LazyLock::new(|| Speaker::new(Language::En, files::sources(Language::En)));

/// From here on fluent's plural rules cannot hold a number and would panic.
const PLURAL_LIMIT: f64 = 1e15;

/// The sentence of a message.
///
/// A key without words gives the key in brackets; an argument that is not given shows as `{$name}`.
pub fn say(language: Language, message: &Message) -> String {
    speaker(language).say(message)
}

/// The words of a key that takes no arguments.
pub fn text(language: Language, key: &str) -> String {
    speaker(language).sentence(key, None)
}

fn speaker(language: Language) -> &'static Speaker {
    match language {
        Language::Zh => &ZH,
        Language::En => &EN,
    }
}

/// One language's parsed words, shared by all threads.
struct Speaker {
    bundle: FluentBundle<FluentResource>,
}

impl Speaker {
    fn new<'a>(language: Language, sources: impl Iterator<Item = &'a str>) -> Self {
        let locale: LanguageIdentifier = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolation marks confuse files, terminals and tests, and neither language runs right to left.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(n) => Some(number::number(n)),
            _ => None,
        }));
        // These can fail only on doubles and bad syntax, which `tests/source/words.rs` finds.
        let _ = bundle.add_function("NUMBER", |given, options| match given.first() {
            Some(FluentValue::Number(n)) => {
                let mut n = n.clone();
                n.options.merge(options);
                FluentValue::Number(n)
            }
            Some(other) => other.clone(),
            None => FluentValue::Error,
        });
        for source in sources {
            let resource = FluentResource::try_new(source.to_owned()).unwrap_or_else(|(parsed, _)| parsed);
            let _ = bundle.add_resource(resource);
        }
        Self { bundle }
    }

    fn say(&self, message: &Message) -> String {
        if message.args.is_empty() {
            return self.sentence(&message.key, None);
        }
        let mut args = FluentArgs::with_capacity(message.args.len());
        for (name, arg) in &message.args {
            args.set(name.as_ref(), self.value(arg));
        }
        self.sentence(&message.key, Some(&args))
    }

    fn sentence(&self, key: &str, args: Option<&FluentArgs>) -> String {
        match self.bundle.get_message(key).and_then(|message| message.value()) {
            // The errors are arguments that are not there; the text shows them as such.
            Some(pattern) => self.bundle.format_pattern(pattern, args, &mut Vec::new()).into_owned(),
            None => format!("[{key}]"),
        }
    }

    fn value<'a>(&self, arg: &'a Arg) -> FluentValue<'a> {
        match arg {
            Arg::Int(v) if v.unsigned_abs() < PLURAL_LIMIT as u64 => FluentValue::from(*v),
            Arg::Int(v) => FluentValue::from(v.to_string()),
            Arg::Real(v) if v.abs() < PLURAL_LIMIT => FluentValue::from(*v),
            Arg::Real(v) => FluentValue::from(number::plain(*v, 0, 0, true)),
            Arg::Text(v) => FluentValue::from(v.as_str()),
            Arg::Said(v) => FluentValue::from(self.say(v)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::say;

    fn speaker() -> Speaker {
        let words = "a = { $n ->\n [one] one house\n *[other] { $n } houses\n }\n\
                     b = { $first } Then { $second }\n\
                     c = { NUMBER($n, useGrouping: \"false\", minimumFractionDigits: 1, maximumFractionDigits: 2) }\n";
        Speaker::new(Language::En, std::iter::once(words))
    }

    #[test]
    fn sentences_nest_and_numbers_are_as_the_words_ask() {
        let s = speaker();
        assert_eq!(s.say(&say!("a", n = 1)), "one house");
        assert_eq!(s.say(&say!("b", first = say!("a", n = 12_000), second = "x")), "12,000 houses Then x");
        assert_eq!(s.say(&say!("c", n = 32649)), "32649.0");
        assert_eq!(s.say(&say!("c", n = 0.126)), "0.13");
    }

    #[test]
    fn what_is_missing_or_monstrous_is_said_without_a_panic() {
        let s = speaker();
        assert_eq!(s.say(&say!("none")), "[none]");
        assert!(s.say(&Message::new("a")).contains("$n"));
        for monster in [Arg::Real(f64::NAN), Arg::Real(-1e300), Arg::Real(5e-324), Arg::Int(i64::MIN)] {
            assert!(s.say(&Message::new("a").with("n", monster)).ends_with(" houses"));
        }
    }

    #[test]
    fn both_languages_speak() {
        let unknown = say!("geom-unknown-crs", epsg = 32649);
        assert!(Language::ALL.iter().all(|l| say(*l, &unknown).contains("EPSG:32649")));
        assert_ne!(text(Language::Zh, "base-cancelled"), text(Language::En, "base-cancelled"));
        assert_eq!(Language::of_tag("zh_Hans_CN.UTF-8"), Language::Zh);
        assert_eq!(Language::of_tag("de-CH"), Language::En);
    }
}
