from django.urls import path

from calendar_app.views import compose as views
from calendar_app.views import compose_parts as parts

urlpatterns = [
    path("posts/new/", views.post_new, name="post_new"),
    path("posts/check/", views.post_check, name="post_check"),
    path("posts/draft/", views.post_draft, name="post_draft"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/save/", views.post_save, name="post_save"),
    path("posts/<int:pk>/check/", views.post_check_of, name="post_check_of"),
    path("posts/<int:pk>/draft/", views.post_draft_of, name="post_draft_of"),
    path("posts/<int:pk>/delete/", views.post_delete, name="post_delete"),
    path("posts/<int:pk>/versions/", parts.post_history, name="post_history"),
    path("posts/<int:pk>/versions/<int:number>/restore/", parts.revision_restore, name="revision_restore"),
    path("posts/<int:pk>/comments/", parts.comments, name="comments"),
    path("comments/<int:pk>/remove/", parts.comment_remove, name="comment_remove"),
    path("comments/<int:pk>/restore/", parts.comment_restore, name="comment_restore"),
    path("attachments/<int:pk>/", parts.attachment, name="attachment"),
    path("ideas/", views.ideas, name="ideas"),
    path("ideas/new/", views.idea_new, name="idea_new"),
    path("ideas/<int:pk>/keep/", views.idea_keep, name="idea_keep"),
    path("ideas/<int:pk>/drop/", views.idea_drop, name="idea_drop"),
]
