"""How allauth lets people in: only those whom an administrator has invited."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter


class InvitedPeopleAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        return False


class InvitedPeopleSocialAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin) -> bool:
        return False
