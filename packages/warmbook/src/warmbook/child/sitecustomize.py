"""Found first by every Python that a recorded notebook starts: it is recorded, too.

Then the next ``sitecustomize``, if there is one, has its turn, as if we were not there.
"""

import os
import sys


def _record():
    log, code, root = map(os.environ.get, ("WARMBOOK_LOG", "WARMBOOK_RECORDER", "WARMBOOK_ROOT"))
    if log and code and root:
        import types

        recorder = types.ModuleType("_warmbook_recorder")
        with open(code, encoding="utf-8") as stream:
            exec(compile(stream.read(), "<warmbook recorder>", "exec"), recorder.__dict__)
        sys.modules[recorder.__name__] = recorder
        recorder.start(log, root, code)
        recorder._note(recorder.HELLO, str(os.getpid()), recorder.json.dumps(sys.orig_argv[1:]))


def _pass_on():
    here = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [place for place in sys.path if os.path.abspath(place or ".") != here]
    ours = sys.modules.pop("sitecustomize", None)
    try:
        import sitecustomize  # type: ignore[import-not-found]  # noqa: F401
    except ImportError as error:
        if error.name != "sitecustomize":
            raise
        sys.modules["sitecustomize"] = ours


_record()
_pass_on()
