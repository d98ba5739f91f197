//! The window. Only here is egui known; nothing here knows verbs, files or founding, only the session and read models.

mod app;
pub mod canvas;
mod dialogs;
mod events;
#[cfg(test)]
mod gestures;
mod greyed;
mod keys;
mod menus;
mod outbox;
mod panels;
mod settings;
mod shell;
mod speech;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tests;
mod theme;
mod toasts;
mod widgets;
mod wishes;

use std::path::PathBuf;

use crate::base::Fault;
use crate::say;

/// Opens the window, with a project where one is given, and returns when it is closed.
///
/// Fails where there is no display to open it on.
pub fn run(project: Option<PathBuf>) -> Result<(), Fault> {
    if !has_display() {
        return Err(Fault::usage(say!("ui-no-display")));
    }
    let settings = settings::Settings::load();
    let [width, height] = settings.window;
    let options = eframe::NativeOptions {
        viewport: egui::ViewportBuilder::default()
            .with_app_id("gridwright")
            .with_inner_size([width.clamp(900.0, 8000.0), height.clamp(600.0, 6000.0)])
            .with_min_inner_size([900.0, 600.0])
            .with_drag_and_drop(true),
        ..Default::default()
    };
    let make = move |cc: &eframe::CreationContext<'_>| -> Result<Box<dyn eframe::App>, Box<dyn std::error::Error + Send + Sync>> {
        let mut app = app::App::new(&cc.egui_ctx, settings, true);
        if let Some(card) = &cc.wgpu_render_state {
            app.canvas.use_card(card, &cc.egui_ctx);
        }
        if let Some(path) = project {
            app.open(path);
        }
        Ok(Box::new(app))
    };
    eframe::run_native("Gridwright", options, Box::new(make))
        .map_err(|e| Fault::usage(say!("ui-no-window", why = e.to_string())))
}

/// Whether there is something to open a window on; only Linux can tell beforehand.
fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WAYLAND_SOCKET")
}
