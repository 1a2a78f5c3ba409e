"""Figures: arrays in, one `Picture` out, with alternative text. Nothing is trained here."""

from cnnlib.figures._blocks import blocks
from cnnlib.figures._channels import through_channels
from cnnlib.figures._flow import shape_flow, timeline
from cnnlib.figures._graph import graph, lanes
from cnnlib.figures._heat import heat_map
from cnnlib.figures._images import images, stages
from cnnlib.figures._maps import feature_maps
from cnnlib.figures._matrices import matrices, matrix
from cnnlib.figures._mistakes import mistakes
from cnnlib.figures._photographs import photographs
from cnnlib.figures._picture import Picture
from cnnlib.figures._plots import bars, confusion_matrix, curves, histograms, scatter, surface
from cnnlib.figures._roofline import levels, roofline
from cnnlib.figures._sliding import sliding_window

__all__ = [
    "Picture",
    "bars",
    "blocks",
    "confusion_matrix",
    "curves",
    "feature_maps",
    "graph",
    "heat_map",
    "histograms",
    "images",
    "lanes",
    "levels",
    "matrices",
    "matrix",
    "mistakes",
    "photographs",
    "roofline",
    "scatter",
    "shape_flow",
    "sliding_window",
    "stages",
    "surface",
    "through_channels",
    "timeline",
]
