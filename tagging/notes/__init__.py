"""What people write on a cut: comments, draft tags, reveals, and where the cliffhanger begins."""
