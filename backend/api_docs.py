"""The API's description as a page shows it: chapters of calls, each with what goes in and out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any

from backend.openapi import schema

Node = dict[str, Any]
DEEPEST = 5
"""Levels of a body that are shown; none of ours has more."""


@dataclass(frozen=True)
class Row:
    """One parameter or field."""

    name: str
    kind: str
    required: bool
    text: str


@dataclass(frozen=True)
class Answer:
    status: str
    phrase: str
    text: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Call:
    id: str
    method: str
    path: str
    summary: str
    text: str
    who: tuple[str, ...]
    parameters: tuple[Row, ...]
    body: tuple[Row, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Chapter:
    title: str
    calls: tuple[Call, ...]


@cache
def chapters() -> tuple[Chapter, ...]:
    by_tag: dict[str, list[Call]] = {}
    for path, operations in schema()["paths"].items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append(_call(path, method, operation))
    return tuple(Chapter(tag, tuple(calls)) for tag, calls in by_tag.items())


def _call(path: str, method: str, operation: Node) -> Call:
    return Call(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation.get("summary", ""),
        text=operation.get("description", ""),
        who=tuple(role.replace("_", " ") for role in operation["x-who"]),
        parameters=tuple(
            Row(it["name"], _kind(it["schema"]), it.get("required", False), _said(it))
            for it in operation.get("parameters", [])
        ),
        body=_body(operation.get("requestBody", {})),
        answers=tuple(
            Answer(code, HTTPStatus(int(code)).phrase, it.get("description", ""), _body(it))
            for code, it in operation["responses"].items()
        ),
    )


def _body(node: Node) -> tuple[Row, ...]:
    media: Node = next(iter(node.get("content", {}).values()), {})
    return tuple(_rows(media.get("schema", {}), "", DEEPEST))


def _rows(node: Node, prefix: str, levels: int) -> Iterator[Row]:
    """Every field of an object, those of objects inside it as `outer.inner`."""
    node = _resolved(node)
    if levels == 0:
        return
    if node.get("type") == "array":
        yield from _rows(node["items"], f"{prefix}[]", levels)
        return
    for name, inner in node.get("properties", {}).items():
        full = f"{prefix}.{name}" if prefix else name
        yield Row(full, _kind(inner), name in node.get("required", ()), _said(inner))
        yield from _rows(inner, full, levels - 1)


def _resolved(node: Node) -> Node:
    """What a node refers to, with what it says itself laid over it."""
    for part in node.get("allOf", ()):
        node = {**_resolved(part), **{key: it for key, it in node.items() if key != "allOf"}}
    if reference := node.get("$ref"):
        named: Node = schema()["components"]["schemas"][reference.rsplit("/", 1)[1]]
        return _resolved(named)
    return node


def _kind(node: Node) -> str:
    node = _resolved(node)
    kind = str(node.get("format") or node.get("type", "anything"))
    if node.get("type") == "array":
        kind = f"list of {_kind(node['items'])}"
    if node.get("nullable"):
        kind += " or null"
    return kind


def _said(node: Node) -> str:
    """The help text; or, for a field of choices, the choices."""
    inside = node.get("schema", node)
    choices = [str(choice) for choice in inside.get("enum", ()) if choice not in {"", None}]
    if choices:
        return "One of: " + ", ".join(choices) + "."
    return str(node.get("description", ""))
