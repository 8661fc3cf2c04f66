"""What can go wrong while the bot is set up, trained or run, told in one sentence to the person at the terminal."""


class RunProblem(Exception):
    """The bot cannot be trained, started or kept running. The message is for people and needs no stack trace."""


class PortInUse(RunProblem):
    """Another program listens where the bot should."""


class DiskFull(RunProblem):
    """There is too little free disk to work with."""


class TrainingFailed(RunProblem):
    """Rasa's training ended without a model."""


class ChildDied(RunProblem):
    """Rasa or the action server ended by itself."""


class NotReady(RunProblem):
    """The bot runs, but did not come to answer a turn in time."""
