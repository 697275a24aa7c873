"""The book's own sentences: what their numbers mean, what they are bound to, whether they hold."""
