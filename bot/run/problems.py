"""What can go wrong while the bot is set up, trained or run, told in one sentence to the person at the terminal."""


class RunError(Exception):
    """The bot cannot be trained, started or kept running. The message is for people and needs no stack trace."""


class PortInUseError(RunError):
    """Another program listens where the bot should."""


class DiskFullError(RunError):
    """There is too little free disk to work with."""


class TrainingError(RunError):
    """Rasa's training ended without a model."""


class ChildDiedError(RunError):
    """Rasa or the action server ended by itself."""


class NotReadyError(RunError):
    """The bot runs, but did not come to answer a turn in time."""
