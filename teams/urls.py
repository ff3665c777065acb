from django.contrib import admin
from django.urls import path, re_path

from .desk.pasting import clean_pasted
from .pages import icons, views

app_name = "teams"

urlpatterns = [
    path("admin/pasted/", admin.site.admin_view(clean_pasted), name="pasted"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path("apple-touch-icon.png", icons.touch_icon, name="touch-icon"),
    path("stories/<slug:slug>/", views.story_page, name="story"),
    re_path(r"^brand-(?P<digest>[0-9a-f]{12})\.css$", views.brand_stylesheet, name="brand"),
]
