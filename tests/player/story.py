"""The story of the player's tests: four products, five places in a twelve second film."""

from tests.player import film

COAT, LAMP, MUG, HAT = "var_coat", "var_lamp", "var_mug", "var_hat"
DRAWINGS = {
    "coat": '<rect width="80" height="80" fill="#e8ebe4"/><path d="M28 20h24l10 48H18z" fill="#5d8a66"/>',
    "lamp": '<rect width="80" height="80" fill="#e6e2da"/><path d="M16 42a24 24 0 0 1 48 0z" fill="#e6a94a"/>'
    '<path d="M37 42h6v24h-6zM26 66h28v5H26z" fill="#b07a2c"/>',
    "mug": '<rect width="80" height="80" fill="#eceff0"/><path d="M20 26h32v34H20z" fill="#d9d3c3"/>',
}


def card(variant: str, title: str, brand: str, amount: int, **more: object) -> dict:
    name = variant.removeprefix("var_")
    image = f"/media/{name}.svg" if name in DRAWINGS else None
    return {
        "variant": variant,
        "product": f"prd_{name}",
        "title": title,
        "brand": brand,
        "description": "",
        "image": image,
        "amount": amount,
        "currency": "EUR",
        "price": f"€{amount / 100:.2f}",
        "tax": "VAT included",
        "available": True,
        "left": None,
        **more,
    }


def moment(variant: str, first: int, end: int, label: str, path: list, **more: object) -> dict:
    name = variant.removeprefix("var_")
    return {
        "id": f"mom_{name}",
        "token": f"k1.{name}-token",
        "variant": variant,
        "product": f"prd_{name}",
        "starts_ms": first * 40,
        "ends_ms": end * 40,
        "starts_frame": first,
        "ends_frame": end,
        "label": label,
        "action": "Buy now",
        "disclosure": None,
        "anchor": "follow",
        "path": path,
        **more,
    }


def manifest() -> dict:
    cards = [
        card(
            COAT,
            "Trench coat, moss",
            "Norrby",
            18900,
            left=3,
            description="Waxed cotton with a torn pocket that was mended by hand. Made in Porto.",
        ),
        card(LAMP, "Dome table lamp", "Ostra Lighting", 12900),
        card(MUG, "Enamel mug, cream", "Halden Enamel", 2400, available=False),
        card(HAT, "A hat with a very long name that goes on and on", "Norrby", 4500),
    ]
    moments = [
        moment(MUG, 10, 40, "Enamel mug, cream", [[10, 0.1, 0.6, 0.2, 0.1]]),
        moment(COAT, 50, 125, "Trench coat, moss", film.PATH, disclosure="Paid placement by Norrby"),
        moment(LAMP, 80, 110, "Dome table lamp", [[80, 0.42, 0.42, 0.3, 0.22]]),
        moment(
            HAT,
            200,
            260,
            "A hat with a very long name that goes on and on",
            [[200, 0.7, 0.05, 0.3, 0.2]],
            anchor="docked",
        ),
    ]
    return {
        "version": 1,
        "release": "rel_1",
        "number": 1,
        "episode": "ep_1",
        "title": "Coat check",
        "series": "The Wrong Coat",
        "fps": [film.FPS, 1],
        "frames": film.FRAMES,
        "duration_ms": film.FRAMES * 1000 // film.FPS,
        "width": film.WIDTH,
        "height": film.HEIGHT,
        "published_at": 1790000000000,
        "moments": moments,
        "cards": {one["variant"]: one for one in cards},
    }
