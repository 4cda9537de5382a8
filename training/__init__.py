"""How the embedded checkpoints are made."""
