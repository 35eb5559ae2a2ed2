from django.urls import path

from calendar_app.views import evergreen, help, key_dates, planning, series

urlpatterns = [
    path("pillars/", planning.pillars, name="pillars"),
    path("pillars/new/", planning.pillar_new, name="pillar_new"),
    path("pillars/<int:pk>/edit/", planning.pillar_edit, name="pillar_edit"),
    path("pillars/<int:pk>/archive/", planning.pillar_archive, name="pillar_archive"),
    path("pillars/<int:pk>/restore/", planning.pillar_restore, name="pillar_restore"),
    path("slots/", planning.slots, name="slots"),
    path("slots/add/", planning.slots_add, name="slots_add"),
    path("slots/<int:pk>/remove/", planning.slot_remove, name="slot_remove"),
    path("slots/put-back/", planning.slots_put_back, name="slots_put_back"),
    path("slots/next/", planning.next_slot, name="next_slot"),
    path("key-dates/", key_dates.key_dates, name="key_dates"),
    path("key-dates/new/", key_dates.key_date_new, name="key_date_new"),
    path("key-dates/packs/", key_dates.packs_choose, name="packs"),
    path("key-dates/<int:pk>/edit/", key_dates.key_date_edit, name="key_date_edit"),
    path("key-dates/<int:pk>/hide/", key_dates.key_date_hide, name="key_date_hide"),
    path("key-dates/<int:pk>/show/", key_dates.key_date_show, name="key_date_show"),
    path("series/", series.series, name="series"),
    path("series/new/", series.series_new, name="series_new"),
    path("series/preview/", series.series_preview, name="series_preview"),
    path("series/<int:pk>/edit/", series.series_edit, name="series_edit"),
    path("series/<int:pk>/end/", series.series_end, name="series_end"),
    path("series/posts/<int:pk>/", series.series_of, name="series_of"),
    path("series/posts/<int:pk>/skip/", series.series_skip, name="series_skip"),
    path("help/", help.help_for, name="help"),
    path("wishes/", help.wishes, name="wishes"),
    path("evergreen/", evergreen.evergreen, name="evergreen"),
    path("evergreen/<int:pk>/again/", evergreen.plan_again, name="plan_again"),
]
