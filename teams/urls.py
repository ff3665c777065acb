from django.urls import path, re_path

from .pages import views

app_name = "teams"

urlpatterns = [
    path("stories/<slug:slug>/", views.story_page, name="story"),
    re_path(r"^brand-(?P<digest>[0-9a-f]{12})\.css$", views.brand_stylesheet, name="brand"),
]
