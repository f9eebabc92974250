"""The mobile library: vehicles, crews, stops and routes, trips from the plan to the report.

Loans and visits on a trip are those of circulation and visits, with the trip named in their events.
"""
