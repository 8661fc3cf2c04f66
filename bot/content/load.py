"""Reading ``guidance/``: every file, every fault, or the whole content."""

from __future__ import annotations

import hashlib
import itertools
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.content import shapes
from bot.content.figures import Figure, FigureRow, Source
from bot.content.model import Block, Contact, Content, Entry, Scope, Text, Topic, Variant
from bot.content.placeholders import Filler, PlaceholderError, placeholders, split_figure
from bot.content.problems import ContentError, Problem
from bot.content.vocabulary import AUDIENCES, NATION_NAMES, NATIONS, join_words
from bot.content.yaml_file import KeyPath, YamlFile, read_yaml

GUIDANCE_VARIABLE = "WLB_GUIDANCE"
GUIDANCE = Path(os.environ.get(GUIDANCE_VARIABLE) or Path(__file__).resolve().parents[2] / "guidance")
"""The folder that is served: the project's, or the one that ``WLB_GUIDANCE`` names, for previews and tests."""
TOPICS_FILE = "topics.yml"
CONTACTS_FILE = "contacts.yml"
STYLE_FILE = "style.yml"
TALK_FILE = "talk.yml"
FIGURES_FOLDER = "figures"
TALK_BLANKS = {"chitchat.noted": ("who",)}
"""What the actions fill in, by the saying that it stands in."""
LINK = re.compile(r"\[([^\]\[]*)\]\(([^()\s]*)\)")
_LINK_ADDRESS = re.compile(shapes.URL["pattern"] + r"|^mailto:[^\s@]+@[^\s@]+$|^tel:\+?[0-9]+$")


def content_files(folder: Path) -> list[Path]:
    """Return the YAML files that make up the guidance in a folder, in a fixed order."""
    return [*sorted(folder.glob("*.yml")), *sorted((folder / FIGURES_FOLDER).glob("*.yml"))]


def fingerprint(folder: Path) -> str:
    """Return a short fingerprint of what the guidance files say."""
    digest = hashlib.sha256()
    for path in content_files(folder):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def load_content(folder: Path = GUIDANCE) -> Content:
    """Load all guidance.

    Args:
        folder: The ``guidance`` folder.

    Returns:
        The content, complete and without blocking faults.

    Raises:
        ContentError: With every fault found, if there is any. Faults of the single files come first; the links
            between files (figures, contacts, topics) are only looked at when each file is right in itself.
    """
    return _Loader(folder).load()


def load_topics(folder: Path = GUIDANCE) -> dict[str, Topic]:
    """Load the topic map alone.

    Raises:
        ContentError: If it is not of the right shape.
    """
    file = read_yaml(folder / TOPICS_FILE, f"{folder.name}/{TOPICS_FILE}")
    problems = list(shapes.shape_problems(file, shapes.TOPIC_FILE))
    if problems:
        raise ContentError(problems)
    return _topics(file)


class _Loader:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def load(self) -> Content:
        if not self.folder.is_dir():
            raise ContentError(
                [Problem(str(self.folder), 1, "There is no guidance folder.", "Run this in the project's folder.")]
            )
        version = fingerprint(self.folder)
        topic_file = self._read(TOPICS_FILE, shapes.TOPIC_FILE)
        contact_file = self._read(CONTACTS_FILE, shapes.CONTACT_FILE)
        figure_files = [
            self._read(f"{FIGURES_FOLDER}/{path.name}", shapes.FIGURE_FILE)
            for path in sorted((self.folder / FIGURES_FOLDER).glob("*.yml"))
        ]
        talk_file = self._read(TALK_FILE, shapes.TALK_FILE)
        special = {TOPICS_FILE, CONTACTS_FILE, STYLE_FILE, TALK_FILE}
        area_files = [
            self._read(path.name, shapes.AREA_FILE)
            for path in sorted(self.folder.glob("*.yml"))
            if path.name not in special
        ]
        self._stop_if_wrong()
        if topic_file is None or contact_file is None or talk_file is None:
            raise ContentError(self.problems)
        topics = _topics(topic_file)
        contacts = self._contacts(contact_file)
        figures = self._figures([file for file in figure_files if file])
        areas, entries = self._entries([file for file in area_files if file], topics)
        talk = self._talk(talk_file, topics, contacts)
        start_with = tuple(talk_file.data["start_with"])
        content = Content(version, topics, entries, areas, figures, contacts, talk, start_with)
        self._stop_if_wrong()
        for entry in content.entries.values():
            self.problems.extend(_reference_problems(entry, content))
        self._stop_if_wrong()
        return content

    def _stop_if_wrong(self) -> None:
        if self.problems:
            raise ContentError(set(self.problems))

    def _read(self, relative: str, schema: dict[str, Any]) -> YamlFile | None:
        name = f"{self.folder.name}/{relative}"
        try:
            file = read_yaml(self.folder / relative, name)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None
        found = list(shapes.shape_problems(file, schema))
        self.problems.extend(found)
        return None if found else file

    def _contacts(self, file: YamlFile) -> dict[str, Contact]:
        contacts = {}
        ids = set(file.data["contacts"])
        for contact_id, data in file.data["contacts"].items():
            for index, role in enumerate(data.get("roles", ())):
                if role in ids:
                    self.problems.append(
                        file.problem(
                            ("contacts", contact_id, "roles", index),
                            f"The role '{role}' has the same name as a contact.",
                            "Give the role another name.",
                        )
                    )
            path: KeyPath = ("contacts", contact_id)
            if data.get("phone") and data.get("phone_unconfirmed"):
                self.problems.append(
                    file.problem(
                        (*path, "phone_unconfirmed"),
                        f"'{contact_id}' has a phone number and says that it is not confirmed.",
                        "Take one of the two lines out.",
                    )
                )
            contacts[contact_id] = Contact(
                id=contact_id,
                name=data["name"],
                purpose=data["for"],
                roles=tuple(data.get("roles", ())),
                nations=tuple(data["nations"]),
                phone=data.get("phone"),
                hours=data.get("hours"),
                relay=data.get("relay"),
                url=data["url"],
                checked=data["checked"],
                phone_unconfirmed=data.get("phone_unconfirmed", False),
                file=file,
            )
        return contacts

    def _talk(self, file: YamlFile, topics: Mapping[str, Topic], contacts: Mapping[str, Contact]) -> dict[str, str]:
        for index, topic in enumerate(file.data["start_with"]):
            if topic not in topics:
                self.problems.append(
                    file.problem(("start_with", index), f"'{topic}' is not a topic.", "Use an id of topics.yml.")
                )
        filler = Filler({}, contacts, date.min, NATIONS)
        talk = {}
        for part in ("chitchat", "signpost", "fallback", "prompts"):
            for key, text in file.data[part].items():
                self.problems.extend(_link_problems(file, (part, key), text))
                self.problems.extend(_blank_problems(file, (part, key), text))
                try:
                    talk[f"{part}.{key}"] = filler.fill(text)
                except PlaceholderError as error:
                    self.problems.append(file.problem((part, key), str(error), error.mend, near="{{"))
        return talk

    def _figures(self, files: list[YamlFile]) -> dict[str, Figure]:
        figures: dict[str, Figure] = {}
        for file in files:
            group = file.data["group"]
            for name, data in file.data["figures"].items():
                path: KeyPath = ("figures", name)
                if not shapes.FIGURE_NAME.fullmatch(str(name)) or not isinstance(name, str):
                    self.problems.append(
                        file.problem(
                            path,
                            f"'{name}' cannot be the name of a figure.",
                            "Start with a letter; use small letters, digits and _ only.",
                        )
                    )
                    continue
                figure_id = f"{group}.{name}"
                if figure_id in figures:
                    self.problems.append(
                        file.problem(path, f"The figure '{figure_id}' stands in two files.", "Keep one of them.")
                    )
                    continue
                self.problems.extend(_row_problems(file, path, figure_id, data))
                source = _source(data["source"])
                published = _source(data["published"]) if "published" in data else source
                rows = tuple(sorted((_row(row) for row in data["rows"]), key=lambda row: row.since))
                figures[figure_id] = Figure(
                    id=figure_id,
                    label=data["label"],
                    unit=data["unit"],
                    rows=rows,
                    source=source,
                    published=published,
                    confidence=data.get("confidence", "high"),
                    look_again=data.get("look_again"),
                    ended=data.get("ended"),
                    file=file,
                    path=path,
                )
        return figures

    def _entries(self, files: list[YamlFile], topics: Mapping[str, Topic]) -> tuple[dict[str, str], dict[str, Entry]]:
        areas: dict[str, str] = {}
        found: dict[str, Entry] = {}
        for file in files:
            area = file.data["area"]
            areas[area] = file.data["title"]
            for index, data in enumerate(file.data["entries"]):
                path: KeyPath = ("entries", index)
                topic = f"{area}/{data['topic']}"
                if topic in found:
                    other = found[topic]
                    self.problems.append(
                        file.problem(
                            (*path, "topic"),
                            f"The topic '{topic}' has an entry already "
                            f"({other.file.name}, line {other.file.line(other.path)}).",
                            "Merge the two, or correct the topic of this one.",
                        )
                    )
                    continue
                if topic not in topics:
                    self.problems.append(
                        file.problem(
                            (*path, "topic"),
                            f"'{topic}' is not in the topic map.",
                            f"Correct it, or add it to {self.folder.name}/{TOPICS_FILE}.",
                        )
                    )
                    continue
                entry = self._entry(file, path, topic, data)
                found[topic] = entry
                self.problems.extend(_entry_problems(entry, data, topics[topic]))
            for topic in topics:
                if topic.startswith(f"{area}/") and topic not in found:
                    self.problems.append(
                        file.problem((), f"The topic '{topic}' has no entry.", "Write one in this file.")
                    )
        return areas, {topic: found[topic] for topic in topics if topic in found}

    def _entry(self, file: YamlFile, path: KeyPath, topic: str, data: dict[str, Any]) -> Entry:
        known_sources = file.data["sources"]
        sources = []
        for index, name in enumerate(data["sources"]):
            if name in known_sources:
                sources.append(_source(known_sources[name]))
            else:
                self.problems.append(
                    file.problem(
                        (*path, "sources", index),
                        f"There is no source '{name}' in this file.",
                        "Add it under 'sources:' at the top, or use the short name of one that stands there.",
                    )
                )
        audiences = tuple(data["for"])
        variants = tuple(
            Variant(_scope(variant), _text(variant, (*path, "variants", index)), (*path, "variants", index))
            for index, variant in enumerate(data.get("variants", ()))
        )
        return Entry(
            topic=topic,
            audiences=audiences,
            nations=tuple(data["nations"]),
            text=_text(data, path),
            variants=variants,
            sources=tuple(sources),
            reviewed=data["reviewed"],
            review_by=data["review_by"],
            ask_first=tuple(data.get("ask_first", ())),
            unconfirmed=tuple(data.get("unconfirmed", ())),
            file=file,
            path=path,
        )


def _topics(file: YamlFile) -> dict[str, Topic]:
    topics = {}
    for area, lines in file.data.items():
        for name, data in lines.items():
            audiences = AUDIENCES if data["for"] == "both" else (data["for"],)
            topics[f"{area}/{name}"] = Topic(f"{area}/{name}", audiences, data["covers"])
    return topics


def _source(data: dict[str, Any]) -> Source:
    return Source(data["title"], data["url"], tuple(data.get("nations", NATIONS)))


def _scope(data: dict[str, Any]) -> Scope:
    return Scope(
        audiences=tuple(data.get("for", AUDIENCES)),
        nations=tuple(data.get("nations", NATIONS)),
        since=data.get("from"),
        until=data.get("until"),
    )


def _text(data: dict[str, Any], path: KeyPath) -> Text:
    blocks = data.get("blocks")
    return Text(
        title=data.get("title"),
        summary=data.get("summary"),
        blocks=tuple(_block(block, (*path, "blocks", index)) for index, block in enumerate(blocks)) if blocks else None,
        related=tuple(data["related"]) if "related" in data else None,
        follow_ups=dict(data["follow_ups"]) if "follow_ups" in data else None,
    )


def _block(data: dict[str, Any], path: KeyPath) -> Block:
    kind = next((kind for kind in shapes.BLOCK_KINDS if kind in data), "")
    return Block(
        kind=kind,
        value=data.get(kind),
        scope=_scope(data),
        path=path,
        tone=data.get("tone", "info"),
        needs=data.get("needs"),
        without=data.get("without"),
        example=data.get("example", False),
    )


def _row(data: dict[str, Any]) -> FigureRow:
    value = data["value"]
    return FigureRow(
        # str() first: the decimal that was written, not the binary fraction nearest to it.
        value=value if isinstance(value, date) else Decimal(str(value)),
        since=data["from"],
        until=data.get("to"),
        nations=tuple(data.get("nations", NATIONS)),
        source=_source(data["source"]) if "source" in data else None,
    )


def _row_problems(file: YamlFile, path: KeyPath, figure_id: str, data: dict[str, Any]) -> Iterator[Problem]:
    reported: set[int] = set()  # A row that holds in four nations has one fault, not four.
    for index, row in enumerate(data["rows"]):
        if row.get("to") is not None and row["to"] < row["from"]:
            reported.add(index)
            yield file.problem(
                (*path, "rows", index, "to"),
                f"A row of '{figure_id}' ends ({row['to']}) before it begins ({row['from']}).",
                "Correct one of the two dates.",
            )
    for nation in NATIONS:
        rows = sorted(
            (
                (index, row["from"], row.get("to"), "gap_before" in row)
                for index, row in enumerate(data["rows"])
                if nation in row.get("nations", NATIONS)
            ),
            key=lambda row: row[1],
        )
        for (_, _, until, _), (index, since, _, gap_meant) in itertools.pairwise(rows):
            if index in reported:
                continue
            where = (*path, "rows", index)
            if until is None or since <= until:
                reported.add(index)
                yield file.problem(
                    where,
                    f"Two rows of '{figure_id}' overlap in {NATION_NAMES[nation]}: "
                    f"one until {until or 'further notice'}, the next from {since}.",
                    f"End the earlier row on {since - timedelta(days=1)}.",
                )
            elif since > until + timedelta(days=1) and not gap_meant:
                reported.add(index)
                yield file.problem(
                    where,
                    f"'{figure_id}' has a gap in {NATION_NAMES[nation]}: nothing from {until + timedelta(days=1)} to "
                    f"{since - timedelta(days=1)}.",
                    "Add the row that is missing, correct the dates, or say 'gap_before: why' on this row.",
                )
    if data["unit"] == "date":
        wrong = [i for i, row in enumerate(data["rows"]) if not isinstance(row["value"], date)]
    else:
        wrong = [i for i, row in enumerate(data["rows"]) if isinstance(row["value"], date)]
    for index in wrong:
        yield file.problem(
            (*path, "rows", index, "value"),
            f"The value does not fit the unit '{data['unit']}' of '{figure_id}'.",
            "Correct the value or the unit.",
        )


def _entry_problems(entry: Entry, data: dict[str, Any], topic: Topic) -> Iterator[Problem]:
    file, path = entry.file, entry.path
    for audience in topic.audiences:
        if audience not in entry.audiences:
            yield file.problem(
                (*path, "for"),
                f"The topic map asks for an answer for the {audience}, and there is none.",
                f"Add {audience} to 'for:', and what differs for them as a variant.",
            )
    yield from _missing_nations(entry)
    if entry.review_by <= entry.reviewed:
        yield file.problem(
            (*path, "review_by"),
            f"'review_by' ({entry.review_by}) is not after 'reviewed' ({entry.reviewed}).",
            "Set it to the day of the next review.",
        )
    for text, text_path in [
        (data, path),
        *((v, (*path, "variants", i)) for i, v in enumerate(data.get("variants", ()))),
    ]:
        for index, block in enumerate(text.get("blocks", ())):
            yield from _block_problems(file, (*text_path, "blocks", index), block)


def _missing_nations(entry: Entry) -> Iterator[Problem]:
    for nation in NATIONS:
        if nation in entry.nations:
            continue
        without = [audience for audience in entry.audiences if not _has_own_summary(entry, audience, nation)]
        if without:
            yield entry.file.problem(
                (*entry.path, "nations"),
                f"{NATION_NAMES[nation]} is missing: '{entry.topic}' has no answer for it that lasts.",
                f"Add {nation} to 'nations:' if the text holds there, or add a variant with 'nations: [{nation}]' and "
                f"a summary, without 'from:' and 'until:', for the {join_words(without)}.",
            )


def _has_own_summary(entry: Entry, audience: str, nation: str) -> bool:
    return any(
        variant.text.summary
        and audience in variant.scope.audiences
        and nation in variant.scope.nations
        and variant.scope.since is None
        and variant.scope.until is None
        for variant in entry.variants
    )


def _block_problems(file: YamlFile, path: KeyPath, block: dict[str, Any]) -> Iterator[Problem]:
    kinds = [kind for kind in shapes.BLOCK_KINDS if kind in block]
    if len(kinds) != 1:
        found = " and ".join(f"'{kind}'" for kind in kinds) or "none"
        yield file.problem(
            path,
            f"A block has exactly one kind; this one has {found}.",
            f"Give it one of: {', '.join(shapes.BLOCK_KINDS)}. Each block starts with its own '- '.",
        )
        return
    value = block[kinds[0]]
    if kinds[0] == "table":
        for index, row in enumerate(value["rows"]):
            if len(row) != len(value["columns"]):
                yield file.problem(
                    (*path, "table", "rows", index),
                    f"This row has {len(row)} cells, and the table has {len(value['columns'])} columns.",
                    "Give the row a cell for each column.",
                )
    if kinds[0] == "announced" and ("starts" in value) == ("expected" in value):
        yield file.problem(
            (*path, "announced"),
            "Announced law has either the day it starts or when it is expected.",
            "Write 'starts: 2027-04-06' if the day is set, or 'expected: \"2027\"' if it is not.",
        )
    if "tone" in block and kinds[0] != "note":
        yield file.problem((*path, "tone"), "Only a note has a tone.", "Take the line out, or make it a note.")


def block_texts(block: Block) -> Iterator[tuple[str, KeyPath]]:
    """Yield every text of a block with its place in the file."""
    path = (*block.path, block.kind)
    if block.kind in ("heading", "paragraph", "note"):
        yield block.value, path
    elif block.kind in ("steps", "list"):
        for index, item in enumerate(block.value):
            yield item, (*path, index)
    elif block.kind == "table":
        for index, column in enumerate(block.value["columns"]):
            yield column, (*path, "columns", index)
        for row_index, row in enumerate(block.value["rows"]):
            for index, cell in enumerate(row):
                yield cell, (*path, "rows", row_index, index)
    elif block.kind == "announced":
        yield block.value["text"], (*path, "text")


def entry_texts(entry: Entry) -> Iterator[tuple[str, KeyPath, Block | None]]:
    """Yield every text of an entry and its variants, with its place and the block that it stands in."""
    for text, path in [(entry.text, entry.path), *((v.text, v.path) for v in entry.variants)]:
        for part in ("title", "summary"):
            value = getattr(text, part)
            if value:
                yield value, (*path, part), None
        for block in text.blocks or ():
            for value, place in block_texts(block):
                yield value, place, block


def _reference_problems(entry: Entry, content: Content) -> Iterator[Problem]:
    file = entry.file
    for value, path, block in entry_texts(entry):
        yield from _link_problems(file, path, value)
        for name in placeholders(value):
            found = _placeholder_fault(name, content, block)
            if found:
                yield file.problem(path, *found, near=name)
    texts = [entry.text, *(variant.text for variant in entry.variants)]
    for text in texts:
        for block in text.blocks or ():
            yield from _block_reference_problems(file, block, content)
    for text, path in [(entry.text, entry.path), *((v.text, v.path) for v in entry.variants)]:
        targets = [((*path, "related", i), topic) for i, topic in enumerate(text.related or ())]
        targets += [((*path, "follow_ups", key), topic) for key, topic in (text.follow_ups or {}).items()]
        for place, topic in targets:
            if topic not in content.topics:
                yield file.problem(
                    place, f"'{topic}' is not a topic.", "Use an id of topics.yml, like flexible_working/time_limit."
                )


def _placeholder_fault(name: str, content: Content, block: Block | None) -> tuple[str, str] | None:
    try:
        if name.startswith("contacts."):
            Filler(content.figures, content.contacts, date.min, NATIONS).value(name)
            return None
        figure, part = split_figure(name, content.figures)
    except PlaceholderError as error:
        return str(error), error.mend
    guarded = block is not None and block.needs == f"{figure.id}.next"
    if part.startswith("next") and not guarded:
        return (
            f"'{name}' may not be known when this is read.",
            f"Put it in a block with 'needs: {figure.id}.next'.",
        )
    return None


def _block_reference_problems(file: YamlFile, block: Block, content: Content) -> Iterator[Problem]:
    for key, name in (("needs", block.needs), ("without", block.without)):
        if name:
            try:
                split_figure(name, content.figures)
            except PlaceholderError as error:
                yield file.problem((*block.path, key), str(error), error.mend)
    if block.kind == "figures_table":
        for index, name in enumerate(block.value["figures"]):
            if name not in content.figures:
                yield file.problem(
                    (*block.path, "figures_table", "figures", index),
                    f"There is no figure '{name}'.",
                    "Use one that stands in guidance/figures/, or add it there.",
                )
    if block.kind == "contact":
        roles = {role for contact in content.contacts.values() for role in contact.roles}
        if block.value not in content.contacts and block.value not in roles:
            yield file.problem(
                (*block.path, "contact"),
                f"No contact has the id or the role '{block.value}'.",
                "Use an id or a role that stands in guidance/contacts.yml.",
            )


def _blank_problems(file: YamlFile, path: KeyPath, text: str) -> Iterator[Problem]:
    """Yield a problem for each ``{blank}`` that nothing fills in."""
    known = TALK_BLANKS.get(".".join(str(key) for key in path), ())
    for blank in re.findall(r"(?<!\{)\{([^{}]*)\}(?!\})", text):
        if blank not in known:
            mend = f"Only {{{known[0]}}} is filled in here." if known else "Nothing is filled in here: take it out."
            yield file.problem(path, f"'{{{blank}}}' is not filled in.", mend, near=blank)


def _link_problems(file: YamlFile, path: KeyPath, text: str) -> Iterator[Problem]:
    for _, address in LINK.findall(text):
        if not _LINK_ADDRESS.match(address):
            yield file.problem(
                path,
                f"'{address}' is not a link that can be given to people.",
                "Write the whole address, starting with https://, without blanks.",
                near=address or "](",
            )
    if "](" in LINK.sub("", text):
        yield file.problem(
            path, "A link is not closed.", "Write it as [words](https://address), without brackets inside.", near="]("
        )
    if re.search(r"</?[a-zA-Z][^>]*>", text):
        yield file.problem(path, "The text has HTML in it.", "Use plain words; emphasis is **like this**.", near="<")
    if "{{" in re.sub(r"\{\{.*?\}\}", "", text):
        yield file.problem(path, "A '{{' is not closed.", "Close it with '}}' on the same line.", near="{{")
