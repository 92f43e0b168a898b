"""From a question to its interpretation: names, filters, intent, and why.

Several readings of the same words are tried (names as spelt, ordinary words that are also places, typos of names
and of words, an unknown place) and the one whose remaining words fit a phrasing best is kept. A slot of a
phrasing is thus the evidence for a doubtful name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.text import fold
from bot.understanding.alternatives import Alternatives
from bot.understanding.clauses import about_place, split_message, stands_for_city
from bot.understanding.filters import FilterFinds, find_filters
from bot.understanding.forms import FormTable
from bot.understanding.interpretation import Interpretation
from bot.understanding.language import LanguagePack
from bot.understanding.matching import Ranked
from bot.understanding.names import NameFinder
from bot.understanding.outside import OutsideSubjects
from bot.understanding.reading import Reader
from bot.understanding.repairing import Repairer
from bot.understanding.slots import as_typed, attach_qualifiers, shouted_words

MAX_CHARACTERS = 400
"""A longer message is not a question; it is cut so that time stays bounded."""
MAX_WORDS = 40
MAX_STRANGE_WORDS = 8
"""With more words that nothing here knows, a message is not searched clause by clause."""
MAX_CHOICE_DIGITS = 2
"""A bare number this short is the number of a choice that is no longer offered."""


class Interpreter:
    """Reads questions of one language."""

    def __init__(self, table: FormTable, finder: NameFinder, pack: LanguagePack) -> None:
        self._outside = OutsideSubjects(pack)
        self._finder = finder
        self._pack = pack
        self._reader = Reader(table, finder, pack)
        self._repairer = Repairer(table, finder, pack)
        self._alternatives = Alternatives(self._reader, self._repairer, table.vocabulary, finder, pack)

    def ranking(self, reading: Interpretation) -> list[Ranked]:
        """All intents ranked for a reading, for an explanation, also where one was met word for word."""
        return self._reader.ranking(reading.asked) if reading.asked else []

    def interpret(self, question: str, *, in_conversation: bool = False) -> Interpretation:
        """Return the best reading of a question; never raises, whatever the input.

        Only `in_conversation`, after a question that was understood, can it be a follow-up.
        """
        question = question[:MAX_CHARACTERS]
        whole = self._interpret_words(question, question, in_conversation)
        doubtful = any(mention.unknown for mention in whole.mentions)
        if whole.status not in ("not_understood", "out_of_scope") and not doubtful:
            return whole
        if len(whole.leftover) > MAX_STRANGE_WORDS:
            return whole
        for parts in split_message(question):
            found = self._in_one_part(question, parts, in_conversation)
            if found:
                return found
        return whole

    def _in_one_part(self, question: str, parts: list[str], in_conversation: bool) -> Interpretation | None:
        """The one part that asks; what it asks about may be named in another part."""
        readings = [self._interpret_words(question, part, in_conversation) for part in parts]
        asked = [
            at
            for at, reading in enumerate(readings)
            if reading.status in ("understood", "ambiguous") and not reading.is_courtesy
        ]
        places = {
            at: found
            for at, reading in enumerate(readings)
            if (found := [fold(parts[at])] if reading.is_bare_place else self._places_in(question, parts[at]))
        }
        last = len(parts) - 1
        if len(asked) == 1 and not places.keys() - set(asked):
            only = readings[asked[0]]
            others = {
                part: reading for part, reading in zip(parts, readings, strict=True) if reading is not only
            }
            if self._is_cut_short(only, others.values()):
                return None
            if not only.is_bare_place or all(
                reading.is_courtesy or self._reader.is_chatter(part) for part, reading in others.items()
            ):
                return only
        if len(places) != 1 or last in places:
            return None
        ((at, named),) = places.items()
        bare = {at} if readings[at].is_bare_place else set()
        if len(named) != 1 or set(asked) - {last} - bare:
            return None
        carried = self._interpret_words(
            question, about_place(parts[last], named[0], self._pack), in_conversation
        )
        if carried.status != "understood" or carried.is_courtesy or any(m.unknown for m in carried.mentions):
            return None
        # "The French Riviera, is it in?" does not ask about France.
        is_city_meant = stands_for_city(parts[last], self._pack)
        return None if is_city_meant and not carried.cities else carried

    def _is_cut_short(self, asked: Interpretation, others: Iterable[Interpretation]) -> bool:
        """True for a word or two ("member?") beside words that nothing here knows: those were what it is about."""
        brief = len(asked.ranked[0].form.words) <= 1 and not asked.mentions and not asked.finds.times
        return brief and any(other.leftover for other in others)

    def _places_in(self, question: str, part: str) -> list[str]:
        """Names of places in a part, folded, as typed; a misspelt one counts where no other is there."""
        finds = find_filters(fold(part).split()[:MAX_WORDS], self._pack)
        mentions = self._finder.exact(finds.words, words_as_names=False, shouted=shouted_words(question))
        if not mentions:
            base = self._reader.read(question, finds, [])
            _, mentions, _ = self._repairer.repair(base, names_first=True)
        kept, _ = attach_qualifiers(mentions, list(finds.words), self._pack)
        if len(kept) == 1:
            return [" ".join(finds.words[mentions[0].start : mentions[-1].end])]
        return [mention.text for mention in kept]

    def _interpret_words(self, question: str, text: str, in_conversation: bool) -> Interpretation:
        folded = fold(text)
        typed = folded.split()[:MAX_WORDS]
        if not self._pack.spellings.keys().isdisjoint(typed):
            typed = self._in_full(typed)
        if all(word.isdecimal() and len(word) <= MAX_CHOICE_DIGITS for word in typed):
            return Interpretation(question)
        words = self._without_introduction(typed)
        shouted = shouted_words(question)
        best = self._best_reading(question, find_filters(words, self._pack), shouted)
        if best.status == "not_understood" and best.finds.capital:
            finds = find_filters(words, self._pack, capitals=False)
            named = self._best_reading(question, finds, shouted)
            best = named if named.is_exact else best
        if best.status == "not_understood":
            respelt = self._repairer.respelt(words)
            if respelt != words:
                best = self._respelt(question, words, respelt, shouted) or best
        best = replace(best, mentions=tuple(as_typed(question, mention) for mention in best.mentions))
        return self._scoped(best.decided(in_conversation=in_conversation), words)

    def _respelt(
        self, question: str, words: list[str], respelt: list[str], shouted: frozenset[str]
    ) -> Interpretation | None:
        """The reading of corrected words, where it leaves nothing open; a corrected word is not corrected twice."""
        again = self._best_reading(question, find_filters(respelt, self._pack), shouted)
        changed = tuple((word, read) for word, read in zip(words, respelt, strict=True) if word != read)
        anew = {read for _, read in changed}
        twice = any(anew & {*m.text.split()} for m in again.mentions if m.corrected or m.unknown)
        if again.status != "understood" or again.leftover or twice:
            return None
        return replace(again, readings=(*changed, *again.readings))

    def _in_full(self, words: list[str]) -> list[str]:
        """Chat spellings ("mny") written out, save where they are part of a name ("Ho Si Minh")."""
        found: list[str] = []
        for at, word in enumerate(words):
            spelling = self._pack.spellings.get(word)
            if spelling is None or self._finder.is_in_name(words, at):
                found.append(word)
            else:
                found += spelling.split()
        return found

    def _best_reading(self, question: str, finds: FilterFinds, shouted: frozenset[str]) -> Interpretation:
        mentions = self._finder.exact(finds.words, words_as_names=False, shouted=shouted)
        best = base = self._reader.read(question, finds, mentions)
        for other in self._alternatives.readings(base, mentions, shouted):
            if other.preference > best.preference:
                best = other
        return best

    def _without_introduction(self, words: list[str]) -> list[str]:
        """Drop what stands before "I would like to know whether" and the phrase itself."""
        for phrase in self._pack.lead_ins:
            size = len(phrase)
            for start in range(len(words) - size):
                if tuple(words[start : start + size]) == phrase:
                    return words[start + size :]
        return words

    def _scoped(self, reading: Interpretation, words: list[str]) -> Interpretation:
        """Turn to "not covered" when words that give an outside subject away are not part of the phrasing."""
        group = self._outside.subject(words, reading)
        if group is None:
            return reading
        return replace(reading, status="out_of_scope", intent=None, out_of_scope=group)
