"""What is done in cataloguing; one transaction each, with the actor and the time passed in."""
