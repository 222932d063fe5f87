"""An HTML page -> blocks, articles, date candidates, listings."""
