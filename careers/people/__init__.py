"""The people who work at the desk: invitations, roles, the end of access, the trail of security events."""
