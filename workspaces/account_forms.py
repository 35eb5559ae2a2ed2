"""allauth's forms with our labels, and without placeholders that repeat them."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mail address"),
    "email": _("E-mail address"),
    "password": _("Password"),
    "oldpassword": _("Current password"),
    "password1": _("New password"),
    "password2": _("New password, again"),
    "code": _("Code"),
    "name": _("Name of the key"),
    "passwordless": _("Use it instead of the password too"),
}


HELP = {"passwordless": _("The key then asks for your finger, your face or its PIN.")}


class Tidy:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.help_text = HELP.get(name, field.help_text)
            field.widget.attrs.pop("placeholder", None)


class LoginForm(Tidy, account.LoginForm):
    pass


class AddEmailForm(Tidy, account.AddEmailForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("New address")

    def save(self, request):
        """Keep the current address until the new one is confirmed: allauth drops it unless it is known as verified.

        It is proven for every account, by the invitation or by whoever ran the command that made it.
        """
        current = self.user.emailaddress_set.filter(email__iexact=self.user.email)
        current.update(verified=True, primary=True)
        return super().save(request)


class ChangePasswordForm(Tidy, account.ChangePasswordForm):
    pass


class SetPasswordForm(Tidy, account.SetPasswordForm):
    pass


class ResetPasswordForm(Tidy, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Tidy, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Tidy, account.ReauthenticateForm):
    pass


class AuthenticateForm(Tidy, mfa.AuthenticateForm):
    pass


class MfaReauthenticateForm(Tidy, mfa.ReauthenticateForm):
    pass


class ActivateTOTPForm(Tidy, totp.ActivateTOTPForm):
    pass


class AddWebAuthnForm(Tidy, webauthn.AddWebAuthnForm):
    pass


class EditWebAuthnForm(Tidy, webauthn.EditWebAuthnForm):
    pass
