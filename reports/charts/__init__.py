"""Pictures as SVG text, the same for the web page and the PDF.

Pure functions: numbers and words in, one `<svg>` out. Every number is written locale-free, every word is escaped, no
`style` attribute is used (the site's content policy forbids them), and each picture says what it shows in its
`aria-label` and `<title>`. A picture never stands alone: the pages put a table with the same figures beside it.

Tones differ in lightness, so that they stay apart for colour-blind readers and on a black-and-white printer;
where parts lie beside each other in a pile they are hatched as well.
"""

from reports.charts.bars import Bar, Mark, bars_svg
from reports.charts.drawing import SIZE, figure, lines_of, width_of
from reports.charts.gantt import MOST_LANES, Lane, Milestone, gantt_svg
from reports.charts.heat import Heat, HeatRow, heat_svg
from reports.charts.quadrant import Point, quadrant_svg
from reports.charts.radar import Axis, Series, radar_svg, shape_svg
from reports.charts.stacks import Layer, Pile, piles_svg
from reports.charts.strips import Segment, Stack, ladder_svg, position_svg, rungs_svg, scale_svg

__all__ = [
    "MOST_LANES",
    "SIZE",
    "Axis",
    "Bar",
    "Heat",
    "HeatRow",
    "Lane",
    "Layer",
    "Mark",
    "Milestone",
    "Pile",
    "Point",
    "Segment",
    "Series",
    "Stack",
    "bars_svg",
    "figure",
    "gantt_svg",
    "heat_svg",
    "ladder_svg",
    "lines_of",
    "piles_svg",
    "position_svg",
    "quadrant_svg",
    "radar_svg",
    "rungs_svg",
    "scale_svg",
    "shape_svg",
    "width_of",
]
