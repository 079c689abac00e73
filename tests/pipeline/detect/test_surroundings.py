from pipeline.detect.surroundings import surroundings


def test_the_words_stop_at_the_next_value() -> None:
    text = "Er is € 10 voor sport, en € 20 voor cultuur. Klaar."
    first, second = surroundings(text, [(6, 10), (26, 30)])
    assert (first.before, first.after, first.right) == ("Er is ", " voor sport", " voor sport, en ")
    assert (second.before, second.after) == (", en ", " voor cultuur.")
    assert second.opening == "Er is € 10 voor sport, en "
    assert second.sentence == "Er is € 10 voor sport, en € 20 voor cultuur."


def test_a_list_is_introduced_by_the_line_with_the_colon() -> None:
    text = "Plafonds:\na. jeugd € 10\nb. sport € 20"
    found = surroundings(text, [(text.index("€ 10"), text.index("€ 10") + 4), (text.index("€ 20"), len(text))])
    assert [one.lead for one in found] == ["Plafonds:", "Plafonds:"]


def test_a_finished_sentence_ends_the_list() -> None:
    text = "Plafonds:\na. jeugd.\nDit is iets anders.\nEr is € 20"
    (found,) = surroundings(text, [(text.index("€"), len(text))])
    assert found.lead == ""
