skip-to-content = Skip
this is no message
