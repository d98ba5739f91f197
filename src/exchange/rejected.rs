//! Source rows that were not taken, each with its reason; their values leave without a mask only.

use std::path::Path;

use super::column::Col;
use super::job::{Job, Out};
use super::{Exported, Mask, mask};
use crate::base::{Arg, Fault, Message};
use crate::formats::Value;
use crate::words::say;

const COLUMNS: &[Col] = &[
    Col::text("kind", "exchange-head-rejected-kind"),
    Col::text("file", "exchange-head-file"),
    Col::int("row", "exchange-head-row"),
    Col::text("reason", "exchange-head-reason"),
    Col::text("values", "exchange-head-values").up_to(Mask::None),
];

pub(super) fn write(job: &Job, to: &Path) -> Result<Exported, Fault> {
    let mut out = Out::new(job, to, COLUMNS, None, job.project.rejected.len())?;
    for rejected in job.project.rejected.values() {
        let reason = match job.mask() {
            Mask::None => rejected.reason.clone(),
            _ => without_values(&rejected.reason, &source_values(&rejected.values)),
        };
        let file = rejected.file.rsplit(['/', '\\']).next().unwrap_or_default();
        let values = [
            Value::from(&*rejected.kind),
            Value::from(file),
            Value::Int(i64::try_from(rejected.row).unwrap_or(i64::MAX)),
            mask::identities(&say(job.order.language, &reason)).into(),
            mask::identities(&rejected.values).into(),
        ];
        out.row(&values, None)?;
    }
    out.finish(job.order)
}

/// The values of a rejected row, as text.
fn source_values(json: &str) -> Vec<String> {
    fn gather(value: &serde_json::Value, to: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(map) => map.values().for_each(|value| gather(value, to)),
            serde_json::Value::Array(list) => list.iter().for_each(|value| gather(value, to)),
            serde_json::Value::String(text) => to.push(text.trim().to_owned()),
            serde_json::Value::Number(number) => to.push(number.to_string()),
            serde_json::Value::Null | serde_json::Value::Bool(_) => {}
        }
    }
    let mut values = Vec::new();
    match serde_json::from_str(json) {
        Ok(value) => gather(&value, &mut values),
        // What cannot be read cannot be told from the rest: all of it counts as a value.
        Err(_) => values.push(json.to_owned()),
    }
    values.retain(|value| !value.is_empty());
    values
}

/// The reason without what it quotes of the row: the row's number leads to it for those who have the source.
fn without_values(reason: &Message, values: &[String]) -> Message {
    let quotes = |text: &str| {
        let text = text.trim();
        !text.is_empty()
            && values.iter().any(|value| {
                // Short numbers stand in file names and rows by chance.
                let telling = value.chars().count() >= 2 && (value.len() >= 7 || value.parse::<f64>().is_err());
                text == value || (telling && text.contains(value.as_str())) || (value.contains(text) && text.len() >= 4)
            })
    };
    let hidden = || Arg::Text("…".to_owned());
    let args = reason.args.iter().map(|(name, arg)| {
        let arg = match arg {
            Arg::Text(text) if quotes(text) => hidden(),
            Arg::Int(v) if v.unsigned_abs() >= 1_000_000 && quotes(&v.to_string()) => hidden(),
            Arg::Real(v) if quotes(&v.to_string()) => hidden(),
            Arg::Said(inner) => Arg::Said(Box::new(without_values(inner, values))),
            other => other.clone(),
        };
        (name.clone(), arg)
    });
    Message { key: reason.key.clone(), args: args.collect() }
}
