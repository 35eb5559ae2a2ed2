"""Figures as they came in (``figures``), and what is measured with them (``measure``)."""

from .figures import ChannelDay, ExternalPost, PostChange, Sample, SampleChange, WorkspaceDay
from .measure import Dashboard, Kpi, KpiReading

__all__ = [
    "ChannelDay",
    "Dashboard",
    "ExternalPost",
    "Kpi",
    "KpiReading",
    "PostChange",
    "Sample",
    "SampleChange",
    "WorkspaceDay",
]
