"""What cannot be tried where Triton is not installed: on macOS, Windows, with torch for the CPU."""

from importlib.util import find_spec

TRITON = ["cnnlib/gpu/_triton.py", "cnnlib/gpu/_triton_kernels.py", "tests/gpu/test_triton.py"]

collect_ignore = [] if find_spec("triton") else TRITON
