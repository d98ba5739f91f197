//! What a user of a sample could notice.
