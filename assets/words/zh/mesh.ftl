mesh-welding = 正在合并容差以内的顶点和边界
mesh-noding = 正在求边界的交点（第 { $round } 轮）
mesh-walking = 正在追踪各个面
mesh-proving = 正在证明没有重叠和裂缝
mesh-out-of-range = 有顶点距项目原点 ({ $x }, { $y }) 毫米，超出范围：最多 1073 公里。请检查源数据的坐标系。
mesh-too-large = 源数据共有 { $segments } 条边界线段，超过一个项目的上限。请先简化，或缩小范围。
mesh-weld-too-wide = 合并容差 { $tolerance } 毫米过大：最多 { $most } 毫米。请改用较小的容差。
mesh-not-noded = 经过 { $rounds } 轮取整，边界仍有相交。请加大合并容差修复源数据，并报告此问题。
