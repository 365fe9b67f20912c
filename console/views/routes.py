"""The addresses of the content, below /console/content/."""

from collections.abc import Callable

from django.http import HttpResponse

from console.views import content, figures, readings

View = Callable[..., HttpResponse]
PAGES: tuple[tuple[str, View, str], ...] = (
    ("questions/", content.questions, "questions"),
    ("questions/<str:code>/", content.question, "question"),
    ("readings/", readings.readings, "readings"),
    ("readings/<str:key>/<str:version>/", readings.reading, "reading"),
    ("measures/", content.measures, "measures"),
    ("measures/<str:code>/", content.measure, "measure"),
    ("benchmarks/", content.benchmarks, "benchmarks"),
    ("factors/", figures.factors, "factors"),
    ("grid/", figures.grid, "grid"),
    ("marks/", figures.marks, "marks"),
    ("links/", figures.links, "links"),
    ("references/", figures.references, "references"),
    ("sources/", content.sources, "sources"),
)
