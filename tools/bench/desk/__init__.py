"""What officers do: look at their work, open a case, complete a task."""
