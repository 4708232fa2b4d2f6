"""From sights to appearances: how long something stays in a shot, and which claim to it holds in the end."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tagging.finding.reel import Look, Stretch
from tagging.finding.search import Place, Sight, claim_at, overlap, search
from tagging.finding.shelf import Shelf

# A claim that was good is followed down to this part of its score, while motion blurs it or the edge cuts it.
FAINT = 0.55
STRIDE = 3
# The first look of a shot and of so many more one is a close one.
CLOSELY = 3
BEST_OF = 3


@dataclass(slots=True, eq=False)
class Appearance:
    """One instance in one shot. `first` and `last`: frame and seconds where it is seen first and last."""

    first: tuple[int, float]
    last: tuple[int, float]
    leader: Sight
    claims: dict[str, list[Sight]] = field(default_factory=dict)
    looks: int = 0
    is_lost: bool = False

    def add(self, place: Place) -> None:
        self.looks += 1
        for claim in place.claims:
            self.claims.setdefault(claim.name, []).append(claim)
        name = self.winner()
        self.leader = place.claim_of(name) or place.best
        self.seen(self.leader)

    def seen(self, sight: Sight) -> None:
        self.first = min(self.first, (sight.frame, sight.t))
        self.last = max(self.last, (sight.frame, sight.t))

    def strength(self, name: str) -> float:
        """The mean of its best looks; seen in fewer of them than others, it is the weaker for it."""
        scores = sorted((claim.score for claim in self.claims.get(name, [])), reverse=True)[:BEST_OF]
        return sum(scores) / min(BEST_OF, self.looks)

    def winner(self) -> str:
        return max(self.claims, key=self.strength)

    def best(self) -> Sight:
        return max(self.claims[self.winner()], key=lambda claim: claim.score)

    def margin(self) -> float:
        """How far the winner is ahead of the next product."""
        winner = self.winner()
        others = [self.strength(name) for name in self.claims if name != winner]
        return self.strength(winner) - max(others, default=0.0)


@dataclass(slots=True, eq=False)
class Watch:
    """What runs in the shot that is being watched; lost ones may come back until the shot ends."""

    shelf: Shelf
    running: list[Appearance] = field(default_factory=list)
    looks: int = 0

    def pass_by(self, stretch: Stretch) -> list[Appearance]:
        """Watches a stretch; gives the appearances that are over because the shot is."""
        if stretch.looks:
            self._look(stretch.looks)
        if not stretch.ends_shot:
            return []
        over, self.running, self.looks = self.running, [], 0
        return over

    def _look(self, looks: list[Look]) -> None:
        look = looks[-1]
        alive = [one for one in self.running if not one.is_lost]
        places = search(self.shelf, look, [one.leader for one in alive], self.looks % CLOSELY == 0)
        self.looks += 1
        for one in alive:
            place = next((p for p in places if _goes_on(one, p)), None)
            if place is None:
                reached = self._walk(one, looks)
                place = next((p for p in places if reached and _goes_on(one, p)), None)
            if place:
                places.remove(place)
                one.add(place)
            else:
                one.is_lost = one.last[0] < look.frame
        for place in places:
            self._begin(place, looks)

    def _begin(self, place: Place, looks: list[Look]) -> None:
        """A new appearance, or one that was lost and is back."""
        name = place.best.name
        again = next((one for one in self.running if one.is_lost and one.winner() == name), None)
        if again:
            again.is_lost = False
            again.add(place)
            return
        at = place.best.frame, place.best.t
        one = Appearance(at, at, place.best)
        one.add(place)
        self._walk(one, looks[-2::-1])
        self.running.append(one)

    def _walk(self, one: Appearance, looks: Sequence[Look]) -> bool:
        """Follows it in strides, then single steps to where it is lost; True if it never is."""
        sight, at, least = one.leader, -1, max(0.3, FAINT * one.leader.score)
        step = STRIDE
        while at + 1 < len(looks):
            ahead = min(at + step, len(looks) - 1)
            found = claim_at(self.shelf, sight.item, looks[ahead], sight.evidence.homography)
            if found and found.score >= least:
                sight, at = found, ahead
                one.seen(sight)
            elif step > 1:
                step = 1
            else:
                return False
        one.leader = sight
        return True


def _goes_on(one: Appearance, place: Place) -> bool:
    if not place.claim_of(one.leader.name) and place.best.score < 0.5:
        return False
    return overlap(one.leader.box, place.best.box) > 0.15
