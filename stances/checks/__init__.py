"""What no debate may contain, and what makes one weak, told as findings."""
