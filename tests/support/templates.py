"""What a template names, read from Jinja's syntax trees: through includes, imports and what it extends, each with its scope."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from jinja2 import Environment, meta, nodes
from jinja2.visitor import NodeTransformer


class _Inlined(NodeTransformer):
    """Puts the trees of included templates in the place of their includes: they see what is set there, and set nothing there."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    def visit_Include(self, node: nodes.Include) -> nodes.Node:  # noqa: N802  (named by Jinja)
        return nodes.Scope(_read(self._env, constant_name(node)).body, lineno=node.lineno)


@cache
def read_tree(env: Environment, name: str) -> nodes.Template:
    """The tree of a template, what it includes in its place."""
    tree = _Inlined(env).visit(_read(env, name))
    assert isinstance(tree, nodes.Template)
    return tree


def _read(env: Environment, name: str) -> nodes.Template:
    assert env.loader is not None
    return env.parse(env.loader.get_source(env, name)[0], name)


def constant_name(node: nodes.Node) -> str:
    template = node.template  # type: ignore[attr-defined]
    assert isinstance(template, nodes.Const), f"line {node.lineno} doesn't say which template by its name"
    return str(template.value)


def names_used(env: Environment, name: str) -> set[str]:
    """The names that a template expects from its context: neither set in it, nor global."""
    tree = read_tree(env, name)
    imported = [constant_name(node) for node in tree.find_all(nodes.Import) if node.with_context]
    imported += [constant_name(node) for node in tree.find_all(nodes.FromImport) if node.with_context]
    used = meta.find_undeclared_variables(tree).union(*(names_used(env, file) for file in imported))
    return used - set(_names_set(env, tree))


def _names_set(env: Environment, tree: nodes.Template) -> Iterator[str]:
    """What is set outside of blocks, by a template and by those it extends: its blocks see it."""
    for node in tree.body:
        match node:
            case nodes.Assign(target=nodes.Name(name=name)) | nodes.Macro(name=name):
                yield name
            case nodes.Import(target=name):
                yield name
            case nodes.Extends():
                yield from _names_set(env, read_tree(env, constant_name(node)))


def templates_used(env: Environment, name: str) -> set[str]:
    """The templates that a template includes, imports or extends."""
    kinds = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)
    return {constant_name(node) for node in _read(env, name).find_all(kinds)}
