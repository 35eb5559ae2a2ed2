from django.urls import path

from . import coverage_views, guide_views, match_views, views

app_name = "kpis"
urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/<slug:code>.csv", views.dashboard_csv, name="dashboard_csv"),
    path("corpus/coverage/", coverage_views.coverage, name="corpus_coverage"),
    path("corpus/coverage.csv", coverage_views.coverage_csv, name="corpus_coverage_csv"),
    path("kpis/", views.kpis, name="kpis"),
    path("kpis/new/", views.kpi_new, name="kpi_new"),
    path("kpis/baseline/", views.baseline, name="baseline"),
    path("kpis/<int:pk>/", views.kpi, name="kpi"),
    path("kpis/<int:pk>/edit/", views.kpi_edit, name="kpi_edit"),
    path("kpis/<int:pk>/archive/", views.kpi_archive, name="kpi_archive"),
    path("kpis/<int:pk>/restore/", views.kpi_restore, name="kpi_restore"),
    path("kpis/<int:pk>/series.csv", views.kpi_csv, name="kpi_csv"),
    path("objectives/guide/", guide_views.guide, name="guide"),
    path("objectives/guide/check/", guide_views.guide_check, name="guide_check"),
    path("objectives/attention/", views.attention, name="attention"),
    path("objectives/<int:pk>/progress/", views.objective_progress, name="objective_progress"),
    path("objectives/<int:pk>/posts/", match_views.objective_posts, name="objective_posts"),
    path("posts/matches/", match_views.doubts, name="matches"),
    path("posts/matches/<int:pk>/join/", match_views.join, name="match_join"),
    path("posts/matches/<int:pk>/part/", match_views.part, name="match_part"),
    path("posts/matches/<int:pk>/ask/", match_views.ask_again, name="match_ask"),
    path("posts/publications/<int:pk>/outcome/", match_views.post_outcome, name="post_outcome"),
    path("posts/publications/<int:pk>/choose/", match_views.choose, name="match_choose"),
    path("posts/moments/", match_views.best_moments, name="moments"),
    path("channels/<int:pk>/figures/", views.channel_figures, name="channel_figures"),
]
