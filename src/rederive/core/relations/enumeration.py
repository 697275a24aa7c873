"""Impossible sets of elements, and the fewest elements without which the rest is possible.

Three searches, each with an oracle that gives, for an impossible set, an impossible part of it (a
core): a minimal part, every minimal impossible set (the MARCO method [1]_), and every smallest
correction set, by the duality of the two [2]_: what corrects everything hits every core. So
hitting sets of the cores found so far are tried, the smallest first; each that is not enough gives
one more core.

References
----------
.. [1] M. H. Liffiton, A. Previti, A. Malik and J. Marques-Silva (2016). Fast, flexible MUS
   enumeration. Constraints 21, 223-250. https://doi.org/10.1007/s10601-015-9183-0
.. [2] R. Reiter (1987). A theory of diagnosis from first principles. Artificial Intelligence 32,
   57-95. https://doi.org/10.1016/0004-3702(87)90062-2
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T", bound=Hashable)
Core = Callable[[set[T]], "set[T] | None"]
"""An impossible part of an impossible set; None for a possible one."""


def shrunk(impossible: Sequence[T], core: Core[T]) -> list[T]:
    """A minimal part of an impossible set that is still impossible."""
    kept = list(impossible)
    for element in impossible:
        if element in kept:
            smaller = core(set(kept) - {element})
            if smaller is not None:
                kept = [other for other in kept if other in smaller]
    return kept


def minimal_impossible_sets(elements: Sequence[T], core: Core[T]) -> Iterator[frozenset[T]]:
    """Every minimal set of elements that is not possible, by the MARCO method.

    A solver of its own keeps the map of the sets not yet known to be possible or impossible.
    Each unexplored set is grown, one element at a time, to a maximal possible set, whose subsets
    are then known, or shrunk to a minimal impossible one, whose supersets are then known.

    Parameters
    ----------
    elements : sequence
    core : callable
        An impossible part of an impossible set, None for a possible set; a subset of a possible
        set must be possible.

    Yields
    ------
    frozenset
        Only the empty set if nothing is possible. Nothing if all together are possible.
    """
    import z3

    context = z3.Context()
    inside = {element: z3.Bool(str(number), context) for number, element in enumerate(elements)}
    unexplored = z3.Solver(ctx=context)
    seed = set(elements)
    while True:
        impossible = core(seed)
        if impossible is None:
            for element in elements:
                if element not in seed and core(seed | {element}) is None:
                    seed.add(element)
            outside = [inside[element] for element in elements if element not in seed]
            unexplored.add(z3.Or([*outside, z3.BoolVal(False, context)]))
        else:
            found = shrunk([element for element in elements if element in impossible], core)
            yield frozenset(found)
            without = [z3.Not(inside[element]) for element in found]
            unexplored.add(z3.Or([*without, z3.BoolVal(False, context)]))
        if unexplored.check() != z3.sat:
            return
        model = unexplored.model()
        seed = {element for element in elements if not z3.is_false(model[inside[element]])}


def smallest_corrections(
    elements: Sequence[T], core: Core[T], cores: list[frozenset[T]]
) -> Iterator[frozenset[T]]:
    """Every smallest set of elements without which the others are possible.

    Parameters
    ----------
    elements : sequence
        Not possible together; the empty set must be.
    core : callable
        As for :func:`minimal_impossible_sets`.
    cores : list of frozenset
        Impossible sets known already; those that are found are added.

    Yields
    ------
    frozenset
        All of one size, in the order of ``elements``.
    """
    place = {element: number for number, element in enumerate(elements)}
    for size in range(1, len(elements) + 1):
        found = False
        for correction in _corrections(frozenset(), size, place, core, cores, set()):
            found = True
            yield correction
        if found:
            return


def _corrections(
    chosen: frozenset[T],
    size: int,
    place: dict[T, int],
    core: Core[T],
    cores: list[frozenset[T]],
    seen: set[frozenset[T]],
) -> Iterator[frozenset[T]]:
    """The correction sets of at most ``size`` elements that contain what is ``chosen``."""
    if chosen in seen:
        return
    seen.add(chosen)
    missed = next((each for each in cores if not each & chosen), None)
    if missed is None:
        impossible = core(set(place) - chosen)
        if impossible is None:
            yield chosen
            return
        missed = frozenset(impossible)
        cores.append(missed)
    if len(chosen) < size:
        for element in sorted(missed, key=place.__getitem__):
            yield from _corrections(chosen | {element}, size, place, core, cores, seen)
