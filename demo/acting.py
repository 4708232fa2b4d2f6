"""Which play belongs to which shot: the shot list calls them by their names."""

from collections.abc import Callable

from demo import rooms, streets
from demo.moves import Pose

ACTS: dict[str, Callable[[int], Pose]] = {
    act.__name__: act
    for act in (
        streets.take_coat,
        streets.swing_on,
        streets.wait_for_tram,
        streets.draw_key,
        streets.ride,
        streets.ring,
        streets.ring_again,
        rooms.paint_lips,
        rooms.climb,
        rooms.unlock,
        rooms.lamp_comes_on,
        rooms.nobody_moves,
        rooms.touch_mug,
        rooms.push_mug,
        rooms.hear_him,
        rooms.speak_up,
        rooms.he_comes,
        rooms.he_answers,
        streets.third_coat,
        rooms.tickets_swing,
    )
}
