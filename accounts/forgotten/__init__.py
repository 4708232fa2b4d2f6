"""A forgotten password: a link by e-mail, once, for an hour."""
