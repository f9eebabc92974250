"""Contests and sports days: entries, juries, draws, timetables, results, prizes.

A thing belongs to the library that organises it (đăng cai); members enter their own teams and entrants. Results come in
from referees and judges by signed addresses, without an account. Draws, tables and timetables are lib.tournaments.
"""
