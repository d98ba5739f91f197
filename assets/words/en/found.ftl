found-no-field = There is no field "{ $kind }.{ $field }". Known fields: { $fields }. Correct --map.
found-no-column = File { $file } has no column "{ $column }". Its columns: { $columns }. Correct --map.
found-nothing-read = File { $file } holds nothing that can be read. Check the file.
found-no-polygon = This row has no polygon. Give it one.
found-no-point = This row has neither a point nor a polygon. Give it coordinates.
found-no-line = This row has no line. Give it one.
found-no-lines = File { $file } has no geometry and cannot be a barrier. Choose a layer of lines.
found-twin-code = The code "{ $code }" occurs twice in its level. Correct it and import again.
found-mended = The polygon of row { $row } crosses itself and was mended.
found-mended-rows = { $rows } rows were taken with a small repair, the first: { $first }
found-area-far = The coordinates of area "{ $name }" ({ $code }) make no sense in EPSG:{ NUMBER($crs, useGrouping: "false") }. Check the reference system, or give it with --source-crs areas=EPSG:N.
found-area-nowhere = The coordinates ({ $x }, { $y }) of area "{ $name }" ({ $code }) do not look like EPSG:{ NUMBER($epsg, useGrouping: "false") }. Give the reference system with --source-crs areas=EPSG:N.
found-crs-elsewhere = EPSG:{ NUMBER($epsg, useGrouping: "false") } does not suit these areas. Give another --crs, or none to have it chosen.
found-crs-degrees = A project's reference system must be in metres; EPSG:{ NUMBER($epsg, useGrouping: "false") } ({ $name }) is not. Give another --crs, or none to have it chosen.
found-no-coordinates = No coordinate columns were found in { $file }. Its columns: { $columns }. Name them with --map { $kind }.x=COLUMN and --map { $kind }.y=COLUMN.
found-no-coordinate = The coordinates are missing. Add longitude and latitude, or easting and northing.
found-bad-coordinate = The coordinate "{ $text }" cannot be read. Write decimal degrees, degrees-minutes-seconds, or metres.
found-coordinate-far = The coordinates ({ $x }, { $y }) lie outside EPSG:{ NUMBER($crs, useGrouping: "false") }. Check whether the axes are swapped or the reference system is another.
found-line-far = Some coordinates lie outside EPSG:{ NUMBER($crs, useGrouping: "false") }. Check the reference system.
found-crs-taken = { $file } does not say its reference system; read as EPSG:{ NUMBER($epsg, useGrouping: "false") } ({ $name }).
found-crs-swapped = The two coordinate columns of { $file } are swapped; read as EPSG:{ NUMBER($epsg, useGrouping: "false") } ({ $name }).
found-bad-count = In row { $row } the value "{ $text }" of field { $field } is not a number of persons; it was left out and the household kept. Write a whole number from 0 to 65535.
found-twin-household = The household number "{ $code }" occurs again; the first one was kept. Check and correct it.
found-no-worker-code = This row has neither a worker's number nor a name. Add one.
found-twin-worker = The worker's number "{ $code }" occurs again; the first one was kept. Check and correct it.
found-no-areas = No areas were given. Name a file of village borders with --areas.
found-empty-areas = { $file } holds no usable area (level { $level }). Check the layer and the conditions.
found-empty-plan = { $file } holds no cell polygon. Check the layer.
found-import-kind = "{ $kind }" cannot be imported into a finished project, only plan and workers can. Make a new project.
found-imported-workers = Imported { $workers } workers; { $rejected } rows were not taken.
found-imported-plan = Plan "{ $plan }": { $read } polygons read, { $rejected } rows not taken, { $cells } cells made; { $torn } blocks lay in several old cells and went to the one with most households; { $left } blocks lie in none.
found-cutting = Cutting blocks ({ $parcels } parcels)
found-at-mesh = Building the mesh
found-at-households = Placing households
found-at-cutting = Cutting blocks
found-at-tables = Writing the tables
found-no-rows = { $file } holds no rows. Check the layer, the conditions, or the file.
found-all-rejected = None of the { $rows } rows of { $file } can be used; row { $row }: { $first } Check the columns, the reference system and the encoding.
