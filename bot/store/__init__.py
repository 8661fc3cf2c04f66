"""Where conversations, feedback and downloads are kept: SQL, failing closed."""
