"""How fast and how heavy the bot is, beside Rasa's own starter project in the same run. See README.md."""
