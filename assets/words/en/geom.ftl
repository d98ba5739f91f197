geom-no-transform = Coordinates cannot be changed from EPSG:{ NUMBER($from, useGrouping: "false") } to EPSG:{ NUMBER($to, useGrouping: "false") }. Check both numbers, or convert the data to CGCS2000 (EPSG:4490) before importing it.
geom-proj-broken = The built-in database of coordinate systems cannot be opened; the program file may be damaged. Install Gridwright again.
geom-unknown-crs = There is no coordinate system EPSG:{ NUMBER($epsg, useGrouping: "false") }. Give a valid EPSG number, for example 4490 (CGCS2000 longitude and latitude) or 4545 (CGCS2000, 3-degree zone at 108° E).
