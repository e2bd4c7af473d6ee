"""Containers that only grow: which, where, by what keys, and what keeps them."""

from gomemlint.semantic.growth.containers import Container, ContainerKind
from gomemlint.semantic.growth.growths import Growth
from gomemlint.semantic.growth.judging import Growing
from gomemlint.semantic.growth.shrinking import Emptying, emptyings

__all__ = ["Container", "ContainerKind", "Emptying", "Growing", "Growth", "emptyings"]
