"""The forms of sign-in and second factors in the portal's words. allauth finds them by ACCOUNT_FORMS and MFA_FORMS."""

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

# Field name: label and hint.
WORDS = {
    "login": ("E-mail address", ""),
    "email": ("E-mail address", ""),
    "password": ("Password", ""),
    "oldpassword": ("Current password", ""),
    "password1": (
        "New password",
        "At least 12 characters. Three words that have nothing to do with each other are easy to remember.",
    ),
    "password2": ("New password again", ""),
    "code": ("Code", ""),
    "name": ("Name", "Tells it from others, such as “Work laptop”."),
    "passwordless": (
        "Sign in with it alone, without e-mail address and password",
        "Your device then asks for your fingerprint, face or PIN.",
    ),
}
ERRORS = {
    "email_password_mismatch": "The e-mail address or the password is wrong",
    "enter_current_password": "The current password is wrong",
    "incorrect_password": "The password is wrong",
    "incorrect_code": "The code is wrong or has been used: enter the one that your app shows now",
    "too_many_login_attempts": "Too many tries: wait 15 minutes, then try again",
    "rate_limited": "Too many tries: wait a few minutes, then try again",
}


class PlainWords:
    """Gives a form's fields the portal's labels and hints."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in WORDS.keys() & self.fields.keys():  # type: ignore[attr-defined]  # It stands before a form.
            self.fields[name].label, self.fields[name].help_text = WORDS[name]  # type: ignore[attr-defined]  # As above.


class SignInForm(PlainWords, account.LoginForm):
    pass


class AskForLinkForm(PlainWords, account.ResetPasswordForm):
    pass


class NewPasswordForm(PlainWords, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    pass


class ConfirmPasswordForm(PlainWords, account.ReauthenticateForm):
    pass


class CodeForm(PlainWords, mfa.AuthenticateForm):
    pass


class ConfirmCodeForm(PlainWords, mfa.ReauthenticateForm):
    pass


class AuthenticatorAppForm(PlainWords, totp.ActivateTOTPForm):
    pass


class AddKeyForm(PlainWords, webauthn.AddWebAuthnForm):
    pass


class RenameKeyForm(PlainWords, webauthn.EditWebAuthnForm):
    pass
