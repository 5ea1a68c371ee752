"""What follows a decision: papers, postings, bookings, and whoever looks whether a paper is real."""
