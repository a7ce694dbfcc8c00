"""Settings of Jupyter that are read when it starts: it ends when its standard input does (server.ts)."""
import os
import signal
import threading


def end_with_parent():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


threading.Thread(target=end_with_parent, daemon=True).start()
