"""Rasa graph components that understand what people write. Each is named in ``config.yml`` with what it is for."""
