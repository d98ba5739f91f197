//! The program as strangers meet it: its command line run as a process, its files read by other programs.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test")]

mod cli;
mod journey;
mod outside;
mod refusals;
mod sample_maps;
mod tool;
