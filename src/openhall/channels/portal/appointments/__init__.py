"""What everybody may see of appointments: offices and their hours, boards, draws."""
