"""Home: go on where you stopped, what is due today, all lessons, and a search over them."""

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from tutor.bilingual import choose
from tutor.progress.records import LessonCount
from tutor.screens.choices import Choices
from tutor.screens.place import Place, host, language_of, say
from tutor.widgets.keys_in_order import TextLine

if TYPE_CHECKING:
    from tutor.library import CourseEntry, LessonEntry
    from tutor.overview import Overview

PRACTICE = ("drills", "interview", "labs", "stats", "settings")
BAR = 5
VARIED = re.compile(r"\{\{([^{}]{0,80})\}\}")
"""What every variant of an exercise fills in differently; its name stands for it here."""
HIT_INDENT = 4
LIST_EDGES = 5
"""Cells beside the text of a line: the padding of the list and of the line, a scrollbar."""


def unread(lesson: "LessonEntry") -> bool:
    """Whether only the file's name is known, and so neither title nor place in the order."""
    return not (lesson.fresh or lesson.sections or lesson.problems)


class Search(TextLine):
    """The search field: arrows and Enter go to the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "list('cursor_up')", show=False),
        Binding("down", "list('cursor_down')", show=False),
        Binding("enter", "list('select')", "open", id="open"),
        Binding("escape", "clear_search", "back", id="back"),
    ]

    DEFAULT_CSS = """
    Search {
        margin: 0 2; height: 1; width: 1fr; border: none; padding: 0 1;
        background: $surface;
    }
    """

    def on_mount(self) -> None:
        """Hold the cursor still."""
        self.cursor_blink = False

    def action_list(self, action: str) -> None:
        """Do in the list what the key means there."""
        options = self.screen.query_one(OptionList)
        getattr(options, "action_" + action)()

    def action_clear_search(self) -> None:
        """Give the whole list back."""
        self.value = ""
        self.screen.query_one(OptionList).focus()


class Home(Place):
    """The list of everything there is to do; the first line is what to do now."""

    place: ClassVar[str] = "home"
    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash,ctrl+f", "search", "search", id="search"),
        Binding("f10", "app.next_theme", "theme", id="theme"),
        Binding("escape", "leave", show=False),
    ]

    def body(self) -> ComposeResult:
        """The search field and the list."""
        yield Search(
            placeholder=say(self, "search_placeholder"),
            id="search",
            compact=True,
            select_on_focus=False,
        )
        yield Choices()

    def on_mount(self) -> None:
        """Put the heading up."""
        super().on_mount()
        self._goals: dict[str, Callable[[], None]] = {}
        self._waiting = False

    def _refresh(self) -> None:
        host(self).session.library.refresh()
        self.app.call_from_thread(self.fill)

    def on_screen_resume(self) -> None:
        """Fill the list; read lesson files that changed, behind the scenes."""
        # The app's turn comes when it has started; then what is there is painted first.
        self.app.call_later(self.call_after_refresh, self._fill_and_refresh)

    def _fill_and_refresh(self) -> None:
        self.fill()
        if not self.overview.catalogue.fresh:
            self.run_worker(self._refresh, thread=True, group="catalogue", exclusive=True)

    def retranslate(self) -> None:
        """Write the list anew."""
        self.query_one(Search).placeholder = say(self, "search_placeholder")
        self.fill()

    def heading(self) -> Content:
        """The name, and what it is for."""
        return Content.assemble(("tutor", "bold $accent"), "   ", (say(self, "tagline"), "$muted"))

    # --- the list

    def fill(self) -> None:
        """Write the list: all of it, or what the search finds."""
        self.overview: Overview = host(self).session.overview()
        options = self.query_one(OptionList)
        kept = options.highlighted
        was = options.get_option_at_index(kept).id if kept is not None else None
        self._goals.clear()
        waited, self._waiting = self._waiting, any(map(unread, self.overview.catalogue.lessons))
        query = self.query_one(Search).value.strip()
        options.clear_options()
        options.add_options(self._found(query) if query else self._everything())
        if was is not None and was in self._goals and not query and not waited:
            options.highlighted = options.get_option_index(was)
        elif self._waiting and not query:
            # What Enter is to open is not there yet.
            options.highlighted = None
        else:
            options.action_first()

    def _goal(self, name: str, prompt: Content, go: Callable[[], None]) -> Option:
        self._goals[name] = go
        return Option(prompt, id=name)

    def _everything(self) -> Iterable[Option | None]:
        app, overview = host(self), self.overview
        yield self._now()
        yield None
        due = overview.due
        if due:
            text = say(self, "today_due_one" if due == 1 else "today_due", count=due)
            yield self._goal("review", self._row(say(self, "today"), text), app.review)
        else:
            key = "today_none" if overview.counts else "today_first"
            yield Option(self._row(say(self, "today"), say(self, key), quiet=True), disabled=True)
        for course in overview.catalogue.courses:
            lessons = overview.catalogue.in_course(course.id)
            if lessons and not any(map(unread, lessons)):
                yield Option(self._course(course, lessons), disabled=True)
                yield from map(self._lesson, lessons)
        if not overview.catalogue.lessons:
            yield Option(Content(say(self, "no_lessons")), disabled=True)
        yield Option(Content("\n" + say(self, "practise")).stylize("bold $accent"), disabled=True)
        titles = {place: say(self, "title_" + place) for place in self._places()}
        width = max((Content(title).cell_length for title in titles.values()), default=0)
        for place, title in titles.items():
            gap = " " * (width - Content(title).cell_length)
            row = self._row(title + gap, say(self, "about_" + place))
            yield self._goal("place-" + place, row, lambda place=place: app.go(place))  # type: ignore[misc]

    def _places(self) -> Iterable[str]:
        return [place for place in host(self).offered() if place in PRACTICE]

    def _now(self) -> Option:
        """The first line: go on, or begin."""
        app, stop = host(self), self.overview.stop
        language = language_of(self)
        if self._waiting and (stop is None or unread(stop.lesson)):
            row = self._row("…", say(self, "lessons_reading"), quiet=True)
            return Option(row, disabled=True)
        if stop is None:
            first = next((e for e in self.overview.catalogue.lessons if not e.problems), None)
            if first is None:
                return Option("", disabled=True)
            head = self._row(say(self, "begin"), choose(first.title, language), strong=True)
            return self._goal("now", head, lambda: app.learn(first.id))
        lines = [self._row(say(self, "continue"), choose(stop.lesson.title, language), strong=True)]
        if stop.number:
            of = len(stop.lesson.exercises)
            lines.append(Content("  " + say(self, "continue_exercise", number=stop.number, of=of)))
        if stop.draft:
            draft = stop.draft.splitlines()[0]
            lines.append(Content("  " + say(self, "continue_draft", draft=draft)).stylize("$muted"))
        return self._goal(
            "now",
            Content("\n").join(lines),
            lambda: app.learn(stop.lesson.id, stop.exercise),
        )

    @staticmethod
    def _row(head: str, text: str, *, strong: bool = False, quiet: bool = False) -> Content:
        return Content.assemble(
            (head, "bold $accent" if strong else "bold"),
            "   ",
            (text, "$muted" if quiet else ""),
        )

    def _course(self, course: "CourseEntry", lessons: tuple["LessonEntry", ...]) -> Content:
        finished = sum(self._finished(lesson) for lesson in lessons)
        filled = round(BAR * finished / len(lessons))
        return Content.assemble(
            ("\n" + "▰" * filled, "$accent"),
            ("▱" * (BAR - filled) + f"  {finished}/{len(lessons)}  ", "$muted"),
            (choose(course.title, language_of(self)), "bold $accent"),
        )

    def _count(self, lesson: "LessonEntry") -> LessonCount:
        return self.overview.counts.get(lesson.id) or LessonCount()

    def _finished(self, lesson: "LessonEntry") -> bool:
        return bool(lesson.exercises) and self._count(lesson).right >= len(lesson.exercises)

    def _lesson(self, lesson: "LessonEntry") -> Option:
        language = language_of(self)
        if lesson.problems:
            why = lesson.problems[0]
            text = Content.assemble(
                ("  ! ", "$error"),
                choose(lesson.title, language),
                ("\n      " + say(self, "broken_lesson", why=why), "$muted"),
            )
            return Option(text, disabled=True)
        count, of = self._count(lesson), len(lesson.exercises)
        sign = "✓" if self._finished(lesson) else "◐" if count.answered else "○"
        colour = "$success" if sign == "✓" else "$accent" if count.answered else "$muted"
        done = f"{count.right}/{of}" if of else ""
        prompt = Content.assemble(
            (f"  {sign} ", colour),
            (f"{done:>5}  {lesson.minutes:>3}′  ", "$muted"),
            choose(lesson.title, language),
        )
        return self._goal("lesson-" + lesson.id, prompt, lambda: host(self).learn(lesson.id))

    # --- search

    def _found(self, query: str) -> Iterable[Option]:
        from tutor.search import find
        from tutor.widgets.prose import inline

        app, language = host(self), language_of(self)
        hits = find(self.overview.catalogue, query)
        if not hits:
            yield Option(Content(say(self, "search_none", query=query)), disabled=True)
        for number, (lesson, exercise, text) in enumerate(hits):
            if lesson.problems:
                continue
            if exercise is None:
                prompt = Content.assemble(("  ▤ ", "$accent"), (choose(text, language), "bold"))
                prompt = self._one_line(prompt)
                where = ""
            else:
                where = exercise.id
                told = inline(VARIED.sub(r"\1", choose(text, language)))
                title = Content.styled(" " * HIT_INDENT + choose(lesson.title, language), "$muted")
                prompt = Content("\n").join(
                    map(self._one_line, (Content.assemble(("  · ", "$muted"), told), title))
                )
            yield self._goal(
                f"hit-{number}",
                prompt,
                lambda lesson=lesson, where=where: app.learn(lesson.id, where),  # type: ignore[misc]
            )

    def _one_line(self, text: Content) -> Content:
        """A line as far as it fits in the list."""
        room = self.query_one(OptionList).size.width - LIST_EDGES
        return text.truncate(room, ellipsis=True) if room > HIT_INDENT else text

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search while typing."""
        event.stop()
        self.fill()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the search field there is no way to it."""
        return action != "search" or not isinstance(self.focused, Search)

    def action_search(self) -> None:
        """Go to the search field."""
        self.query_one(Search).focus()

    def on_key(self, event: events.Key) -> None:
        """A printing key begins a search."""
        search = self.query_one(Search)
        if event.is_printable and event.character:
            if not search.value and event.character in "/? ":
                return
            event.stop()
            # What was typed before the field had the focus comes here after it has.
            search.focus()
            search.insert_text_at_cursor(event.character)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Go where the chosen line leads."""
        event.stop()
        if event.option_id is not None and event.option_id in self._goals:
            self._goals[event.option_id]()

    def action_leave(self) -> None:
        """Home is where one comes from; there is nowhere to go back to."""
