"""What make needs: the environment, the pages' npm parts, a browser."""
