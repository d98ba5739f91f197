//! Made households: where they live, who heads them, how many they are, what help they get.

use super::divide::Division;
use super::hamlets::{Hamlet, Hamlets};
use super::land::Land;
use super::plane;
use super::real::County;
use crate::base::Rng;
use crate::geom::Pt;
use crate::geom::exact::cross;

/// A made household.
#[derive(Clone, Debug)]
pub struct Household {
    pub id: String,
    pub village: u32,
    /// Counted in the village from 0.
    pub group: u32,
    pub head: String,
    pub phone: String,
    pub people: &'static str,
    pub registered: usize,
    pub resident: usize,
    pub labels: Vec<&'static str>,
    /// Longitude and latitude in 1e-7 degrees; none where it was lost on purpose.
    pub at: Option<(i64, i64)>,
}

/// Shares of the peoples in a township.
#[derive(Clone, Copy, Debug)]
pub struct Belt {
    pub tujia: f64,
    pub miao: f64,
}

const TUJIA: [&str; 10] = ["彭", "向", "田", "王", "张", "李", "覃", "杨", "宋", "罗"];
const MIAO: [&str; 7] = ["石", "吴", "龙", "麻", "廖", "杨", "张"];
const HAN: [&str; 14] = ["张", "王", "李", "刘", "陈", "杨", "黄", "周", "胡", "向", "罗", "邓", "符", "欧阳"];
const GIVEN: [&str; 48] = [
    "明", "华", "英", "秀", "兰", "军", "平", "春", "生", "金", "玉", "珍", "国", "建", "文", "清", "林", "桂", "香",
    "梅", "成", "德", "光", "永", "忠", "发", "才", "水", "云", "芳", "志", "强", "勇", "波", "燕", "丽", "绍", "仕",
    "昌", "远", "继", "兴", "顺", "安", "和", "义", "翠", "菊",
];

/// The belts of a county's townships: Miao rather in the south, Tujia rather in the north.
pub fn belts(county: &County, land: &Land, division: &Division, rng: &mut Rng) -> Vec<Belt> {
    let belt = |seat: &u32| {
        let south =
            ((28.57 - plane::degrees(land.points[*seat as usize]).1) / 0.1 + rng.range(-0.3, 0.3)).clamp(0.0, 1.0);
        let native = if rng.chance(0.12) { 0.45 } else { rng.range(0.68, 0.88) };
        let miao = native * (0.12 + 0.76 * south);
        Belt { tujia: native - miao, miao }
    };
    division.township_seat.iter().take(county.townships.len()).map(belt).collect()
}

/// A made name for someone of this people.
pub fn name(people: &str, rng: &mut Rng) -> String {
    let surname = match people {
        "土家族" => TUJIA[rng.below(TUJIA.len())],
        "苗族" => MIAO[rng.below(MIAO.len())],
        _ => HAN[rng.below(HAN.len())],
    };
    let mut name = surname.to_owned() + GIVEN[rng.below(GIVEN.len())];
    if rng.chance(0.78) {
        name += GIVEN[rng.below(GIVEN.len())];
    }
    name
}

/// A people by the shares of the belt.
pub fn people(belt: Belt, rng: &mut Rng) -> &'static str {
    let u = rng.unit();
    match u {
        u if u < belt.tujia => "土家族",
        u if u < belt.tujia + belt.miao => "苗族",
        u if u > 0.995 => "侗族",
        _ => "汉族",
    }
}

/// A number that cannot be anybody's: no mobile number in China begins with 10.
pub fn phone(leading: u8, county: &str, serial: usize) -> String {
    format!("10{leading}{}{serial:06}", county.get(4..6).unwrap_or("00"))
}

/// The households of all hamlets, by village and group.
pub fn households(
    county: &County,
    land: &Land,
    hamlets: &Hamlets,
    belt_of_village: &[Belt],
    stream: impl Fn(u64) -> Rng,
) -> Vec<Household> {
    let mut all = Vec::new();
    for (number, hamlet) in hamlets.all.iter().enumerate() {
        let mut rng = stream(number as u64);
        let mut axis = (rng.range(-1.0, 1.0), rng.range(-1.0, 1.0));
        let length = (axis.0 * axis.0 + axis.1 * axis.1).sqrt().max(1e-3);
        axis = (axis.0 / length, axis.1 / length);
        for _ in 0..hamlet.households {
            let serial = all.len() + 1;
            let at = place(land, hamlets, number as u32, hamlet, axis, &mut rng);
            let people = people(belt_of_village[hamlet.village as usize], &mut rng);
            let registered = [1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 6, 7][rng.below(12)];
            let resident = 1 + (1..registered).filter(|_| rng.chance(0.6)).count();
            all.push(Household {
                id: format!("H{}{serial:07}", county.code),
                village: hamlet.village,
                group: hamlet.group,
                head: name(people, &mut rng),
                phone: phone(0, &county.code, serial),
                people,
                registered,
                resident,
                labels: labels(registered, resident, &mut rng),
                at: Some(plane::units(at)),
            });
        }
    }
    all
}

/// A place near the middle of the hamlet, strictly inside its ground.
fn place(land: &Land, hamlets: &Hamlets, number: u32, hamlet: &Hamlet, axis: (f64, f64), rng: &mut Rng) -> Pt {
    let (x, y) = plane::metres(land.middle(hamlet.triangle));
    let spread = (hamlet.area.sqrt() * 220.0).clamp(20.0, 105.0);
    for _ in 0..16 {
        let (along, aside) = (rng.normal() * spread, rng.normal() * spread * 0.42);
        let p = plane::from_metres(x + along * axis.0 - aside * axis.1, y + along * axis.1 + aside * axis.0);
        if land.locate(p, hamlet.triangle).is_some_and(|t| hamlets.by_triangle[t as usize] == number) {
            return p;
        }
    }
    let [a, b, c] = land.corners(hamlet.triangle);
    for _ in 0..16 {
        let (u, v) = (rng.unit(), rng.unit());
        let part = |a: i32, b: i32, c: i32| a + (f64::from(b - a) * u + f64::from(c - a) * v).round() as i32;
        let p = Pt::new(part(a.x, b.x, c.x), part(a.y, b.y, c.y));
        if cross(a, b, p) > 0 && cross(b, c, p) > 0 && cross(c, a, p) > 0 {
            return p;
        }
    }
    land.middle(hamlet.triangle)
}

/// Categories by the shares of `DOMAIN`, section 9b.
fn labels(registered: usize, resident: usize, rng: &mut Rng) -> Vec<&'static str> {
    let mut labels = Vec::new();
    let poor = rng.chance(0.225);
    if poor {
        labels.push("脱贫户");
    }
    // About 2 % in all, half of them unstable formerly poor households.
    let monitored = rng.unit();
    if poor && monitored < 0.045 {
        labels.push("监测户（脱贫不稳定户）");
    } else if !poor && monitored < 0.008 {
        labels.push("监测户（边缘易致贫户）");
    } else if !poor && monitored < 0.0125 {
        labels.push("监测户（突发严重困难户）");
    }
    let hardship = registered <= 2 && rng.chance(0.06);
    if hardship {
        labels.push("特困");
    } else if rng.chance(if poor { 0.16 } else { 0.037 }) {
        labels.push("低保");
    }
    let away = registered > resident;
    for (label, share) in [
        ("残疾", 0.06),
        ("重病大病", 0.025),
        ("独居老人", if resident == 1 { 0.25 } else { 0.0 }),
        ("留守老人", if away && resident == 2 { 0.18 } else { 0.0 }),
        ("留守儿童", if away && registered >= 4 { 0.08 } else { 0.0 }),
        ("留守妇女", if away && registered >= 3 { 0.03 } else { 0.0 }),
        ("易地搬迁", if poor { 0.12 } else { 0.0 }),
        ("危房", 0.004),
        ("退役军人", 0.025),
    ] {
        if rng.chance(share) {
            labels.push(label);
        }
    }
    labels
}
