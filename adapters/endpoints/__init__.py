"""Models behind an OpenAI-compatible endpoint: any provider's, any server's."""
