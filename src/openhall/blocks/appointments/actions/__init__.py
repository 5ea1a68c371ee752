"""What can be done with an appointment, one verb each."""
