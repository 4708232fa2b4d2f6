"""One walk through a shot, frame by frame, from a place where the thing is known."""

from copy import copy
from typing import Any

import numpy as np

from tagging.tracking.appearance import Seen
from tagging.tracking.between import beside
from tagging.tracking.cover import SEEN_MIN
from tagging.tracking.look import Registered
from tagging.tracking.poses import INSIDE_MIN, Step, box_of, is_inside, pose_for, shifted
from tagging.tracking.reel import Plane
from tagging.tracking.search import drift
from tagging.tracking.solid import Solid
from tagging.tracking.view import moved
from tagging.tracking.whereabouts import RECALL, Whereabouts

Array = np.ndarray[Any, Any]
Box = tuple[float, float, float, float]

# A few blocks of whatever lies over it agree by chance: without a single point to hold on to, more have to.
SEEN_BARELY = 0.3
# In box sides a picture: what moves faster may just be blurred.
CALM = 0.1
# After so many pictures a covered thing may have been turned meanwhile, where it was or elsewhere.
COVER_WHILE, COVER_LONG = 40, 100
SURE = 0.5
# How likely a model has to be to have found what was covered.
LIKELY, LIKELY_BACK = 0.5, 0.85
FLASH_FRAMES = 12
TWINS_EVERY = 15
# How far beside its way a stride may end, in sides; beyond the first, the pictures between are looked at.
EVEN, UNEVEN, EVEN_SEEN = 0.025, 0.08, 0.66
# At most so many pictures on.
STRIDE, TURNED_STRIDE = 4, 3
# A turning thing is looked at less often once it has turned so long; then the flat look speaks rarely, too.
TURNED_LONG, TURNED_SURELY, TURNED_EVEN, TURNED_GROWN, FLAT_EVERY = 3, 0.85, 0.3, 0.2, 3
# A box whose area has changed so many times since the drawn look was last recognised is a poor guess.
GROWN = 2.2
# What a solid thing's looks have to reach before they speak; more for one that never turned so far.
ALIKE_STILL, ALIKE, ALIKE_AT_FIRST, ALIKE_SURELY = 0.35, 0.5, 0.62, 0.8


class Walk(Whereabouts):
    """Holds what is known of the thing; `step` takes the pictures one by one, in either direction.

    As long as the drawn look is recognised, laid flat over the picture, it speaks: exactly. When the thing
    turns another side to the camera, its colours and edges do, as a model learns them on the way.
    """

    def turned_back(self) -> "Walk":
        """The same knowledge, to walk the other way."""
        other = copy(self)
        other.pace, other.twins, other.lately = -self.pace, list(self.twins), self.lately.copy()
        other.twins_lately = self.twins_lately.copy()
        other.look, other.cover = copy(self.look), copy(self.cover)
        other.solid = None if self.solid is None else self.solid.copy()
        other.is_back = True
        return other

    def step(self, plane: Plane) -> Step:
        self.count += 1
        light, was = float(plane.thumb.mean()), self.light
        if self.hidden_for:
            found = self._acquire(plane)
            if found is None:
                return self._acquire_solid(plane) or self._hide(plane)
            return self._accept(found, plane)
        found = self._recalled(plane) or (self._follow(plane) if self._may_be_flat() else None)
        dazzled = self.flashing < FLASH_FRAMES and (light > was + 25 or light > 215)
        if found is not None and found.flat and dazzled:
            self.flashing += 1
            return Step(self.pose, True, 0.55)
        self.light = light
        self.flashing = 0
        if found is not None and found.inside < INSIDE_MIN:
            return self._hide(plane)
        if found is not None and self.cover.there and self._is_other(plane, found):
            # What slides over it has its pattern: a pack of another kind.
            return self._hide(plane) if self.cover.is_sure else self._follow_solid(plane, None)
        if found is not None:
            self.cover.note(found, self.count)
            seen = found.of_inside if found.of_drawn and found.seen > SEEN_BARELY else found.seen
            if (seen >= SURE and found.of_drawn) or found.is_crisp:
                return self._accept(found, plane)
        if not self.turned_for and float(np.linalg.norm(self.pace)) < CALM * self._side():
            self.cover.note_gone(found, self.count)
        if not self.cover.there:
            return self._follow_solid(plane, found)
        # Something slides over it. A model that learns colours would go along with that.
        if found is not None and found.seen >= (SEEN_BARELY if found.fit is None else SEEN_MIN):
            return self._accept(found, plane)
        return self._hide(plane) if self.cover.is_sure else self._follow_solid(plane, found)

    @property
    def stride_most(self) -> int:
        """How many pictures on it may be looked for, if all goes evenly."""
        return TURNED_STRIDE if self.turned_for else STRIDE

    def stride(self, plane: Plane, frames: int) -> Step | None:
        """Over `frames` - 1 pictures to this one, if the thing goes on so evenly that those between follow
        from it; None, and nothing has changed, if not."""
        if self.hidden_for or self.flashing or self.cover.there:
            return None
        if self.turned_for:
            return self._stride_turned(plane, frames)
        if self.even < 2:
            return None
        found = self.look.register(plane, shifted(self.pose, self.pace * frames))
        if found is None or found.inside < 0.97 or not found.of_drawn:
            return None
        # What begins to cover it takes away from what was seen of it just now.
        if found.seen < max(EVEN_SEEN, min(0.8, self.seen - 0.08)):
            return None
        off = moved(found.pose, self.look.canvas.corners) - moved(self.pose, self.look.canvas.corners)
        uneven = float(np.abs(off - self.pace * frames).max()) / self._side()
        if uneven > UNEVEN:
            return None
        self.wavers = uneven > EVEN
        self.count += frames
        self.cover.note_clear(found, self.count)
        self.light = float(plane.thumb.mean())
        return self._accept(found, plane, frames)

    def between(self, plane: Plane, pose: Array, far: Plane) -> Array:
        """The pose in a picture on the way to `far`, where the last stride ended, from the one expected."""
        if not self.wavers:
            return pose
        by = beside(plane.grey, box_of(self.look, pose), far.grey, box_of(self.look, self.pose))
        return shifted(pose, by)

    def _stride_turned(self, plane: Plane, frames: int) -> Step | None:
        if self.turned_for < TURNED_LONG or self.solid is None or self._has_outgrown():
            return None
        was = box_of(self.look, self.pose)
        solid = self.solid.copy()
        seen = solid.find(plane, box_of(self.look, shifted(self.pose, self.pace * frames)), frames)
        if seen.confidence < TURNED_SURELY or not is_inside(seen.box, plane):
            return None
        grown = np.array(seen.box[2:]) / was[2:]
        middle = np.array(seen.box[:2]) + np.array(seen.box[2:]) / 2
        off = np.abs(middle - self._middle() - self.pace * frames).max()
        if off > TURNED_EVEN * (was[2] * was[3]) ** 0.5 or np.abs(np.log(grown)).max() > TURNED_GROWN:
            return None
        if self._is_twin(tuple(middle)) or not solid.has_its_colours(plane, seen.box, False, self.is_back):
            return None
        if self.cover.was_sure and self.likely(plane, seen) < LIKELY:
            return None
        self.solid = solid
        solid.learn(plane, seen.box)
        self.count += frames
        self.light = float(plane.thumb.mean())
        self.turned_for += frames
        self.wavers = True
        self._arrive(pose_for(self.look, seen.box), frames)
        return Step(self.pose, True, self.likely(plane, seen))

    # ---- while it is in sight

    def _may_be_flat(self) -> bool:
        return self.turned_for < TURNED_LONG or self.cover.there or self.count % FLAT_EVERY == 0

    def _follow(self, plane: Plane) -> Registered | None:
        best: Registered | None = None
        starts = [shifted(self.pose, self.pace)]
        if np.abs(self.pace).max() > 0.05 * self._side():
            starts.append(self.pose)
        for start in starts:
            found = self.look.register(plane, start)
            if best is None or (found is not None and found.seen > best.seen):
                best = found
            if best is not None and best.seen >= SURE:
                return best
        if self.turned_for > 2:
            return best
        for start in starts:
            found = self.look.smeared(plane, start, self.pace)
            if found is not None and (best is None or found.seen > best.seen + 0.1):
                best = found
        if best is None or best.seen < SEEN_MIN:
            other = self._nearby(plane, 1.2)
            if other is not None and (best is None or other.seen > best.seen):
                best = other
        return best

    def _accept(self, found: Registered, plane: Plane, frames: int = 1) -> Step:
        self._arrive(found.pose / found.pose[2, 2], frames)
        self.even = self.even + 1 if found.of_drawn and found.seen > EVEN_SEEN else 0
        self.seen = found.seen
        self.look.confirm(found, renew=self.count // 4 != (self.count - frames) // 4)
        if found.of_drawn and found.seen > 0.6:
            self.turned_for = 0
            self.flat_pose, self.flat_size = self.pose, box_of(self.look, self.pose)[2:]
            if not self.cover.there:
                self.clear = self.pose, self.pace, self.count
        if found.seen > 0.6 and found.inside > 0.9 and self.count // 3 != (self.count - frames) // 3:
            self.lately.append((plane, box_of(self.look, self.pose)))
            if self.solid is not None:
                self.solid.learn(plane, box_of(self.look, self.pose))
        # Somebody who has drifted off would take the thing itself for a twin.
        due = self.count // TWINS_EVERY != (self.count - frames) // TWINS_EVERY
        if due and found.seen > 0.75 and found.of_drawn:
            self._look_for_twins(plane, (1.0,))
        return Step(self.pose, True, min(1.0, 0.35 + 0.65 * found.of_inside))

    def _arrive(self, pose: Array, frames: int = 1) -> None:
        was, self.pose = self._middle(), pose
        pace = (self._middle() - was) / frames
        self.pace = pace * 0.7 + self.pace * 0.3 if not self.hidden_for else np.zeros(2)
        self.speed = max(float(np.linalg.norm(self.pace)), 0.9 * self.speed)
        self.hidden_for = 0

    # ---- while it shows another side

    def _follow_solid(self, plane: Plane, found: Registered | None) -> Step:
        """The drawn look is no longer there: turned, or covered? Its colours and edges tell."""
        solid = self.solid = self.solid or Solid.of(self.first, list(self.lately)[1:])
        led = found is not None and found.fit is not None and found.fit.count >= 8 and found.seen >= SEEN_MIN
        near = box_of(self.look, found.pose if led and found else shifted(self.pose, self.pace))
        seen = solid.find(plane, near)
        enough = ALIKE if self.turned_for else ALIKE_AT_FIRST
        if self.cover.there:
            enough = ALIKE_SURELY
        elif found is not None and found.seen >= SEEN_MIN:
            # It is there; the question is only who knows better where.
            enough = ALIKE_STILL
        middle = (seen.box[0] + seen.box[2] / 2, seen.box[1] + seen.box[3] / 2)
        there = seen.confidence >= enough and is_inside(seen.box, plane) and not self._is_twin(middle)
        if (
            there
            and self.cover.was_sure
            and self.likely(plane, seen) < (LIKELY_BACK if self.is_back else LIKELY)
        ):
            # Back to where it was covered only the drawn look leads; a model would take the cover for it.
            there = False
        if there and solid.has_its_colours(plane, seen.box, self.cover.there, self.is_back):
            if self.turned_for % 2 == 1 and seen.confidence > ALIKE:
                solid.learn(plane, seen.box)
            return self._turned(plane, seen)
        if found is not None and found.seen >= SEEN_MIN:
            return self._accept(found, plane)
        return self._hide(plane)

    def _acquire_solid(self, plane: Plane) -> Step | None:
        # What slid over it slides off again, and then the drawn look is there.
        every = (8 if self.cover.there else 4) * self._rarely()
        if self.cover.there and self.hidden_for >= 10:
            self.solid = self.solid or Solid.of(self.first, list(self.lately)[1:])
        if self.solid is None or self.hidden_for % every != 2 or (self.cover.there and self.hidden_for < 10):
            return None
        seen = self.solid.search(plane)
        enough = ALIKE_SURELY if self.cover.there else ALIKE_AT_FIRST
        if seen is None or seen.confidence < enough or not is_inside(seen.box, plane):
            return None
        middle = (seen.box[0] + seen.box[2] / 2, seen.box[1] + seen.box[3] / 2)
        if self._is_twin(middle) or not self._reachable(middle, True):
            return None
        if not self.solid.has_its_colours(plane, seen.box, self.cover.there, self.is_back):
            return None
        there = float(np.hypot(*(self._middle() - middle))) < 0.5 * self._side()
        if self.cover.is_sure and self.hidden_for < (COVER_WHILE if there else COVER_LONG):
            # What was covered turns up as it went, and some of the drawn look with it.
            found = self.look.register(plane, pose_for(self.look, seen.box))
            return self._accept(found, plane) if found is not None and found.seen >= SEEN_BARELY else None
        if (self.cover.there or self.cover.was_sure) and self.likely(plane, seen) < LIKELY:
            return None
        return self._turned(plane, seen)

    def _turned(self, plane: Plane, seen: Seen) -> Step:
        if not self.turned_for:
            self.recall_at, self.recall_every = self.count + RECALL, RECALL
        self.turned_for += 1
        self.cover.lift()
        self._arrive(pose_for(self.look, seen.box))
        return Step(self.pose, True, self.likely(plane, seen))

    def likely(self, plane: Plane, seen: Seen) -> float:
        """How sure a model is that has learnt on the way, and may have learnt the wrong thing with it.

        It doesn't count for much where the colours are no longer those that were drawn, or the box has
        become far larger or smaller than the last one in which the drawn look was recognised.
        """
        assert self.solid is not None
        grown = abs(float(np.log(seen.box[2] * seen.box[3] / (self.flat_size[0] * self.flat_size[1]))))
        like_size = float(np.clip(1.3 - grown / np.log(GROWN), 0.3, 1.0))
        like_colour = float(np.clip(0.4 + self.solid.likeness(plane, seen.box), 0.4, 1.0))
        return min(0.9, seen.confidence) * like_size * like_colour

    # ---- while it is out of sight

    def _hide(self, plane: Plane) -> Step:
        if not self.hidden_for and self.cover.there:
            self._uncover()
        self.hidden_for += 1
        self.even = 0
        self.pace = self.pace * 0.85
        self.pose = shifted(self.pose, drift(self._middle(), self.pace, self._side(), plane.grey))
        return Step(self.pose, False, 0.05)
