from allauth.account.forms import SignupForm  # noqa: F401
