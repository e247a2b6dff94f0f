hello = Hello, { $nmae }!
bye = Bye!
