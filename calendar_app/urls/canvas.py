from django.urls import path

from calendar_app.views import canvas, filters, moves

urlpatterns = [
    path("", canvas.month, name="month"),
    path("week/", canvas.week, name="week"),
    path("day/", canvas.day, name="day"),
    path("list/", canvas.as_list, name="list"),
    path("board/", canvas.board, name="board"),
    path("waiting/", canvas.waiting, name="waiting"),
    path("publications/<int:pk>/move/", moves.move, name="move"),
    path("posts/<int:pk>/place/", moves.place, name="place"),
    path("bulk/", moves.bulk, name="bulk"),
    path("undo/<int:pk>/", moves.undo, name="undo"),
    path("filters/", filters.filter_save, name="filter_save"),
    path("filters/<int:pk>/remove/", filters.filter_remove, name="filter_remove"),
]
