no message
