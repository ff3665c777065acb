"""All addresses of the site."""

from django.contrib import admin
from django.urls import include, path, re_path

from . import styleguide, views

handler429 = "careers.signing_in.limits.too_many_requests"  # allauth looks for this name
handler400 = "careers.views.bad_request"
handler500 = "careers.views.server_error"

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("jobs.urls")),
    path("", include("teams.urls")),
    path(
        "admin/", include("careers.signing_in.urls")
    ),  # before admin.site.urls, because it replaces Django's login pages
    path("admin/", admin.site.urls),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", views.sitemap, name="sitemap-part"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security, name="security"),
    re_path(r"^media/(?P<name>[0-9a-f]{32}\.(?:avif|webp|jpg|png|woff2))$", views.media, name="media"),
]
