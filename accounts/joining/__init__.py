"""Who works here: invitations by e-mail, and the page of everybody's places."""
