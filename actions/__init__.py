"""The Rasa actions: thin, each asks the guidance library and sends one message of the contract."""
