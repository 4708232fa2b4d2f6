"""What the story still holds back: nothing sold over the cliffhanger, nothing told before its reveal."""

from collections.abc import Iterator

from kit.language import noted
from tagging.linting.fixes import BEGIN_LATER, END_SOONER, spanned
from tagging.linting.rules import Rules
from tagging.linting.story import Flaw, Said, Story

OVER = noted("%(name)s is over the cliffhanger for %(long)s s")
TELLS = noted("%(name)s is shown %(long)s s before its reveal")


def cliffhanger(story: Story, rules: Rules) -> Iterator[Flaw]:
    for mark in story.marked("cliffhanger"):
        for moment in story.moments:
            start, end = max(moment.start_frame, mark.start_frame), min(moment.end_frame, mark.end_frame)
            if start >= end:
                continue
            long = round(story.seconds(end - start), 3)
            says = Said(OVER, {"name": moment.label, "long": long})
            fixes = (spanned(END_SOONER, moment, moment.start_frame, mark.start_frame),)
            yield Flaw("cliffhanger", (moment.id,), start, (start, end), says, long, 0, fixes)


def spoiler(story: Story, rules: Rules) -> Iterator[Flaw]:
    for mark in story.marked("reveal"):
        for moment in story.moments:
            if moment.product not in mark.products or moment.start_frame >= mark.start_frame:
                continue
            long = round(story.seconds(mark.start_frame - moment.start_frame), 3)
            says = Said(TELLS, {"name": moment.label, "long": long})
            span = moment.start_frame, min(moment.end_frame, mark.start_frame)
            fixes = (spanned(BEGIN_LATER, moment, mark.start_frame, moment.end_frame),)
            yield Flaw("spoiler", (moment.id,), moment.start_frame, span, says, long, 0, fixes)
