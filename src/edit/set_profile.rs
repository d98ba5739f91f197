//! Replaces the county's rules.

use std::sync::Arc;

use crate::change::{Change, Op, Refusal};
use crate::model::{Profile, Project};
use crate::say;

pub fn plan(project: &Project, profile: &Arc<Profile>) -> Result<Change, Refusal> {
    if **profile == *project.profile {
        return Err(Refusal::new(say!("edit-no-change")));
    }
    for size in [profile.rural, profile.urban, profile.micro] {
        if size.min > size.target || size.target > size.max || size.target == 0 {
            return Err(Refusal::new(say!("edit-size-order", min = size.min, target = size.target, max = size.max)));
        }
    }
    Ok(Change { note: say!("edit-profile", profile = &*profile.name), ops: vec![Op::Profile(Arc::clone(profile))] })
}
