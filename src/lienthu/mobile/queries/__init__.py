"""What is read of vehicles, stops and trips."""
