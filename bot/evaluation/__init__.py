"""Measuring how well the bot understands: questions of real people, asked of the real bot."""
