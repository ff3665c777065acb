from django.urls import path, re_path

from .pages import feeds, people, posting, views

app_name = "jobs"

urlpatterns = [
    path("teams/", views.team_list, name="teams"),
    path("teams/<slug:slug>/", views.TeamPage.as_view(), name="team"),
    path("teams/<slug:slug>/feed/", feeds.PostingFeed(), name="team-feed"),
    path("people/", people.people, name="people"),
    path("jobs/", views.JobList.as_view(), name="list"),
    path("jobs/feed/", feeds.PostingFeed(), name="feed"),
    path("jobs/calendar.ics", feeds.closing_dates, name="calendar"),
    path("jobs/saved/", views.saved, name="saved"),
    # The id, then the slug of the title. Eighteen digits fit the key on both databases.
    re_path(r"^jobs/(?P<path>[0-9]{1,18}(?:-[^/]*)?)/$", posting.posting_page, name="posting"),
    path("locations/<slug:slug>/", views.LocationPage.as_view(), name="location"),
]
