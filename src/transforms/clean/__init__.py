"""Text normalisation, language and quality: (kept, rejected), never a silent drop."""
