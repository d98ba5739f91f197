//! Several actions as one step.

use crate::change::{Action, Change, Op, Refusal, apply};
use crate::model::Project;
use crate::say;

/// Plans each action on the project as the ones before it leave it.
pub fn plan(project: &Project, actions: &[Action]) -> Result<Change, Refusal> {
    let mut scratch = project.clone();
    let mut whole: Option<Change> = None;
    for action in actions {
        let change = super::plan(&scratch, action)?;
        apply(&mut scratch, &change);
        match &mut whole {
            None => whole = Some(change),
            Some(whole) => {
                whole.ops.extend(change.ops);
                whole.note = change.note;
            }
        }
    }
    whole.ok_or_else(|| Refusal::new(say!("edit-no-change")))
}

/// Plans on what some operations leave behind, as one step with them.
pub fn then(
    project: &Project,
    ops: Vec<Op>,
    next: impl FnOnce(&Project) -> Result<Change, Refusal>,
) -> Result<Change, Refusal> {
    let mut scratch = project.clone();
    let mut whole = Change { note: say!("edit-no-change"), ops };
    apply(&mut scratch, &whole);
    let last = next(&scratch)?;
    whole.ops.extend(last.ops);
    Ok(Change { note: last.note, ..whole })
}
