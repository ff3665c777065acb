"""The memory of a worker of the real server after uploads of large photos."""

import io
from typing import Any

from django.urls import reverse
from PIL import Image

from teams.models import Testimonial
from tests.desk import FormReader
from tests.factories import make_team

from .browser import Browser
from .server import serve_product

SIZE = (4000, 3000)  # 12 megapixels, as most phones take them
COUNTS = (5, 20, 60)


def run(counts: tuple[int, ...] = COUNTS) -> dict[str, Any]:
    """Upload photos one after another. Return the megabytes of the largest worker after each number of them."""
    team, photo = make_team("Uploads"), make_photo()
    address = reverse("admin:teams_testimonial_add")
    results: dict[str, Any] = {"megabytes_of_photo": len(photo) / 1_000_000, "rss": {}}
    with serve_product() as server:
        browser = Browser(server.port)
        for number in range(1, max(counts) + 1):
            _where, text = browser.get(address)
            reader = FormReader()
            reader.feed(text)
            words = {
                "team": team.pk,
                "name": f"Ada {number}",
                "job_title": "Baker",
                "quote": "Bread.",
                "photo_alt": "Ada",
            }
            browser.post(address, {**reader.data, **words, "agreed_on": "2026-01-05"}, ("photo", "photo.jpg", photo))
            if number in counts:
                results["rss"][number] = server.memory()["rss"]
    stored = Testimonial.objects.exclude(photo="").count()
    if stored != max(counts):
        raise SystemExit(f"{stored} of {max(counts)} photos are stored.")
    return results


def make_photo() -> bytes:
    """Return a photo whose content does not compress away."""
    noise = Image.effect_noise(SIZE, 40)
    content = io.BytesIO()
    Image.merge("RGB", [noise, noise.rotate(180), noise.transpose(Image.Transpose.FLIP_LEFT_RIGHT)]).save(
        content, "JPEG", quality=85
    )
    return content.getvalue()
