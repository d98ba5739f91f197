//! Why something could not be done, in a form that the command line and the window can both act on.

use std::fmt;

use super::Message;

/// What kind of failure it was; decides the exit status of the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Wrong usage: the request itself makes no sense (exit status 2).
    Usage,
    /// What was asked for cannot be had (1).
    Infeasible,
    /// Bad input, nothing changed; also an existing target (3).
    Input,
    /// The project cannot be used: locked, newer, damaged (4).
    Project,
    /// Stopped by the user (130).
    Cancelled,
}

/// A failure: its kind, and a message that says what, where and what to do.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    pub kind: FaultKind,
    pub message: Message,
}

impl Fault {
    /// A wrong request.
    pub const fn usage(message: Message) -> Self {
        Self { kind: FaultKind::Usage, message }
    }

    /// A request that no result can meet.
    pub const fn infeasible(message: Message) -> Self {
        Self { kind: FaultKind::Infeasible, message }
    }

    /// Bad input from a file or a value.
    pub const fn input(message: Message) -> Self {
        Self { kind: FaultKind::Input, message }
    }

    /// A project that cannot be used.
    pub const fn project(message: Message) -> Self {
        Self { kind: FaultKind::Project, message }
    }

    /// The user stopped the work.
    pub const fn cancelled() -> Self {
        Self { kind: FaultKind::Cancelled, message: Message::new("base-cancelled") }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message.fmt(f)
    }
}

impl std::error::Error for Fault {}
