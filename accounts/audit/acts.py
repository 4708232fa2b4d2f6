"""What the log can tell: one visible table. An act that isn't listed can't be recorded."""

from kit.language import noted

# Said after the name of who did it: "Mara Lind published an episode".
ACTS = {
    "sign_in": noted("signed in"),
    "fail_sign_in": noted("did not get in: wrong password or code"),
    "sign_out": noted("signed out"),
    "end_session": noted("ended a session"),
    "change_password": noted("changed the password"),
    "reset_password": noted("set a new password by e-mail"),
    "turn_on_two_factor": noted("turned two-factor sign-in on"),
    "turn_off_two_factor": noted("turned two-factor sign-in off"),
    "make_recovery_codes": noted("made new recovery codes"),
    "use_recovery_code": noted("signed in with a recovery code"),
    "add_passkey": noted("added a passkey"),
    "remove_passkey": noted("removed a passkey"),
    "link_provider": noted("linked the company account"),
    "found_workspace": noted("founded the workspace"),
    "invite": noted("invited somebody"),
    "resend_invitation": noted("sent an invitation again"),
    "withdraw_invitation": noted("withdrew an invitation"),
    "accept_invitation": noted("accepted an invitation"),
    "change_role": noted("changed a role"),
    "remove_member": noted("removed somebody"),
    "make_key": noted("made an API key"),
    "rotate_key": noted("rotated an API key"),
    "revoke_key": noted("revoked an API key"),
    "bring_in_film": noted("brought a film in"),
    "change_episode": noted("changed an episode"),
    "delete_episode": noted("deleted an episode"),
    "keep_captions": noted("changed captions"),
    "bring_in_cut": noted("brought a new cut in"),
    "abandon_cut": noted("put a new cut away"),
    "take_cut_over": noted("took a new cut over"),
    "place": noted("placed a product"),
    "change_placement": noted("changed a placement"),
    "delete_placement": noted("deleted a placement"),
    "publish": noted("published an episode"),
    "republish": noted("published an older release again"),
    "take_down": noted("took an episode down"),
    "add_product": noted("added a product"),
    "change_product": noted("changed a product"),
    "start_over": noted("started the demo over"),
}

# What a line is about, for the filter.
KINDS = {
    "person": noted("People"),
    "invitation": noted("Invitations"),
    "session": noted("Sessions"),
    "api_key": noted("API keys"),
    "episode": noted("Films"),
    "placement": noted("Placements"),
    "product": noted("Products"),
    "workspace": noted("The workspace"),
}
