"""The OpenAPI document, and the same as rows for the page that people read."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from ninja.responses import NinjaJSONEncoder

from district.api import problems
from district.api.operations import api

PREFIX = "/api/v1/"
JSON = "application/json"
KINDS = {
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "array": "list",
    "object": "object",
    "boolean": "yes or no",
}


def _header(meaning: str, kind: str) -> dict[str, Any]:
    return {"description": meaning, "schema": {"type": kind}}


PROBLEM = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
ANYWHERE: dict[str, Any] = {
    "UnknownAddress": {"description": "404: the API has no such address.", "content": PROBLEM},
    "WrongMethod": {
        "description": "405: the address is there, and not for this method.",
        "headers": {"Allow": _header("The methods it takes.", "string")},
        "content": PROBLEM,
    },
    "Fault": {
        "description": "500: a fault of the portal, with a reference for WMCA staff.",
        "content": PROBLEM,
    },
    "Away": {
        "description": "503: the portal cannot answer at this moment.",
        "headers": {"Retry-After": _header("How many seconds to wait.", "integer")},
        "content": PROBLEM,
    },
}


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    is_required: bool
    meaning: str


@dataclass(frozen=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: list[Field]
    body: str  # the name of the object that is sent
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Thing:
    """An object that is sent or answered."""

    name: str
    description: str
    fields: list[Field]

    @property
    def is_sent(self) -> bool:
        return self.name.endswith("In")


@cache
def openapi() -> dict[str, Any]:
    """As the library makes it, but that errors are problem+json, as they are sent, and that what is no address or no
    method of the API is told, too.
    """
    made = api.get_openapi_schema(path_prefix=PREFIX)
    found: dict[str, Any] = json.loads(json.dumps(made, cls=NinjaJSONEncoder))
    for _, _, operation in _operations(found):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                response["content"] = {problems.MEDIA_TYPE: response["content"][JSON]}
            if int(status) == 429:
                response["headers"] = {"Retry-After": _header("How many seconds to wait.", "integer")}
    found["components"]["responses"] = ANYWHERE
    return found


@cache
def operations() -> list[Operation]:
    return [_operation(path, method, each) for path, method, each in _operations(openapi())]


@cache
def things() -> list[Thing]:
    """By name; choices are told beside the fields that they are of."""
    schemas = openapi()["components"]["schemas"]
    objects = [(name, schema) for name, schema in schemas.items() if schema.get("type") == "object"]
    return [Thing(name, schema.get("description", ""), _fields(schema)) for name, schema in sorted(objects)]


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _operation(path: str, method: str, told: dict[str, Any]) -> Operation:
    parameters = [
        Field(each["name"], _kind(each["schema"]), each["required"], each.get("description", ""))
        for each in told.get("parameters", [])
    ]
    body = told.get("requestBody", {}).get("content", {}).get(JSON, {}).get("schema", {})
    answers = [(status, response["description"]) for status, response in sorted(told["responses"].items())]
    return Operation(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        " ".join(told.get("description", "").split()),
        parameters,
        _name(body),
        answers,
    )


def _fields(schema: dict[str, Any]) -> list[Field]:
    required = schema.get("required", [])
    return [
        Field(name, _kind(each), name in required, _meaning(each))
        for name, each in schema["properties"].items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """In words: "text, up to 100 characters", "list of SkillIn", "whole number or nothing"."""
    if options := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(_kind(each) for each in options)
    if "$ref" in schema:
        target = openapi()["components"]["schemas"][_name(schema)]
        return "one of " + ", ".join(map(str, target["enum"])) if "enum" in target else _name(schema)
    if schema.get("type") == "null":
        return "nothing"
    if "enum" in schema:
        return "one of " + ", ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_kind(schema['items'])}"
    word = {"date": "day", "date-time": "moment"}.get(
        schema.get("format", ""), KINDS.get(schema.get("type", ""), "")
    )
    return word + _limits(schema)


def _limits(schema: dict[str, Any]) -> str:
    if "maxLength" in schema:
        return f", up to {schema['maxLength']:,} characters"
    if "minimum" in schema and "maximum" in schema:
        return f", {schema['minimum']:g} to {schema['maximum']:,g}"
    return ""


def _meaning(schema: dict[str, Any]) -> str:
    told = schema.get("description", "")
    default = schema.get("default")
    if default in (None, "", []):
        return told
    return f"{told} Usually {default}.".strip()


def _name(schema: dict[str, Any]) -> str:
    return str(schema.get("$ref", "")).rsplit("/", 1)[-1]
