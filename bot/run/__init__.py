"""Running the bot: training when it is needed, Rasa and the action server as child processes, a chat in the terminal.

Everything that needs a running bot (the tests, the evaluation, the benchmark, ``wlb chat``) starts it the same way::

    with Stack(port=0) as stack:
        client = ChatClient(stack.url)

Nothing here imports Rasa: it runs in processes of its own.
"""
