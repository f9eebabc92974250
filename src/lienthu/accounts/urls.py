"""Addresses of the staff's own day, of the staff that one answers for, and of the audit."""

from allauth.account import views as allauth
from django.urls import path

from lienthu.accounts.views import audit, own, people

app_name = "accounts"
urlpatterns = [
    path("", own.home, name="home"),
    # The names under which the house knows two addresses of `sign_in_urls`.
    path("sign-in/", allauth.login, name="sign_in"),
    path("sign-out/", allauth.logout, name="sign_out"),
    path("working/", own.working, name="working"),
    path("people/", people.people, name="people"),
    path("people/add/", people.add_person, name="add_person"),
    path("people/<int:number>/", people.person, name="person"),
    path("people/<int:number>/role/", people.give_role, name="give_role"),
    path("people/<int:number>/close/", people.close_account, name="close_account"),
    path("people/<int:number>/reopen/", people.reopen_account, name="reopen_account"),
    path("people/<int:number>/second-factor/", people.reset_second_factor, name="reset_second_factor"),
    path("people/<int:number>/wait/", people.lift_wait, name="lift_wait"),
    path("people/<int:number>/password/", people.set_password, name="set_password"),
    path("people/<int:number>/email/", people.set_email, name="set_email"),
    path("roles/<int:number>/take/", people.take_role, name="take_role"),
    path("audit/", audit.entries, name="audit"),
]
