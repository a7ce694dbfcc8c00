"""
Settings that Jupyter reads when it starts, before all that a site or a user has set: it ends when its standard input does,
and it answers on this machine alone, to whoever has its token (server.ts).
"""
import os
import signal
import sys
import threading


def end_with_parent():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def answer_here_only(c, token):
    app = c.NotebookApp if "notebook.notebookapp" in sys.modules else c.ServerApp
    app.ip = "127.0.0.1"
    app.sock = ""
    app.token = token
    app.password = ""
    app.allow_origin = ""
    app.allow_origin_pat = ""
    app.allow_remote_access = False
    app.disable_check_xsrf = False
    c.IdentityProvider.token = token
    c.PasswordIdentityProvider.hashed_password = ""
    c.ServerApp.identity_provider_class = "jupyter_server.auth.identity.PasswordIdentityProvider"


def print_token():
    """Jupyter prints its address without a token that was set; this one is as good as its own."""
    always = property(lambda self: True, lambda self, value: None)
    for module, name, attribute in (
        ("jupyter_server.auth.identity", "IdentityProvider", "token_generated"),
        ("jupyter_server.serverapp", "ServerApp", "_token_generated"),
        ("notebook.notebookapp", "NotebookApp", "_token_generated"),
    ):
        if module in sys.modules and hasattr(sys.modules[module], name):
            setattr(getattr(sys.modules[module], name), attribute, always)


if "chainwalk.is_set" not in sys.modules:
    # Jupyter reads this file under several names.
    sys.modules["chainwalk.is_set"] = sys
    threading.Thread(target=end_with_parent, daemon=True).start()
    print_token()
answer_here_only(get_config(), os.environ["JUPYTER_TOKEN"])  # noqa: F821
