# @title Run this cell first: it installs cnnlib, once and in a few seconds
def install_cnnlib(source, needed):
    """Install cnnlib from `source`, and what is missing of `needed`; what is there stays."""
    import importlib
    import json
    import os
    import re
    import subprocess
    import sys
    from importlib import metadata

    class Stop(Exception):
        def _render_traceback_(self):  # IPython shows this instead of a traceback
            return [str(self)]

    def origin(name):
        """Where an installed package came from; None if it is not installed."""
        for package in metadata.distributions(name=name):
            return json.loads(package.read_text("direct_url.json") or "{}").get("url", "an index")

    def pip_install(*what):
        options = ["--quiet", "--no-color", "--retries=1", "--timeout=15"]
        command = [sys.executable, "-m", "pip", "install", *options, *what]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return
        if re.search("connection|resolve host|timed out", done.stderr, re.IGNORECASE):
            raise Stop(
                f"cnnlib is not ready, because {what[-1]} cannot be fetched without a network: "
                "connect to the network, then run this cell again."
            )
        said = re.findall("^error: (.+)", done.stderr, re.MULTILINE | re.IGNORECASE)
        reason = said[-1] if said else f"exit status {done.returncode}"
        raise Stop(f"cnnlib is not ready, because pip cannot install {what[-1]}: {reason}")

    source = os.environ.get("CNNLIB_SOURCE", source)
    missing = [rule for rule in needed if origin(re.match(r"[\w.-]+", rule)[0]) is None]
    if missing:
        pip_install(*missing)
    if origin("cnnlib") != source:
        # By force, because another revision can have the same version.
        pip_install("--no-deps", "--force-reinstall", source)
        importlib.invalidate_caches()
        if "cnnlib" in sys.modules:
            raise Stop("cnnlib is new, but the old one is still loaded: restart the session.")
    print(f"cnnlib {metadata.version('cnnlib')} is ready.")
