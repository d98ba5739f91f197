// What all shaders of the map share. Lengths are pixels of the screen unless said.

struct Style {
    colour: vec4<f32>, // premultiplied
    width: f32,
    dash: f32, // 0: a solid line
    gap: f32,
    spare: f32,
};

struct Frame {
    centre: vec2<i32>, // mm
    rest: vec2<f32>, // what the rounded centre lacks, mm
    middle: vec2<f32>, // of the map on the screen
    size: vec2<f32>, // of the screen
    hatch: vec2<f32>, // where the hatching begins
    px_per_mm: f32,
    px_per_point: f32,
    linear: u32, // whether the screen takes linear light
    single: u32, // whether each dot is one household
    crowded: u32,
    monitored_only: u32,
    closeness: f32,
    fade: f32,
    spare: vec2<f32>,
    household: vec4<f32>,
    alert: vec4<f32>,
    worker: vec4<f32>,
    hatching: vec4<f32>,
    casing: vec4<f32>, // around markers
    styles: array<Style, 32>,
};

struct Pass {
    what: u32,
    direct: u32, // whether a line names its style itself
};

@group(0) @binding(0) var<uniform> frame: Frame;
@group(0) @binding(1) var<uniform> pass_: Pass;
@group(1) @binding(0) var blocks: texture_2d<u32>;
@group(1) @binding(1) var edges: texture_2d<u32>;

const ROW: u32 = 2048u;

// Whole numbers first: the difference is exact, so nothing trembles at street zoom.
fn on_screen(p: vec2<i32>) -> vec2<f32> {
    let from_centre = vec2<f32>(p - frame.centre) - frame.rest;
    return frame.middle + vec2<f32>(from_centre.x, -from_centre.y) * frame.px_per_mm;
}

fn clip(at: vec2<f32>) -> vec4<f32> {
    return vec4<f32>(at.x / frame.size.x * 2.0 - 1.0, 1.0 - at.y / frame.size.y * 2.0, 0.0, 1.0);
}

fn nowhere() -> vec4<f32> {
    return vec4<f32>(2.0, 2.0, 0.0, 1.0);
}

fn out_colour(c: vec4<f32>) -> vec4<f32> {
    if frame.linear == 0u {
        return c;
    }
    let low = c.rgb / 12.92;
    let high = pow((c.rgb + vec3<f32>(0.055)) / 1.055, vec3<f32>(2.4));
    return vec4<f32>(select(high, low, c.rgb < vec3<f32>(0.04045)), c.a);
}

fn unpack(c: u32) -> vec4<f32> {
    return vec4<f32>(f32(c & 255u), f32((c >> 8u) & 255u), f32((c >> 16u) & 255u), f32(c >> 24u)) / 255.0;
}

// ---- territory

struct Face {
    @builtin(position) at: vec4<f32>,
    @location(0) @interpolate(flat) colour: u32,
    @location(1) @interpolate(flat) locked: u32,
};

@vertex
fn face_vertex(@location(0) p: vec2<i32>, @location(1) block: u32) -> Face {
    let look = textureLoad(blocks, vec2<u32>(block % ROW, block / ROW), 0);
    var face: Face;
    face.at = clip(on_screen(p));
    face.colour = look.r;
    face.locked = look.g;
    return face;
}

fn hatch_line(at: f32) -> f32 {
    let off = at - floor(at / 16.0) * 16.0;
    return clamp(1.1 - min(off, 16.0 - off), 0.0, 1.0);
}

@fragment
fn face_fragment(face: Face) -> @location(0) vec4<f32> {
    var colour = unpack(face.colour);
    if face.locked != 0u {
        let at = (face.at.xy - frame.hatch) / frame.px_per_point;
        let ink = frame.hatching * max(hatch_line(at.x + at.y), hatch_line(at.x - at.y));
        colour = colour * (1.0 - ink.a) + ink;
    }
    return out_colour(colour);
}

// ---- lines: a box around each segment, cut to it by distance

struct Line {
    @builtin(position) at: vec4<f32>,
    @location(0) @interpolate(flat) ends: vec4<f32>,
    @location(1) @interpolate(flat) joints: vec4<f32>, // how the joints with the segments before and after are cut
    @location(2) @interpolate(flat) style: u32,
    @location(3) @interpolate(flat) along: f32, // of the first end
    @location(4) px: vec2<f32>,
};

fn way(from_: vec2<i32>, to: vec2<i32>) -> vec2<f32> {
    let d = vec2<f32>(to - from_);
    let long = length(d);
    return select(vec2<f32>(0.0, 0.0), vec2<f32>(d.x, -d.y) / max(long, 1e-6), long > 0.0);
}

@vertex
fn line_vertex(
    @builtin(vertex_index) corner: u32,
    @location(0) before: vec2<i32>,
    @location(1) before_line: u32,
    @location(2) a: vec2<i32>,
    @location(3) along: u32,
    @location(4) b: vec2<i32>,
    @location(5) after: vec2<i32>,
    @location(6) after_line: u32,
) -> Line {
    var line: Line;
    line.at = nowhere();
    var style = before_line & 15u;
    if pass_.direct == 0u {
        let kinds = textureLoad(edges, vec2<u32>(before_line % ROW, before_line / ROW), 0).r;
        style = pass_.what;
        let wanted = select(kinds & 127u, kinds >> 7u, style == 8u);
        if wanted != select(style, 1u, style == 8u) {
            return line;
        }
    } else {
        style = style + 16u;
    }
    if before_line != after_line {
        return line; // between two lines of the table
    }
    let width = frame.styles[style].width;
    if width <= 0.0 {
        return line;
    }
    let p = on_screen(a);
    let q = on_screen(b);
    let d = way(a, b);
    let side = vec2<f32>(-d.y, d.x);
    let reach = width * 0.5 + 1.0;
    let end = select(p - d * reach, q + d * reach, corner > 1u);
    let at = end + side * select(-reach, reach, (corner & 1u) == 1u);
    let first = way(before, a);
    let last = way(b, after);
    let joint_a = select(vec2<f32>(0.0), first + d, dot(first, first) > 0.0);
    let joint_b = select(vec2<f32>(0.0), last + d, dot(last, last) > 0.0);
    line.at = clip(at);
    line.ends = vec4<f32>(p, q);
    line.joints = vec4<f32>(joint_a, joint_b);
    line.style = style;
    line.along = f32(along) * frame.px_per_mm;
    line.px = at;
    return line;
}

@fragment
fn line_fragment(line: Line) -> @location(0) vec4<f32> {
    let look = frame.styles[line.style];
    let p = line.ends.xy;
    let q = line.ends.zw;
    let d = q - p;
    let t = clamp(dot(line.px - p, d) / max(dot(d, d), 1e-9), 0.0, 1.0);
    var cover = clamp(look.width * 0.5 + 0.5 - distance(line.px, p + d * t), 0.0, 1.0) * min(look.width, 1.0);
    // Where one can see through a line, its segments must not lie on each other.
    if look.colour.a < 1.0 {
        let before = dot(line.joints.xy, line.joints.xy) > 0.05 && dot(line.px - p, line.joints.xy) < 0.0;
        let after = dot(line.joints.zw, line.joints.zw) > 0.05 && dot(line.px - q, line.joints.zw) >= 0.0;
        if before || after {
            cover = 0.0;
        }
    }
    if look.dash > 0.0 {
        let period = look.dash + look.gap;
        let at = line.along + t * length(d);
        let into = at - floor(at / period) * period;
        cover *= clamp(min(into, look.dash - into) + 0.5, 0.0, 1.0);
    }
    return out_colour(look.colour * cover);
}

// ---- markers

struct Mark {
    @builtin(position) at: vec4<f32>,
    @location(0) px: vec2<f32>, // from its middle
    @location(1) @interpolate(flat) radius: f32,
    @location(2) @interpolate(flat) casing: f32, // radius of the light ground, 0 for none
    @location(3) @interpolate(flat) colour: vec4<f32>,
};

const ORDINARY: u32 = 0u;
const MONITORED: u32 = 1u;
const WORKERS: u32 = 2u;

@vertex
fn mark_vertex(
    @builtin(vertex_index) corner: u32,
    @location(0) p: vec2<i32>,
    @location(1) count: u32,
    @location(2) monitored: u32,
) -> Mark {
    var mark: Mark;
    mark.at = nowhere();
    let single = frame.single != 0u;
    if pass_.what == ORDINARY {
        if frame.monitored_only != 0u || (single && monitored > 0u) {
            return mark;
        }
        let doublings = log2(f32(max(count, 1u)));
        mark.radius = select(min(1.05 + 0.32 * doublings, 3.2), 1.5 * frame.closeness, single) * frame.fade;
        let alpha = select(110.0 + 20.0 * min(floor(doublings + 1e-4), 6.0), 210.0, single) / 255.0;
        mark.colour = frame.household * alpha * frame.fade;
    } else if pass_.what == MONITORED {
        if monitored == 0u || (frame.crowded != 0u && frame.monitored_only == 0u) {
            return mark;
        }
        let doublings = log2(f32(monitored));
        mark.radius = select(min(2.2 + 0.5 * doublings, 4.5), 2.9 * frame.closeness, single);
        mark.casing = select(0.0, mark.radius + 1.2, single);
        mark.colour = frame.alert * select(0.75, 1.0, single);
    } else {
        mark.radius = select(5.0, 2.6, frame.px_per_mm * 15000.0 < frame.px_per_point);
        mark.casing = mark.radius + 1.5;
        mark.colour = frame.worker;
    }
    mark.radius *= frame.px_per_point;
    mark.casing *= frame.px_per_point;
    let reach = max(mark.radius, mark.casing) / 0.9 + 1.0;
    mark.px = vec2<f32>(select(-reach, reach, corner > 1u), select(-reach, reach, (corner & 1u) == 1u));
    mark.at = clip(on_screen(p) + mark.px);
    return mark;
}

// How much of a pixel the marker covers; the shapes are those of the processor's layers.
fn cover(px: vec2<f32>, radius: f32) -> f32 {
    let unit = radius / 0.9;
    if pass_.what == ORDINARY {
        return clamp(radius + 0.5 - length(px), 0.0, 1.0);
    }
    if pass_.what == MONITORED {
        let slant = (abs(px.x) - (px.y + 0.92 * unit) * 0.55) / 1.1413;
        return clamp(0.5 - max(px.y - 0.72 * unit, slant), 0.0, 1.0);
    }
    return clamp(0.5 - (max(abs(px.x), abs(px.y)) - 0.78 * unit), 0.0, 1.0);
}

@fragment
fn mark_fragment(mark: Mark) -> @location(0) vec4<f32> {
    var colour = mark.colour * cover(mark.px, mark.radius);
    if mark.casing > 0.0 {
        colour += frame.casing * cover(mark.px, mark.casing) * (1.0 - colour.a);
    }
    return out_colour(colour);
}
