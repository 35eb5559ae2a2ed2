from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StrategyConfig(AppConfig):
    name = "strategy"

    def ready(self):
        from imports import registry
        from strategy import corpus_kind, first_run, profile_words, transfer
        from strategy.models import Answer
        from strategy.models.networks import Verdict
        from strategy.people_kind import KIND  # models are ready only now
        from strategy.transfer_sections import SECTIONS
        from workspaces import front
        from workspaces.audit import kind, verb

        registry.register(KIND)
        registry.register(corpus_kind.KIND)
        for section in SECTIONS:
            transfer.register(section)
        front.register(first_run.home)

        kind("objective", _("Objectives"))
        kind("person", _("People"))
        kind("channel", _("Channels"))
        kind("network", _("Networks"))
        kind("aim", _("General aims"))
        kind("term", _("Corpus"))
        verb("term.created", _("added the term “%(label)s”"))
        verb("term.edited", _("edited the term “%(label)s”"))
        verb("term.deleted", _("deleted terms of the corpus (%(n)s), “%(first)s” first"))
        verb("term.changed", _("changed several terms of the corpus (%(n)s)"))
        verb("term.added", _("pasted terms into the corpus (%(n)s)"))
        verb("term.put_back", _("put terms of the corpus back as they were (%(n)s)"))
        verb("term.imported", _("imported terms: %(new)s new, %(changed)s changed"))
        verb("term.exported", _("exported the corpus (%(n)s)"))
        verb("objective.created", _("created the objective “%(label)s”"))
        verb("objective.edited", _("edited the objective “%(label)s”"))
        verb("objective.archived", _("archived the objective “%(label)s”"))
        verb("objective.restored", _("restored the objective “%(label)s”"))
        verb("plan.edited", _("said what can be invested"))
        verb("aim.created", _("created the general aim “%(label)s”"))
        verb("aim.edited", _("edited the general aim “%(label)s”"))
        verb("aim.archived", _("archived the general aim “%(label)s”"))
        verb("aim.restored", _("restored the general aim “%(label)s”"))
        verb("decision.recorded", _("recorded a decision on “%(label)s”"))
        verb("person.created", _("added “%(label)s”"))
        verb("person.edited", _("edited “%(label)s”"))
        verb("person.gesture", _("noted a gesture towards “%(label)s”"))
        verb("person.gesture_removed", _("removed a gesture towards “%(label)s”"))
        verb("person.gesture_restored", _("put a gesture towards “%(label)s” back"))
        verb("person.told_apart", _("said that “%(label)s” and person %(other)s are two people"))
        verb("person.alike_again", _("said that “%(label)s” and person %(other)s may be one after all"))
        verb("person.kept", _("decided to keep “%(label)s”"))
        verb("person.merged", _("merged person %(other)s into “%(label)s”"))
        verb("person.erased", _("erased person %(person)s"))
        verb("people.erased", _("erased several people (%(n)s)"))
        verb("person.copied", _("gave out the data of person %(person)s"))
        verb("people.changed", _("changed several people (%(n)s)"))
        verb("people.put_back", _("put people back as they were (%(n)s)"))
        verb("people.exported", _("exported a list of people (%(n)s)"))
        verb("people.weighed", _("changed the weights of the score"))
        verb("people.to_review", _("proposes to review people without contact for long (%(n)s)"))
        verb("filter.saved", _("saved a filter"))
        verb("filter.removed", _("removed a filter"))

        def question(code):
            return Answer.Question(code).label

        verb("community.created", _("created the community “%(label)s”"))
        verb("community.edited", _("edited the community “%(label)s”"))
        verb("community.archived", _("archived the community “%(label)s”"))
        verb("community.restored", _("restored the community “%(label)s”"))
        verb("community.answered", _("answered “%(question)s” for “%(label)s”"), question=question)
        taken_back = _("took back the answer to “%(question)s” for “%(label)s”")
        verb("community.answer_taken_back", taken_back, question=question)
        verb("community.evidence_added", _("added evidence to “%(question)s” for “%(label)s”"), question=question)
        verb("community.evidence_removed", _("removed evidence from “%(question)s” for “%(label)s”"), question=question)
        verb("community.evidence_restored", _("put evidence back to “%(question)s” for “%(label)s”"), question=question)
        verb("source.created", _("added the source “%(label)s”"))
        verb("source.edited", _("edited the source “%(label)s”"))
        verb("source.archived", _("archived the source “%(label)s”"))
        verb("source.restored", _("restored the source “%(label)s”"))
        verb("source.read", _("read the source “%(label)s”"))
        verb("source.unread", _("took back a reading of “%(label)s”"))
        verb("source.added", _("added sources: %(n)s"))
        verb("source.put_back", _("took sources out again: %(n)s"))
        verb("channel.created", _("created the channel “%(label)s”"))
        verb("channel.edited", _("edited the channel “%(label)s”"))
        verb("channel.archived", _("archived the channel “%(label)s”"))
        verb("channel.restored", _("restored the channel “%(label)s”"))
        verb("channel.checked", _("found in order on “%(label)s”: %(item)s"), item=profile_words.item_label)
        verb("channel.unchecked", _("found wanting on “%(label)s”: %(item)s"), item=profile_words.item_label)
        verb("network.decided", _("decided on “%(label)s”: %(verdict)s"), verdict=lambda code: Verdict(code).label)
        verb("network.withdrawn", _("took back a decision on “%(label)s”"))
        verb("network.reminded", _("reminded the team leads of decisions to review: %(n)s"))
        kind("strategy", _("Strategy as a whole"))
        verb("strategy.exported", _("exported the strategy"))
        verb("strategy.imported", _("brought in a strategy (%(n)s)"))
        verb("strategy.put_back", _("took the strategy that was brought in out again (%(n)s)"))
