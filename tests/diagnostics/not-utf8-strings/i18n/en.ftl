details = café
