"""Every page and state as people see it: for pictures, and for what must hold on all of them."""
