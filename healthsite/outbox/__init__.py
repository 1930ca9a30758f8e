"""Mail on its way: when to try, when to try again, and when to give up. Knows nothing of what the mails say."""
