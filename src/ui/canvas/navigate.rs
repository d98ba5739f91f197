//! Moving over the map: drag, wheel, pinch, two fingers, keys.

use egui::{Key, Modifiers, MouseWheelSource, MouseWheelUnit, PointerButton, Response, Ui, Vec2};

use super::camera::Camera;
use crate::tools::Tool;

/// What the hand is doing between frames.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    /// The button that drags the map.
    dragging: Option<PointerButton>,
    /// Whether the wheel that turns is two fingers on a pad.
    pad: bool,
}

/// One step of a key's zoom.
const KEY_ZOOM: f64 = 1.6;

/// Moves the camera as the user asks. True while the map itself is dragged, so that the tool must rest.
pub fn navigate(ui: &Ui, response: &Response, camera: &mut Camera, tool: &mut Tool, hand: &mut Hand) -> bool {
    let over = response.contains_pointer();
    let space = over && !tool.holds() && !ui.ctx().text_edit_focused() && ui.input(|i| i.key_down(Key::Space));
    let with_primary = space || matches!(tool, Tool::Pan);
    drag(ui, over, with_primary, tool.takes_back() && !space, camera, hand);
    if over {
        wheel(ui, response, camera, hand);
    }
    let click_zooms = matches!(tool, Tool::Select(_) | Tool::Pan);
    if let Some(pos) = response.interact_pointer_pos().filter(|_| click_zooms && response.double_clicked()) {
        let place = pos - response.rect.min;
        camera.fly_zoom([place.x, place.y], 2.5);
    }
    if !ui.ctx().text_edit_focused() {
        keys(ui, response, camera, tool);
    }
    hand.dragging.is_some() || space
}

fn drag(ui: &Ui, over: bool, with_primary: bool, but_secondary: bool, camera: &mut Camera, hand: &mut Hand) {
    ui.input(|i| {
        let wanted = [PointerButton::Middle, PointerButton::Secondary, PointerButton::Primary];
        let pressed = wanted
            .into_iter()
            .filter(|button| *button != PointerButton::Primary || with_primary)
            .filter(|button| *button != PointerButton::Secondary || !but_secondary)
            .find(|button| i.pointer.button_pressed(*button));
        if over && hand.dragging.is_none() {
            hand.dragging = pressed;
        }
        hand.dragging = hand.dragging.filter(|button| i.pointer.button_down(*button));
        if hand.dragging.is_some() {
            let delta = i.pointer.delta();
            if delta != Vec2::ZERO {
                camera.pan(delta.x, delta.y);
            }
        }
    });
}

fn wheel(ui: &Ui, response: &Response, camera: &mut Camera, hand: &mut Hand) {
    let (events_pad, source, scroll, pinch, pos, fingers) = ui.input(|i| {
        let unit = i.events.iter().find_map(|event| match event {
            egui::Event::MouseWheel { unit, .. } => Some(*unit == MouseWheelUnit::Point),
            _ => None,
        });
        (unit, i.scroll_source(), i.smooth_scroll_delta(), i.zoom_delta(), i.pointer.hover_pos(), i.multi_touch())
    });
    // Only some systems say what turned; elsewhere a wheel counts lines and a pad counts points.
    hand.pad = match source {
        Some(MouseWheelSource::Trackpad | MouseWheelSource::Momentum) => true,
        Some(MouseWheelSource::Wheel) => false,
        _ => events_pad.unwrap_or(hand.pad),
    };
    let place =
        pos.or(fingers.map(|touch| touch.center_pos)).unwrap_or_else(|| response.rect.center()) - response.rect.min;
    if let Some(touch) = fingers {
        camera.pan(touch.translation_delta.x, touch.translation_delta.y);
    }
    let mut factor = f64::from(pinch);
    if scroll != Vec2::ZERO {
        if hand.pad {
            camera.pan(scroll.x, scroll.y);
        } else {
            factor *= (f64::from(scroll.y) / 260.0).exp();
        }
    }
    if factor != 1.0 {
        camera.zoom_at([place.x, place.y], factor);
    }
}

fn keys(ui: &Ui, response: &Response, camera: &mut Camera, tool: &mut Tool) {
    // A dialog over the map, or a focused table, has the arrows for itself.
    if !response.contains_pointer() && !response.has_focus() {
        return;
    }
    let pressed = |key: Key| ui.input_mut(|i| i.consume_key(Modifiers::NONE, key));
    let middle = response.rect.size() / 2.0;
    let at = response.hover_pos().map_or(middle, |pos| pos - response.rect.min);
    if pressed(Key::Plus) || pressed(Key::Equals) {
        camera.fly_zoom([at.x, at.y], KEY_ZOOM);
    }
    if pressed(Key::Minus) {
        camera.fly_zoom([at.x, at.y], 1.0 / KEY_ZOOM);
    }
    if let Tool::Brush(brush) = tool {
        if pressed(Key::OpenBracket) {
            brush.resize(false);
        }
        if pressed(Key::CloseBracket) {
            brush.resize(true);
        }
    }
}
