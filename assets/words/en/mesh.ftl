mesh-welding = Joining vertices and borders that lie within the tolerance
mesh-noding = Finding where borders meet (round { $round })
mesh-walking = Walking around the faces
mesh-proving = Proving that nothing overlaps or tears
mesh-out-of-range = A vertex at ({ $x }, { $y }) mm from the project origin is out of range: 1,073 km is the limit. Check the coordinate system of the source.
mesh-too-large = The sources have { $segments } border segments, more than one project can hold. Simplify them or take a smaller area.
mesh-weld-too-wide = A weld tolerance of { $tolerance } mm is too wide: { $most } mm is the most. Give a smaller tolerance.
mesh-not-noded = The borders still cross after { $rounds } rounds of rounding. Repair the source with a wider weld tolerance, and report this.
