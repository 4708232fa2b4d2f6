"""A manifest of three moments with all that hurts: quotes, arrows, line ends, two scripts, a moving box."""

from typing import Any

from tagging.overlay.formats.places import Places

# Each of these ends something somewhere: an attribute, a line, a cue, a script, a CDATA section.
HOSTILE = 'A "B" --> C\r\n\r\nD</script>]]>\u2028&amp;\x01\\'
ARABIC = "وشاح حرير"
PLACES = Places("https://films.example", "/media/films/x/film.mp4", "/media/films/x/poster.jpg", "ch_ABC")
DRESS, SCARF = "var_DRESS", "var_SCARF"


def card(variant: str, title: str, **more: Any) -> dict[str, Any]:
    plain = {"amount": 18900, "currency": "EUR", "price": "€189.00", "tax": "VAT included"}
    state = {"available": True, "left": None}
    about = {
        "title": title,
        "brand": "Seide & Söhne",
        "description": "",
        "image": "/media/products/pic_A.png",
    }
    return {"variant": variant, "product": f"prd_{variant[4:]}", **about, **plain, **state, **more}


def moment(name: str, variant: str, starts_frame: int, ends_frame: int, **more: Any) -> dict[str, Any]:
    """At 30000/1001 frames a second."""
    made = {
        "id": f"mom_{name}",
        "placement": "plc_ONE",
        "token": f"rel_R.mom_{name}.k1.sig-_",
        "variant": variant,
        "product": f"prd_{variant[4:]}",
        "starts_ms": ms(starts_frame),
        "ends_ms": ms(ends_frame),
        "starts_frame": starts_frame,
        "ends_frame": ends_frame,
        "label": "The dress",
        "action": "Buy now",
        "disclosure": "إعلان",
        "anchor": "follow",
        "path": [[starts_frame, 0.2, 0.3, 0.4, 0.5]],
    }
    return {**made, **more}


def ms(frame: int) -> int:
    return -(-frame * 1001 * 1000 // 30000)


def manifest(**more: Any) -> dict[str, Any]:
    """Two moments of one placement, the second one moving and hidden in between; a third one, sold out."""
    away = [[ms(160), ms(170)]]
    moving = [[150, 0.0, 0.3, 0.2, 0.2], [200, 0.8, 0.3, 0.2, 0.2]]
    moments = [
        moment("A", DRESS, 50, 100, label=HOSTILE),
        moment("B", DRESS, 150, 200, hidden=away, path=moving),
        moment("C", SCARF, 50, 250, label=ARABIC, disclosure=None),
    ]
    cards = {
        DRESS: card(DRESS, HOSTILE),
        SCARF: card(SCARF, ARABIC, amount=4900, currency="JPY", price="¥4,900", available=False, left=0),
    }
    plain = {
        "version": 1,
        "release": "rel_R",
        "number": 3,
        "episode": "ep_E",
        "title": HOSTILE,
        "series": "Serie",
        "fps": [30000, 1001],
        "frames": 250,
        "duration_ms": ms(250),
        "width": 720,
        "height": 1280,
        "published_at": 1_796_059_800_000,
        "moments": moments,
        "captions": [{"language": "de", "label": "Deutsch", "url": "/media/films/x/de.vtt"}],
        "cards": cards,
    }
    return {**plain, **more}
