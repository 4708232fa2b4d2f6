"""One set of moments in the formats that others read: a manifest and addresses in, text out."""
