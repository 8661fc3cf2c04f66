"""The web channel: everything of the bot that a stranger can touch.

Only :mod:`bot.channel.web` knows routes; each of the others has one thing to look after and can be read alone.
"""
