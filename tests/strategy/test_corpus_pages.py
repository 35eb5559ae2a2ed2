"""Pages of step 3: the list, the dialog, several terms at once, the paste, the check of a text."""

import pytest
from django.urls import reverse

from strategy.actions import corpus as actions
from strategy.corpus_io import Draft
from strategy.corpus_step import state as step
from strategy.models import CorpusBatch, CorpusTerm

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(workspace, client_for):
    """``page("corpus", role="guest")`` and friends: GET or POST of one of the pages, by name."""

    def ask(name, *args, role="manager", data=None, query="", **extra):
        url = reverse(f"strategy:{name}", args=[workspace.slug, *args]) + query
        client = client_for(role)
        return client.get(url, **extra) if data is None else client.post(url, data, **extra)

    return ask


@pytest.fixture
def terms(workspace, member):
    """``terms("médiathèque", facet="service")`` adds a term as a person would."""

    def add(text, **said):
        term = CorpusTerm(workspace=workspace, text=text, **{"facet": "product", **said})
        return actions.save_term(term=term, fields=[], version=0, by=member("manager"))

    return add


def said(**more):
    return {"text": "médiathèque", "facet": "service", "stance": "use", "variants": "", "version": "0", **more}


def texts():
    return list(CorpusTerm.objects.values_list("text", flat=True))


# -- the dialog


def test_a_term_is_added_with_all_that_is_said_of_it(page):
    data = said(
        variants="bibliothèque\r\n  la bib \r\n\r\nbibliothèque",
        hashtag="#MédiathèqueDuVal",
        seo="on",
        page="val.example/mediatheque",
        quote="Je vais à la bib.\r\nTous les samedis.",
        note="=1+1",
    )
    assert page("corpus_new", data=data).status_code == 302
    term = CorpusTerm.objects.get()
    assert term.said == {
        "text": "médiathèque",
        "facet": "service",
        "stance": "use",
        "say_instead": "",
        "variants": ["bibliothèque", "la bib"],
        "hashtag": "MédiathèqueDuVal",
        "seo": True,
        "page": "https://val.example/mediatheque",
        "quote": "Je vais à la bib.\nTous les samedis.",
        "note": "=1+1",
    }
    assert (term.key, term.version) == ("mediatheque", 0)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "x" * 121}, "text"),
        ({"text": "a\x00b"}, "text"),
        ({"stance": "avoid"}, "say_instead"),
        ({"stance": "avoid", "say_instead": "Médiathèques"}, "say_instead"),
        ({"facet": "other"}, "facet"),
        ({"hashtag": "deux mots"}, "hashtag"),
        ({"page": "javascript:alert(1)"}, "page"),
        ({"variants": "a|b"}, "variants"),
        ({"variants": "x" * 121}, "variants"),
        ({"variants": "\n".join(map(str, range(21)))}, "variants"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_what_cannot_be_a_term_is_refused_with_a_sentence(page, wrong, field):
    answer = page("corpus_new", data=said(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not CorpusTerm.objects.exists()


@pytest.mark.parametrize("text", ["<b>gras</b>", "=1+1", "@SUM(A1)", "مكتبة الحي", "📚🎉", "C++", "heure du conte’s"])
def test_strange_terms_come_back_as_they_were(page, text):
    page("corpus_new", data=said(text=text))
    term = CorpusTerm.objects.get()
    assert term.text == text
    shown = page("corpus").content.decode()
    assert f"<bdi>{text.replace('<', '&lt;').replace('>', '&gt;')}</bdi>" in shown


@pytest.mark.parametrize("again", ["Médiathèques", "MEDIATHEQUE", "la  médiathèque", "médiathèque !"])
def test_the_same_term_again_leads_to_the_one_that_is_there(page, terms, again):
    first = terms("la médiathèque" if again.startswith("la") else "médiathèque")
    answer = page("corpus_new", data=said(text=again))
    assert answer.status_code == 422
    assert f'<a href="{first.get_absolute_url()}">{first.text}</a>' in answer.content.decode()
    assert texts() == [first.text]


def test_a_double_that_slips_past_the_form_is_taken_too(workspace, member, terms):
    first = terms("médiathèque")
    with pytest.raises(actions.Taken) as taken:
        terms("Médiathèques")
    assert taken.value.term == first


def test_the_second_of_two_editors_sees_what_the_first_changed(page, terms):
    term = terms("médiathèque", variants=["bib"])
    page("corpus_edit", term.pk, data=said(variants="la bib", seo="on"))
    answer = page("corpus_edit", term.pk, data=said(note="à nous"), headers={"Accept-Language": "en"})
    assert answer.status_code == 409
    rows = {row.label: (row.yours, row.stored) for row in answer.context["differences"]}

    assert rows["Variants"] == ("", "la bib")
    assert ("No", "Yes") in rows.values()
    term.refresh_from_db()
    assert (term.note, term.variants) == ("", ["la bib"])
    page("corpus_edit", term.pk, data=said(note="à nous", version="1"))
    term.refresh_from_db()
    assert (term.note, term.version) == ("à nous", 2)


def test_a_term_edited_is_found_by_its_new_text(page, terms):
    term = terms("médiathèque")
    page("corpus_edit", term.pk, data=said(text="Bibliothèque"))
    assert [t.text for t in CorpusTerm.objects.saying("bibliotheque")] == ["Bibliothèque"]
    assert CorpusTerm.objects.get().key == "bibliotheque"


# -- the list


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["café-débat", "Éveil", "usager"]),
        ("?facet=vision", ["Éveil"]),
        ("?stance=avoid", ["usager"]),
        ("?seo=1", ["Éveil"]),
        ("?seo=0", ["café-débat", "usager"]),
        ("?q=eveil", ["Éveil"]),
        ("?q=CAFÉ", ["café-débat"]),
        ("?q=débat", ["café-débat"]),
        ("?q=habitant", ["usager"]),
        ("?q=cafe+rencontre", ["café-débat"]),
        ("?q=%25", []),
        ("?q=%00", ["café-débat", "Éveil", "usager"]),
        ("?facet=nothing", ["café-débat", "Éveil", "usager"]),
    ],
)
def test_the_address_says_which_terms_are_listed(page, terms, query, found):
    terms("usager", facet="service", stance="avoid", say_instead="habitant")
    terms("Éveil", facet="vision", seo=True)
    terms("café-débat", variants=["rencontre du jeudi"])
    assert [term.text for term in page("corpus", query=query).context["terms"]] == found


def test_the_pages_of_the_list_hold_each_term_once(page, workspace, member):
    drafts = [Draft(text=f"mot {n:03}", facet="product") for n in range(120)]
    actions.add_terms(workspace=workspace, drafts=drafts, by=member("manager"))
    seen, query = [], ""
    while True:
        context = page("corpus", query=query).context
        seen += [term.text for term in context["terms"]]
        if not context["next"]:
            break
        query = f"?after={context['next']}"
    assert seen == [f"mot {n:03}" for n in range(120)]


def test_the_list_costs_the_same_with_many_terms(workspace, member, client_for, django_assert_max_num_queries):
    drafts = [Draft(text=f"mot {n:04}", facet="product") for n in range(2000)]
    actions.add_terms(workspace=workspace, drafts=drafts, by=member("manager"))
    client, url = client_for("manager"), reverse("strategy:corpus", args=[workspace.slug])
    client.get(url)
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{url}?q=mot").context["terms"]) == 50


# -- several at once


def test_terms_change_together_and_go_back_together(page, terms, client_for):
    one, two = terms("un"), terms("deux", facet="vision")
    page("corpus_bulk", data={"term": [one.pk, two.pk], "facet": "vision", "stance": ""})
    assert set(CorpusTerm.objects.values_list("facet", flat=True)) == {"vision"}
    batch = CorpusBatch.objects.get()
    assert [change["id"] for change in batch.changes] == [one.pk]
    page("corpus_put_back", batch.pk, data={})
    assert set(CorpusTerm.objects.values_list("text", "facet")) == {("un", "product"), ("deux", "vision")}
    assert page("corpus_put_back", batch.pk, data={}).status_code == 404


def test_terms_without_a_replacement_stay_to_be_used(page, terms):
    one, two = terms("un"), terms("deux", say_instead="trois")
    page("corpus_bulk", data={"term": [one.pk, two.pk], "stance": "avoid"})
    assert set(CorpusTerm.objects.values_list("text", "stance")) == {("un", "use"), ("deux", "avoid")}


def test_nothing_chosen_is_said_and_nothing_that_is_there_is_no_such_page(page, terms):
    terms("un")
    assert page("corpus_bulk", data={"delete": "1"}).status_code == 302
    assert page("corpus_bulk", data={"delete": "1", "term": "987654321"}).status_code == 404
    assert page("corpus_bulk", data={"delete": "1", "term": "9" * 40}).status_code == 404
    assert texts() == ["un"]


def test_deleted_terms_come_back_as_they_were(page, terms):
    one = terms("un", variants=["1"], seo=True, note="x")
    two = terms("deux", stance="avoid", say_instead="trois")
    before = list(CorpusTerm.objects.values("id", *CorpusTerm.SAID, "key", "search"))
    page("corpus_bulk", data={"term": [one.pk, two.pk], "delete": "1"})
    assert texts() == []
    page("corpus_put_back", CorpusBatch.objects.get().pk, data={})
    assert list(CorpusTerm.objects.values("id", *CorpusTerm.SAID, "key", "search")) == before


def test_what_somebody_changed_meanwhile_stays(page, terms, workspace, member):
    one, two = terms("un"), terms("deux")
    batch, _left = actions.change_terms(
        workspace=workspace, ids=[one.pk, two.pk], said={"facet": "vision"}, by=member("lead")
    )
    page("corpus_edit", one.pk, data=said(text="un", facet="identity", version="1"))
    assert actions.put_back(batch=batch, by=None) == 1
    assert dict(CorpusTerm.objects.values_list("text", "facet")) == {"un": "identity", "deux": "product"}


def test_a_deleted_term_that_is_there_again_is_not_doubled(page, terms):
    page("corpus_delete", terms("un").pk, data={})
    terms("Un", facet="vision")
    page("corpus_put_back", CorpusBatch.objects.get().pk, data={})
    assert list(CorpusTerm.objects.values_list("text", "facet")) == [("Un", "vision")]


def test_a_deletion_says_how_to_undo_it(page, terms, client_for, workspace):
    term = terms("un")
    client = client_for("manager")
    shown = client.post(reverse("strategy:corpus_delete", args=[workspace.slug, term.pk]), follow=True)
    undo = reverse("strategy:corpus_put_back", args=[workspace.slug, CorpusBatch.objects.get().pk])
    assert f'action="{undo}"' in shown.content.decode()


def test_after_a_deletion_the_list_is_as_it_was_filtered(page, terms, workspace):
    home = reverse("strategy:corpus", args=[workspace.slug])
    for back, to in (
        (f"{home}?q=u", f"{home}?q=u"),
        ("https://evil.example/", home),
        ("//evil.example", home),
        ("/accounts/", home),
    ):
        answer = page("corpus_delete", terms("un").pk, data={"back": back})
        assert answer.headers["Location"] == to


# -- the paste

LINES = """
médiathèque #MaMédiathèque
usager ; habitant
heures du conte
Médiathèques
#NuitDeLaLecture

un ; deux ; trois
sans remplacement ;
""".strip("\n")


def test_pasted_lines_are_shown_before_they_are_added(page, terms):
    there = terms("Heure du conte")
    answer = page("corpus_paste", data={"facet": "service", "lines": LINES})
    context = answer.context
    assert [line.draft.text for line in context["new"]] == ["médiathèque", "usager", "#NuitDeLaLecture"]
    assert [(line.number, term) for line, term in context["known"]] == [(3, there)]
    assert [(line.number, first.number) for line, first in context["twice"]] == [(4, 1)]
    assert [(line.number, line.refused.code) for line, _why in context["refused"]] == [
        (7, "two_replacements"),
        (8, "no_replacement"),
    ]
    assert texts() == ["Heure du conte"]


def test_pasted_terms_are_added_and_taken_back_at_once(page, terms):
    terms("Heure du conte", facet="vision")
    page("corpus_paste", data={"facet": "service", "lines": LINES, "add": "1"})
    rows = CorpusTerm.objects.values_list("text", "facet", "stance", "say_instead", "hashtag")
    assert set(rows) == {
        ("Heure du conte", "vision", "use", "", ""),
        ("médiathèque", "service", "use", "", "MaMédiathèque"),
        ("usager", "service", "avoid", "habitant", ""),
        ("#NuitDeLaLecture", "service", "use", "", "NuitDeLaLecture"),
    }
    page("corpus_put_back", CorpusBatch.objects.get().pk, data={})
    assert texts() == ["Heure du conte"]


def test_a_paste_of_too_many_lines_is_refused_with_a_sentence(page):
    answer = page("corpus_paste", data={"facet": "service", "lines": "\n".join(f"mot{n}" for n in range(2001))})
    assert answer.status_code == 422
    assert "2000" in answer.content.decode()


# -- the check of a text


def test_a_text_is_marked_with_what_it_uses_and_what_it_should_not(page, terms):
    terms("heure du conte")
    terms("usager", stance="avoid", say_instead="habitant")
    terms("catalogue en ligne", seo=True)
    text = "📚 Usagers, venez aux Heures du conte !\r\nUn #Usager"
    checked = page("corpus_check", role="guest", data={"text": text}, headers={"HX-Request": "true"}).context["checked"]
    marked = [(piece.kind, piece.text, piece.instead) for piece in checked.pieces if piece.kind]
    assert marked == [
        ("avoided", "Usagers", "Habitant"),
        ("used", "Heures du conte", ""),
        ("avoided", "#Usager", "#Habitant"),
    ]
    assert "".join(piece.text for piece in checked.pieces) == text.replace("\r\n", "\n")
    assert [piece.start for piece in checked.avoided] == [2, 42]
    assert [term.text for term in checked.missing] == ["catalogue en ligne"]


def test_what_is_typed_comes_back_as_text_not_as_markup(page, terms):
    terms("usager", stance="avoid", say_instead='"><img src=x>')
    shown = page("corpus_check", data={"text": "<script>usager</script>"}).content.decode()
    assert "<script>usager" not in shown
    assert "<img src=x>" not in shown


def test_the_check_follows_the_corpus(page, terms):
    term = terms("usager")
    used = lambda: [t.text for t, _n in page("corpus_check", data={"text": "Les usagers"}).context["checked"].used]  # noqa: E731
    assert used() == ["usager"]
    page("corpus_delete", term.pk, data={})
    assert used() == []
    page("corpus_put_back", CorpusBatch.objects.get().pk, data={})
    assert used() == ["usager"]


def test_a_text_too_long_is_refused_with_a_sentence(page):
    answer = page("corpus_check", data={"text": "x" * 20_001}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert 'class="bad"' in answer.content.decode()


def test_texts_of_the_strategy_have_the_corpus_beside_them(client_for, workspace):
    shown = client_for("manager").get(reverse("strategy:objective_new", args=[workspace.slug])).content.decode()
    assert 'name="why"' in shown
    assert 'data-corpus=""' in shown
    assert f'data-url="{reverse("strategy:corpus_check", args=[workspace.slug])}"' in shown


# -- the step


def test_the_step_says_what_is_missing(workspace, terms, settings):
    from django.utils import translation

    with translation.override("en"):
        assert step(workspace) == "no term yet"
        terms("un")
        assert step(workspace) == "no word of the community yet"
        for facet in ("service", "identity", "commitment", "community"):
            terms(f"mot {facet}", facet=facet)
        assert step(workspace) == "nothing yet on: vision"
        terms("deux", facet="vision")
        assert step(workspace) == "no word to avoid yet"
        terms("usager", stance="avoid", say_instead="habitant")
        assert step(workspace) == ""
