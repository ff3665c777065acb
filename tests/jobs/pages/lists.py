"""Lists of open positions, for the tests of pages."""


def titles(response):
    return [posting.title for posting in response.context["listing"].page]
