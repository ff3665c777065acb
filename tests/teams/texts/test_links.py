"""Mail addresses in links have domains in ASCII."""

import pytest

from teams.texts.cleaning import sanitize
from teams.texts.links import write_mail_domain


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("post@müller.example", "post@xn--mller-kva.example"),
        ("jürgen@büro.müller.example", "jürgen@xn--bro-hoa.xn--mller-kva.example"),
        ("post@例え.example", "post@xn--r8jz45g.example"),
        ("post@M%C3%BCller.example", "post@xn--mller-kva.example"),
        ("Post@Mueller.example", "Post@Mueller.example"),
        ("post@xn--mller-kva.example", "post@xn--mller-kva.example"),
        ("post@" + "ü" * 80 + ".example", "post@" + "ü" * 80 + ".example"),
        ("post@..ü", "post@..ü"),
        ("post", "post"),
        ("", ""),
    ],
)
def test_domain_is_written_in_ascii_where_that_is_possible(address, written):
    assert write_mail_domain(address) == written


@pytest.mark.parametrize(
    ("href", "cleaned"),
    [
        ("mailto:post@müller.example?subject=Grüße", "mailto:post@xn--mller-kva.example?subject=Grüße"),
        ("mailto:a@ü.example,b@k.example", "mailto:a@xn--tda.example,b@k.example"),
        (" MAILTO:a@ü.example", "MAILTO:a@xn--tda.example"),
        ("https://müller.example/a@ü", "https://müller.example/a@ü"),
    ],
)
def test_links_of_a_text_have_domains_in_ascii(href, cleaned):
    assert sanitize(f'<p><a href="{href}">x</a></p>') == f'<p><a href="{cleaned}" rel="noopener nofollow">x</a></p>'
