greeting = Hello, { $nmae }!
