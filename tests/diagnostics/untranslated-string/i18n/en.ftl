of-mine = Mine
also-mine = Mine too
