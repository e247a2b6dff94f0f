reading-time = { $count ->
   *[other] { $count } minutes
}
