geom-no-transform = 无法把坐标从 EPSG:{ NUMBER($from, useGrouping: "false") } 转换到 EPSG:{ NUMBER($to, useGrouping: "false") }。请检查两个坐标系编号，或先把数据转换为 CGCS2000（EPSG:4490）再导入。
geom-unknown-crs = 没有编号为 EPSG:{ NUMBER($epsg, useGrouping: "false") } 的坐标系。请填写有效的 EPSG 编号，例如 4490（CGCS2000 经纬度）或 4545（CGCS2000 三度带，中央子午线 108°）。
