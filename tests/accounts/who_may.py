# ruff: noqa: E501  # a table is read across
"""Every door of the house × everybody who may stand before it. Read it as a page; the test beside it walks it.

who
    nobody      not signed in
    admin, editor, brand, partner       Ada's own people, each by a session
    brand2, partner2                    another brand's and another partner's people in Ada's workspace
    outsider    the admin of Mallory's workspace
    guest       an editor of Ada's who is in Mallory's workspace just now, as its admin
    key         an API key of Ada's admin
    narrow      the same, narrowed to `see_reports`

what they get of Ada's things
    yes     let in (a form that lacks something may still be told so)
    own     let in, to their own workspace's things only
    in      asked to sign in first
    no      their role, or their key's scope, may not
    none    there is no such thing
    person  a key has no account of its own
"""

TABLE = """
method  rule                                        nobody  admin   editor  brand   partner brand2  partner2 outsider guest  key     narrow

# Anybody's
GET     /                                           yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /favicon.ico                                yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /static/<path:filename>                     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /static/@<edition>/<path:filename>          yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /static/sdk/<name>                          yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /words/<room>.<wanted>.js                   yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /media/<path:key>                           yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /watch/<episode_id>                         yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /embed/<episode_id>                         yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /dev/sync                                   yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /card/<episode_id>/<moment_id>              yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /privacy                                    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /language                                   yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /scheme                                     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /healthz                                    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /readyz                                     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /metrics                                    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /webhooks/stripe                            yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /demo/doors                                 none    none    none    none    none    none    none    none    none    none    none

# Players on anybody's pages
GET     /v1/openapi.json                            yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/docs                                    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay           yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay.vtt       yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay.m3u8      yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay.jsonld    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay.vast      yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/overlay.vmap      yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/film.m3u8         yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/episodes/<episode_id>/film/<rendition>.m3u8 yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/schemas/overlay-1.json                  yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/releases/<release_id>/overlay           yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /v1/events                                  yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /v1/checkouts                               yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/checkouts/<checkout_id>                 yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /v1/viewers                                 yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /v1/viewers/<viewer_id>                     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
DELETE  /v1/viewers/<viewer_id>                     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes

# The way in and out
GET     /sign-in                                    yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /sign-in                                    in      in      in      in      in      in      in      in      in      in      in
GET     /sign-in/code                               in      in      in      in      in      in      in      in      in      in      in
POST    /sign-in/code                               in      in      in      in      in      in      in      in      in      in      in
GET     /sign-in/provider                           none    none    none    none    none    none    none    none    none    none    none
GET     /sign-in/provider/answer                    none    none    none    none    none    none    none    none    none    none    none
POST    /sign-in/passkey/challenge                  yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /sign-in/passkey                            yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /sign-out                                   yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes

# One's own account
GET     /account                                    in      own     own     own     own     own     own     own     own     person  no
POST    /account/password                           in      own     own     own     own     own     own     own     own     person  no
POST    /account/sessions/<sign_in_id>/end          in      none    none    none    none    none    none    none    none    person  no
POST    /account/sessions/end                       in      own     own     own     own     own     own     own     own     person  no
POST    /account/two-factor                         in      own     own     own     own     own     own     own     own     person  no
GET     /account/two-factor                         in      own     own     own     own     own     own     own     own     person  no
POST    /account/two-factor/confirmation            in      own     own     own     own     own     own     own     own     person  no
POST    /account/two-factor/end                     in      no      no      no      no      no      no      no      no      person  no
POST    /account/recovery-codes                     in      own     own     own     own     own     own     own     own     person  no
POST    /account/passkeys/challenge                 in      own     own     own     own     own     own     own     own     person  no
POST    /account/passkeys                           in      own     own     own     own     own     own     own     own     person  no
POST    /account/passkeys/<passkey_id>/removal      in      none    none    none    none    none    none    none    none    person  no

# API keys
GET     /keys                                       in      yes     no      own     own     own     own     own     own     yes     no
POST    /keys                                       in      yes     no      own     own     own     own     own     own     yes     no
POST    /keys/<key_id>/rotation                     in      yes     no      none    none    none    none    none    none    yes     no
POST    /keys/<key_id>/old-secret/end               in      yes     no      none    none    none    none    none    none    yes     no
POST    /keys/<key_id>/revocation                   in      yes     no      none    none    none    none    none    none    yes     no

# The people
GET     /team                                       in      yes     no      own     own     own     own     own     own     yes     no
POST    /team/invitations                           in      yes     no      own     own     own     own     own     own     yes     no
POST    /team/invitations/<invitation_id>/sending           in  yes no      none    none    none    none    none    none    yes     no
POST    /team/invitations/<invitation_id>/withdrawal        in  yes no      none    none    none    none    none    none    yes     no
POST    /team/members/<membership_id>/role          in      yes     no      no      no      no      no      none    none    yes     no
POST    /team/members/<membership_id>/removal       in      yes     no      no      no      no      no      none    none    yes     no
POST    /acting-as                                  in      none    none    none    none    none    none    none    none    none    none
GET     /log                                        in      yes     no      no      no      no      no      own     own     yes     no

# A link from an e-mail, here one that nobody was sent
GET     /join/<token>                               none    none    none    none    none    none    none    none    none    none    none
POST    /join/<token>                               none    none    none    none    none    none    none    none    none    none    none
GET     /forgotten                                  yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
POST    /forgotten                                  yes     yes     yes     yes     yes     yes     yes     yes     yes     yes     yes
GET     /reset/<token>                              none    none    none    none    none    none    none    none    none    none    none
POST    /reset/<token>                              none    none    none    none    none    none    none    none    none    none    none

# The studio
GET     /studio                                     in      yes     yes     yes     no      yes     no      own     own     yes     no
GET     /studio/<episode_id>                        in      yes     yes     yes     no      yes     no      none    none    yes     no
GET     /studio/products                            in      yes     yes     yes     no      own     no      own     own     yes     no
POST    /studio/products                            in      yes     yes     yes     no      yes     no      own     own     yes     no
GET     /v1/products                                in      yes     yes     yes     no      own     no      own     own     yes     no
POST    /v1/uploads                                 in      yes     yes     no      no      no      no      own     own     yes     no
GET     /v1/episodes                                in      yes     yes     yes     no      yes     no      own     own     yes     no
GET     /v1/episodes/<episode_id>                   in      yes     yes     yes     no      yes     no      none    none    yes     no
PATCH   /v1/episodes/<episode_id>                   in      yes     yes     no      no      no      no      none    none    yes     no
DELETE  /v1/episodes/<episode_id>                   in      yes     yes     no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/preview           in      yes     yes     yes     no      yes     no      none    none    yes     no
PUT     /v1/episodes/<episode_id>/captions/<language>       in  yes yes no      no      no      no      none    none    yes     no
DELETE  /v1/episodes/<episode_id>/captions/<language>       in  yes yes no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/placements        in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/placements        in      yes     yes     yes     no      none    no      none    none    yes     no
PATCH   /v1/placements/<placement_id>               in      yes     yes     yes     no      no      no      none    none    yes     no
DELETE  /v1/placements/<placement_id>               in      yes     yes     yes     no      no      no      none    none    yes     no
POST    /v1/episodes/<episode_id>/reading/cancellation      in  yes yes no      no      no      no      none    none    yes     no
POST    /v1/episodes/<episode_id>/shots             in      yes     yes     no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/tracks            in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/tracks            in      yes     yes     yes     no      no      no      none    none    yes     no
GET     /v1/tracks/<track_id>                       in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/tracks/<track_id>/corrections           in      yes     yes     yes     no      no      no      none    none    yes     no
POST    /v1/tracks/<track_id>/cancellation          in      yes     yes     yes     no      no      no      none    none    yes     no
POST    /v1/episodes/<episode_id>/searches          in      yes     yes     yes     no      own     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/searches/cancellation     in  yes yes no      no      no      no      none    none    yes     no
POST    /v1/searches/<search_id>/cancellation       in      yes     yes     no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/findings          in      yes     yes     yes     no      own     no      none    none    yes     no
POST    /v1/findings/<finding_id>/placement         in      yes     yes     yes     no      none    no      none    none    yes     no
POST    /v1/findings/<finding_id>/refusal           in      yes     yes     yes     no      none    no      none    none    yes     no
DELETE  /v1/findings/<finding_id>/refusal           in      yes     yes     yes     no      none    no      none    none    yes     no
GET     /v1/episodes/<episode_id>/checks            in      yes     yes     yes     no      own     no      none    none    yes     no
GET     /v1/series/<series_id>/rules                in      yes     yes     yes     no      yes     no      none    none    yes     no
PUT     /v1/series/<series_id>/rules                in      yes     yes     no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/history           in      yes     yes     yes     no      yes     no      none    none    yes     no
GET     /v1/episodes/<episode_id>/presence          in      yes     yes     yes     no      yes     no      none    none    yes     no
PUT     /v1/episodes/<episode_id>/presence          in      yes     yes     yes     no      yes     no      none    none    person  no
DELETE  /v1/episodes/<episode_id>/presence          in      yes     yes     yes     no      yes     no      none    none    person  no
POST    /v1/placements/<placement_id>/restoration   in      yes     yes     yes     no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/notes             in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/notes             in      yes     yes     yes     no      yes     no      none    none    yes     no
GET     /v1/notes/<note_id>                         in      yes     yes     none    no      none    no      none    none    yes     no
PATCH   /v1/notes/<note_id>                         in      yes     yes     none    no      none    no      none    none    yes     no
DELETE  /v1/notes/<note_id>                         in      yes     yes     none    no      none    no      none    none    yes     no
POST    /v1/notes/<note_id>/resolution              in      yes     yes     none    no      none    no      none    none    yes     no
DELETE  /v1/notes/<note_id>/resolution              in      yes     yes     none    no      none    no      none    none    yes     no
POST    /v1/notes/<note_id>/placement               in      yes     yes     none    no      none    no      none    none    yes     no
GET     /v1/colleagues                              in      yes     yes     yes     no      own     no      own     own     yes     no
GET     /v1/mentions                                in      yes     yes     yes     no      own     no      own     own     yes     no
POST    /v1/episodes/<episode_id>/mentions/reading  in      yes     yes     yes     no      yes     no      none    none    yes     no
GET     /v1/episodes/<episode_id>/markers           in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/markers           in      yes     yes     yes     no      yes     no      none    none    yes     no
POST    /v1/episodes/<episode_id>/markers/withdrawal in     yes     yes     yes     no      yes     no      none    none    yes     no
GET     /studio/<episode_id>/recut                  in      yes     yes     no      no      no      no      none    none    yes     no
POST    /v1/episodes/<episode_id>/cuts              in      yes     yes     no      no      no      no      none    none    yes     no
GET     /v1/episodes/<episode_id>/recut             in      yes     yes     no      no      no      no      none    none    yes     no
PATCH   /v1/recuts/<recut_id>/placements/<placement_id>     in  yes yes no      no      no      no      none    none    yes     no
POST    /v1/recuts/<recut_id>/confirmation          in      yes     yes     no      no      no      no      none    none    yes     no
POST    /v1/recuts/<recut_id>/abandonment           in      yes     yes     no      no      no      no      none    none    yes     no
POST    /v1/episodes/<episode_id>/releases          in      yes     yes     no      no      no      no      none    none    yes     no
DELETE  /v1/episodes/<episode_id>/releases/live     in      yes     yes     no      no      no      no      none    none    yes     no
POST    /v1/releases/<release_id>/revival           in      yes     yes     no      no      no      no      none    none    yes     no

# What scenes sold
GET     /reports                                    in      yes     no      yes     yes     own     own     own     own     yes     yes
GET     /reports/live                               in      yes     no      yes     yes     own     own     own     own     yes     yes
GET     /v1/reports/attribution                     in      yes     no      yes     yes     own     own     own     own     yes     yes
"""


def columns() -> list[str]:
    return _lines()[0][2:]


def rows() -> dict[tuple[str, str], dict[str, str]]:
    """(method, rule) → who → what they get."""
    who = columns()
    table = {}
    for method, rule, *cells in _lines()[1:]:
        if len(cells) != len(who):
            raise ValueError(f"{method} {rule} has {len(cells)} of {len(who)} cells")
        if (method, rule) in table:
            raise ValueError(f"{method} {rule} stands there twice")
        table[method, rule] = dict(zip(who, cells, strict=True))
    return table


def _lines() -> list[list[str]]:
    return [line.split() for line in TABLE.splitlines() if line.strip() and not line.startswith("#")]
