"""Addresses of sign-in and of the staff's own desk."""

from django.urls import path

from lienthu.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.SignIn.as_view(), name="sign_in"),
    path("sign-out/", views.SignOut.as_view(), name="sign_out"),
    path("password/", views.PasswordChange.as_view(), name="password"),
    path("account/", views.account, name="account"),
    path("working/", views.working, name="working"),
    path("people/", views.people, name="people"),
    path("people/add/", views.add_person, name="add_person"),
    path("roles/<int:number>/take/", views.take_role, name="take_role"),
]
