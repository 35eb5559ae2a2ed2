from django.urls import path

from .views import channels, objectives, plan

app_name = "strategy"
urlpatterns = [
    path("objectives/", objectives.objectives, name="objectives"),
    path("objectives/new/", objectives.objective_new, name="objective_new"),
    path("objectives/<int:pk>/", objectives.objective, name="objective"),
    path("objectives/<int:pk>/edit/", objectives.objective_edit, name="objective_edit"),
    path("objectives/<int:pk>/archive/", objectives.objective_archive, name="objective_archive"),
    path("objectives/<int:pk>/restore/", objectives.objective_restore, name="objective_restore"),
    path("objectives/<int:pk>/decisions/new/", plan.decision_new, name="decision_new"),
    path("resources/", plan.plan_edit, name="plan_edit"),
    path("aims/", plan.aims, name="aims"),
    path("aims/new/", plan.aim_new, name="aim_new"),
    path("aims/<int:pk>/edit/", plan.aim_edit, name="aim_edit"),
    path("aims/<int:pk>/archive/", plan.aim_archive, name="aim_archive"),
    path("aims/<int:pk>/restore/", plan.aim_restore, name="aim_restore"),
    path("channels/", channels.channels, name="channels"),
    path("channels/new/", channels.channel_new, name="channel_new"),
    path("channels/<int:pk>/", channels.channel, name="channel"),
    path("channels/<int:pk>/edit/", channels.channel_edit, name="channel_edit"),
    path("channels/<int:pk>/archive/", channels.channel_archive, name="channel_archive"),
    path("channels/<int:pk>/restore/", channels.channel_restore, name="channel_restore"),
]
