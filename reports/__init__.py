"""What a run leaves behind: terminal, JSON, HTML. Reads results only."""
