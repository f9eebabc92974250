"""What is done with vehicles, stops and trips."""
