"""What allauth asks us about accounts."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Nobody signs up alone: accounts are made by invitation, or by the first set-up."""
        return False
