"""What can go wrong with people and organisations. The doors turn these into messages."""


class InvitationNotUsable(Exception):
    """The invitation was accepted, revoked, is too old, or is meant for another address. `reason` says which."""

    def __init__(self, reason: str):
        self.reason = reason
        super().__init__(f"invitation not usable: {reason}")


class AlreadyMember(Exception):
    """The address belongs to somebody who is in the organisation already."""


class LastOwner(Exception):
    """An organisation keeps at least one owner."""
