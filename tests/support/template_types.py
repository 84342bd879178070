"""Attributes that templates ask of values of known types: those of their context, followed through loops, calls and macros.

It errs on the side of silence: what has no known type has every attribute, and a union has those of all its members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from jinja2 import Environment, nodes

from tests.support.templates import constant_name, read_tree

Scope = dict[str, Any]
SAME_ELEMENTS = {"sort", "list", "selectattr", "rejectattr", "reverse", "unique"}


@dataclass(frozen=True)
class MacroSource:
    """A macro, and the names that it sees beside its arguments."""

    node: nodes.Macro
    scope: Scope = field(compare=False, hash=False)


@dataclass(frozen=True)
class Namespace:
    """Macros by their names."""

    macros: Mapping[str, Any] = field(hash=False)


class AttributeChecker:
    """Walks through a template with the types of its names, and collects what it asks for in vain."""

    def __init__(self, env: Environment, macro_files: Iterable[str]) -> None:
        self.env = env
        self.errors: set[str] = set()
        self._seen: set[tuple[int, tuple[str, ...]]] = set()
        self._globals: Scope = {}
        macros: Scope = {}
        self._globals["ui"] = Namespace(macros)
        for name in macro_files:
            macros.update(self._module(name, {}))

    def check(self, template: str, types: Scope) -> None:
        tree = read_tree(self.env, template)
        self._run(tree.body, {**self._globals, **types})

    def _module(self, template: str, context: Scope) -> Scope:
        """The macros of a file, which see each other."""
        scope: Scope = {**self._globals, **context}
        self._run(
            [node for node in read_tree(self.env, template).body if not isinstance(node, nodes.Output)], scope
        )
        return {name: value for name, value in scope.items() if isinstance(value, MacroSource)}

    # --- statements ---

    def _run(self, body: Iterable[nodes.Node], scope: Scope) -> None:
        for node in body:
            self._statement(node, scope)

    def _statement(self, node: nodes.Node, scope: Scope) -> None:
        match node:
            case nodes.For():
                inner = dict(scope)
                self._bind(node.target, _element(self._type(node.iter, scope)), inner)
                if node.test:
                    self._type(node.test, inner)
                self._run(node.body, inner)
                self._run(node.else_, dict(scope))
            case nodes.Assign():
                self._bind(node.target, self._type(node.node, scope), scope)
            case nodes.With():
                inner = dict(scope)
                for target, value in zip(node.targets, node.values, strict=True):
                    self._bind(target, self._type(value, scope), inner)
                self._run(node.body, inner)
            case nodes.Macro():
                scope[node.name] = MacroSource(node, scope)
            case nodes.Import():
                context = scope if node.with_context else {}
                scope[node.target] = Namespace(self._module(constant_name(node), context))
            case nodes.FromImport():
                macros = self._module(constant_name(node), {})
                scope.update({name: macros[name] for name in node.names if isinstance(name, str)})
            case nodes.Block() | nodes.Scope():
                self._run(node.body, dict(scope))
            case nodes.If():
                self._type(node.test, scope)
                for branch in (node.body, node.elif_, node.else_):
                    self._run(branch, scope)
            case _:
                for child in node.iter_child_nodes():
                    self._type(child, scope)

    def _bind(self, target: nodes.Node, kind: Any, scope: Scope) -> None:
        match target:
            case nodes.Name():
                scope[target.name] = kind
            case nodes.Tuple():
                members = get_args(kind) if get_origin(kind) is tuple else ()
                for index, item in enumerate(target.items):
                    self._bind(item, members[index] if index < len(members) else Any, scope)

    # --- expressions ---

    def _type(self, node: nodes.Node, scope: Scope) -> Any:
        match node:
            case nodes.Name():
                return scope.get(node.name, Any)
            case nodes.Getattr():
                return self._attribute(self._type(node.node, scope), node, scope)
            case nodes.Getitem():
                self._type(node.arg, scope)
                return _item(self._type(node.node, scope), node.arg)
            case nodes.Call():
                return self._call(node, scope)
            case nodes.Filter() if node.node is not None:
                kinds = [self._type(child, scope) for child in node.iter_child_nodes()]
                if node.name in SAME_ELEMENTS:
                    return kinds[0]
                return _element(kinds[0]) if node.name in ("first", "last") else Any
            case nodes.CondExpr() | nodes.Or() | nodes.And():
                kinds = [self._type(child, scope) for child in node.iter_child_nodes()]
                return kinds[1 if isinstance(node, nodes.CondExpr) else 0]
        for child in node.iter_child_nodes():
            self._type(child, scope)
        return Any

    def _attribute(self, kind: Any, node: nodes.Getattr, scope: Scope) -> Any:
        if isinstance(kind, Namespace):
            if node.attr not in kind.macros:
                self.errors.add(f"there is no macro {node.attr}")
            return kind.macros.get(node.attr, Any)
        members = [member for member in _members(kind) if member is not NoneType]
        results = [found for member in members for found in _attribute_types(member, node.attr)]
        if members and not results:
            names = " or ".join(getattr(member, "__name__", str(member)) for member in members)
            self.errors.add(f"{names} has no {node.attr}")
        return results[0] if len(results) == 1 else Any

    def _call(self, node: nodes.Call, scope: Scope) -> Any:
        called = self._type(node.node, scope)
        given = [self._type(arg, scope) for arg in node.args]
        named = {pair.key: self._type(pair.value, scope) for pair in node.kwargs}
        if isinstance(called, MacroSource):
            self._expand(called, given, named)
            return str
        if isinstance(called, Returns):
            return called.kind
        return get_args(called)[1] if get_origin(called) in (Callable, _CALLABLE) else Any

    def _expand(self, macro: MacroSource, given: list[Any], named: Scope) -> None:
        """Check the body of a macro for arguments of these types, once."""
        names = [arg.name for arg in macro.node.args]
        types = {**dict.fromkeys(names, Any), **dict(zip(names, given, strict=False)), **named}
        key = (id(macro.node), tuple(map(str, types.values())))
        if key not in self._seen:
            self._seen.add(key)
            self._run(macro.node.body, {**macro.scope, **types})


_CALLABLE = get_origin(Callable[[], None])


@dataclass(frozen=True)
class Returns:
    """The type of a method: what it returns."""

    kind: Any


def _members(kind: Any) -> Iterator[Any]:
    """The members of a union, and of what stands for one; none of what is not known."""
    if get_origin(kind) in (Union, UnionType):
        for member in get_args(kind):
            yield from _members(member)
    elif kind is not Any and not isinstance(kind, MacroSource | Returns):
        yield kind


def _attribute_types(kind: Any, name: str) -> list[Any]:
    """The type of an attribute of a class, if it has that: `Any` where it is not known."""
    origin, args = get_origin(kind) or kind, get_args(kind)
    if not isinstance(origin, type):
        return [Any]
    if issubclass(origin, Mapping) and len(args) == 2 and name in ("get", "values", "items", "keys"):
        many, pairs = cast(Any, Sequence), cast(Any, tuple)
        views = {"get": args[1], "items": many[pairs[args]], "values": many[args[1]], "keys": many[args[0]]}
        return [Returns(views[name])]
    if issubclass(origin, Mapping) and args:
        return [args[1]]
    hints = _hints(origin)
    if name in hints:
        return [hints[name]]
    owned = [vars(base)[name] for base in origin.__mro__ if name in vars(base)]
    if not owned:
        return []
    made = getattr(owned[0], "fget", None) or getattr(owned[0], "func", None)
    if made is not None:
        return [_hints(made).get("return", Any)]
    return [Returns(_hints(owned[0]).get("return", Any))] if callable(owned[0]) else [Any]


@cache
def _hints(thing: Any) -> dict[str, Any]:
    try:
        return get_type_hints(thing)
    except (NameError, TypeError, AttributeError):
        return {}


def _element(kind: Any) -> Any:
    """What one gets by iterating."""
    for member in _members(kind):
        origin, args = get_origin(member), get_args(member)
        if origin is tuple and args[1:] not in ((), (Ellipsis,)) and len(set(args)) > 1:
            return Any
        if origin is not None and args:
            return args[0]
    return Any


def _item(kind: Any, arg: nodes.Node) -> Any:
    """What one gets by an index, a slice or a key."""
    for member in _members(kind):
        origin, args = get_origin(member), get_args(member)
        if isinstance(arg, nodes.Slice):
            return member
        if isinstance(origin, type) and issubclass(origin, Mapping):
            return args[1]
        if origin is tuple and Ellipsis not in args:
            return args[arg.value] if isinstance(arg, nodes.Const) and isinstance(arg.value, int) else Any
        if args:
            return args[0]
    return Any
