from django.urls import path

from calendar_app.views import review, shares

urlpatterns = [
    path("review/", review.to_review, name="to_review"),
    path("review/<int:pk>/", review.review_page, name="review"),
    path("review/<int:pk>/state/", review.review_state, name="review_state"),
    path("review/<int:pk>/ask/", review.review_ask, name="review_ask"),
    path("review/<int:pk>/decide/", review.review_decide, name="review_decide"),
    path("review/rules/", review.policies, name="policies"),
    path("review/rules/new/", review.policy_new, name="policy_new"),
    path("review/rules/<int:pk>/", review.policy_edit, name="policy_edit"),
    path("review/rules/<int:pk>/remove/", review.policy_remove, name="policy_remove"),
    path("shares/", shares.shares, name="shares"),
    path("shares/new/", shares.share_new, name="share_new"),
    path("shares/<int:pk>/revoke/", shares.share_revoke, name="share_revoke"),
    path("shares/<int:pk>/renew/", shares.share_renew, name="share_renew"),
]
