"""What was once asked, on disk: no model is asked twice."""
