from dashboard.words.questions import QUESTIONS, unknown


def test_each_of_the_sixteen_answers_one_question():
    assert sorted(number for _, numbers in QUESTIONS for number in numbers) == list(range(1, 17))


def test_what_is_not_offered_is_said_and_what_is_shown_instead():
    assert unknown("indicator", "zzz", ["neet"], "NEET is shown") == [
        "There is no indicator called zzz, so NEET is shown."
    ]
    assert unknown("indicator", "neet", ["neet"], "") == []
    assert unknown("indicator", "", ["neet"], "") == []
