found-no-field = 没有字段“{ $kind }.{ $field }”。可用字段：{ $fields }。请修改 --map。
found-no-column = 文件 { $file } 没有名为“{ $column }”的列。现有列：{ $columns }。请修改 --map。
found-nothing-read = 文件 { $file } 中没有可读的内容。请检查文件。
found-no-polygon = 这一行没有面状图形。请提供多边形。
found-no-point = 这一行没有点或面状图形。请补充坐标。
found-no-line = 这一行没有线状图形。请提供线。
found-no-lines = 文件 { $file } 没有图形，不能作为界线。请选择含线的图层。
found-twin-code = 代码“{ $code }”在同一级中重复。请改正后重新导入。
found-mended = 第 { $row } 行的面自相交，已修复。
found-mended-rows = { $rows } 行有小问题但已采用，例如：{ $first }
found-area-far = 区域“{ $name }”（{ $code }）的坐标在 EPSG:{ NUMBER($crs, useGrouping: "false") } 中没有合理位置。请检查坐标系，或用 --source-crs areas=EPSG:代号 指定。
found-area-nowhere = 区域“{ $name }”（{ $code }）的坐标（{ $x }，{ $y }）不像 EPSG:{ NUMBER($epsg, useGrouping: "false") }。请用 --source-crs areas=EPSG:代号 指定坐标系。
found-crs-elsewhere = EPSG:{ NUMBER($epsg, useGrouping: "false") } 不适用于这些区域。请换一个 --crs，或省略以自动选择。
found-crs-degrees = 项目坐标系须以米为单位，EPSG:{ NUMBER($epsg, useGrouping: "false") }（{ $name }）不是。请换一个 --crs，或省略以自动选择。
found-no-coordinates = 在 { $file } 中没有找到坐标列。现有列：{ $columns }。请用 --map { $kind }.x=列名 和 --map { $kind }.y=列名 指定。
found-no-coordinate = 缺少坐标。请补充经纬度或平面坐标。
found-bad-coordinate = 坐标“{ $text }”无法识别。请改为十进制度、度分秒或米。
found-coordinate-far = 坐标（{ $x }，{ $y }）不在 EPSG:{ NUMBER($crs, useGrouping: "false") } 的范围内。请检查是否经纬度颠倒或坐标系有误。
found-line-far = 有坐标不在 EPSG:{ NUMBER($crs, useGrouping: "false") } 的范围内。请检查坐标系。
found-crs-taken = { $file } 没有注明坐标系，按 EPSG:{ NUMBER($epsg, useGrouping: "false") }（{ $name }）读取。
found-crs-swapped = { $file } 的两个坐标列前后对调，按 EPSG:{ NUMBER($epsg, useGrouping: "false") }（{ $name }）读取。
found-bad-count = 第 { $row } 行字段 { $field } 的值“{ $text }”不是人数，已略去，住户保留。请改为 0 至 65535 的整数。
found-twin-household = 户编号“{ $code }”重复，保留第一次出现的一户。请核对后改正。
found-no-worker-code = 这一行既无人员编号也无姓名。请补充。
found-twin-worker = 人员编号“{ $code }”重复，保留第一次出现的一位。请核对后改正。
found-no-areas = 没有给出区域。请用 --areas 指定村界文件。
found-empty-areas = { $file } 中没有可用的区域（级别 { $level }）。请检查图层和筛选条件。
found-empty-plan = { $file } 中没有网格面。请检查图层。
found-import-kind = 已建项目不能再导入“{ $kind }”，只能导入 plan 和 workers。请新建项目。
found-imported-workers = 导入 { $workers } 位网格员，{ $rejected } 行未采用。
found-imported-plan = 方案“{ $plan }”：读入 { $read } 个面，{ $rejected } 行未采用，得 { $cells } 个网格；{ $torn } 个地块跨多个旧网格，归入户数最多者；{ $left } 个地块不在任何网格内。
found-cutting = 正在划分地块（{ $parcels } 片）
found-at-mesh = 正在建立拓扑网
found-at-households = 正在落点住户
found-at-cutting = 正在切分地块
found-at-tables = 正在整理表格
found-no-rows = { $file } 中没有数据行。请检查图层、筛选条件或文件。
found-all-rejected = { $file } 的 { $rows } 行全部不可用，例如第 { $row } 行：{ $first } 请检查列、坐标系和编码。
