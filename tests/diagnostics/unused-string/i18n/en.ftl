draft = In preparation
draf-notice = Not published yet.
