"""cnnlib: convolutional networks, written out.

Subpackages are imported where they are used, so that what needs only NumPy starts at once:

>>> import cnnlib.reference as ref
>>> ref.output_size(28, kernel_size=5)
24
"""

__version__ = "0.1.0"
