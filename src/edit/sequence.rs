//! Several actions as one step.

use crate::change::{Action, Change, Refusal, apply};
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
    whole.ok_or_else(|| Refusal(say!("edit-no-change")))
}
