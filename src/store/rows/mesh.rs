//! Nodes, edges and faces of the mesh.

use super::{Bind, Broken, Table, Take};
use crate::geom::Pt;
use crate::mesh::{Edge, Face, Node};

impl Table for Node {
    const NAME: &'static str = "gw_nodes";
    const COLUMNS: &'static [&'static str] = &["x_mm", "y_mm"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(self.at.x)?;
        to.put(self.at.y)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self { at: Pt::new(from.mm()?, from.mm()?) })
    }
}

impl Table for Edge {
    const NAME: &'static str = "gw_edges";
    const COLUMNS: &'static [&'static str] = &["from_node", "to_node", "shape", "left_face", "right_face", "marks"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.id(self.from)?;
        to.id(self.to)?;
        to.put(shape_bytes(&self.shape))?;
        to.id(self.left)?;
        to.id(self.right)?;
        to.put(self.marks)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self {
            from: from.id()?,
            to: from.id()?,
            shape: shape_points(from.bytes()?).ok_or_else(|| from.broken())?.into(),
            left: from.id()?,
            right: from.id()?,
            marks: from.int()?,
        })
    }
}

impl Table for Face {
    const NAME: &'static str = "gw_faces";
    const COLUMNS: &'static [&'static str] = &["solid"];

    fn bind(&self, to: &mut Bind<'_, '_>) -> rusqlite::Result<()> {
        to.put(self.solid)
    }

    fn take(from: &mut Take<'_, '_>) -> Result<Self, Broken> {
        Ok(Self { solid: from.flag()? })
    }
}

/// x and y of every vertex, mm, as little-endian 32-bit numbers.
fn shape_bytes(shape: &[Pt]) -> Vec<u8> {
    shape.iter().flat_map(|p| [p.x.to_le_bytes(), p.y.to_le_bytes()]).flatten().collect()
}

fn shape_points(bytes: &[u8]) -> Option<Vec<Pt>> {
    let (pairs, rest) = bytes.as_chunks::<8>();
    let ranged = |p: &Pt| p.x.unsigned_abs() <= Pt::LIMIT as u32 && p.y.unsigned_abs() <= Pt::LIMIT as u32;
    let points: Vec<Pt> = pairs
        .iter()
        .map(|&[a, b, c, d, e, f, g, h]| Pt::new(i32::from_le_bytes([a, b, c, d]), i32::from_le_bytes([e, f, g, h])))
        .collect();
    (rest.is_empty() && points.iter().all(ranged)).then_some(points)
}
