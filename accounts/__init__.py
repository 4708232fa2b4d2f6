"""Who is who: workspaces, organisations, people, roles, API keys, channels."""
