//! Barriers: lines whose course is truth.

use std::sync::Arc;

use geo::{Geometry, LineString, MultiLineString};

use super::{Bind, Broken, Table, Take};
use crate::geom::Pt;
use crate::model::{Barrier, BarrierKind};

impl Table for Barrier {
    const NAME: &'static str = "barriers";
    const COLUMNS: &'static [&'static str] = &["geom", "kind", "name", "class"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        let frame = to.frame;
        let line = |line: &Arc<[Pt]>| line.iter().map(|p| frame.to_coord(*p)).collect::<LineString>();
        let lines: Vec<_> = self.lines.iter().map(line).collect();
        // An empty geometry is one that many programs stumble over.
        to.geometry((!lines.is_empty()).then(|| MultiLineString(lines).into()).as_ref())?;
        to.put(self.kind.name())?;
        to.put(&*self.name)?;
        to.put(&*self.class)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        let lines = match from.geometry()? {
            None => Vec::new(),
            Some(Geometry::LineString(line)) => vec![line],
            Some(Geometry::MultiLineString(lines)) => lines.0,
            Some(_) => return Err(from.broken()),
        };
        let frame = from.frame;
        let lines = lines.iter().map(|line| line.coords().map(|c| frame.to_pt(*c)).collect());
        let lines: Option<_> = lines.collect();
        Ok(Self {
            lines: lines.ok_or_else(|| from.broken())?,
            kind: BarrierKind::parse(from.str()?),
            name: from.shared()?,
            class: from.shared()?,
        })
    }
}
