"""What the tests read from lists of open positions."""


def titles(response):
    return [posting.title for posting in response.context["listing"].page]
