"""The guidance library: load, check, look up and render the YAML in ``guidance/``. It knows nothing of Rasa.

The bot, the command line and the tests all come in by this door::

    store = GuidanceStore()
    answer = find_answer(store.content, "flexible_working/time_limit", Reader("employee", "scotland"), today())
    message = guidance_message(store.content, answer, today())
"""

from bot.content.clock import today
from bot.content.load import GUIDANCE, load_content
from bot.content.model import Content
from bot.content.problems import ContentError, NoAnswerError, Problem
from bot.content.render import Answer, Reader, find_answer, guidance_message
from bot.content.store import GuidanceStore

__all__ = [
    "GUIDANCE",
    "Answer",
    "Content",
    "ContentError",
    "GuidanceStore",
    "NoAnswerError",
    "Problem",
    "Reader",
    "find_answer",
    "guidance_message",
    "load_content",
    "today",
]
