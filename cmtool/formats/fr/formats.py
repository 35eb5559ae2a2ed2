"""French formats where Django's own differ from the rules of the trade: narrow no-break space between thousands."""

THOUSAND_SEPARATOR = "\u202f"
TIME_FORMAT = "H:i"
SHORT_DATETIME_FORMAT = "j N Y, H:i"
