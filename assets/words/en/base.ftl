base-cancelled = Cancelled; nothing was changed. Start again when you wish.
