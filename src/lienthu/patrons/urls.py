"""Addresses of the patrons pages, below /staff/patrons/."""

from django.urls import path

from lienthu.patrons.views import finding, pages, printing, schools, settling

app_name = "patrons"
urlpatterns = [
    path("", finding.search, name="search"),
    path("register/", finding.register, name="register"),
    path("register/doubles/", finding.doubles, name="doubles"),
    path("categories/", settling.category_list, name="categories"),
    path("asked/", settling.asked, name="asked"),
    path("cards/", printing.print_cards, name="print"),
    path("schools/", schools.school_list, name="schools"),
    path("schools/sheet/", schools.empty_sheet, name="empty_sheet"),
    path("schools/<int:number>/", schools.school_page, name="school"),
    path("schools/<int:number>/move-up/", schools.move_up, name="move_up"),
    path("classes/<int:number>/", schools.class_page, name="class"),
    path("lists/<int:number>/", schools.class_list, name="class_list"),
    path("lists/<int:number>/wrong/", schools.wrong_rows, name="wrong_rows"),
    path("merges/<int:number>/undo/", settling.undo_merge, name="undo_merge"),
    path("<int:number>/", pages.patron_page, name="patron"),
    path("<int:number>/edit/", pages.edit, name="edit"),
    path("<int:number>/photo/", pages.photo, name="photo"),
    path("<int:number>/merge/", settling.merge, name="merge"),
    path("<int:number>/rights/<slug:verb>/", settling.rights, name="rights"),
    path("<int:number>/<slug:verb>/", pages.change, name="change"),
]
