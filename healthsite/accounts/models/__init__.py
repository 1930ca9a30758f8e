from .closing import Closing
from .consent import Consent
from .invitation import Invitation, InvitationError
from .outgoing_mail import OutgoingMail
from .user import User, check_time_zone

__all__ = ["Closing", "Consent", "Invitation", "InvitationError", "OutgoingMail", "User", "check_time_zone"]
