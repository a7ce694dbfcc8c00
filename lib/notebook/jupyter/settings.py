"""
Settings that Jupyter reads when it starts, before all that a site or a user has set: it ends when its standard input does,
and it answers on this machine alone, to whoever has its token (server.ts).
"""
import os
import signal
import sys
import threading
from pathlib import Path


def end_with_parent():
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


def site_names_notebook_app():
    """Whether a site sets what Notebook 6 reads: to later ones that counts more than their own, and they warn of it."""
    try:
        from jupyter_core.paths import jupyter_config_path
    except ImportError:
        return False
    own = os.environ.get("JUPYTER_CONFIG_DIR")
    files = [file for folder in jupyter_config_path() if folder != own for file in Path(folder).glob("jupyter_*config.*")]
    return any(b"NotebookApp" in file.read_bytes() for file in files if file.is_file() and os.access(file, os.R_OK))


def answer_here_only(c, token):
    is_classic = "notebook.notebookapp" in sys.modules
    apps = [c.NotebookApp] if is_classic or site_names_notebook_app() else []
    for app in apps if is_classic else [c.ServerApp, *apps]:
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
