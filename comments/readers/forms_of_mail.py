from django import forms

from ..models import MailPreference


class MailPreferenceForm(forms.ModelForm):
    """What mail about discussions somebody wants, and when."""

    class Meta:
        model = MailPreference
        fields = ["frequency", *MailPreference.KINDS]
        widgets = {"frequency": forms.RadioSelect}
