"""Figures as they came in (``figures``), and what is measured with them (``measure``).

``matches`` joins them to the plan.
"""

from .figures import (
    ChannelDay,
    ExternalPost,
    Footprint,
    Ledger,
    PostChange,
    Sample,
    SampleChange,
    WorkspaceDay,
    built_upon,
)
from .matches import PostMatch
from .measure import CorpusCoverage, Dashboard, Kpi, KpiReading

__all__ = [
    "ChannelDay",
    "CorpusCoverage",
    "Dashboard",
    "ExternalPost",
    "Footprint",
    "Kpi",
    "KpiReading",
    "Ledger",
    "PostChange",
    "PostMatch",
    "Sample",
    "SampleChange",
    "WorkspaceDay",
    "built_upon",
]
