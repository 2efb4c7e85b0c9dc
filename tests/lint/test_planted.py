"""Every mistake an author can make, planted in a sound lesson and found at its place.

In each text ◆ stands where the finding must point; it is taken out before linting.
"""

from pathlib import Path
from textwrap import dedent, indent

import pytest

from tutor.lint.run import lint

HEAD = """\
format_version: 1
id: slopes
title: {en: Slopes, bn: ঢাল}
course: derivatives
sections:
"""

READING = """\
- id: start
  reading:
    en: |
      The slope of $x^2$ is $2x$. It costs $5.
    bn: |
      $x^2$-এর ঢাল $2x$।
"""

NUMBER = """\
- exercise:
    kind: number
    id: a-sum
    prompt: {en: What is {{a}} times $x$ at $x = 7$?, bn: $x = 7$-এ $x$-এর {{a}} গুণ কত?}
    answer: '{{7*a}}'
    hints: [{en: Multiply them., bn: গুণ করুন।}]
    mistakes:
      - answer: '{{7+a}}'
        feedback: {en: That is the sum., bn: এটা যোগফল।}
    vary:
      parameters: {a: 2..9}
"""

NOTATION = r"""
- exercise:
    kind: notation
    id: eta
    formula: \theta - \mark{\eta} \nabla L
    meaning: learning rate
    wrong: [{meaning: momentum, feedback: {en: That is $\beta$., bn: সেটা $\beta$।}}]
"""

CHOICE = """\
- exercise:
    kind: choice
    id: sign
    prompt: {en: The slope is negative. What does the curve do?, bn: ঢাল ঋণাত্মক। Curve কী করে?}
    options:
      - right: {en: It falls here., bn: এখানে নামে।}
      - wrong: {en: It rises here., bn: এখানে ওঠে।}
        feedback: {en: That is a positive slope., bn: সেটা ধনাত্মক ঢাল।}
"""
# In flow style `{{` would open a map, so texts with holes are quoted.
NUMBER = NUMBER.replace(
    "prompt: {en: What is {{a}} times $x$ at $x = 7$?, bn: $x = 7$-এ $x$-এর {{a}} গুণ কত?}",
    "prompt: {en: 'What is {{a}} times $x$ at $x = 7$?', bn: '$x = 7$-এ $x$-এর {{a}} গুণ কত?'}",
)


def check(tmp_path: Path, text: str, name: str = "slopes.yaml"):
    """Findings of a lesson as (line, column, message and hint), and where ◆ stood."""
    marked = text.replace("◆", "", 0)
    place = None
    if "◆" in marked:
        before = marked[: marked.index("◆")]
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        assert marked.count("◆") == 1
    path = tmp_path / name
    path.write_text(text.replace("◆", ""), encoding="utf-8")
    found = lint([path], processes=1).findings
    return [(f.line, f.column, f"{f.message} — {f.hint}") for f in found], place


def lesson(*sections: str, head: str = HEAD) -> str:
    return head + indent("".join(s.lstrip("\n") for s in sections), "  ")


def change(section: str, old: str, new: str) -> str:
    assert section.count(old) == 1, (old, section)
    return section.replace(old, new)


def test_the_sound_lesson_is_sound(tmp_path):
    found, _ = check(tmp_path, lesson(READING, NUMBER, NOTATION, CHOICE))
    assert found == []


PLANTED = {
    "an unknown key": (
        change(NUMBER, "hints:", "◆hint:"),
        "there is no key `hint` here — did you mean `hints`?",
    ),
    "a key twice": (
        change(NUMBER, "    hints:", "    ◆kind: choice\n    hints:"),
        "the key `kind` is here twice; it was first on line 13",
    ),
    "no such kind": (change(NUMBER, "number", "◆nunber"), "did you mean `number`?"),
    "a missing field": (change(NUMBER, "answer: '{{7*a}}'\n    ", ""), "`answer` is missing"),
    "a wrong type": (
        change(NUMBER, "    id: a-sum", "    id: a-sum\n    difficulty: ◆hard"),
        "`difficulty` should be a whole number from 1 to 5; here is `hard`",
    ),
    "a YAML 1.1 truth value": (
        change(CHOICE, "id: sign", "id: sign\n    several: ◆yes"),
        "write true",
    ),
    "a YAML 1.1 octal number": (
        change(NUMBER, "id: a-sum", "id: a-sum\n    difficulty: ◆03"),
        "write 3",
    ),
    "an exercise id twice": (
        NUMBER + change(NUMBER, "a-sum", "◆a-sum"),
        "the exercise id `a-sum` is here twice",
    ),
    "a missing Bangla text": (
        change(NUMBER, "{en: Multiply them., bn: গুণ করুন।}", "◆{en: Multiply them.}"),
        "`hints[0]` has no বাংলা — write `{en: …, bn: …}`",
    ),
    "a missing English text": (
        change(CHOICE, "{en: It rises here., bn: এখানে ওঠে।}", "◆{bn: এখানে ওঠে।}"),
        "`wrong` has no English",
    ),
    "an English sentence for every language": (
        change(CHOICE, "{en: It rises here., bn: এখানে ওঠে।}", "◆It rises here."),
        "`wrong` has no বাংলা",
    ),
    "a Bangla sentence for every language": (
        change(CHOICE, "{en: It rises here., bn: এখানে ওঠে।}", "◆এখানে ওঠে।"),
        "`wrong` has no English",
    ),
    "languages swapped": (
        change(NUMBER, "{en: Multiply them., bn: গুণ করুন।}", "{bn: x, en: ◆গুণ করুন।}"),
        "are `en` and `bn` swapped?",
    ),
    "a text that was not translated": (
        change(NUMBER, "bn: গুণ করুন।", "bn: ◆Multiply them."),
        "the বাংলা is in English",
    ),
    "an unknown language": (
        change(NUMBER, "bn: গুণ করুন।", "◆hi: गुणा करें"),
        "there is no language `hi`",
    ),
    "an empty hint": (
        change(NUMBER, "{en: Multiply them., bn: গুণ করুন।}", "◆''"),
        "`hints[0]` is empty",
    ),
    "a hint that is empty in one language": (
        change(NUMBER, "en: Multiply them.", "en: ◆' '"),
        "the English of `hints[0]` is empty",
    ),
    "TeX that cannot be shown, in a block": (
        change(READING, "The slope of $x^2$ is $2x$.", "The slope of $x^2$ is $◆\\qqq{2x}$."),
        "this TeX cannot be shown",
    ),
    "TeX that cannot be shown, standing alone": (
        change(READING, "It costs $5.", "It is\n\n      $$x + \n      ◆\\qqq y$$\n"),
        "this TeX cannot be shown",
    ),
    "TeX that cannot be shown, in quotes": (
        change(CHOICE, "{en: It falls here.,", "{en: 'It falls by $2 ◆\\qqq$.',"),
        "this TeX cannot be shown",
    ),
    "TeX that cannot be shown, in a formula": (
        change(NOTATION, r"\theta - \mark{\eta} \nabla L", r"◆\qqq - \mark{\eta} \nabla L"),
        "this TeX cannot be shown",
    ),
    "a dollar without its partner": (
        change(READING, "The slope of $x^2$ is $2x$.", "The slope of $x^2$ is ◆$x plus 2."),
        "a `$` here opens or closes no formula",
    ),
    "TeX eaten by double quotes": (
        change(CHOICE, "{en: It falls here.,", '{en: "It falls by $◆\\frac12$",'),
        "in double quotes is not TeX",
    ),
    "a key that cannot be read": (
        change(NUMBER, "answer: '{{7*a}}'", "answer: ◆7 **"),
        "`7 **` is not a number",
    ),
    "a mistake that is right": (
        change(NUMBER, "answer: '{{7+a}}'", "answer: ◆'{{a*7}}'"),
        "this mistake is judged right",
    ),
    "a mistake that is right in one variant": (
        change(NUMBER, "answer: '{{7+a}}'", "answer: ◆'{{a^2 + 12}}'"),
        "variants (a = 3): this mistake is judged right — write a wrong answer, or rule",
    ),
    "a mistake with the feedback of another": (
        change(
            NUMBER,
            "    vary:",
            "      - answer: ◆'{{a + 7}}'\n        feedback: {en: Two., bn: দুই।}\n    vary:",
        ),
        "this mistake gets other feedback: `That is the sum.`",
    ),
    "a mistake that cannot be read": (
        change(NUMBER, "answer: '{{7+a}}'", "answer: ◆7 +* 1"),
        "`7 +* 1` is not a number",
    ),
    "a hole in the domain": (
        change(NUMBER, "answer: '{{7*a}}'", "answer: ◆'{{7*a/(a - 3)}}'"),
        "variants (a = 3): `7*a/(a - 3)` divides by zero for some parameters",
    ),
    "a key without a value": (
        change(NUMBER, "answer: '{{7*a}}'", "answer: ◆log({{3 - a}})"),
        "has no finite real value",
    ),
    "parameters that nothing satisfies": (
        change(NUMBER, "{a: 2..9}", "{a: 2..9}\n      where: ◆['a > 9']"),
        "no parameters were found for which `a > 9`",
    ),
    "a hole that names no parameter": (
        change(NUMBER, "What is {{a}} times", "What is ◆{{b}} times"),
        "`{{b}}` names no parameter: the parameters are a",
    ),
    "a hole without any parameters": (
        change(CHOICE, "en: It falls here.", "en: 'It falls by ◆{{b}} here.'"),
        "`{{b}}` names no parameter: the exercise has no `vary`",
    ),
    "a parameter that no text uses": (
        change(NUMBER, "{a: 2..9}", "{a: 2..9, b: ◆1..3}"),
        "no text uses the parameter `b`",
    ),
    "two choices that say the same": (
        CHOICE + "      - ◆wrong: {en: It  rises HERE., bn: ওপরে ওঠে।}\n"
        "        feedback: {en: No., bn: না।}\n",
        "this option says the same as another",
    ),
    "no choice that is right": (
        change(CHOICE, "- right:", "- wrong:").replace("options:\n      -", "options:\n      ◆-"),
        "no option is `right`",
    ),
    "the answer in the prompt": (
        change(NUMBER, "prompt: {en: 'What is", "prompt: ◆{en: 'The answer is {{7*a}}. What is"),
        "the prompt gives the answer away",
    ),
    "the right option in the prompt": (
        change(CHOICE, "prompt: {en: The", "prompt: ◆{en: It falls here. The"),
        "the prompt says which option is right",
    ),
    "a name in the prompt": (
        change(
            NOTATION,
            "    meaning:",
            "    prompt: ◆{en: 'What is it? Answer: learning rate', bn: এটা কী?}\n    meaning:",
        ),
        "the prompt names the answer",
    ),
    "a link to nowhere": (
        change(READING, "It costs $5.", "See [the start](◆#begin)."),
        "`#begin` leads to nothing",
    ),
    "a path out of the folder": (
        change(READING, "  reading:\n    en: |", "  reading:\n    en: ◆|").replace(
            "It costs $5.", "[key](../../secret.txt)"
        ),
        "leads out of the lesson's folder",
    ),
    "a lab that does not exist": (
        "- lab: {name: ◆tangent-lime}\n",
        "there is no lab `tangent-lime`",
    ),
    "a lab that cannot begin so": (
        "- lab: {name: tangent, start: {point: ◆here}}\n",
        "the lab `tangent` does not begin like this",
    ),
    "a name the lab does not know": (
        "- lab: {name: tangent, start: {pont: ◆1}}\n",
        "the lab `tangent` does not begin like this",
    ),
    "a tag": (change(READING, "en: |", "en: ◆!!python/name:os.system |"), "a tag"),
    "an alias": (
        change(NUMBER, "id: a-sum", "id: ◆&bomb a-sum"),
        "an anchor `&bomb` is not allowed",
    ),
    "two kinds of content in a section": (
        "- ◆reading: {en: One., bn: এক।}\n  lab: {name: tangent}\n",
        "a section has exactly one of",
    ),
}


@pytest.mark.parametrize(("section", "told"), PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_mistake_is_found_at_its_place(tmp_path, section, told):
    text = lesson(READING, section) if section.lstrip()[:11] != READING[:11] else lesson(section)
    found, place = check(tmp_path, text)
    hits = [finding for finding in found if told in finding[2]]
    assert hits, found
    if place:
        assert place in [finding[:2] for finding in hits], (place, found)


@pytest.mark.parametrize(
    "section",
    [section for section, told in PLANTED.values()],
    ids=PLANTED.keys(),
)
def test_a_planted_mistake_brings_no_others(tmp_path, section):
    text = lesson(READING, section) if section.lstrip()[:11] != READING[:11] else lesson(section)
    found, _ = check(tmp_path, text)
    assert len({message for _, _, message in found}) <= 2, found


def test_several_mistakes_in_one_file_are_all_told(tmp_path):
    text = lesson(
        change(READING, "$2x$.", "$\\qqq$."),
        change(NUMBER, "hints:", "hint:"),
        change(CHOICE, "{en: It rises here., bn: এখানে ওঠে।}", "It rises here."),
    )
    found, _ = check(tmp_path, text)
    messages = " ".join(message for _, _, message in found)
    for told in ("TeX cannot be shown", "did you mean `hints`?", "`wrong` has no বাংলা"):
        assert told in messages, found
    assert found == sorted(found, key=lambda finding: finding[:2])


HEADS = {
    "a title in one language": ("title: ◆{en: Slopes}", "`title` has no বাংলা"),
    "a newer format": ("format_version: ◆2", "format_version"),
    "no such lesson to take first": ("requires: [◆limits]", "there is no lesson `limits`"),
    "a lesson that needs itself": ("requires: [◆slopes]", "in a circle: slopes → slopes"),
    "an objective in one language": (
        "objectives:\n  - ◆Find the slope of a curve",
        "`objectives[0]` has no বাংলা",
    ),
}


@pytest.mark.parametrize(("line", "told"), HEADS.values(), ids=HEADS.keys())
def test_a_planted_mistake_in_the_head_is_found_at_its_place(tmp_path, line, told):
    name = line.split(":")[0]
    kept = "".join(li for li in HEAD.splitlines(True) if not li.startswith(f"{name}:"))
    found, place = check(tmp_path, f"{line}\n{lesson(READING, head=kept)}")
    assert [finding for finding in found if told in finding[2] and finding[:2] == place], found


def test_a_circle_through_several_lessons_is_told_once(tmp_path):
    for name, needs in {"a": "b", "b": "c", "c": "a", "d": "a"}.items():
        head = HEAD.replace("slopes", name) + f"requires: [{needs}]\n"
        head = head.replace("sections:\n", "") + "sections:\n"
        (tmp_path / f"{name}.yaml").write_text(lesson(READING, head=head), encoding="utf-8")
    found = lint([tmp_path], processes=1).findings
    assert [f.message for f in found] == ["the prerequisites go round in a circle: a → b → c → a"]
    assert found[0].path.endswith("a.yaml")


def test_ids_taken_by_another_file_name_that_file(tmp_path):
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(lesson(READING, NUMBER), encoding="utf-8")
    found = lint([tmp_path], processes=1).findings
    assert {f.path for f in found} == {str(tmp_path / "two.yaml")}
    messages = [f.message for f in found]
    assert f"the lesson id `slopes` is taken by {tmp_path / 'one.yaml'}:2" in messages
    assert f"the exercise id `a-sum` is taken by {tmp_path / 'one.yaml'}:14" in messages


def test_a_lesson_in_the_folder_of_another_course_is_told(tmp_path):
    (tmp_path / "course.yaml").write_text(
        "format_version: 1\nid: matrices\ntitle: {en: Matrices}\n", encoding="utf-8"
    )
    (tmp_path / "slopes.yaml").write_text(lesson(READING), encoding="utf-8")
    messages = [str(f) for f in lint([tmp_path], processes=1).findings]
    assert any("slopes.yaml:4:9: the course is `derivatives`" in m for m in messages)
    assert any("course.yaml" in m and "`title` has no বাংলা" in m for m in messages)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"\xff\xfeh\x00", "byte order mark"),
        (b"title: \xe9t\xe9\n", "not UTF-8"),
        (b"- " * 30_000, "nested"),
        (b"a: 1\n" * 300_000, "larger than 1 MB"),
        (b"a: [1, 2\n", "not YAML"),
        (
            dedent("""\
            a: &a [x, x, x, x, x, x]
            b: &b [*a, *a, *a, *a, *a]
            c: &c [*b, *b, *b, *b, *b]
            """).encode(),
            "an alias `*a` is not allowed",
        ),
    ],
    ids=["empty", "UTF-16", "Latin-1", "deep", "large", "cut", "bomb"],
)
def test_a_file_that_is_no_lesson_is_told_and_the_others_are_still_checked(tmp_path, data, told):
    (tmp_path / "bad.yaml").write_bytes(data)
    (tmp_path / "good.yaml").write_text(lesson(READING, NUMBER), encoding="utf-8")
    report = lint([tmp_path], processes=1)
    assert (report.lessons, report.exercises) == (2, 1)
    assert {Path(f.path).name for f in report.findings} == {"bad.yaml"}
    assert told in " ".join(f.message for f in report.findings)
