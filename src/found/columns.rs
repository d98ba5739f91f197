//! Which column of a source holds which field: by mapping where given, else by its heading.

use super::{Kind, Mapping};
use crate::base::Fault;
use crate::formats::Header;
use crate::say;

/// A field of a kind, with the headings that name it, best first.
struct Field {
    name: &'static str,
    /// Whole headings, after [`plain`].
    exact: &'static [&'static str],
    /// Ends of headings, tried after every whole one (`LSOA11CD`, `LSOA11NM`).
    ends: &'static [&'static str],
}

const fn field(name: &'static str, exact: &'static [&'static str], ends: &'static [&'static str]) -> Field {
    Field { name, exact, ends }
}

const AREAS: &[Field] = &[
    field(
        "code",
        &["代码", "编码", "区划代码", "行政区划代码", "村代码", "code", "gb", "adcode", "id", "ref", "osmid"],
        &["代码", "编码", "cd", "code"],
    ),
    field("name", &["名称", "村名", "县名", "乡镇", "行政村", "name", "label", "title"], &["名称", "nm", "name"]),
    field("parent", &["上级代码", "parent", "parentcode", "parentid"], &[]),
];
const HOUSEHOLDS: &[Field] = &[
    field("code", &["户编号", "户号", "编号", "householdid", "id", "uprn", "postcode", "osmid", "code"], &["编号"]),
    field("village", &["村代码", "行政村代码", "villagecode", "village"], &["村代码"]),
    field("group", &["组号", "村民小组", "小组", "组名", "组", "groupno", "groupname", "group"], &[]),
    field("name", &["户主姓名", "姓名", "户主", "headname", "name"], &["姓名"]),
    field("phone", &["联系电话", "户联系电话", "电话", "手机号", "手机", "phone", "tel"], &["电话"]),
    field("ethnic", &["民族", "ethnicgroup", "ethnic"], &[]),
    field("registered", &["户籍人口", "户籍人数", "人数", "personsregistered", "registered", "persons"], &[]),
    field("resident", &["常住人口", "常住人数", "personsresident", "resident", "人口"], &[]),
    field("categories", &["户类型", "类别", "户类别", "人群类别", "categories", "category"], &[]),
    field(
        "x",
        &["经度", "lon", "lng", "long", "longitude", "x", "x坐标", "东坐标", "横坐标", "easting", "住址经度"],
        &["经度"],
    ),
    field("y", &["纬度", "lat", "latitude", "y", "y坐标", "北坐标", "纵坐标", "northing", "住址纬度"], &["纬度"]),
    field("remark", &["备注", "remark", "note"], &[]),
];
const BARRIERS: &[Field] = &[
    field("kind", &["kind", "类型", "种类", "barrier"], &[]),
    field("name", &["名称", "name"], &[]),
    field("class", &["class", "等级", "highway", "waterway", "railway"], &[]),
];
const BLOCKS: &[Field] = &[field("code", &["代码", "编码", "code", "id"], &["代码", "cd", "code"])];
const WORKERS: &[Field] = &[
    field("code", &["人员编号", "编号", "工号", "workerid", "code", "id"], &["编号"]),
    field("name", &["姓名", "name"], &["姓名"]),
    field("phone", &["电话", "联系电话", "手机", "phone"], &["电话"]),
    field("role", &["岗位", "角色", "role"], &[]),
    field("employment", &["用工", "用工性质", "employment"], &[]),
    field("languages", &["语言", "languages", "language"], &[]),
    field("village", &["住址村代码", "村代码", "homevillage", "village"], &["村代码"]),
    field(
        "x",
        &["住址经度", "x坐标", "东坐标", "横坐标", "easting", "经度", "lon", "lng", "longitude", "x", "homex"],
        &["经度"],
    ),
    field(
        "y",
        &["住址纬度", "y坐标", "北坐标", "纵坐标", "northing", "纬度", "lat", "latitude", "y", "homey"],
        &["纬度"],
    ),
    field("capacity", &["容量分钟", "capacitymin", "capacity"], &[]),
    field("max_cells", &["最多网格数", "maxgrids", "maxcells"], &[]),
    field("remark", &["备注", "remark"], &[]),
];
const PLAN: &[Field] = &[
    field("code", &["网格编码", "编码", "cellcode", "code", "id"], &["编码"]),
    field("name", &["网格名称", "名称", "cellname", "name"], &["名称"]),
    field("worker", &["网格员编号", "workercode", "worker"], &[]),
];

const SEATS: &[Field] = &[
    field("name", &["名称", "地点", "村部", "村名", "name", "label"], &["名称", "name"]),
    field("kind", &["类型", "种类", "kind", "type"], &[]),
    field("x", &["经度", "lon", "lng", "long", "longitude", "x", "x坐标", "东坐标", "横坐标", "easting"], &["经度"]),
    field("y", &["纬度", "lat", "latitude", "y", "y坐标", "北坐标", "纵坐标", "northing"], &["纬度"]),
];

const fn fields(kind: Kind) -> &'static [Field] {
    match kind {
        Kind::Areas => AREAS,
        Kind::Households => HOUSEHOLDS,
        Kind::Barriers => BARRIERS,
        Kind::Blocks => BLOCKS,
        Kind::Workers => WORKERS,
        Kind::Plan => PLAN,
        Kind::Seats => SEATS,
    }
}

/// The names of the fields of a kind, as `--map KIND.FIELD=COLUMN` takes them.
pub fn field_names(kind: Kind) -> impl Iterator<Item = &'static str> {
    fields(kind).iter().map(|f| f.name)
}

/// The columns found for the fields of one source.
#[derive(Clone, Debug)]
pub struct Columns {
    kind: Kind,
    at: Vec<Option<usize>>,
    names: Vec<String>,
}

impl Columns {
    /// Takes the mappings given for the kind, and guesses the rest from the headings.
    ///
    /// Fails for a mapping that names no field or no column.
    pub fn find(kind: Kind, header: &Header, map: &[Mapping]) -> Result<Self, Fault> {
        let fields = fields(kind);
        let mut at = vec![None; fields.len()];
        for given in map.iter().filter(|m| m.kind == kind) {
            let Some(f) = fields.iter().position(|f| f.name == given.field) else {
                let known = field_names(kind).collect::<Vec<_>>().join(", ");
                return Err(Fault::usage(say!(
                    "found-no-field",
                    kind = kind.name(),
                    field = &given.field,
                    fields = known
                )));
            };
            let Some(c) = header.columns.iter().position(|c| *c == given.column) else {
                return Err(Fault::input(say!(
                    "found-no-column",
                    file = &header.file,
                    column = &given.column,
                    columns = header.columns.join(", ")
                )));
            };
            at[f] = Some(c);
        }
        let plain: Vec<String> = header.columns.iter().map(|c| plain(c)).collect();
        for ends in [false, true] {
            for (f, field) in fields.iter().enumerate() {
                if at[f].is_some() {
                    continue;
                }
                let words = if ends { field.ends } else { field.exact };
                let fits = |column: &str, word: &str| if ends { column.ends_with(word) } else { column == word };
                at[f] = words
                    .iter()
                    .find_map(|word| (0..plain.len()).find(|c| fits(&plain[*c], word) && !at.contains(&Some(*c))));
            }
        }
        Ok(Self { kind, at, names: header.columns.clone() })
    }

    /// The column of a field; none where the source has no such column.
    pub fn of(&self, field: &str) -> Option<usize> {
        fields(self.kind).iter().position(|f| f.name == field).and_then(|f| self.at[f])
    }

    /// The value of a field in a row, trimmed; empty where there is none.
    pub fn text<'v>(&self, row: &'v [crate::formats::Value<'_>], field: &str) -> std::borrow::Cow<'v, str> {
        let value = self.of(field).and_then(|c| row.get(c)).map(crate::formats::Value::as_text).unwrap_or_default();
        match value {
            std::borrow::Cow::Borrowed(text) => std::borrow::Cow::Borrowed(text.trim()),
            std::borrow::Cow::Owned(text) => std::borrow::Cow::Owned(text.trim().to_owned()),
        }
    }

    /// (field, column) of everything found, for the report.
    pub fn found(&self) -> Vec<(String, String)> {
        let named = fields(self.kind).iter().zip(&self.at);
        named.filter_map(|(f, at)| Some((f.name.to_owned(), self.names[(*at)?].clone()))).collect()
    }
}

/// A heading without case, spaces, underscores and anything in brackets.
fn plain(heading: &str) -> String {
    let open = heading.find(['(', '（', '[']).unwrap_or(heading.len());
    let cut = if open == 0 { heading } else { &heading[..open] };
    cut.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '*')).flat_map(char::to_lowercase).collect()
}
