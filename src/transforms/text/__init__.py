"""What every reader of text needs: encodings, scripts, times, folds, language tags."""
