base-cancelled = 已取消，没有作任何改动。需要时请重新开始。
