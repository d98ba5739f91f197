//! STAND-IN until the mesh room is merged.
use crate::base::Rows;
use crate::geom::Pt;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Node {
    pub at: Pt,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    pub from: u32,
    pub to: u32,
    pub shape: Arc<[Pt]>,
    pub left: u32,
    pub right: u32,
    pub marks: u32,
}
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Face {
    pub solid: bool,
}
#[derive(Clone, Debug, Default)]
pub struct Mesh {
    pub nodes: Rows<Node>,
    pub edges: Rows<Edge>,
    pub faces: Rows<Face>,
}
